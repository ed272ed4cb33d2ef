import { costRoundedUp, mulDiv } from './cost.ts'
import { invariant } from './invariant.ts'
import type { Money, Price, Quantity } from './units.ts'
import { LOT, NO_MONEY, PRICE_ONE, toMoney } from './units.ts'

/** Whether a fill took resting liquidity or was it. */
export type Liquidity = 'taker' | 'maker'

/**
 * What a venue charges for fills of one market. A port: each venue's client makes its own, exactly.
 * A market whose schedule is unknown has none, and is refused.
 */
export type FeeSchedule = {
  /** What it is, for logs and refusals: `kalshi quadratic ×1`. */
  readonly name: string
  /** Whether the fee of a buy comes out of the money or out of the contracts received. */
  readonly buyFeeIn: 'money' | 'quantity'
  /**
   * Returns the fee of one fill, in micro-dollars, as an upper bound that is exact for a fill that
   * stands alone. `price` is the price paid for the outcome bought (or got for the one sold).
   */
  readonly fee: (price: Price, quantity: Quantity, liquidity: Liquidity) => Money
  /**
   * Returns what one more contract adds to the fee, in picodollars (10^-12 dollars) and before any
   * rounding: an exact integer. For comparing prices and bounding sizes, not for booking.
   */
  readonly unitFee: (price: Price, liquidity: Liquidity) => number
}

/** The settings of a fee of the form `rate × quantity × price × (1 − price)`. */
export type QuadraticFeeSettings = {
  readonly name: string
  /** The taker's rate in ten-thousandths: 700 is 0.07. */
  readonly takerRate: number
  /** The maker's rate in ten-thousandths. @default 0 */
  readonly makerRate?: number
  /** What a fill's fee is rounded up to a multiple of, in micro-dollars: 1, or 100 for $0.0001. */
  readonly roundUpTo: number
  /** @default 'money' */
  readonly buyFeeIn?: 'money' | 'quantity'
}

/**
 * Returns a fee of `rate × quantity × price × (1 − price)`, rounded up: the form that both venues use.
 *
 * @throws InvariantError when a rate is not an integer from 0 to 10,000.
 * @example
 * const fees = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
 * fees.fee(toPrice(5200), ONE_CONTRACT, 'taker') // 17500: $0.0175
 */
export function quadraticFee(settings: QuadraticFeeSettings): FeeSchedule {
  const { name, takerRate, makerRate = 0, roundUpTo, buyFeeIn = 'money' } = settings
  for (const rate of [takerRate, makerRate]) {
    invariant(
      Number.isInteger(rate) && rate >= 0 && rate <= 10_000,
      `a fee rate is an integer of ten-thousandths from 0 to 10000, found ${rate}`,
    )
  }
  invariant(
    Number.isInteger(roundUpTo) && roundUpTo > 0,
    `a fee is rounded up to a positive amount, found ${roundUpTo}`,
  )
  const rateOf = (liquidity: Liquidity) => (liquidity === 'taker' ? takerRate : makerRate)
  return Object.freeze({
    name,
    buyFeeIn,
    fee: (price: Price, quantity: Quantity, liquidity: Liquidity): Money => {
      const unit = rateOf(liquidity) * price * (PRICE_ONE - price)
      if (unit === 0 || quantity === 0) return NO_MONEY
      // unit is picodollars a contract; times micro-contracts, over 10^12, is micro-dollars. Whole
      // lots keep the product below 2^53, off mulDiv's bigint road.
      const lots = quantity / LOT
      const exact = Number.isInteger(lots)
        ? mulDiv(unit, lots, 100_000_000, 'ceil')
        : mulDiv(unit, quantity, 1_000_000_000_000, 'ceil')
      // Rounding up twice is rounding up once, to the coarser unit.
      return toMoney(Math.ceil(exact / roundUpTo) * roundUpTo)
    },
    unitFee: (price: Price, liquidity: Liquidity): number => rateOf(liquidity) * price * (PRICE_ONE - price),
  })
}

/** A schedule that charges nothing: for venues and markets that say so, never a default. */
export const NO_FEES: FeeSchedule = quadraticFee({ name: 'none', takerRate: 0, roundUpTo: 1 })

/**
 * Returns the contracts that arrive when `quantity` is bought at `price`: all of them where the fee
 * is taken in money, fewer (rounded against us) where it is taken in contracts.
 */
export function receivedQuantity(fees: FeeSchedule, price: Price, quantity: Quantity): Quantity {
  if (fees.buyFeeIn === 'money' || quantity === 0) return quantity
  const fee = fees.fee(price, quantity, 'taker')
  return (quantity - mulDiv(fee, PRICE_ONE, price, 'ceil')) as Quantity
}

/** Room for a fee that is rounded up once per level met rather than once per order: 64 levels at $0.0001. */
const LEVEL_ROUNDING = 6_400

/**
 * Returns the most that buying `quantity` at `limit` or better takes, fee included: what to set
 * aside. A better price may carry a larger fee (fees peak at even odds), but never a larger sum,
 * since the price falls by more than the fee can rise. Exact for orders that meet up to 64 levels.
 */
export function takerCostMax(fees: FeeSchedule, limit: Price, quantity: Quantity): Money {
  return toMoney(costRoundedUp(limit, quantity) + fees.fee(limit, quantity, 'taker') + LEVEL_ROUNDING)
}
