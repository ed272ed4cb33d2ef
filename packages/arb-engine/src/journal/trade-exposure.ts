import type { MarketId, Money, Quantity } from '@arbees/core'
import {
  costRoundedDown,
  costRoundedUp,
  mulDiv,
  NO_MONEY,
  NO_QUANTITY,
  ONE_CONTRACT,
  toMoney,
  toQuantity,
} from '@arbees/core'
import type { JournalFill, JournalOrder, JournalTrade } from './journal-state.ts'
import { doubtCostOf, doubtOf, isOrderFinal } from './order-doubt.ts'
import type { ExposureBound } from './trade-terms.ts'

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

/** What an order may do to what a leg holds. */
type Weighed = Pick<
  JournalOrder,
  'leg' | 'market' | 'action' | 'quantity' | 'most' | 'costMax' | 'status' | 'filled'
> & {
  readonly fills: readonly JournalFill[]
}

/** A further order of a trade, as it would be written down. */
export type FurtherOrder = Pick<Weighed, 'leg' | 'market' | 'action' | 'quantity' | 'most' | 'costMax'>

/** Says whether a market's fills are claims at first, which may be taken back. */
type Staged = (market: MarketId) => boolean

/** Adds fills that the venue may still take back: as if nothing were known of them. */
function addClaim(sum: Sum, isBuy: boolean, { price, quantity, received, fee }: JournalFill): void {
  sum.unsettled += quantity
  if (!isBuy) {
    sum.low -= quantity
    sum.spent += fee
    return
  }
  sum.high += received
  sum.buying += received
  sum.doubted += costRoundedUp(price, quantity) + fee
}

function addOrder(sum: Sum, order: Weighed, staged?: Staged): void {
  const isBuy = order.action === 'buy'
  for (const fill of order.fills) {
    const { price, quantity, received, fee, stage } = fill
    if (stage === 'failed') continue
    if (staged !== undefined && stage !== 'confirmed') {
      addClaim(sum, isBuy, fill)
      continue
    }
    const held = isBuy ? received : -quantity
    sum.low += held
    sum.high += held
    sum.spent += isBuy ? costRoundedUp(price, quantity) + fee : fee - costRoundedDown(price, quantity)
    if (stage !== 'confirmed') sum.unsettled += quantity
  }
  const doubt = doubtOf(order)
  const cost = doubtCostOf(order)
  if (staged !== undefined && isOrderFinal(order) && !staged(order.market)) {
    // The last word stands, though its fills have no names yet; what a sale brought is not known.
    sum.low += isBuy ? doubt : -doubt
    sum.high += isBuy ? doubt : -doubt
    sum.spent += isBuy ? cost : 0
  } else if (isBuy) {
    sum.high += doubt
    sum.buying += doubt
    sum.doubted += cost
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
  return exposureOf(trade, trade.orders)
}

/**
 * Returns how far a trade may stand one-sided if further orders leave: whatever becomes of them, and of
 * every fill that its venue may still take back.
 */
export function exposureWith(trade: JournalTrade, further: readonly FurtherOrder[], staged: Staged): TradeExposure {
  const meant = further.map((order): Weighed => ({ ...order, status: 'intended', filled: NO_QUANTITY, fills: [] }))
  return exposureOf(trade, [...trade.orders, ...meant], staged)
}

/**
 * Returns how far a trade still stands one-sided when markets of it have settled: what they paid is cash,
 * and what one of them held beyond the other legs is no risk any more, won or lost.
 */
export function openExposure(trade: JournalTrade, isSettled: (market: MarketId) => boolean): ExposureBound {
  const { legs, quantity, money } = tradeExposure(trade)
  const settled = legs.map((_, leg) => isSettled((trade.orders[leg] as JournalOrder).market))
  if (!settled.includes(true)) return { quantity, money }
  const open = legs.filter((_, leg) => settled[leg] === false)
  const least = Math.min(...legs.map(({ low }) => low))
  const excess = Math.max(0, ...open.map(({ high }) => high - least))
  return { quantity: toQuantity(excess), money: excess === 0 ? NO_MONEY : money }
}

function exposureOf(
  trade: Pick<JournalTrade, 'legs' | 'payout'>,
  orders: readonly Weighed[],
  staged?: Staged,
): TradeExposure {
  const sums = Array.from({ length: trade.legs }, emptySum)
  for (const order of orders) addOrder(sums[order.leg] as Sum, order, staged)
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
