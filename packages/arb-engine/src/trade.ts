import type { Action, ClientOrderId, MarketId, Micros, Money, Outcome, Quantity, VenueId } from '@arbees/core'
import { NO_MONEY, NO_QUANTITY } from '@arbees/core'
import type { Detection } from './detect.ts'
import type { Direction, Pair } from './pair.ts'

/** One order of a leg, from its leaving to its end. Changed in place as facts arrive. */
export type LegOrder = {
  readonly id: ClientOrderId
  readonly action: Action
  readonly sent: Quantity
  filled: Quantity
  /** Set aside on the venue's cash until the order is done. */
  reserved: Money
  isDone: boolean
}

/** One leg of a trade: what is bought of one outcome, and sold again where the other leg fell short. */
export type Leg = {
  readonly venue: VenueId
  readonly market: MarketId
  readonly outcome: Outcome
  readonly orders: LegOrder[]
  /** Contracts bought in all, as the venue counts its fills. */
  bought: Quantity
  /** Contracts held now, after fees taken in contracts and after sales. */
  received: Quantity
  /** Money paid for contracts, fees apart. */
  cost: Money
  /** Money from selling contracts again, fees apart. */
  proceeds: Money
  fee: Money
}

/**
 * How a trade stands. `in-flight`: an order has no final answer. `repairing`: the legs hold unequal
 * quantities and the engine is at work on it. Then one of four ends: `hedged`, both legs hold the
 * same; `flattened`, what one leg got was sold again; `missed`, nothing was ever held; `halted`, one
 * leg stays open and somebody has to look.
 */
export type TradeStatus = 'in-flight' | 'repairing' | 'hedged' | 'flattened' | 'missed' | 'halted'

/** One two-legged trade. */
export type Trade = {
  readonly id: number
  readonly at: Micros
  readonly pair: Pair
  readonly direction: Direction
  readonly detection: Detection
  readonly legs: readonly [Leg, Leg]
  /** Repairs sent so far. */
  repairs: number
  /** Since when the legs have been unequal with no order in flight; −1 while they are not. */
  unequalSince: number
  /** Given up: see `halted`. */
  isHalted: boolean
  /** The last status told as a fact. */
  told: TradeStatus
}

/** Returns a leg without orders. */
export function createLeg(leg: Pick<Leg, 'venue' | 'market' | 'outcome'>): Leg {
  return {
    ...leg,
    orders: [],
    bought: NO_QUANTITY,
    received: NO_QUANTITY,
    cost: NO_MONEY,
    proceeds: NO_MONEY,
    fee: NO_MONEY,
  }
}

/** Returns an order that is about to leave. */
export function createLegOrder(order: Pick<LegOrder, 'id' | 'action' | 'sent' | 'reserved'>): LegOrder {
  return { ...order, filled: NO_QUANTITY, isDone: false }
}

/** Says whether an order of the trade has no final answer. */
export function isInFlight(trade: Trade): boolean {
  return trade.legs.some(({ orders }) => orders.some(({ isDone }) => !isDone))
}

/** Returns how a trade stands. */
export function tradeStatus(trade: Trade): TradeStatus {
  if (isInFlight(trade)) return 'in-flight'
  const [a, b] = trade.legs
  if (a.received !== b.received) return trade.isHalted ? 'halted' : 'repairing'
  if (a.received > 0) return 'hedged'
  return a.bought > 0 || b.bought > 0 ? 'flattened' : 'missed'
}

/** Returns what both legs cost so far, fees included, less what was sold again. */
export function tradeSpent(trade: Trade): Money {
  const [a, b] = trade.legs
  return (a.cost + a.fee - a.proceeds + b.cost + b.fee - b.proceeds) as Money
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
