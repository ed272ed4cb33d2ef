/*
 * The markets and their books as folded so far, each by its position in the settings.
 */
import type { Fact, Ladder, Level, MarketId, Micros } from '@arbees/core'
import {
  applyBookFact,
  bestPrice,
  createLadder,
  DISCONTINUOUS,
  invariant,
  isBookFact,
  loadBook,
  toBook,
} from '@arbees/core'
import type { FeeTable } from './fee-table.ts'
import { createFeeTable, createSpendFeeTable } from './fee-table.ts'
import type { EngineMarket, MarketView } from './market-view.ts'

type FeeField = 'fees' | 'feeTable' | 'spendFees'

/** One market, changed in place. */
export type MarketState = Omit<MarketView, 'isOpen' | 'market' | 'resolvesAt' | FeeField> & {
  readonly index: number
  market: MarketView['market']
  fees: MarketView['fees']
  feeTable: FeeTable
  spendFees: FeeTable | null
  resolvesAt: Micros | null
  isOpen: boolean
  /** What was last seen at the top of its book. */
  bid: number
  ask: number
  continuity: number
  /** How many of its strategies wait for depth, so that every change of the book has to be looked at. */
  waiting: number
}

/** The markets of an engine. */
export type Markets = {
  readonly states: readonly MarketState[]
  readonly indexOf: ReadonlyMap<MarketId, number>
  readonly byEvent: ReadonlyMap<string, readonly MarketId[]>
}

/**
 * Returns the markets with empty books.
 *
 * @throws InvariantError when a market is listed twice.
 */
export function createMarkets(listed: readonly EngineMarket[]): Markets {
  const shared = new Map<EngineMarket['fees'], FeeTable>()
  const tableOf = ({ fees, feeTable }: EngineMarket): FeeTable => {
    if (feeTable !== undefined) return feeTable
    const table = shared.get(fees) ?? createFeeTable(fees, 'charged')
    shared.set(fees, table)
    return table
  }
  const indexOf = new Map<MarketId, number>()
  const byEvent = new Map<string, MarketId[]>()
  const states = listed.map((one, index): MarketState => {
    const { market, fees, partlyFeeTable, buysBy = 'quantity', event = market.id } = one
    invariant(!indexOf.has(market.id), `a market is listed once, found ${market.id} twice`)
    indexOf.set(market.id, index)
    byEvent.set(event, [...(byEvent.get(event) ?? []), market.id])
    return {
      index,
      market,
      fees,
      feeTable: tableOf(one),
      partlyFeeTable,
      buysBy,
      spendFees: buysBy === 'money' ? (one.spendFees ?? createSpendFeeTable(fees)) : null,
      event,
      resolvesAt: one.resolvesAt ?? market.closesAt,
      voidYesPrice: one.voidYesPrice ?? null,
      ladder: createLadder(),
      isOpen: market.status === 'open',
      bid: -1,
      ask: -1,
      continuity: -1,
      waiting: 0,
    } as MarketState
  })
  return { states, indexOf, byEvent }
}

/** Makes a market charge what it is listed with now. */
export function relistFees(state: MarketState, { fees, feeTable, spendFees }: EngineMarket): void {
  state.fees = fees
  state.feeTable = feeTable ?? createFeeTable(fees, 'charged')
  if (state.buysBy === 'money') state.spendFees = spendFees ?? createSpendFeeTable(fees)
}

/** What a fact about a market asks for: nothing, a look at its book's top, or a judgement in any case. */
export type MarketNews = 'none' | 'book' | 'rules'

/** Folds a fact about a market into its state. */
export function foldMarketFact(state: MarketState, fact: Fact): MarketNews {
  if (isBookFact(fact)) {
    applyBookFact(state.ladder, fact)
    return 'book'
  }
  if (fact.type === 'market.settled') {
    state.isOpen = false
    state.market = { ...state.market, status: 'settled' }
    return 'rules'
  }
  if (fact.type !== 'market.changed') return 'none'
  const { status, grid, closesAt } = fact
  if (status !== undefined) state.isOpen = status === 'open'
  if (closesAt !== undefined && state.resolvesAt === state.market.closesAt) state.resolvesAt = closesAt
  state.market = {
    ...state.market,
    ...(status === undefined ? {} : { status }),
    ...(grid === undefined ? {} : { grid }),
    ...(closesAt === undefined ? {} : { closesAt }),
  }
  return 'rules'
}

/** Says whether the top of a book is another than last seen, and remembers it. */
export function isTopChanged(state: MarketState): boolean {
  const { bids, asks, continuity } = state.ladder
  const bid = bestPrice(bids)
  const ask = bestPrice(asks)
  if (bid === state.bid && ask === state.ask && continuity === state.continuity) return false
  state.bid = bid
  state.ask = ask
  state.continuity = continuity
  return true
}

/** One market as plain data: what JSON can carry. */
export type MarketSnapshot = {
  readonly market: MarketView['market']
  readonly resolvesAt: Micros | null
  readonly isOpen: boolean
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly at: Micros
  readonly continuity: Ladder['continuity']
}

/** Returns a market as plain data. */
export function snapshotMarket({ market, resolvesAt, isOpen, ladder }: MarketState): MarketSnapshot {
  const { bids, asks, at, continuity } = toBook(ladder, market.id)
  return { market, resolvesAt, isOpen, bids, asks, at, continuity }
}

/** Makes a market what a snapshot says; without its book, that one is to be seen anew. */
export function restoreMarket(state: MarketState, snapshot: MarketSnapshot, keepsBook: boolean): void {
  const { market, resolvesAt, isOpen, bids, asks, at, continuity } = snapshot
  invariant(
    market.id === state.market.id,
    `a snapshot is of the same markets, found ${market.id} for ${state.market.id}`,
  )
  Object.assign(state, { market, resolvesAt, isOpen })
  const empty = { bids: [], asks: [], continuity: DISCONTINUOUS }
  loadBook(state.ladder, { market: market.id, bids, asks, at, continuity, ...(keepsBook ? {} : empty) })
  isTopChanged(state)
}
