/*
 * The engine: facts in, commands out. It reads no clock and touches nothing; the same facts in the
 * same batches give the same commands, byte for byte.
 */
import type { ContinuityToken, Fact, Ladder, LevelBuffer, MarketId, Micros, Money, VenueId } from '@arbees/core'
import { invariant } from '@arbees/core'
import type { Detector, Unit } from './detector.ts'
import {
  createDetector,
  decideTouched,
  foldInput,
  foldLevels,
  noteWaiting,
  touchMarket,
  touchWaiting,
} from './detector.ts'
import type { EngineFact } from './engine-fact.ts'
import type { JournalRecord } from './journal/record.ts'
import type { MarketSnapshot, MarketState } from './market-state.ts'
import { createMarkets, relistFees, restoreMarket, snapshotMarket } from './market-state.ts'
import type { EngineMarket, MarketView } from './market-view.ts'
import type { Pair } from './pair.ts'
import type { DirectionSummary, PairWatch } from './pair-watch.ts'
import { summarizeWatch } from './pair-watch.ts'
import type { Approved, Plan } from './plan/plan.ts'
import type { Proposal } from './plan/proposal.ts'
import type { Equity } from './risk/equity.ts'
import type { Ledger, LedgerTrade } from './risk/ledger-state.ts'
import type { EngineLimits } from './risk/limits.ts'
import { toLimits } from './risk/limits.ts'
import type { RiskDesk, RiskSnapshot } from './risk/risk.ts'
import { createRiskDesk } from './risk/risk.ts'
import type { RunningPair } from './strategy/cross-venue-pair.ts'
import { crossVenuePair } from './strategy/cross-venue-pair.ts'
import type { EngineInput, Strategy } from './strategy/strategy.ts'

/** All that an engine is made of. */
export type EngineSettings = {
  readonly markets: readonly EngineMarket[]
  /** What it looks for. @default none but the pairs */
  readonly strategies?: readonly Strategy[]
  /** Short for a `crossVenuePair` of each. @default none */
  readonly pairs?: readonly Pair[]
  readonly limits: EngineLimits
  /** Free money by venue at the start. */
  readonly cash: ReadonlyMap<VenueId, Money>
  /** Edges in picodollars at which pairs watch episodes. @default [0] */
  readonly thresholds?: readonly number[]
  /** Given, opportunities are handed to it instead of being judged here: risk is another process. */
  readonly propose?: (proposal: Proposal) => void
}

/** Begin a trade. Its legs, orders and end are the executor's, or a replay's. */
export type OpenTrade = { readonly type: 'trade.open'; readonly plan: Approved<Plan> }

/** What one step gives. The arrays belong to the caller until the next step. */
export type Step = { readonly commands: readonly OpenTrade[]; readonly facts: readonly EngineFact[] }

/** The measurement of one pair. */
export type PairSummary = {
  readonly pair: Pair
  readonly jointUs: number
  readonly directions: readonly DirectionSummary[]
}

type SlotSnapshot = {
  readonly reason: string | null
  readonly openedAt: number
  readonly isTaken: boolean
}

/** An engine's memory as plain data: what JSON can carry. Measurements of pairs are not in it. */
export type EngineSnapshot = {
  readonly version: 1
  readonly now: Micros
  readonly markets: readonly MarketSnapshot[]
  readonly strategies: readonly {
    readonly name: string
    readonly slots: readonly SlotSnapshot[]
    readonly own: unknown
  }[]
  readonly risk: RiskSnapshot
}

