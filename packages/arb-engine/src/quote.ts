/*
 * What q contracts cost on a book, after fees, level by level: the exact figure that a plan is made
 * of. Fees are charged per fill, one fill per level, each rounded as the venue rounds it.
 */
import type { FeeSchedule, Ladder, Money, Outcome, Price, Quantity } from '@arbees/core'
import { costRoundedDown, costRoundedUp, PRICE_ONE, quantityFor, receivedQuantity } from '@arbees/core'

/** What buying a quantity takes. */
export type Quote = {
  /** What can be had; less than asked when the book is thinner. */
  readonly quantity: Quantity
  /** What arrives of it: less where the venue takes its fee in contracts. */
  readonly received: Quantity
  /** Prices times quantities, rounded up per level. */
  readonly cost: Money
  /** What is charged in money; 0 where the fee is taken in contracts. */
  readonly fee: Money
  /** The worst price reached, in the outcome's own terms; 0 when nothing can be had. */
  readonly worst: Price
}

/** Calls `visit` with each level that a buyer of `outcome` can take, best first, until it returns false. */
export function eachOffer(
  ladder: Ladder,
  outcome: Outcome,
  visit: (price: Price, quantity: Quantity) => boolean,
): void {
  const side = outcome === 'yes' ? ladder.asks : ladder.bids
  for (let index = side.length - 1; index >= 0; index--) {
    const price = side.prices[index] as number
    const own = outcome === 'yes' ? price : PRICE_ONE - price
    if (!visit(own as Price, side.quantities[index] as Quantity)) return
  }
}

/** A quote on its way. */
type Sum = { quantity: number; received: number; cost: number; fee: number; worst: number }

function take(sum: Sum, fees: FeeSchedule, price: Price, part: Quantity): void {
  sum.quantity += part
  sum.cost += costRoundedUp(price, part)
  sum.worst = price
  if (fees.buyFeeIn === 'money') {
    sum.fee += fees.fee(price, part, 'taker')
    sum.received += part
  } else sum.received += receivedQuantity(fees, price, part)
}

const emptySum = (): Sum => ({ quantity: 0, received: 0, cost: 0, fee: 0, worst: 0 })

/**
 * Returns what buying `wanted` contracts of an outcome costs on this book now.
 *
 * @example
 * const { cost, fee, worst } = quoteBuy(ladder, 'yes', ONE_CONTRACT, fees)
 */
export function quoteBuy(ladder: Ladder, outcome: Outcome, wanted: Quantity, fees: FeeSchedule): Quote {
  const sum = emptySum()
  if (wanted > 0) {
    eachOffer(ladder, outcome, (price, available) => {
      take(sum, fees, price, Math.min(wanted - sum.quantity, available) as Quantity)
      return sum.quantity < wanted
    })
  }
  return sum as Quote
}

/**
 * Returns what `money` buys on this book now, at `limit` or better: the way of a venue that spends the
 * whole amount, so that better offers bring more. The fee comes on top.
 */
export function quoteSpend(ladder: Ladder, outcome: Outcome, money: Money, limit: Price, fees: FeeSchedule): Quote {
  const sum = emptySum()
  eachOffer(ladder, outcome, (price, available) => {
    if (price > limit) return false
    const part = Math.min(available, quantityFor((money - sum.cost) as Money, price)) as Quantity
    if (part > 0) take(sum, fees, price, part)
    return part === available && sum.cost < money
  })
  return sum as Quote
}

/**
 * Returns the smallest whole number of lots of which at least `wanted` arrives, as a quote; undefined
 * when the book does not hold that many. More than `wanted` where the fee is taken in contracts.
 */
export function quoteReceive(
  ladder: Ladder,
  outcome: Outcome,
  wanted: Quantity,
  fees: FeeSchedule,
  lot: Quantity,
): Quote | undefined {
  const quoteLots = (lots: number) => quoteBuy(ladder, outcome, (lots * lot) as Quantity, fees)
  let low = Math.ceil(wanted / lot)
  const first = quoteLots(low)
  if (first.quantity < low * lot) return undefined
  if (first.received >= wanted) return first
  // Each further lot brings more: the least that is enough lies between this and the whole book.
  const depth = quoteBuy(ladder, outcome, Number.MAX_SAFE_INTEGER as Quantity, fees).quantity
  let high = Math.floor(depth / lot)
  let found = quoteLots(high)
  if (found.received < wanted) return undefined
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const quote = quoteLots(middle)
    if (quote.received >= wanted) {
      high = middle
      found = quote
    } else low = middle
  }
  return found
}

/** What selling a quantity brings. */
export type SaleQuote = {
  /** What can be sold; less than asked when the book is thinner. */
  readonly quantity: Quantity
  /** Prices times quantities, rounded down per level. */
  readonly proceeds: Money
  readonly fee: Money
  /** The worst price reached, in the outcome's own terms; 0 when nobody buys. */
  readonly worst: Price
}

/** Returns what selling `wanted` contracts of an outcome brings on this book now. */
export function quoteSell(ladder: Ladder, outcome: Outcome, wanted: Quantity, fees: FeeSchedule): SaleQuote {
  // Who sells YES meets its bids; who sells NO meets those who sell YES, seen from behind.
  const side = outcome === 'yes' ? ladder.bids : ladder.asks
  let rest: number = wanted
  let proceeds = 0
  let fee = 0
  let worst = 0
  for (let index = side.length - 1; index >= 0 && rest > 0; index--) {
    const price = (outcome === 'yes' ? side.prices[index] : PRICE_ONE - (side.prices[index] as number)) as Price
    const part = Math.min(rest, side.quantities[index] as number) as Quantity
    proceeds += costRoundedDown(price, part)
    fee += fees.fee(price, part, 'taker')
    worst = price
    rest -= part
  }
  return {
    quantity: (wanted - rest) as Quantity,
    proceeds: proceeds as Money,
    fee: fee as Money,
    worst: worst as Price,
  }
}
