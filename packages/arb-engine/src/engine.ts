/*
 * The engine: facts in, commands out. It reads no clock and touches nothing; the same facts in the
 * same batches give the same commands, byte for byte.
 */
import type { Command, ContinuityToken, Fact, Ladder, LevelBuffer, Micros, Money } from '@arbees/core'
import { applyBookFact, applyLevels, bestPrice, invariant, isBookFact } from '@arbees/core'
import type { EngineFact, RefusalReason } from './engine-fact.ts'
import { foldOrderFact } from './fold.ts'
import type { Pair } from './pair.ts'
import type { DirectionSummary, PairWatch } from './pair-watch.ts'
import { advanceWatch, holdWatch, judgeWatch, summarizeWatch } from './pair-watch.ts'
import { takeOpportunity } from './plan.ts'
import { repairTrade } from './repair.ts'
import type { EngineSettings } from './settings.ts'
import type { EngineState, MarketTop, PairState } from './state.ts'
import { createEngineState } from './state.ts'
import type { Trade } from './trade.ts'
import { PICO_MICRO } from './unit-edge.ts'

/** What one step gives. The arrays belong to the caller until the next step. */
export type Step = { readonly commands: readonly Command[]; readonly facts: readonly EngineFact[] }

/** The measurement of one pair. */
export type PairSummary = {
  readonly pair: Pair
  readonly jointUs: number
  readonly directions: readonly DirectionSummary[]
}

/** An engine over a fixed set of markets and pairs. */
export type Engine = {
  /**
   * Folds a batch of facts (in order, none older than the last batch) and decides once, as of the
   * last fact's time.
   */
  readonly step: (facts: readonly Fact[]) => Step
  /** Folds one fact and decides nothing. Follow the last of an instant by `decide`. */
  readonly fold: (fact: Fact) => void
  /**
   * The hot form of a book fact, for decoders that fill level buffers: folds, decides nothing.
   * `market` is the position in the settings' list. Follow it by `decide`.
   */
  readonly foldBook: (
    market: number,
    isSnapshot: boolean,
    bids: LevelBuffer,
    asks: LevelBuffer,
    at: Micros,
    continuity: ContinuityToken,
  ) => void
  /** Decides as of `now`, on all that was folded. */
  readonly decide: (now: Micros) => Step
  /** Returns a market's book as folded so far: read it, do not change it. */
  readonly ladder: (market: number) => Ladder
  /** Returns both directions of a pair as last judged: read them, do not change them. */
  readonly watch: (pair: number) => PairWatch
  /** Returns every trade so far, oldest first. */
  readonly trades: () => readonly Trade[]
  /** Returns free money by venue: what is neither spent nor set aside. */
  readonly cash: () => ReadonlyMap<string, Money>
  /** Returns the measurement of every pair up to `until`: call it once, last. */
  readonly summarize: (until: Micros) => readonly PairSummary[]
}

const NO_STEP: Step = Object.freeze({ commands: Object.freeze([]), facts: Object.freeze([]) })

function reasonOf(state: EngineState, pair: PairState, direction: 0 | 1, edgeMin: number): RefusalReason | undefined {
  const { watch } = pair
  if (!state.isOpen[pair.a] || !state.isOpen[pair.b]) return 'market-closed'
  const { judged } = watch.directions[direction]
  if (judged.status === 'discontinuous') return 'no-book'
  if (!watch.isJoint) return 'stale'
  if (judged.status !== 'tradable') return judged.status
  return judged.edge > edgeMin ? undefined : 'below-edge'
}

function refuse(state: EngineState, pair: PairState, direction: 0 | 1, reason: RefusalReason, now: Micros): void {
  const one = pair.directions[direction]
  if (one.reason === reason) return
  one.reason = reason
  const { judged, direction: named } = pair.watch.directions[direction]
  const edge = judged.status === 'tradable' ? judged.edge : null
  state.facts.push({ type: 'opportunity.refused', at: now, pair: pair.pair, direction: named.name, reason, edge })
}

function decideDirection(state: EngineState, pair: PairState, direction: 0 | 1, now: Micros): void {
  const one = pair.directions[direction]
  const { judged, direction: named } = pair.watch.directions[direction]
  const reason = reasonOf(state, pair, direction, state.settings.limits.edgeMin * PICO_MICRO)
  if (reason !== undefined) {
    if (one.openedAt >= 0) {
      const openedAt = one.openedAt as Micros
      state.facts.push({ type: 'opportunity.closed', at: now, pair: pair.pair, direction: named.name, openedAt })
      one.openedAt = -1
      one.isTaken = false
    }
    refuse(state, pair, direction, reason, now)
    return
  }
  if (one.openedAt < 0) {
    one.openedAt = now
    one.reason = undefined
    state.facts.push({ type: 'opportunity.opened', at: now, pair: pair.pair, direction: named.name, edge: judged.edge })
  }
  if (one.isTaken) return
  const refused = takeOpportunity(state, pair, direction, now)
  if (refused !== undefined) refuse(state, pair, direction, refused, now)
  else one.isTaken = true
}