/** An engine over a fixed set of markets and strategies. */
export type Engine = {
  /**
   * Folds a batch of facts (in order, none older than the last batch) and decides once, as of the
   * last fact's time.
   */
  readonly step: (inputs: readonly EngineInput[]) => Step
  /** Folds one fact and decides nothing. Follow the last of an instant by `decide`. */
  readonly fold: (input: EngineInput) => void
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
  /** Folds a record of a trade's life, as it is written to the journal: every one, in order. */
  readonly record: (record: JournalRecord) => void
  /** Takes what a market of the settings charges from now on. Its rules come as facts. */
  readonly list: (market: EngineMarket) => void
  /** Says that an approved plan was not opened after all: its money is free again. */
  readonly drop: (name: string) => void
  /** Decides as of `now`, on all that was folded. */
  readonly decide: (now: Micros) => Step
  /** Returns a market's book as folded so far: read it, do not change it. */
  readonly ladder: (market: number) => Ladder
  /** Returns a market as it stands, by its id; undefined for one that is not listed. */
  readonly market: (market: MarketId) => MarketView | undefined
  /** Returns both directions of a pair as last judged: read them, do not change them. */
  readonly watch: (pair: number) => PairWatch
  /** Returns a trade by its journal number; undefined when nothing of it is held any more. */
  readonly trade: (trade: number) => LedgerTrade | undefined
  /** Returns money, trades and exposure: read them, do not change them. */
  readonly ledger: () => Readonly<Ledger>
  /** Returns what is owned, by the books as they stand. */
  readonly equity: () => Equity
  /** Returns the measurement of every pair up to `until`: call it once, last. */
  readonly summarize: (until: Micros) => readonly PairSummary[]
  readonly snapshot: () => EngineSnapshot
  /**
   * Makes the engine what a snapshot of the same settings says. In a new process (the default) books are
   * to be seen anew and approvals that were not written down are void; then tell it the journal.
   *
   * @throws InvariantError when the snapshot is of other markets or strategies.
   */
  readonly restore: (snapshot: EngineSnapshot, into?: 'new-process' | 'same-process') => void
}

const NO_STEP: Step = Object.freeze({ commands: Object.freeze([]), facts: Object.freeze([]) })

type EngineState = {
  readonly markets: readonly MarketState[]
  readonly indexOf: ReadonlyMap<MarketId, number>
  readonly detector: Detector
  readonly desk: RiskDesk
  readonly pairs: readonly { readonly pair: Pair; readonly watch: PairWatch }[]
  readonly hasDayLimit: boolean
  commands: OpenTrade[]
}

function createState(settings: EngineSettings): EngineState {
  const { strategies = [], pairs = [], thresholds = [0], propose } = settings
  const markets = createMarkets(settings.markets)
  const limits = toLimits(settings.limits)
  const cash = new Map<VenueId, Money>()
  for (const { market } of settings.markets) cash.set(market.venue, settings.cash.get(market.venue) ?? (0 as Money))
  const desk = createRiskDesk({
    market: (id) => markets.states[markets.indexOf.get(id) ?? -1],
    marketsOf: (event) => markets.byEvent.get(event) ?? [],
    limits: settings.limits,
    cash,
  })
  const take = (proposal: Proposal) => {
    if (propose !== undefined) {
      propose(proposal)
      return { type: 'taken', plan: null } as const
    }
    const verdict = desk.judge(proposal, proposal.at)
    if (verdict.type === 'refused') return verdict
    state.commands.push({ type: 'trade.open', plan: verdict.plan })
    return { type: 'taken', plan: verdict.plan } as const
  }
  const { edgeMin, planLife, maxAgeUs } = limits
  const detector = createDetector({
    markets,
    strategies: [...pairs.map(crossVenuePair), ...strategies],
    limits: { maxAgeUs, thresholds, edgeMin, planLife },
    take,
  })
  const state: EngineState = {
    markets: markets.states,
    indexOf: markets.indexOf,
    detector,
    desk,
    pairs: pairs.map((pair, index) => ({ pair, watch: watchOf(detector, index) })),
    hasDayLimit: limits.dailyLossMax !== null,
    commands: [],
  }
  return state
}

/** Returns the measurement of a pair: the pairs are the first strategies. */
function watchOf({ units }: Detector, pair: number): PairWatch {
  const { running } = units[pair] as Unit
  return (running as RunningPair).watch
}

function decide(state: EngineState, now: Micros): Step {
  const { detector, desk } = state
  if (state.hasDayLimit) desk.roll(now)
  decideTouched(detector, now)
  if (detector.facts.length === 0 && state.commands.length === 0) return NO_STEP
  const step = { commands: state.commands, facts: detector.facts }
  state.commands = []
  detector.facts = []
  return step
}

function fold(state: EngineState, input: EngineInput): void {
  foldInput(state.detector, input)
  if (input.type !== 'estimate.given') state.desk.fold(input as Fact)
}

