import { costRoundedUp } from './cost.ts'
import { invariant } from './invariant.ts'
import type { Market, MarketId, Outcome } from './market.ts'
import { isOnGrid } from './price-grid.ts'
import type { Micros, Money, Price, Quantity } from './units.ts'

declare const id: unique symbol

/** Our own name of an order, given before it leaves: `arb` and digits. */
export type ClientOrderId = string & { readonly [id]: 'ClientOrderId' }
/** The venue's name of an order. On Polymarket it is the order's hash, known before it leaves. */
export type OrderId = string & { readonly [id]: 'OrderId' }
/** The venue's name of a fill. */
export type FillId = string & { readonly [id]: 'FillId' }

/** Whether contracts are bought or sold. */
export type Action = 'buy' | 'sell'

/**
 * An immediate-or-cancel order: it takes what is there at `limit` or better, and the rest is
 * canceled. It has no time in force to set, so it cannot rest.
 */
export type IocOrder = {
  readonly id: ClientOrderId
  readonly market: MarketId
  readonly action: Action
  readonly outcome: Outcome
  /** The worst acceptable price of `outcome`: a maximum for a buy, a minimum for a sale. */
  readonly limit: Price
  readonly quantity: Quantity
  /** `all`: nothing unless everything (fill or kill). @default 'any' */
  readonly fill?: 'any' | 'all'
  /** Not sent after this instant. */
  readonly expiresAt?: Micros
  /** Closes what is held rather than opening anew: it may use the reserved rate budget. @default false */
  readonly isUnwind?: boolean
}

/** How an order stands: `pending` and `unknown` have exposure that must be counted; the others are final. */
export type OrderStatus = 'pending' | 'unknown' | 'filled' | 'canceled' | 'rejected'

const LEGAL: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['unknown', 'filled', 'canceled', 'rejected'],
  unknown: ['filled', 'canceled', 'rejected'],
  // A settlement that fails takes a fill back.
  filled: ['canceled'],
  canceled: ['filled'],
  rejected: [],
}

/**
 * Says whether an order may go from one status to another. `filled` and `canceled` may change into
 * each other only by a late fill or by a settlement that failed.
 */
export function isLegalTransition(from: OrderStatus, to: OrderStatus): boolean {
  return LEGAL[from].includes(to)
}

/** Says whether an order in this status can no longer take anything from the book by itself. */
export function isFinal(status: OrderStatus): boolean {
  return status === 'filled' || status === 'canceled' || status === 'rejected'
}

/** One execution against a resting order. */
export type Fill = {
  readonly id: FillId
  readonly order: ClientOrderId
  readonly market: MarketId
  readonly action: Action
  readonly outcome: Outcome
  /** The price of `outcome`. */
  readonly price: Price
  /** What the order's quantity went down by. */
  readonly quantity: Quantity
  /** What arrived after a fee taken in contracts; equal to `quantity` otherwise. */
  readonly received: Quantity
  readonly fee: Money
  readonly liquidity: 'taker' | 'maker'
  readonly at: Micros
}

/** Why a venue certainly refused an order. */
export type RejectReason =
  | 'funds'
  | 'tick'
  | 'lot'
  | 'minimum'
  | 'closed'
  | 'paused'
  | 'post-only'
  | 'no-match'
  | 'duplicate'
  | 'limit'
  | 'rate'
  | 'auth'
  | 'blocked'
  | 'expired'
  | 'halted'
  | 'discontinuous'
  | 'invalid'
  | 'other'

/** What is wrong with a draft under a market's rules; undefined when nothing is. */
export type OrderDefect = { readonly reason: RejectReason; readonly sentence: string }

/**
 * Returns what a market's rules forbid about an order, before it is sent; undefined when nothing.
 * The order's market must be this one.
 */
export function defectOfOrder(order: IocOrder, market: Market): OrderDefect | undefined {
  invariant(order.market === market.id, `the order is for ${order.market}, found the rules of ${market.id}`)
  const { limit, quantity } = order
  if (market.status !== 'open') {
    return {
      reason: market.status === 'paused' ? 'paused' : 'closed',
      sentence: `the market is ${market.status}, an order needs it open`,
    }
  }
  if (!isOnGrid(market.grid, limit)) {
    return { reason: 'tick', sentence: `the limit of ${limit} ticks is not on the market's grid` }
  }
  if (!Number.isSafeInteger(quantity) || quantity <= 0 || quantity % market.lot !== 0) {
    return {
      reason: 'lot',
      sentence: `the quantity of ${quantity} is not a positive multiple of the lot ${market.lot}`,
    }
  }
  if (quantity < market.quantityMin) {
    return {
      reason: 'minimum',
      sentence: `the quantity of ${quantity} is below the market's minimum ${market.quantityMin}`,
    }
  }
  if (order.action === 'buy' && costRoundedUp(limit, quantity) < market.notionalMin) {
    return {
      reason: 'minimum',
      sentence: `the notional is below the market's minimum ${market.notionalMin} micro-dollars`,
    }
  }
  return undefined
}
