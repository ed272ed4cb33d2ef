/*
 * Price and quantity → the two amounts an order is signed for, in integers of base units (millionths
 * of a dollar or of a contract). The venue has two rules. A resting order gives exactly price ×
 * quantity. An order that must match at once (FAK, FOK) gives at most two decimals and wants at most
 * four, whatever the tick; Polymarket's own clients break that on fine ticks and are refused.
 *
 * What is wanted is always cut down, never up: cut up, the order's implied price falls below its
 * limit (a buy) and it never matches an offer at exactly the limit.
 */
import type { Level, Money, Price, Quantity, RejectReason } from '@arbees/core'
import { formatMoney, formatPrice, formatQuantity, mulDiv, PRICE_ONE } from '@arbees/core'
import type { OrderSide } from './sign/order.ts'
import type { Tick } from './tick.ts'
import { isOnTick } from './tick.ts'

/** What an order really buys or sells, known before it is signed. */
export type OrderAmounts = {
  readonly type: 'amounts'
  readonly side: OrderSide
  /** What is given at most, in base units. */
  readonly makerAmount: number
  /** What is wanted at least, in base units. */
  readonly takerAmount: number
  /**
   * The contracts sold at most, or bought if all fills at the limit. An order that must match at once
   * buys for its whole money: better offers give more, up to {@link mostBought}.
   */
  readonly quantity: Quantity
  /** The money paid at most before fees, or got at least if all is sold. */
  readonly money: Money
}

/** Why no lawful amounts exist for what was asked. */
export type AmountsRefused = { readonly type: 'refused'; readonly reason: RejectReason; readonly sentence: string }

/** The market's rules that amounts depend on. */
export type AmountRules = {
  readonly tick: Tick
  /** The least quantity of any order. */
  readonly quantityMin: Quantity
  /** The least money of a buy that must match at once. */
  readonly notionalMin: Money
}

/** A price and a quantity of contracts. */
export type PricedQuantity = { readonly side: OrderSide; readonly price: Price; readonly quantity: Quantity }

/** One hundredth, in base units: the step of what is given (cents, or lots of 0.01 contract). */
const HUNDREDTH = 10_000
/** One ten-thousandth, in base units: the finest step of what is wanted from an order that must match at once. */
const TEN_THOUSANDTH = 100
/** The coarsest tick's clients cut what is wanted to three decimals. */
const THOUSANDTH = 1_000

function refuse(reason: RejectReason, sentence: string): AmountsRefused {
  return { type: 'refused', reason, sentence }
}

function cut(value: number, step: number): number {
  return value - (value % step)
}

function wantedStep(tick: Tick): number {
  return tick === 1000 ? THOUSANDTH : TEN_THOUSANDTH
}

function amounts(side: OrderSide, makerAmount: number, takerAmount: number): OrderAmounts {
  const isBuy = side === 'BUY'
  return {
    type: 'amounts',
    side,
    makerAmount,
    takerAmount,
    quantity: (isBuy ? takerAmount : makerAmount) as Quantity,
    money: (isBuy ? makerAmount : takerAmount) as Money,
  }
}

function offTick(price: Price, tick: Tick): AmountsRefused | undefined {
  if (isOnTick(price, tick)) return undefined
  const step = formatPrice(tick as number as Price)
  return refuse('tick', `the price ${formatPrice(price)} is not on the market's grid of ${step}`)
}

function belowMinimum(found: OrderAmounts, rules: AmountRules, isImmediate: boolean): AmountsRefused | undefined {
  const { quantity, money, side } = found
  if (quantity < rules.quantityMin) {
    const sentence = `the order is for ${formatQuantity(quantity)}, the market's minimum is ${formatQuantity(rules.quantityMin)}`
    return refuse('minimum', sentence)
  }
  if (isImmediate && side === 'BUY' && money < rules.notionalMin) {
    return refuse(
      'minimum',
      `the order costs $${formatMoney(money)}, the minimum is $${formatMoney(rules.notionalMin)}`,
    )
  }
  return undefined
}

/**
 * Returns the amounts of an order that may rest (GTC, GTD): the quantity cut to lots of 0.01, and
 * exactly its price.
 *
 * @example
 * restingAmounts({ side: 'BUY', price: toPrice(5200), quantity: toQuantity(10_000_000) }, rules)
 * // gives $5.20 for 10 contracts
 */
export function restingAmounts(order: PricedQuantity, rules: AmountRules): OrderAmounts | AmountsRefused {
  const { side, price, quantity } = order
  const defect = offTick(price, rules.tick)
  if (defect !== undefined) return defect
  const lots = cut(quantity, HUNDREDTH)
  if (!(lots > 0)) return refuse('lot', `the quantity is less than one lot of 0.01, found ${formatQuantity(quantity)}`)
  // Whole lots times ticks are whole micro-dollars.
  const money = mulDiv(lots, price, PRICE_ONE, 'floor')
  const found = side === 'BUY' ? amounts(side, money, lots) : amounts(side, lots, money)
  return belowMinimum(found, rules, false) ?? found
}

