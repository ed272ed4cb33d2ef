import type { ClientOrderId, MarketId, Micros, Money, Outcome, Quantity, VenueId } from '@arbees/core'
import { NO_MONEY, NO_QUANTITY } from '@arbees/core'
import type { Detection } from './detect.ts'
import type { Direction, Pair } from './pair.ts'

/** One leg of a trade: an order and what came of it. Changed in place as facts arrive. */
export type Leg = {
  readonly order: ClientOrderId
  readonly venue: VenueId
  readonly market: MarketId
  readonly outcome: Outcome
  readonly sent: Quantity
  /** Set aside on the venue's cash until the order is done. */
  reserved: Money
  filled: Quantity
  /** What arrived, after a fee taken in contracts. */
  received: Quantity
  cost: Money
  fee: Money
  isDone: boolean
}

/**
 * How a trade stands: `in-flight` until both orders are done; then `hedged` when both legs hold the
 * same quantity, `unbalanced` when they do not, `missed` when neither filled.
 */
export type TradeStatus = 'in-flight' | 'hedged' | 'unbalanced' | 'missed'

/** One two-legged trade. */
export type Trade = {
  readonly id: number
  readonly at: Micros
  readonly pair: Pair
  readonly direction: Direction
  readonly detection: Detection
  readonly legs: readonly [Leg, Leg]
}

/** Returns a leg whose order is about to leave. */
export function createLeg(leg: Pick<Leg, 'order' | 'venue' | 'market' | 'outcome' | 'sent' | 'reserved'>): Leg {
  return { ...leg, filled: NO_QUANTITY, received: NO_QUANTITY, cost: NO_MONEY, fee: NO_MONEY, isDone: false }
}

/** Returns how a trade stands. */
export function tradeStatus(trade: Trade): TradeStatus {
  const [a, b] = trade.legs
  if (!a.isDone || !b.isDone) return 'in-flight'
  if (a.received === 0 && b.received === 0) return 'missed'
  return a.received === b.received ? 'hedged' : 'unbalanced'
}

/** Returns what both legs cost so far, fees included. */
export function tradeSpent(trade: Trade): Money {
  const [a, b] = trade.legs
  return (a.cost + a.fee + b.cost + b.fee) as Money
}

/** Returns the contracts held on both legs: what pays in every case. */
export function matchedQuantity(trade: Trade): Quantity {
  const [a, b] = trade.legs
  return Math.min(a.received, b.received) as Quantity
}

/** Returns the contracts held on one leg only: what is exposed. */
export function unmatchedQuantity(trade: Trade): Quantity {
  const [a, b] = trade.legs
  return Math.abs(a.received - b.received) as Quantity
}
