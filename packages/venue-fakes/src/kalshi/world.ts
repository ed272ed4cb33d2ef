/*
 * All a fake Kalshi knows: plain data, changed in place by `trading.ts` and `lifecycle.ts` only.
 */
import type { KeyObject } from 'node:crypto'
import type { Clock, Micros, Money, Price, PriceGrid, Quantity, Rng, Side, TokenBucket } from '@arbees/core'
import { NO_MONEY, NO_QUANTITY } from '@arbees/core'
import type { CancelCause, MatchBook } from '@arbees/testkit'
import type { FaultPlan } from '../faults.ts'
import type { KalshiFeeRule } from './fees.ts'

/** A market's status in Kalshi's words. */
export type KalshiStatus = 'initialized' | 'active' | 'inactive' | 'closed' | 'determined' | 'finalized'

/** A series of events. */
export type KalshiSeries = {
  readonly ticker: string
  readonly title: string
  readonly category: string
  readonly tags: readonly string[]
  fees: KalshiFeeRule
  readonly shard: number
}

/** A group of markets. */
export type KalshiEvent = {
  readonly ticker: string
  readonly series: KalshiSeries
  readonly title: string
  readonly subTitle: string
  readonly isExclusive: boolean
  feesOverride: KalshiFeeRule | undefined
  readonly markets: KalshiMarket[]
}

/** One market. */
export type KalshiMarket = {
  readonly ticker: string
  readonly id: string
  readonly event: KalshiEvent
  readonly title: string
  readonly yesSubTitle: string
  readonly noSubTitle: string
  readonly rulesPrimary: string
  readonly shard: number
  readonly createdAt: Micros
  readonly opensAt: Micros
  closesAt: Micros
  updatedAt: Micros
  status: KalshiStatus
  structure: string
  grid: PriceGrid
  readonly book: MatchBook
  lastPrice: Price | undefined
  lastQuantity: Quantity
  volume: Quantity
  openInterest: Quantity
  /** Money traded, in YES terms. */
  dollarVolume: Money
  result: '' | 'yes' | 'no' | 'scalar'
  /** What one YES contract pays. */
  yesPayout: Price | undefined
  settledAt: Micros | undefined
}

/** An order of a member. */
export type KalshiOrder = {
  readonly id: string
  readonly number: number
  readonly member: KalshiMember
  readonly subaccount: number
  clientOrderId: string
  readonly market: KalshiMarket
  readonly side: Side
  limit: Price
  initial: Quantity
  filled: Quantity
  remaining: Quantity
  status: 'resting' | 'canceled' | 'executed'
  readonly selfTrade: 'taker_at_cross' | 'maker'
  readonly isPostOnly: boolean
  readonly cancelsOnPause: boolean
  readonly group: string | undefined
  expiresAt: Micros | undefined
  readonly createdAt: Micros
  updatedAt: Micros
  updateReason: string | undefined
  takerCost: Money
  makerCost: Money
  takerFees: Money
  makerFees: Money
  /** Sum of YES price times quantity over its fills, in micro-dollars. */
  notional: Money
  /** What rounding has taken and not given back. */
  accumulated: Money
}

/** One side of a trade, as its member sees it. */
export type KalshiFill = {
  readonly number: number
  readonly tradeId: string
  readonly order: KalshiOrder
  readonly price: Price
  readonly quantity: Quantity
  readonly isTaker: boolean
  readonly fee: Money
  readonly at: Micros
  readonly positionAfter: Quantity
}

/** A trade, as everybody sees it. */
export type KalshiTrade = {
  readonly number: number
  readonly id: string
  readonly market: KalshiMarket
  readonly price: Price
  readonly quantity: Quantity
  readonly takerSide: Side
  readonly at: Micros
}

/** What is held in one market: YES above zero, NO below. */
export type KalshiHolding = {
  quantity: Quantity
  /** What the open quantity cost, without fees. */
  cost: Money
  realized: Money
  fees: Money
  traded: Money
  volume: Quantity
  updatedAt: Micros
  isSettled: boolean
}

/** Money and contracts of one subaccount. */
export type KalshiLedger = {
  /** Cash by shard: what is there before reservations. Negative only for the house. */
  readonly cash: Map<number, Money>
  /** What resting orders could cost, by ticker. */
  readonly reserved: Map<string, Money>
  readonly holdings: Map<string, KalshiHolding>
}

/** A settled holding. */
export type KalshiSettlement = {
  readonly number: number
  readonly member: KalshiMember
  readonly subaccount: number
  readonly market: KalshiMarket
  readonly quantity: Quantity
  readonly cost: Money
  readonly fees: Money
  readonly revenue: Money
  readonly at: Micros
}

/** A group of orders that end together. */
export type KalshiOrderGroup = {
  readonly id: string
  readonly member: KalshiMember
  readonly subaccount: number
  readonly shard: number
  limit: Quantity
  isTriggered: boolean
  /** Fills of the last fifteen seconds. */
  readonly recent: { readonly at: Micros; readonly quantity: Quantity }[]
}

