/*
 * Price times quantity. On every lawful order size (whole lots of 0.01) cost is exact; only odd
 * fills round, and there the direction is in the name: up for what we pay, down for what we get.
 */
import { InvariantError, invariant } from './invariant.ts'
import type { Money, Price, Quantity } from './units.ts'
import { PRICE_ONE } from './units.ts'

/** How a division ends: towards minus infinity, towards plus infinity, or to the nearest (ties up). */
export type Rounding = 'floor' | 'ceil' | 'half-up'

function mulDivBig(a: number, b: number, divisor: number, rounding: Rounding): number {
  const product = BigInt(a) * BigInt(b)
  const by = BigInt(divisor)
  let quotient = product / by
  let rest = product % by
  if (rest < 0n) {
    quotient -= 1n
    rest += by
  }
  if (rest > 0n && (rounding === 'ceil' || (rounding === 'half-up' && 2n * rest >= by))) quotient += 1n
  const result = Number(quotient)
  if (!Number.isSafeInteger(result)) {
    throw new InvariantError(`${a} × ${b} ÷ ${divisor} leaves the safe integers`)
  }
  return result
}

/**
 * Returns `a × b ÷ divisor` as an exact integer with the named rounding. Products beyond 2^53 take
 * the bigint road, so the result never carries a float's error.
 *
 * @throws InvariantError when an argument is no safe integer, `divisor` is not positive, or the result is unsafe.
 * @example
 * mulDiv(5601, 1_000_050, 10_000, 'ceil') // 560129
 */
export function mulDiv(a: number, b: number, divisor: number, rounding: Rounding): number {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b) || !Number.isSafeInteger(divisor) || divisor <= 0) {
    throw new InvariantError(`mulDiv takes safe integers and a positive divisor, found ${a}, ${b}, ${divisor}`)
  }
  const product = a * b
  if (!Number.isSafeInteger(product)) return mulDivBig(a, b, divisor, rounding)
  // Towards zero first: the truncated quotient times the divisor stays within the product, so the
  // rest is exact. A floored quotient of a negative product could step beyond 2^53 here.
  let quotient = Math.trunc(product / divisor)
  let rest = product - quotient * divisor
  if (rest < 0) {
    quotient -= 1
    rest += divisor
  }
  if (rest > 0 && (rounding === 'ceil' || (rounding === 'half-up' && 2 * rest >= divisor))) quotient += 1
  return quotient === 0 ? 0 : quotient
}

/** Returns what `quantity` costs at `price`, rounded up: what we pay is never understated. */
export function costRoundedUp(price: Price, quantity: Quantity): Money {
  return mulDiv(price, quantity, PRICE_ONE, 'ceil') as Money
}

/** Returns what `quantity` brings at `price`, rounded down: what we get is never overstated. */
export function costRoundedDown(price: Price, quantity: Quantity): Money {
  return mulDiv(price, quantity, PRICE_ONE, 'floor') as Money
}

/**
 * Returns what `quantity` costs at `price` when that is a whole number of micro-dollars, as it is
 * for every quantity of whole lots.
 *
 * @throws InvariantError when it would have to round: call `costRoundedUp` or `costRoundedDown` then.
 * @example
 * cost(toPrice(5600), toQuantity(2_000_000)) // 1_120_000: two contracts at $0.56 cost $1.12
 */
export function cost(price: Price, quantity: Quantity): Money {
  const down = mulDiv(price, quantity, PRICE_ONE, 'floor')
  const isExact =
    quantity % PRICE_ONE === 0 || price % PRICE_ONE === 0 || mulDiv(price, quantity, PRICE_ONE, 'ceil') === down
  invariant(isExact, `the cost of ${quantity} micro-contracts at ${price} ticks is not a whole micro-dollar`)
  return down as Money
}

/** Returns what `quantity` pays when its outcome wins: one micro-dollar for each micro-contract. */
export function payout(quantity: Quantity): Money {
  return quantity as number as Money
}

/** Returns the quantity that `money` buys at `price`, rounded down. */
export function quantityFor(money: Money, price: Price): Quantity {
  invariant(price > 0, `a quantity for money needs a price above 0, found ${price}`)
  return mulDiv(money, PRICE_ONE, price, 'floor') as Quantity
}
