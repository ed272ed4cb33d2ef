import type {
  Account,
  FeeSchedule,
  IocOrder,
  Ladder,
  Market,
  MarketId,
  Micros,
  Money,
  Outcome,
  Position,
  Rng,
  VenueId,
} from '@arbees/core'
import { createLadder, emptyPosition, NO_MONEY, openAccount } from '@arbees/core'
import type { Consumption } from './consumption.ts'
import { createConsumption } from './consumption.ts'
import type { LatencyModel } from './latency.ts'

/** One market as the paper exchange trades it. */
export type PaperMarket = { readonly market: Market; readonly fees: FeeSchedule }

/** What a paper exchange is made of. */
export type PaperSettings = {
  readonly markets: readonly PaperMarket[]
  /** Money at each venue at the start. */
  readonly cash: ReadonlyMap<VenueId, Money>
  /** What is held at the start. @default nothing */
  readonly positions?: readonly Position[]
  readonly latency: LatencyModel
  /** Chance for the latency model. */
  readonly rng: Rng
  /**
   * The real books, by position in `markets`, where somebody else keeps them up to date: read, never
   * changed. @default the exchange keeps its own, from `step`
   */
  readonly ladders?: readonly Ladder[]
}

/** A market with its real book and what we took from it. */
export type Listed = {
  market: Market
  fees: FeeSchedule
  readonly ladder: Ladder
  readonly consumption: Consumption
  isSettled: boolean
}

/** An order on its way. */
export type Waiting = {
  readonly order: IocOrder
  readonly listed: Listed
  readonly dueAt: Micros
  readonly sequence: number
}

/** The exchange's whole memory. */
export type PaperState = {
  readonly settings: PaperSettings
  readonly listed: Listed[]
  /** Places in it whose markets are forgotten: the next that is listed takes one. */
  readonly vacant: number[]
  readonly indexOf: Map<MarketId, number>
  readonly accounts: Map<VenueId, Account>
  /** By market and outcome. */
  readonly positions: Map<string, Position>
  /** In the order in which they are due. */
  readonly waiting: Waiting[]
  orders: number
}

function toListed({ market, fees }: PaperMarket, ladder: Ladder): Listed {
  return { market, fees, ladder, consumption: createConsumption(), isSettled: false }
}

/** Lists a market, or gives a listed one its present rules and fees. */
export function listMarket(state: PaperState, one: PaperMarket): void {
  const known = state.listed[state.indexOf.get(one.market.id) ?? -1]
  if (known !== undefined) {
    known.market = one.market
    known.fees = one.fees
    return
  }
  const index = state.vacant.pop() ?? state.listed.length
  state.indexOf.set(one.market.id, index)
  state.listed[index] = toListed(one, createLadder())
}

/** Forgets a market that has settled, and what was held of it. Orders on their way keep what they need. */
export function forgetMarket(state: PaperState, market: MarketId): void {
  const index = state.indexOf.get(market)
  if (index === undefined || state.listed[index]?.isSettled !== true) return
  state.indexOf.delete(market)
  // The first ones have their places for good: their books are kept by somebody else, under these numbers.
  if (index >= state.settings.markets.length) state.vacant.push(index)
  for (const outcome of ['yes', 'no']) state.positions.delete(`${market} ${outcome}`)
}

/** Returns the memory of an exchange on which nothing happened. */
export function createPaperState(settings: PaperSettings): PaperState {
  const listed = settings.markets.map((one, index) => toListed(one, settings.ladders?.[index] ?? createLadder()))
  const accounts = new Map<VenueId, Account>()
  for (const [venue, free] of settings.cash) accounts.set(venue, openAccount(venue, free))
  const state: PaperState = {
    settings,
    listed,
    vacant: [],
    indexOf: new Map(listed.map(({ market }, index) => [market.id, index])),
    accounts,
    positions: new Map(),
    waiting: [],
    orders: 0,
  }
  for (const position of settings.positions ?? []) keepPosition(state, position)
  return state
}

/** Returns the account at a venue; an empty one where no money was put. */
export function accountAt(state: PaperState, venue: VenueId): Account {
  return state.accounts.get(venue) ?? openAccount(venue, NO_MONEY)
}

/** Returns what is held of one outcome. */
export function positionIn(state: PaperState, market: MarketId, outcome: Outcome): Position {
  return state.positions.get(`${market} ${outcome}`) ?? emptyPosition(market, outcome)
}

/** Stores what is held of one outcome. */
export function keepPosition(state: PaperState, position: Position): void {
  state.positions.set(`${position.market} ${position.outcome}`, position)
}