function isWaiting({ directions, hasNews, mending }: PairState): boolean {
  const [first, second] = directions
  return (
    hasNews ||
    mending !== undefined ||
    (first.openedAt >= 0 && !first.isTaken) ||
    (second.openedAt >= 0 && !second.isTaken)
  )
}

/** Keeps the count of waiting pairs of each market: their books must be looked at whatever changed. */
function noteWaiting(state: EngineState, pair: PairState): void {
  const waits = isWaiting(pair)
  if (waits === pair.isCounted) return
  pair.isCounted = waits
  for (const market of [pair.a, pair.b]) (state.tops[market] as MarketTop).waiting += waits ? 1 : -1
}

function decide(state: EngineState, now: Micros): Step {
  for (const pair of state.toMend) {
    repairTrade(state, pair, now)
    noteWaiting(state, pair)
  }
  state.toMend.length = 0
  for (const index of state.touched) {
    const pair = state.pairs[index] as PairState
    pair.isTouched = false
    const a = state.ladders[pair.a] as Ladder
    const b = state.ladders[pair.b] as Ladder
    // What is open and not taken may be taken now: depth or money may have come.
    if (!isWaiting(pair) && holdWatch(pair.watch, a, b, now)) continue
    advanceWatch(pair.watch, now)
    judgeWatch(pair.watch, a, b, pair.fees, now)
    if (pair.mending !== undefined) repairTrade(state, pair, now)
    decideDirection(state, pair, 0, now)
    decideDirection(state, pair, 1, now)
    pair.hasNews = false
    noteWaiting(state, pair)
  }
  state.touched.length = 0
  if (state.facts.length === 0 && state.commands.length === 0) return NO_STEP
  const step = { commands: state.commands, facts: state.facts }
  state.commands = []
  state.facts = []
  return step
}

function touch(state: EngineState, market: number): void {
  for (const index of state.pairsOf[market] as readonly number[]) {
    const pair = state.pairs[index] as PairState
    if (pair.isTouched) continue
    pair.isTouched = true
    state.touched.push(index)
  }
}

/**
 * Touches the pairs of a market whose book changed, unless the change was behind its best prices and
 * nobody waits for depth: most changes are. Where books age, every change counts.
 */
function touchBook(state: EngineState, market: number): void {
  const top = state.tops[market] as MarketTop
  const { bids, asks, continuity } = state.ladders[market] as Ladder
  const bid = bestPrice(bids)
  const ask = bestPrice(asks)
  const isSame = bid === top.bid && ask === top.ask && continuity === top.continuity
  if (isSame && top.waiting === 0 && state.settings.limits.maxAgeUs === null) return
  top.bid = bid
  top.ask = ask
  top.continuity = continuity
  touch(state, market)
}

function foldFact(state: EngineState, fact: Fact): void {
  invariant(fact.at >= state.now, `facts come in order of time, found ${fact.at} after ${state.now}`)
  state.now = fact.at
  if (isBookFact(fact) || fact.type === 'market.settled' || fact.type === 'market.changed') {
    const market = state.indexOf.get(fact.market)
    if (market === undefined) return
    if (isBookFact(fact)) applyBookFact(state.ladders[market] as Ladder, fact)
    else if (fact.type === 'market.settled') state.isOpen[market] = false
    else if (fact.status !== undefined) state.isOpen[market] = fact.status === 'open'
    if (isBookFact(fact)) touchBook(state, market)
    else {
      for (const index of state.pairsOf[market] ?? []) (state.pairs[index] as PairState).hasNews = true
      touch(state, market)
    }
  }
  foldOrderFact(state, fact)
}

/**
 * Creates an engine over the given markets and pairs.
 *
 * @throws InvariantError when a pair names a market that is not listed, or a fee is taken in contracts.
 * @example
 * const engine = createEngine({ markets, pairs, limits, cash, idSalt: '0001' })
 * const { commands } = engine.step(facts)
 */
export function createEngine(settings: EngineSettings): Engine {
  const state = createEngineState(settings)
  const cash = () => {
    const free = new Map<string, Money>()
    for (const [venue, amount] of state.cash) free.set(venue, amount)
    return free
  }
  return Object.freeze({
    step: (facts: readonly Fact[]): Step => {
      for (const fact of facts) foldFact(state, fact)
      return decide(state, state.now)
    },
    fold: (fact: Fact) => foldFact(state, fact),
    foldBook: (
      market: number,
      isSnapshot: boolean,
      bids: LevelBuffer,
      asks: LevelBuffer,
      at: Micros,
      continuity: ContinuityToken,
    ) => {
      state.now = at
      applyLevels(state.ladders[market] as Ladder, isSnapshot, bids, asks, at, continuity)
      touchBook(state, market)
    },
    decide: (now: Micros): Step => decide(state, now),
    ladder: (market: number): Ladder => state.ladders[market] as Ladder,
    watch: (pair: number) => (state.pairs[pair] as PairState).watch,
    trades: () => state.trades,
    cash,
    summarize: (until: Micros) =>
      state.pairs.map((one) => {
        const directions = summarizeWatch(one.watch, until)
        return { pair: one.pair, jointUs: one.watch.jointUs, directions }
      }),
  })
}
