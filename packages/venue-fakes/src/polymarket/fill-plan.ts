/*
 * What an order would meet if it came now. A buy that must match at once spends money, so better
 * offers bring more contracts; every other order is bounded by its contracts.
 */
import type { Money, Price, Quantity } from '@arbees/core'
import { addMoney, addQuantity, mulDiv, NO_MONEY, NO_QUANTITY, PRICE_ONE, toMoney, toQuantity } from '@arbees/core'
import type { OrderSide } from '@arbees/polymarket-client'
import { polymarketFees } from '@arbees/polymarket-client'
import type { MatchLevel } from '@arbees/testkit'
import { queueOf } from '@arbees/testkit'
import type { FakeMarket, TokenIndex } from './fake-market.ts'
import { bookSideOf, mirrorPrice } from './fake-market.ts'

/** What would fill. */
export type FillPlan = {
  readonly quantity: Quantity
  /** Paid by a buy, got by a sale, before fees. */
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

/** What is left to fill while the book is walked. */
type Rest = { money: number; quantity: number }

/** Fills against one level, order by order, exactly as the match will value it; whether it ended there. */
function takeLevel(level: MatchLevel, price: Price, token: TokenIndex, rest: Rest, isByMoney: boolean) {
  let quantity = 0
  let money = 0
  for (const order of level.orders) {
    const affordable = isByMoney ? mulDiv(rest.money, PRICE_ONE, price, 'floor') : Number.MAX_SAFE_INTEGER
    const taken = Math.min(order.remaining, rest.quantity, affordable)
    // The tokens of a pair are worth one dollar together: what the first's value drops, the second's gains.
    const value = mulDiv(taken, price, PRICE_ONE, token === 0 ? 'floor' : 'ceil')
    quantity += taken
    money += value
    rest.money -= value
    rest.quantity -= taken
    if (taken < order.remaining || rest.quantity === 0) return { quantity, money, isOver: true }
  }
  return { quantity, money, isOver: isByMoney && rest.money === 0 }
}

/** Returns what an order would fill against the book as it is. */
export function planFills(question: FillQuestion): FillPlan {
  const { market, token, side, limit } = question
  const { levels } = queueOf(market.book, bookSideOf(token, side) === 'bid' ? 'ask' : 'bid')
  const isByMoney = question.quantity === undefined
  const rest: Rest = { money: question.money, quantity: question.quantity ?? Number.MAX_SAFE_INTEGER }
  let quantity = NO_QUANTITY
  let money = NO_MONEY
  let fee = NO_MONEY
  for (let index = levels.length - 1; index >= 0; index--) {
    const level = levels[index] as MatchLevel
    const price = mirrorPrice(token, level.price)
    if (side === 'BUY' ? price > limit : price < limit) break
    const taken = takeLevel(level, price, token, rest, isByMoney)
    quantity = addQuantity(quantity, toQuantity(taken.quantity))
    money = addMoney(money, toMoney(taken.money))
    fee = addMoney(fee, takerFee(market, price, toQuantity(taken.quantity)))
    if (taken.isOver) return { quantity, money, fee, isWhole: true }
  }
  return { quantity, money, fee, isWhole: false }
}