/** Returns the amounts cut to the decimals of an order that must match at once; undefined when nothing is left. */
function cutAmounts(side: OrderSide, given: number, limit: Price, step: number): OrderAmounts | undefined {
  const makerAmount = cut(given, HUNDREDTH)
  const exact =
    side === 'BUY' ? mulDiv(makerAmount, PRICE_ONE, limit, 'floor') : mulDiv(makerAmount, limit, PRICE_ONE, 'floor')
  const takerAmount = cut(exact, step)
  return makerAmount > 0 && takerAmount > 0 ? amounts(side, makerAmount, takerAmount) : undefined
}

function immediate(side: OrderSide, given: number, limit: Price, rules: AmountRules): OrderAmounts | AmountsRefused {
  const found = cutAmounts(side, given, limit, wantedStep(rules.tick))
  if (found === undefined) {
    return refuse(
      'lot',
      `nothing is left of the order after cutting it to the venue's decimals, found ${given} base units`,
    )
  }
  if (!staysWithinTick(found, limit, rules.tick)) {
    return refuse(
      'lot',
      `the order is too small for its limit ${formatPrice(limit)} to be expressed in the venue's decimals`,
    )
  }
  return belowMinimum(found, rules, true) ?? found
}

/** Cutting moves the implied price away from the limit; it must not reach the next price of the grid. */
function staysWithinTick({ side, quantity, money }: OrderAmounts, limit: Price, tick: Tick): boolean {
  return side === 'BUY'
    ? money < mulDiv(quantity, limit + tick, PRICE_ONE, 'ceil')
    : money > mulDiv(quantity, limit - tick, PRICE_ONE, 'floor')
}

/**
 * Returns the amounts of an order that must match at once (FAK, FOK), by contracts. A sale gives the
 * quantity cut to lots of 0.01. A buy gives the money they cost at the limit, cut to whole cents,
 * and so loses at most what one cent buys; the venue spends that money, so that better offers give
 * more contracts (see {@link mostBought}).
 */
export function immediateAmounts(order: PricedQuantity, rules: AmountRules): OrderAmounts | AmountsRefused {
  const { side, price } = order
  return offTick(price, rules.tick) ?? immediate(side, givenBy(order), price, rules)
}

/** Returns what an order by contracts gives before it is cut. */
function givenBy({ side, price, quantity }: PricedQuantity): number {
  return side === 'BUY' ? mulDiv(Math.max(quantity, 0), price, PRICE_ONE, 'floor') : quantity
}

/**
 * Returns all amounts that {@link immediateAmounts} may ever have given for an order, whatever tick and minimum
 * its market had then: what an order was signed for is looked for by them.
 */
export function pastAmounts(order: PricedQuantity): readonly OrderAmounts[] {
  const [coarse, fine] = [THOUSANDTH, TEN_THOUSANDTH].map((step) =>
    cutAmounts(order.side, givenBy(order), order.price, step),
  )
  const isSame = coarse?.takerAmount === fine?.takerAmount
  return [fine, isSame ? undefined : coarse].filter((found) => found !== undefined)
}

/**
 * Returns the amounts of a market order: all of `give` (money for a buy, contracts for a sale), cut
 * to two decimals, at `worst` or better.
 */
export function marketAmounts(
  order: { readonly side: OrderSide; readonly give: Money | Quantity; readonly worst: Price },
  rules: AmountRules,
): OrderAmounts | AmountsRefused {
  return offTick(order.worst, rules.tick) ?? immediate(order.side, order.give, order.worst, rules)
}

/**
 * Returns the most contracts a buy that must match at once can bring when the best offer is
 * `bestOffer`: the venue spends the whole money, so it may be more than was asked for.
 */
export function mostBought(found: OrderAmounts, bestOffer: Price): Quantity {
  return found.side === 'SELL' ? found.quantity : (mulDiv(found.money, PRICE_ONE, bestOffer, 'floor') as Quantity)
}

/**
 * Returns the worst price that must be accepted so that `give` (money for a buy, contracts for a
 * sale) matches against `levels` (best first); undefined when they do not reach and all is wanted,
 * or when there are none.
 */
export function worstPriceFor(
  side: OrderSide,
  levels: readonly Level[],
  give: Money | Quantity,
  fill: 'any' | 'all',
): Price | undefined {
  // In units of a ten-thousandth of a base unit, where level values are whole.
  let rest = BigInt(give) * BigInt(PRICE_ONE)
  for (const { price, quantity } of levels) {
    rest -= BigInt(quantity) * BigInt(side === 'BUY' ? price : PRICE_ONE)
    if (rest <= 0n) return price
  }
  return fill === 'any' ? levels.at(-1)?.price : undefined
}
