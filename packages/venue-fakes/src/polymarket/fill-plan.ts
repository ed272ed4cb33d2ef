/*
 * What an order would meet if it came now. A buy that must match at once spends money, so better
 * offers bring more contracts; every other order is bounded by its contracts.
 */
import type { Money, Price, Quantity } from '@arbees/core'
import { addMoney, addQuantity, mulDiv, NO_MONEY, NO_QUANTITY, PRICE_ONE, toMoney } from '@arbees/core'
import type { OrderSide } from '@arbees/polymarket-client'
import { polymarketFees } from '@arbees/polymarket-client'
import { queueOf } from '@arbees/testkit'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { bookSideOf, mirrorPrice } from './fake-market.ts'

/** What would fill. */
export type FillPlan = {
  readonly quantity: Quantity
  /** Paid by a buy, got by a sale, before fees: an upper bound for the former. */
  readonly money: Money
  readonly fee: Money
  /** Whether the book holds all that is asked for. */
  readonly isWhole: boolean
}

/** What is asked for, in the token's own price. */
export type FillQuestion = {
  readonly market: FakeMarket
  readonly token: TokenIndex
  readonly side: OrderSide
  readonly limit: Price
  /** The bound of contracts; undefined when `money` alone bounds. */
  readonly quantity: Quantity | undefined
  readonly money: Money
}

/** Returns the fee of a market's taker. */
export function takerFee(market: FakeMarket, price: Price, quantity: Quantity): Money {
  return polymarketFees(market.settings.fees, market.settings.slug).fee(price, quantity, 'taker')
}

/** Returns the best price an order of `side` for `token` would meet, in the token's price; undefined when none rests. */
export function bestOpposite(market: FakeMarket, token: TokenIndex, side: OrderSide): Price | undefined {
  const against = bookSideOf(token, side) === 'bid' ? 'ask' : 'bid'
  const best = queueOf(market.book, against).levels.at(-1)
  return best === undefined ? undefined : mirrorPrice(token, best.price)
}

/** Says whether an order would match at once. */
export function isMarketable(market: FakeMarket, token: TokenIndex, side: OrderSide, limit: Price): boolean {
  const best = bestOpposite(market, token, side)
  return best !== undefined && (side === 'BUY' ? best <= limit : best >= limit)
}

/** Returns what an order would fill against the book as it is. */
export function planFills(question: FillQuestion): FillPlan {
  const { market, token, side, limit } = question
  const { levels } = queueOf(market.book, bookSideOf(token, side) === 'bid' ? 'ask' : 'bid')
  const isByMoney = question.quantity === undefined
  let restMoney: number = question.money
  let restQuantity: number = question.quantity ?? Number.MAX_SAFE_INTEGER
  let quantity = NO_QUANTITY
  let money = NO_MONEY
  let fee = NO_MONEY
  for (let index = levels.length - 1; index >= 0; index--) {
    const level = levels[index]
    if (level === undefined) break
    const price = mirrorPrice(token, level.price)
    if (side === 'BUY' ? price > limit : price < limit) break
    // Each order of a level may round its cost up by one base unit.
    const affordable = isByMoney
      ? Math.max(0, mulDiv(Math.max(0, restMoney - level.orders.length), PRICE_ONE, price, 'floor'))
      : Number.MAX_SAFE_INTEGER
    const taken = Math.min(level.total, restQuantity, affordable) as Quantity
    const isExhausted = taken < level.total
    if (taken > 0) {
      const value = mulDiv(taken, price, PRICE_ONE, 'ceil')
      quantity = addQuantity(quantity, taken)
      money = addMoney(money, toMoney(value))
      fee = addMoney(fee, takerFee(market, price, taken))
      restMoney -= value
      restQuantity -= taken
    }
    if (isExhausted || restQuantity === 0) return { quantity, money, fee, isWhole: true }
  }
  return { quantity, money, fee, isWhole: isByMoney ? restMoney <= levels.length : restQuantity === 0 }
}
