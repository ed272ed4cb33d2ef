/*
 * What q contracts cost on a book, after fees, level by level: the exact figure that a plan is made
 * of. Fees are charged per fill, one fill per level, each rounded as the venue rounds it.
 */
import type { FeeSchedule, Ladder, Money, Outcome, Price, Quantity } from '@arbees/core'
import { costRoundedDown, costRoundedUp, PRICE_ONE } from '@arbees/core'

/** What buying a quantity takes. */
export type Quote = {
  /** What can be had; less than asked when the book is thinner. */
  readonly quantity: Quantity
  /** Prices times quantities, rounded up per level. */
  readonly cost: Money
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

/**
 * Returns what buying `wanted` contracts of an outcome costs on this book now.
 *
 * @example
 * const { cost, fee, worst } = quoteBuy(ladder, 'yes', ONE_CONTRACT, fees)
 */
export function quoteBuy(ladder: Ladder, outcome: Outcome, wanted: Quantity, fees: FeeSchedule): Quote {
  let rest: number = wanted
  let total = 0
  let fee = 0
  let worst = 0
  if (rest > 0) {
    eachOffer(ladder, outcome, (price, available) => {
      const part = Math.min(rest, available) as Quantity
      total += costRoundedUp(price, part)
      fee += fees.fee(price, part, 'taker')
      worst = price
      rest -= part
      return rest > 0
    })
  }
  return { quantity: (wanted - rest) as Quantity, cost: total as Money, fee: fee as Money, worst: worst as Price }
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