function snapshotUnit({ strategy, slots, running }: Unit): EngineSnapshot['strategies'][number] {
  return {
    name: strategy.name,
    slots: slots.map(({ reason, openedAt, isTaken }) => ({ reason: reason ?? null, openedAt, isTaken })),
    own: running.snapshot?.() ?? null,
  }
}

function restoreUnit(unit: Unit, snapshot: EngineSnapshot['strategies'][number] | undefined, now: Micros): void {
  const { strategy, slots, running } = unit
  invariant(
    snapshot?.name === strategy.name && snapshot.slots.length === slots.length,
    `a snapshot is of the same strategies, found ${snapshot?.name} for ${strategy.name}`,
  )
  running.restore?.(snapshot.own)
  for (const [index, slot] of slots.entries()) {
    const known = snapshot.slots[index] as SlotSnapshot
    slot.reason = (known.reason ?? undefined) as typeof slot.reason
    slot.openedAt = known.openedAt
    slot.isTaken = known.isTaken
  }
  running.judge(now)
  noteWaiting(unit)
}

function restore(state: EngineState, snapshot: EngineSnapshot, into: 'new-process' | 'same-process'): void {
  const { detector, desk, markets } = state
  const isSame = into === 'same-process'
  invariant(snapshot.version === 1, `a snapshot has the version 1, found ${snapshot.version}`)
  invariant(
    snapshot.markets.length === markets.length && snapshot.strategies.length === detector.units.length,
    'a snapshot is of the same markets and strategies',
  )
  detector.now = snapshot.now
  for (const [index, market] of markets.entries())
    restoreMarket(market, snapshot.markets[index] as MarketSnapshot, isSame)
  for (const [index, unit] of detector.units.entries()) restoreUnit(unit, snapshot.strategies[index], snapshot.now)
  desk.restore(snapshot.risk)
  if (!isSame) for (const name of [...desk.ledger.pending.keys()]) desk.drop(name)
}

/**
 * Creates an engine over the given markets, strategies and pairs.
 *
 * @throws InvariantError when a strategy names a market that is not listed, or a limit is not lawful.
 * @example
 * const engine = createEngine({ markets, pairs, strategies: [basket(cup)], limits, cash })
 * const { commands } = engine.step(facts)
 */
export function createEngine(settings: EngineSettings): Engine {
  const state = createState(settings)
  const { detector, desk, markets, indexOf, pairs } = state
  const foldBook: Engine['foldBook'] = (market, isSnapshot, bids, asks, at, continuity) =>
    foldLevels(detector, market, isSnapshot, bids, asks, at, continuity)
  return Object.freeze({
    step: (inputs: readonly EngineInput[]): Step => {
      for (const input of inputs) fold(state, input)
      return decide(state, detector.now)
    },
    fold: (input: EngineInput) => fold(state, input),
    foldBook,
    record: (record: JournalRecord) => {
      desk.record(record)
      if (record.type === 'trade.ended') touchWaiting(detector)
    },
    list: (market: EngineMarket) => {
      const relisted = markets[indexOf.get(market.market.id) ?? -1]
      invariant(relisted !== undefined, `a market of the settings is listed again, found ${market.market.id}`)
      relistFees(relisted, market)
      touchMarket(detector, relisted)
    },
    drop: (name: string) => desk.drop(name),
    decide: (now: Micros): Step => decide(state, now),
    ladder: (market: number): Ladder => (markets[market] as MarketState).ladder,
    market: (market: MarketId) => markets[indexOf.get(market) ?? -1],
    watch: (pair: number) => (pairs[pair] as (typeof pairs)[number]).watch,
    trade: (trade: number) => desk.ledger.trades.get(trade),
    ledger: () => desk.ledger,
    equity: desk.equity,
    summarize: (until: Micros) =>
      pairs.map(({ pair, watch }) => {
        const directions = summarizeWatch(watch, until)
        return { pair, jointUs: watch.jointUs, directions }
      }),
    snapshot: () => ({
      version: 1 as const,
      now: detector.now,
      markets: markets.map(snapshotMarket),
      strategies: detector.units.map(snapshotUnit),
      risk: desk.snapshot(),
    }),
    restore: (snapshot: EngineSnapshot, into: 'new-process' | 'same-process' = 'new-process') =>
      restore(state, snapshot, into),
  })
}
