import type { Money, Quantity } from '@arbees/core'
import { costRoundedDown, costRoundedUp, mulDiv, toMoney, toQuantity } from '@arbees/core'
import type { JournalOrder, JournalTrade } from './journal-state.ts'
import { doubtOf } from './order-doubt.ts'

/** What one leg holds: certainly at least `low`, possibly `high`. */
export type LegHolding = { readonly low: Quantity; readonly high: Quantity }

/** How far a trade may stand one-sided, the worst of all that may be true. */
export type TradeExposure = {
  readonly legs: readonly [LegHolding, LegHolding]
  /** The most contracts that may be held on one leg only. */
  readonly quantity: Quantity
  /** The most that may be lost whatever the question settles on. */
  readonly money: Money
  /** What was paid, less what sales brought, fees included. */
  readonly spent: Money
  /** Contracts whose fills the venue may still take back. */
  readonly unsettled: Quantity
}

type Sum = { low: number; high: number; spent: number; doubted: number; unsettled: number }

function addOrder(sum: Sum, order: JournalOrder): void {
  const isBuy = order.action === 'buy'
  for (const { price, quantity, received, fee, stage } of order.fills) {
    if (stage === 'failed') continue
    const held = isBuy ? received : -quantity
    sum.low += held
    sum.high += held
    sum.spent += isBuy ? costRoundedUp(price, quantity) + fee : fee - costRoundedDown(price, quantity)
    if (stage !== 'confirmed') sum.unsettled += quantity
  }
  const doubt = doubtOf(order)
  if (isBuy) {
    sum.high += doubt
    sum.doubted += mulDiv(order.costMax, doubt, order.quantity, 'ceil')
  } else sum.low -= doubt
}

/**
 * Returns how far a trade may stand one-sided. Whatever is in doubt counts against us: a buy as
 * filled on its own leg and not on the other, a sale as having sold what the other leg still holds.
 */
export function tradeExposure(trade: JournalTrade): TradeExposure {
  const legs = [0, 1].map((leg) => {
    const sum: Sum = { low: 0, high: 0, spent: 0, doubted: 0, unsettled: 0 }
    for (const order of trade.orders) if (order.leg === leg) addOrder(sum, order)
    return sum
  })
  const [a, b] = legs as [Sum, Sum]
  const spent = a.spent + b.spent
  const certainPayout = Math.min(a.low, b.low)
  return {
    legs: [
      { low: toQuantity(a.low), high: toQuantity(a.high) },
      { low: toQuantity(b.low), high: toQuantity(b.high) },
    ],
    quantity: toQuantity(Math.max(a.high - b.low, b.high - a.low)),
    money: toMoney(Math.max(0, spent + a.doubted + b.doubted - certainPayout)),
    spent: toMoney(spent),
    unsettled: toQuantity(a.unsettled + b.unsettled),
  }
}
