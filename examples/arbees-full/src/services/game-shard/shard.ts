/*
 * The games of one shard, and what is told of them. What is decided is `shard-game.ts`'s; here is who
 * hears what, what is said, logged and written down.
 */
import type { Clock, Log, Micros } from '@arbees/core'
import { DISCONTINUOUS, ONE_SECOND } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import { keepNewest } from '../../platform/keep-newest.ts'
import { PHRASES } from '../../platform/log.ts'
import type { RowSink } from '../../platform/store/write-behind.ts'
import type { GameState } from '../../sports/game-state.ts'
import type { LeagueLooks } from './league-looks.ts'
import type { ShardGame, ShardWorld } from './shard-game.ts'
import { applyMatched, createShardGame, decideGame, foldChances, foldQuote, marketHomeOf } from './shard-game.ts'
import type { ShardRow } from './shard-rows.ts'
import { applyState, endingOf, updateOf } from './watched-game.ts'

type Matched = MessageOf<'market.matched'>
type Quoted = MessageOf<'quote.changed'>
type Signal = SpokenOf<'signal.generated'>

/** How a shard speaks. */
export type ShardVoice = {
  readonly updated: (update: SpokenOf<'game.updated'>, correlation: string) => Promise<void>
  readonly ended: (ended: SpokenOf<'game.ended'>, correlation: string) => Promise<void>
  readonly signal: (signal: SpokenOf<'signal.generated'>, correlation: string) => void
}

/** A shard. Changed in place. */
export type Shard = {
  readonly instance: string
  readonly world: ShardWorld
  readonly clock: Clock
  readonly log: Log
  readonly voice: ShardVoice
  readonly rows: RowSink<ShardRow>
  readonly games: Map<string, ShardGame>
  /** Of every game, also those of others: a game may become ours. */
  readonly matches: Map<string, Matched>
  readonly quotes: Map<string, Quoted>
  readonly gamesOf: Map<string, Set<ShardGame>>
  /** When something of this name was last said or written. */
  readonly saidAt: Map<string, Micros>
  updates: number
  signals: number
}

/** Returns a shard that has no game. */
export function createShard(
  parts: Pick<Shard, 'instance' | 'world' | 'clock' | 'log' | 'voice' | 'rows' | 'quotes'>,
): Shard {
  const memory = { games: new Map(), matches: new Map(), gamesOf: new Map(), saidAt: new Map() }
  return { ...parts, ...memory, updates: 0, signals: 0 }
}

/** A game of which nothing changes is told again after so long, for who must know that it is looked at. */
const TELL_EVERY = 15 * ONE_SECOND
/** How often a person is told in the log. */
const LOG_EVERY = 60 * ONE_SECOND
/** How often a market's price is written down. */
const PRICE_EVERY = 10 * ONE_SECOND
/** How many matches are remembered. */
const MATCHES_MAX = 20_000

/** Says whether `length` has passed since it last said so of this name. */
function isDue({ saidAt, clock }: Shard, name: string, length: number): boolean {
  const now = clock.now()
  if (now - (saidAt.get(name) ?? 0) < length) return false
  saidAt.set(name, now)
  return true
}

/** Speaks a signal that was decided on because of what was seen, a look or a book. */
export function saySignal(shard: Shard, generated: Signal, by: 'look' | 'book'): void {
  const { log, voice } = shard
  const { signal, game, type, edgeBps, causedAt } = generated
  // A signal's own name is what its chain is followed by, from what was seen to the orders.
  const about = { correlation: signal, game, causedAt }
  log('debug', PHRASES.gameUpdate, { ...about, by })
  log('debug', PHRASES.signal, { ...about, type, edgeBps })
  shard.signals += 1
  voice.signal(generated, signal)
}

function leave({ games, gamesOf }: Shard, game: ShardGame): void {
  for (const { market } of game.matched?.markets ?? []) {
    const others = gamesOf.get(market.id)
    others?.delete(game)
    if (others?.size === 0) gamesOf.delete(market.id)
  }
  games.delete(game.watched.game)
}

/** A game was given up: nobody will work on it again, and nothing of it is kept. */
function forget({ matches, quotes, saidAt, gamesOf }: Shard, game: string): void {
  for (const { market } of matches.get(game)?.markets ?? []) {
    if (gamesOf.has(market.id)) continue
    quotes.delete(market.id)
    saidAt.delete(`price ${market.id}`)
  }
  saidAt.delete(`log ${game}`)
  matches.delete(game)
}