/** A key that signs. */
export type KalshiKey = {
  readonly id: string
  readonly member: KalshiMember
  readonly publicKey: KeyObject
  /** Messages with their signatures that were found right: the youngest of them. */
  readonly verified: Set<string>
}

/** Who trades. The house has no key, no limits and all the money it needs. */
export type KalshiMember = {
  readonly id: string
  readonly isHouse: boolean
  readonly tier: string
  readonly ledgers: Map<number, KalshiLedger>
  readonly orders: KalshiOrder[]
  /** Orders that rest, by id. */
  readonly resting: Map<string, KalshiOrder>
  readonly fills: KalshiFill[]
  readonly settlements: KalshiSettlement[]
  readonly groups: Map<string, KalshiOrderGroup>
  /** Client order ids that are used up. */
  readonly burned: Set<string>
  readonly read: TokenBucket | undefined
  /** Unscoped first, then by shard. */
  readonly write: readonly TokenBucket[]
}

/** What the world tells its streams. */
export type WorldNews =
  | {
      readonly type: 'level'
      readonly market: KalshiMarket
      readonly side: Side
      readonly price: Price
      readonly delta: Quantity
      readonly order: KalshiOrder | undefined
    }
  | { readonly type: 'trade'; readonly trade: KalshiTrade }
  | { readonly type: 'fill'; readonly fill: KalshiFill }
  | { readonly type: 'order'; readonly order: KalshiOrder }
  | {
      readonly type: 'position'
      readonly member: KalshiMember
      readonly subaccount: number
      readonly market: KalshiMarket
      readonly holding: KalshiHolding
    }
  | { readonly type: 'quote'; readonly market: KalshiMarket }
  | { readonly type: 'lifecycle'; readonly market: KalshiMarket; readonly what: LifecycleWord }
  | { readonly type: 'group'; readonly group: KalshiOrderGroup; readonly what: string }

/** Kalshi's words for what happens to a market. */
export type LifecycleWord =
  | 'created'
  | 'activated'
  | 'deactivated'
  | 'close_date_updated'
  | 'determined'
  | 'settled'
  | 'price_level_structure_updated'

/** A fake Kalshi's whole memory. */
export type KalshiWorld = {
  readonly clock: Clock
  readonly rng: Rng
  readonly faults: FaultPlan
  readonly series: Map<string, KalshiSeries>
  readonly events: Map<string, KalshiEvent>
  readonly markets: Map<string, KalshiMarket>
  readonly members: Map<string, KalshiMember>
  readonly keys: Map<string, KalshiKey>
  /** Every order that ever was a member's, by id. */
  readonly orders: Map<string, KalshiOrder>
  readonly trades: KalshiTrade[]
  readonly listeners: Set<(news: WorldNews) => void>
  /** Fees taken so far. */
  feesTaken: Money
  isExchangeActive: boolean
  isTradingActive: boolean
  count: number
}

/** The shards of the exchange. */
export const SHARDS: readonly { readonly index: number; readonly description: string }[] = [
  { index: 0, description: 'Default' },
  { index: 1, description: 'Combos' },
  { index: 2, description: 'Crypto' },
  { index: 3, description: 'Tennis & Baseball' },
]

/** Tells every stream. */
export function tell(world: KalshiWorld, news: WorldNews): void {
  for (const listener of world.listeners) listener(news)
}

/** Returns the next number of a thing that is counted. */
export function nextNumber(world: KalshiWorld): number {
  world.count += 1
  return world.count
}

/** Returns a name in the form of a UUID, out of the world's chance. */
export function nextUuid(rng: Rng): string {
  const hex = [rng.next(), rng.next(), rng.next(), rng.next()]
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Returns the books of a subaccount, opened when they were not. */
export function ledgerOf(member: KalshiMember, subaccount: number): KalshiLedger {
  let ledger = member.ledgers.get(subaccount)
  if (ledger === undefined) {
    ledger = { cash: new Map(), reserved: new Map(), holdings: new Map() }
    member.ledgers.set(subaccount, ledger)
  }
  return ledger
}

/** Returns what is held in a market, opened when it was not. */
export function holdingOf(ledger: KalshiLedger, ticker: string): KalshiHolding {
  let holding = ledger.holdings.get(ticker)
  if (holding === undefined) {
    holding = {
      quantity: NO_QUANTITY,
      cost: NO_MONEY,
      realized: NO_MONEY,
      fees: NO_MONEY,
      traded: NO_MONEY,
      volume: NO_QUANTITY,
      updatedAt: 0 as Micros,
      isSettled: false,
    }
    ledger.holdings.set(ticker, holding)
  }
  return holding
}

/** Returns the fee rule of a market: its event's, or else its series'. */
export function feesOf(market: KalshiMarket): KalshiFeeRule {
  return market.event.feesOverride ?? market.event.series.fees
}

/** Returns Kalshi's word for why an order ended. */
export function updateReasonOf(cause: CancelCause): string {
  switch (cause) {
    case 'self-trade':
      return 'SelfTradeCancel'
    case 'decreased':
      return 'Decrease'
    case 'amended':
      return 'Amend'
    case 'requested':
    case 'rest':
      return ''
    default:
      return cause
  }
}
