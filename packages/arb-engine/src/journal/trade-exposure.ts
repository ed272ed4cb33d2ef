import type { Money, Quantity } from '@arbees/core'
import { costRoundedDown, costRoundedUp, mulDiv, ONE_CONTRACT, toMoney, toQuantity } from '@arbees/core'
import type { JournalOrder, JournalTrade } from './journal-state.ts'
import { doubtOf, mostOf } from './order-doubt.ts'

/** What one leg holds: certainly at least `low`, possibly `high`. */
export type LegHolding = { readonly low: Quantity; readonly high: Quantity }

/** How far a trade may stand one-sided, the worst of all that may be true. */
export type TradeExposure = {
  /** In the order of the plan. */
  readonly legs: readonly LegHolding[]
  /** The most contracts that one leg may hold beyond another. 0 for one leg alone: that is directional. */
  readonly quantity: Quantity
  /** The most that may be lost whatever the question settles on. */
  readonly money: Money
  /** What was paid, less what sales brought, fees included. */
  readonly spent: Money
  /** Contracts whose fills the venue may still take back. */
  readonly unsettled: Quantity
}

type Sum = {
  low: number
  high: number
  spent: number
  /** What buys in doubt may yet bring and cost. */
  buying: number
  doubted: number
  unsettled: number
}

const emptySum = (): Sum => ({ low: 0, high: 0, spent: 0, buying: 0, doubted: 0, unsettled: 0 })

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
    sum.buying += doubt
    sum.doubted += mulDiv(order.costMax, doubt, mostOf(order), 'ceil')
  } else sum.low -= doubt
}

/**
 * Returns the most that may be lost: over what the orders in doubt may turn out to be, what is spent
 * less what pays for certain. It is at its most where all legs but one got all they may, and that one
 * the least, or as much as it can without raising what pays.
 */
function lossMax(sums: readonly Sum[], payout: Money): number {
  const spentMax = sums.reduce((total, { spent, doubted }) => total + spent + doubted, 0)
  if (payout === 0) return spentMax
  const highest = Math.min(...sums.map(({ high }) => high))
  let most = 0
  for (const { low, buying, doubted } of sums) {
    const top = Math.min(low + buying, Math.max(low, highest))
    for (const held of [low, top]) {
      const rest = buying === 0 ? 0 : mulDiv(doubted, low + buying - held, buying, 'floor')
      most = Math.max(most, spentMax - rest - mulDiv(payout, held, ONE_CONTRACT, 'floor'))
    }
  }
  return most
}

/**
 * Returns how far a trade may stand one-sided. Whatever is in doubt counts against us: a buy as
 * filled on its own leg and not on the others, a sale as having sold what the other legs still hold.
 */
export function tradeExposure(trade: JournalTrade): TradeExposure {
  const sums = Array.from({ length: trade.legs }, emptySum)
  for (const order of trade.orders) addOrder(sums[order.leg] as Sum, order)
  const total = (of: (sum: Sum) => number) => sums.reduce((all, sum) => all + of(sum), 0)
  let quantity = 0
  for (const [at, one] of sums.entries()) {
    for (const [other, { low }] of sums.entries()) if (other !== at) quantity = Math.max(quantity, one.high - low)
  }
  return {
    legs: sums.map(({ low, high }) => ({ low: toQuantity(low), high: toQuantity(high) })),
    quantity: toQuantity(quantity),
    money: toMoney(Math.max(0, lossMax(sums, trade.payout))),
    spent: toMoney(total(({ spent }) => spent)),
    unsettled: toQuantity(total(({ unsettled }) => unsettled)),
  }
}
