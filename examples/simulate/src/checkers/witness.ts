/*
 * Somebody who sees both sides of a run: what the trader's journal says, and what the venues' own
 * records say of the same orders. Plain data, changed by the functions of this file only.
 */
import type { JournalRecord, OrderIntent, TradeIntended } from '@arbees/arb-engine'
import type { ClientOrderId, MarketId, Micros, Money, Price, Quantity } from '@arbees/core'
import { mulDiv, NO_MONEY, NO_QUANTITY, ONE_CONTRACT } from '@arbees/core'

/** A fill by a venue's own record. */
export type TrueFill = {
  readonly price: Price
  readonly quantity: Quantity
  readonly received: Quantity
  readonly fee: Money
  /** What was paid or got for it before the fee, as the venue booked it. */
  readonly worth: Money
}

/** An order as its intent, and what became of it at the venue. */
export type WitnessedOrder = {
  readonly intent: OrderIntent
  readonly expiresAt: Micros
  readonly trade: WitnessedTrade
  readonly leg: number
  readonly isUnwind: boolean
  /** By the venue's name of the fill. */
  readonly fills: Map<string, TrueFill>
  /** How often it arrived at the venue's door. */
  arrivals: number
}

/** A trade, its orders and how it stands by the venues' records. */
export type WitnessedTrade = {
  readonly intended: TradeIntended
  readonly orders: WitnessedOrder[]
  /** How far it has stood one-sided at most. */
  worst: { quantity: Quantity; money: Money }
  /** Since when it stands one-sided; undefined while it does not. */
  unevenSince: Micros | undefined
  /** How long it stood one-sided at most at a stretch. */
  unevenMicros: number
}

/** All that was witnessed. Changed in place. */
export type Witness = {
  readonly trades: Map<number, WitnessedTrade>
  readonly orders: Map<ClientOrderId, WitnessedOrder>
  /** Orders that were meant and then lost with the machine, before they could leave. */
  readonly lost: Map<ClientOrderId, WitnessedOrder>
}

/** Returns a witness who has seen nothing. */
export function createWitness(): Witness {
  return { trades: new Map(), orders: new Map(), lost: new Map() }
}

type OrderPart = Pick<WitnessedOrder, 'intent' | 'leg' | 'expiresAt' | 'isUnwind'>

function addOrder(witness: Witness, trade: WitnessedTrade, part: OrderPart): void {
  const order: WitnessedOrder = { ...part, trade, fills: new Map(), arrivals: 0 }
  trade.orders.push(order)
  witness.orders.set(part.intent.order, order)
}

/** Sees a record on disk. */
export function seeRecord(witness: Witness, record: JournalRecord): void {
  if (record.type === 'trade.intended') {
    const trade: WitnessedTrade = {
      intended: record,
      orders: [],
      worst: { quantity: NO_QUANTITY, money: NO_MONEY },
      unevenSince: undefined,
      unevenMicros: 0,
    }
    witness.trades.set(record.trade, trade)
    for (const [leg, intent] of record.legs.entries()) {
      addOrder(witness, trade, { intent, leg, expiresAt: record.expiresAt, isUnwind: record.opportunityType === null })
    }
  } else if (record.type === 'order.intended') {
    const trade = witness.trades.get(record.trade)
    if (trade === undefined) return
    const { intent, leg, expiresAt, purpose } = record
    addOrder(witness, trade, { intent, leg, expiresAt, isUnwind: purpose === 'flatten' })
  }
}

/** After a crash: sees that orders which are not on disk any more were never meant. */
export function forgetOrders(witness: Witness, isOnDisk: (order: ClientOrderId) => boolean): void {
  for (const [name, order] of witness.orders) {
    if (isOnDisk(name)) continue
    witness.orders.delete(name)
    witness.lost.set(name, order)
    const { orders } = order.trade
    orders.splice(orders.indexOf(order), 1)
    if (orders.length === 0) witness.trades.delete(order.trade.intended.trade)
  }
}

/** How a trade stands by the venues' records. */
export type TrueExposure = {
  /** What each leg holds. */
  readonly legs: readonly number[]
  /** Contracts that one leg holds beyond another. */
  readonly quantity: number
  /** What is lost at most, whatever happens. */
  readonly money: number
  readonly spent: number
}

/** Returns what an order brought (negative: gave away), and what it cost (negative: brought in). */
export function flowOf(order: WitnessedOrder): { readonly held: number; readonly spent: number } {
  let held = 0
  let spent = 0
  const isBuy = order.intent.action === 'buy'
  for (const { quantity, received, fee, worth } of order.fills.values()) {
    held += isBuy ? received : -quantity
    spent += isBuy ? worth + fee : fee - worth
  }
  return { held, spent }
}

/** Returns how a trade stands. */
export function trueExposure({ intended, orders }: WitnessedTrade): TrueExposure {
  const legs = intended.legs.map(() => 0)
  let spent = 0
  for (const order of orders) {
    const flow = flowOf(order)
    legs[order.leg] = (legs[order.leg] ?? 0) + flow.held
    spent += flow.spent
  }
  const least = Math.min(...legs)
  const certain = legs.length === 1 ? 0 : mulDiv(Math.max(0, least), intended.payout, ONE_CONTRACT, 'floor')
  const quantity = legs.length === 1 ? 0 : Math.max(...legs) - least
  return { legs, quantity, money: Math.max(0, spent - certain), spent }
}

/** Returns everything in a market by the venues' records: contracts of each outcome, and money spent. */
export function flowsIn(witness: Witness, market: MarketId): { yes: number; no: number; spent: number } {
  const sum = { yes: 0, no: 0, spent: 0 }
  for (const order of [...witness.orders.values(), ...witness.lost.values()]) {
    if (order.intent.market !== market) continue
    const { held, spent } = flowOf(order)
    sum[order.intent.outcome] += held
    sum.spent += spent
  }
  return sum
}
