/*
 * A game in a shard: what is seen of it and its engine, and what comes of both: signals, each at most once
 * in a while, and reasons why there are none. Pure: time comes with what is told.
 */
import type { Engine, Proposal } from '@arbees/arb-engine'
import type { MarketId, Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import type { Chances } from '../../sports/model/chances.ts'
import type { FeeShelf, LookSettings } from './game-engine.ts'
import { bookFactOf, createGameEngine } from './game-engine.ts'
import { middleOf, toSignal } from './to-signal.ts'
import type { WatchedGame } from './watched-game.ts'
import { createWatchedGame, skipOf } from './watched-game.ts'

type Matched = MessageOf<'market.matched'>
type Quoted = MessageOf<'quote.changed'>

/** How signals are made. */
export type SignalSettings = LookSettings & {
  /** How long a signal may be acted on: one that asks nobody's opinion, and one that does. */
  readonly arbitrageLife: Micros
  readonly opinionLife: Micros
  /** How long after a signal the same is not told again. */
  readonly debounce: Micros
}

/** What a shard's games share. */
export type ShardWorld = {
  readonly settings: SignalSettings
  readonly shelf: FeeShelf
  /** The last word of each market's book. */
  readonly quotes: ReadonlyMap<string, Quoted>
  /** Returns a name that no other signal has. */
  readonly nextName: () => string
  /** Counts why nothing was decided or an opportunity is none. */
  readonly count: (reason: string) => void
}

/** A game in a shard. Changed in place. */
export type ShardGame = {
  readonly watched: WatchedGame
  readonly fence: number
  /** Whether a scoreboard has come since the game is ours. */
  isSought: boolean
  matched: Matched | undefined
  engine: Engine | undefined
  /** No fact is older than this. */
  engineAt: Micros
  /** Proposed in the decision that is under way. */
  readonly fresh: Proposal[]
  /** What stands open, by name and direction. */
  readonly standing: Map<string, Proposal>
  readonly signaledAt: Map<string, Micros>
}

/** Returns a game that was just given to the shard. */
export function createShardGame(game: string, league: WatchedGame['league'], fence: number): ShardGame {
  return {
    watched: createWatchedGame(game, league),
    fence,
    isSought: false,
    matched: undefined,
    engine: undefined,
    engineAt: 0 as Micros,
    fresh: [],
    standing: new Map(),
    signaledAt: new Map(),
  }
}

/** Makes the game's engine over what is matched now, with every book that is known. */
export function applyMatched(world: ShardWorld, game: ShardGame, matched: Matched): void {
  game.matched = matched
  game.standing.clear()
  game.engineAt = 0 as Micros
  game.engine = createGameEngine(matched, world.settings, world.shelf, (proposal) => void game.fresh.push(proposal))
  const known = matched.markets.flatMap(({ market }) => world.quotes.get(market.id) ?? [])
  for (const quote of known.sort((a, b) => a.receivedAt - b.receivedAt)) foldQuote(game, quote)
}

/** Folds a book into the game's engine; decides nothing. */
export function foldQuote(game: ShardGame, quote: Quoted): void {
  if (game.engine?.market(quote.market) === undefined) return
  const fact = bookFactOf(quote, game.engineAt)
  game.engineAt = fact.at
  game.engine.fold(fact)
}

function chanceOf({ home, draw, away }: Chances, yesOn: Matched['markets'][number]['yesOn']): number {
  if (yesOn === 'draw') return draw
  return yesOn === 'home' ? home : away
}

/** Folds what the model says of the game into the engine, where it says anything. */
export function foldChances(game: ShardGame, now: Micros): void {
  const { engine, matched, watched } = game
  if (engine === undefined || matched === undefined || watched.chances === null) return
  game.engineAt = toMicros(Math.max(now, game.engineAt))
  for (const { market, yesOn } of matched.markets) {
    // An opinion, not an amount; rounded down it is at most a millionth too little.
    const probability = Math.floor(chanceOf(watched.chances, yesOn) * 1_000_000)
    engine.fold({ type: 'estimate.given', at: game.engineAt, market: market.id, probability })
  }
}

/** Returns the market's chance of the home team, where one of its markets asks for that team. */
export function marketHomeOf({ engine, matched }: ShardGame): number | undefined {
  for (const { market, yesOn } of matched?.markets ?? []) {
    const view = yesOn === 'home' ? engine?.market(market.id as MarketId) : undefined
    const middle = view === undefined ? undefined : middleOf(view)
    if (middle !== undefined) return middle
  }
  return undefined
}

function keyOf({ name, direction }: { readonly name: string; readonly direction: string }): string {
  return `${name} ${direction}`
}

function fold(world: ShardWorld, game: ShardGame, now: Micros): void {
  const { engine, fresh, standing } = game
  fresh.length = 0
  for (const fact of engine?.decide(toMicros(Math.max(now, game.engineAt))).facts ?? []) {
    if (fact.type === 'opportunity.refused') world.count(fact.reason)
    else if (fact.type === 'opportunity.closed') standing.delete(keyOf(fact))
  }
  for (const proposal of fresh) standing.set(keyOf(proposal), proposal)
}

/**
 * Decides on the game as of `now`, and returns the signals: of what has just opened, and of an arbitrage
 * that still stands when it was last told long ago. `causedAt` is when what caused it arrived.
 */
export function decideGame(
  world: ShardWorld,
  game: ShardGame,
  now: Micros,
  causedAt: Micros,
): readonly SpokenOf<'signal.generated'>[] {
  const { engine, watched } = game
  if (engine === undefined) return []
  const skip = skipOf(watched, now)
  if (skip !== undefined) {
    world.count(skip)
    return []
  }
  fold(world, game, now)
  const { settings } = world
  const signals: SpokenOf<'signal.generated'>[] = []
  for (const [key, proposal] of game.standing) {
    const isArbitrage = proposal.payout > 0
    if (!isArbitrage && !game.fresh.includes(proposal)) continue
    const before = game.signaledAt.get(key)
    if (before !== undefined && now - before < settings.debounce) {
      if (game.fresh.includes(proposal)) world.count('debounce')
      continue
    }
    const expiresAt = toMicros(now + (isArbitrage ? settings.arbitrageLife : settings.opinionLife))
    const frame = { signal: world.nextName(), game: watched.game, causedAt, now, expiresAt }
    const signal = toSignal(engine, proposal, frame)
    if (signal === undefined || signal.edgeBps < settings.edgeMinBps) continue
    game.signaledAt.set(key, now)
    signals.push(signal)
  }
  return signals
}