function join(shard: Shard, game: ShardGame, matched: Matched): void {
  leave(shard, game)
  shard.games.set(matched.game, game)
  applyMatched(shard.world, game, matched)
  for (const { market } of matched.markets) {
    shard.gamesOf.set(market.id, (shard.gamesOf.get(market.id) ?? new Set()).add(game))
  }
}

/** Takes who works on a game; of two assignments the one with the greater fence counts. */
export function takeAssigned(shard: Shard, leagues: LeagueLooks, assigned: MessageOf<'market.assigned'>): void {
  const { game: name, league, shard: holder, fence } = assigned
  const { games, matches, instance } = shard
  const known = games.get(name)
  if (known !== undefined && (fence < known.fence || (fence === known.fence && holder === instance))) return
  if (known !== undefined) leave(shard, known)
  if (holder === instance) {
    const game = createShardGame(name, league, fence)
    games.set(name, game)
    const matched = matches.get(name)
    if (matched !== undefined) join(shard, game, matched)
  } else if (holder === null) forget(shard, name)
  leagues.refresh(league)
}

/** Takes the markets of a game. */
export function takeMatched(shard: Shard, matched: Matched): void {
  const { matches, games } = shard
  keepNewest(matches, matched.game, matched, MATCHES_MAX)
  const game = games.get(matched.game)
  if (game !== undefined) join(shard, game, matched)
}

/** Takes a book. */
export function takeQuote(shard: Shard, quote: Quoted): void {
  const isGone = quote.continuity === DISCONTINUOUS && !shard.gamesOf.has(quote.market)
  if (isGone) shard.quotes.delete(quote.market)
  else shard.quotes.set(quote.market, quote)
  for (const game of shard.gamesOf.get(quote.market) ?? []) {
    foldQuote(game, quote)
    for (const signal of decideGame(shard.world, game, shard.clock.now(), quote.receivedAt)) {
      saySignal(shard, signal, 'book')
    }
    if (isDue(shard, `price ${quote.market}`, PRICE_EVERY)) {
      shard.rows.push({ type: 'price', game: game.watched.game, quote })
    }
  }
}

/** Tells what a look has changed; the promise is the bus's, and nothing is told where nothing has changed. */
function tellUpdate(shard: Shard, game: ShardGame, at: Micros, correlation: string): Promise<void> | undefined {
  const { watched } = game
  const update = updateOf(watched, at)
  const { receivedAt: _, ...content } = update
  const told = JSON.stringify(content)
  if (told === watched.told && at - (watched.toldAt ?? 0) < TELL_EVERY) return undefined
  Object.assign(watched, { told, toldAt: at })
  shard.updates += 1
  const { home, away, period, status, homeChance } = update
  shard.log('debug', PHRASES.gameUpdate, { correlation, game: watched.game, causedAt: at, by: 'look' })
  if (isDue(shard, `log ${watched.game}`, LOG_EVERY)) {
    shard.log('info', 'game update', { game: watched.game, status, home, away, period, homeChance })
  }
  shard.rows.push({ type: 'state', update })
  return shard.voice.updated(update, correlation)
}

async function tellEnd(shard: Shard, game: ShardGame, at: Micros, correlation: string): Promise<void> {
  const ended = endingOf(game.watched, at)
  if (ended === undefined) return
  const { winner, home, away } = ended
  shard.log('info', 'game ended', { game: ended.game, winner, home, away })
  await shard.voice.ended(ended, correlation)
}

/** What came of a look at a game: the signals, to be spoken at once, and when the bus has all the rest. */
export type LookedAt = { readonly signals: readonly Signal[]; readonly told: Promise<void> }

/**
 * Takes what a scoreboard shows of a game; undefined where it does not show it. What is decided is returned when what was
 * seen has been spoken, before the bus has it: over Redis the signal would wait for a round trip.
 */
export function takeLook(shard: Shard, game: ShardGame, state: GameState | undefined, at: Micros): LookedAt {
  game.isSought = true
  const { watched } = game
  if (state === undefined || watched.isEnded) return { signals: [], told: Promise.resolve() }
  const correlation = `${watched.game}-${at.toString(36)}`
  applyState(watched, state, () => marketHomeOf(game), at)
  const telling = tellUpdate(shard, game, at, correlation) ?? Promise.resolve()
  foldChances(game, at)
  const signals = decideGame(shard.world, game, shard.clock.now(), at)
  return { signals, told: telling.then(() => tellEnd(shard, game, at, correlation)) }
}
