import type { Command, Ladder, MarketId, Micros, Money, VenueId } from '@arbees/core'
import { createLadder, invariant, NO_MONEY } from '@arbees/core'
import type { EngineFact, RefusalReason } from './engine-fact.ts'
import type { FeeTable } from './fee-table.ts'
import { createFeeTable } from './fee-table.ts'
import type { Pair } from './pair.ts'
import { createPair } from './pair.ts'
import type { PairFees, PairWatch } from './pair-watch.ts'
import { createPairWatch } from './pair-watch.ts'
import type { EngineMarket, EngineSettings } from './settings.ts'
import type { Leg, LegOrder, Trade } from './trade.ts'

/** What is remembered of one direction between judgements. */
export type DirectionState = {
  /** The reason it is not traded for, as last said; undefined before the first and while open. */
  reason: RefusalReason | undefined
  /** Since when its edge has been above the least edge; −1 while it is not. */
  openedAt: number
  /** Whether this opening has been acted on: once each. */
  isTaken: boolean
}

/** One pair with all that is known of it. */
export type PairState = {
  readonly pair: Pair
  /** Positions of its markets in the settings' list. */
  readonly a: number
  readonly b: number
  readonly fees: PairFees
  readonly watch: PairWatch
  readonly directions: readonly [DirectionState, DirectionState]
  isTouched: boolean
  /** Whether something other than a book changed, so that it must be judged again. */
  hasNews: boolean
  /** Whether it is counted among the waiting pairs of its markets. */
  isCounted: boolean
  /** Whether a trade of this pair has an order without a final answer. */
  isInFlight: boolean
  /** The trade whose legs are not known to be equal yet. */
  mending: Trade | undefined
  /** A trade of this pair was given up with one leg open: somebody has to look first. */
  isHalted: boolean
}

/** To which trade an order belongs. */
export type OrderOwner = {
  readonly trade: Trade
  readonly leg: Leg
  readonly pair: PairState
  readonly order: LegOrder
}

/** What was last seen at the top of a market's book, and how many of its pairs wait for its depth. */
export type MarketTop = { bid: number; ask: number; continuity: number; waiting: number }

/** The engine's whole memory. */
export type EngineState = {
  readonly settings: EngineSettings
  readonly ladders: readonly Ladder[]
  readonly tops: readonly MarketTop[]
  /** By market: whether it takes orders, as far as was said. */
  readonly isOpen: boolean[]
  readonly indexOf: ReadonlyMap<MarketId, number>
  readonly pairs: readonly PairState[]
  /** By market: the pairs it belongs to. */
  readonly pairsOf: readonly (readonly number[])[]
  /** Pairs to be judged at the next decision, each once, in the order they were touched. */
  readonly touched: number[]
  /** Pairs whose orders have all been answered since the last decision. */
  readonly toMend: PairState[]
  readonly cash: Map<VenueId, Money>
  readonly trades: Trade[]
  /** By order id: whose it is. */
  readonly orderOf: Map<string, OrderOwner>
  orders: number
  now: Micros
  commands: Command[]
  facts: EngineFact[]
}

function checkMarkets(markets: readonly EngineMarket[]): ReadonlyMap<MarketId, number> {
  const indexOf = new Map<MarketId, number>()
  for (const [index, { market, fees }] of markets.entries()) {
    invariant(!indexOf.has(market.id), `a market is listed once, found ${market.id} twice`)
    invariant(
      fees.buyFeeIn === 'money',
      `the fees of ${market.id} are taken in ${fees.buyFeeIn}, this engine needs money`,
    )
    indexOf.set(market.id, index)
  }
  return indexOf
}

/** Returns the memory of an engine that has seen nothing. */
export function createEngineState(settings: EngineSettings): EngineState {
  const { markets, limits, thresholds = [0] } = settings
  invariant(/^\d{1,6}$/.test(settings.idSalt), `an id salt is 1 to 6 digits, found ${JSON.stringify(settings.idSalt)}`)
  const indexOf = checkMarkets(markets)
  const shared = new Map<EngineMarket['fees'], FeeTable>()
  const tables = markets.map(({ fees, feeTable }) => {
    if (feeTable !== undefined) return feeTable
    const table = shared.get(fees) ?? createFeeTable(fees, 'charged')
    shared.set(fees, table)
    return table
  })
  const position = (pair: Pair, market: MarketId) => {
    const index = indexOf.get(market)
    invariant(index !== undefined, `the pair ${pair.name} joins listed markets, found ${market}`)
    return index
  }
  const feesOf = (a: number, b: number): PairFees => {
    const own = { a: tables[a] as FeeTable, b: tables[b] as FeeTable }
    const partlyA = markets[a]?.partlyFeeTable
    const partlyB = markets[b]?.partlyFeeTable
    const isSame = partlyA === own.a && partlyB === own.b
    if (partlyA === undefined || partlyB === undefined || isSame) return own
    return { ...own, partly: { a: partlyA, b: partlyB } }
  }
  const directionState = (): DirectionState => ({ reason: undefined, openedAt: -1, isTaken: false })
  const pairsOf: number[][] = markets.map(() => [])
  const pairs = settings.pairs.map((given, index): PairState => {
    const pair = createPair(given)
    const a = position(pair, pair.a)
    const b = position(pair, pair.b)
    pairsOf[a]?.push(index)
    pairsOf[b]?.push(index)
    const fees = feesOf(a, b)
    return {
      pair,
      a,
      b,
      fees,
      watch: createPairWatch(pair, limits.maxAgeUs, thresholds, fees.partly !== undefined),
      directions: [directionState(), directionState()],
      isTouched: false,
      hasNews: false,
      isCounted: false,
      isInFlight: false,
      mending: undefined,
      isHalted: false,
    }
  })
  const cash = new Map<VenueId, Money>()
  for (const { market } of markets) cash.set(market.venue, settings.cash.get(market.venue) ?? NO_MONEY)
  return {
    settings,
    ladders: markets.map(createLadder),
    tops: markets.map(() => ({ bid: -1, ask: -1, continuity: -1, waiting: 0 })),
    isOpen: markets.map(({ market }) => market.status === 'open'),
    indexOf,
    pairs,
    pairsOf,
    touched: [],
    toMend: [],
    cash,
    trades: [],
    orderOf: new Map(),
    orders: 0,
    now: 0 as Micros,
    commands: [],
    facts: [],
  }
}
