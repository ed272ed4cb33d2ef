/*
 * Which shard works on which game. Pure: it says what should be held, the leases say what is.
 */
import type { MarketId, Micros } from '@arbees/core'
import { seconds, toMicros } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import { isOver } from '../../sports/game-status.ts'

type Found = MessageOf<'game.found'>
type Assigned = SpokenOf<'market.assigned'>

/** A game that is known. */
export type KnownGame = {
  found: Found
  /** When it was first seen to be over; null while it is not. */
  overAt: Micros | null
  /** Who has its lease, as far as we know. */
  holder: { readonly shard: string; readonly fence: number } | null
  /** What was said of it last; null before the first word. */
  told: Assigned | null
}

/** What the orchestrator knows. Changed in place. */
export type Assignments = {
  readonly games: Map<string, KnownGame>
  /** Each shard's last sign of life, by this process's clock. */
  readonly shards: Map<string, Micros>
  /** Each game's markets; they may be told before the game is found again, after a restart. */
  readonly markets: Map<string, readonly MarketId[]>
  readonly settled: Set<MarketId>
  /** Games of which something is held, as far as we know: they are watched until it is paid, however long that takes. */
  readonly held: Set<string>
}

/** How long things count. */
export type AssignmentTimes = {
  /** How long before its start a game is worked on. */
  readonly ahead: Micros
  /** How long a lease lasts after its holder's last sign of life. */
  readonly lease: Micros
}

/** How long the markets of a game that is over are watched at most, until they settle; longer while something is held. */
const SETTLES_WITHIN = seconds(6 * 3_600)
/** No game is played for longer; one that ESPN no longer prints is over then. */
const PLAYED_WITHIN = seconds(12 * 3_600)
/** What is over is remembered for so long. */
const REMEMBERED = seconds(48 * 3_600)

/** Returns the orchestrator's memory at its start. */
export function createAssignments(): Assignments {
  return { games: new Map(), shards: new Map(), markets: new Map(), settled: new Set(), held: new Set() }
}

/** Takes a game as ESPN shows it; says whether anything of it is news. */
export function applyFound(state: Assignments, found: Found, now: Micros): boolean {
  const known = state.games.get(found.game)
  const isNews = known === undefined || JSON.stringify(known.found) !== JSON.stringify(found)
  const overAt = isOver(found.status) ? (known?.overAt ?? now) : null
  if (known === undefined) {
    state.games.set(found.game, { found, overAt, holder: null, told: null })
    return true
  }
  Object.assign(known, { found, overAt })
  return isNews
}

/**
 * Takes the markets of a game. One that was told before is watched on: something may be held of it until it settles, and
 * a discovery that has just begun knows nothing of what is no longer listed.
 */
export function applyMatched({ markets }: Assignments, { game, markets: told }: MessageOf<'market.matched'>): void {
  markets.set(game, [...new Set([...told.map(({ market }) => market.id), ...(markets.get(game) ?? [])])])
}

function marketsOf({ markets }: Assignments, { found }: KnownGame): readonly MarketId[] {
  return markets.get(found.game) ?? []
}

/** Says whether a game is to be worked on, or its markets to be watched, as of `now`. */
export function isWanted(state: Assignments, game: KnownGame, times: AssignmentTimes, now: Micros): boolean {
  const { found, overAt } = game
  const watchedUntil = overAt === null ? found.startsAt + PLAYED_WITHIN : overAt + SETTLES_WITHIN
  const isSettled = marketsOf(state, game).every((market) => state.settled.has(market))
  const isInTime = now < watchedUntil || (state.held.has(found.game) && !isSettled)
  return overAt === null ? now >= found.startsAt - times.ahead && isInTime : !isSettled && isInTime
}

/** Returns the shards that live, by name. */
export function liveShards({ shards }: Assignments, { lease }: AssignmentTimes, now: Micros): readonly string[] {
  return [...shards]
    .filter(([, beatAt]) => now < beatAt + lease)
    .map(([name]) => name)
    .sort()
}

function loads({ games }: Assignments, shards: readonly string[]): ReadonlyMap<string, number> {
  const load = new Map(shards.map((name) => [name, 0]))
  for (const { holder } of games.values()) {
    const held = holder === null ? undefined : load.get(holder.shard)
    if (holder !== null && held !== undefined) load.set(holder.shard, held + 1)
  }
  return load
}

/** Returns who should take one more game: the shard with the fewest; undefined where none lives. */
export function idlestShard(state: Assignments, shards: readonly string[]): string | undefined {
  const load = loads(state, shards)
  return [...shards].sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0))[0]
}

/**
 * Returns a game that should move so that shards carry alike, and from whom; undefined when they do.
 * One that has not begun moves before one that is played.
 */
export function gameToMove(state: Assignments, shards: readonly string[]): string | undefined {
  const load = loads(state, shards)
  const most = [...shards].sort((a, b) => (load.get(b) ?? 0) - (load.get(a) ?? 0))[0]
  const least = idlestShard(state, shards)
  if (most === undefined || least === undefined || (load.get(most) ?? 0) - (load.get(least) ?? 0) < 2) return undefined
  const own = [...state.games.values()].filter(({ holder }) => holder?.shard === most)
  return (own.find(({ found }) => found.status === 'scheduled') ?? own[0])?.found.game
}

/** Returns what is to be said of a game; undefined when it was said already. */
export function newsOf(state: Assignments, game: KnownGame): Assigned | undefined {
  const { found, holder, told } = game
  if (holder === null && (told === null || told.shard === null)) return undefined
  const shard = holder?.shard ?? null
  const fence = holder?.fence ?? told?.fence ?? 0
  const news: Assigned = { game: found.game, league: found.league, shard, fence, markets: [...marketsOf(state, game)] }
  return JSON.stringify(news) === JSON.stringify(told) ? undefined : news
}

/** Forgets games that were over long ago, and returns them with their markets. */
export function forgetOld(
  state: Assignments,
  now: Micros,
): readonly { readonly game: string; readonly markets: readonly MarketId[] }[] {
  const gone: { readonly game: string; readonly markets: readonly MarketId[] }[] = []
  for (const [name, game] of state.games) {
    const since = game.overAt ?? toMicros(game.found.startsAt + PLAYED_WITHIN)
    if (game.holder !== null || state.held.has(name) || now < since + REMEMBERED) continue
    const markets = marketsOf(state, game)
    gone.push({ game: name, markets })
    for (const market of markets) state.settled.delete(market)
    state.markets.delete(name)
    state.games.delete(name)
  }
  return gone
}
