/*
 * Polymarket's fees: taker only, set when orders match, never in the order.
 * fee = contracts × rate × (price × (1 − price))^exponent, in dollars, rounded to five decimals.
 * Since exchange V2 the fee of a buy is paid in pUSD on top of the price, so all contracts arrive: the
 * order says no fee at all, and Polymarket's own client keeps head-room for it in the balance (see
 * buyWithinBalance). Exchange V1 took it in contracts; `buyFeeIn: 'quantity'` is for a venue that still
 * does. Fills say which it was only through the balances, so a hedge is sized by what has arrived.
 * https://docs.polymarket.com/trading/fees
 */
import type { FeeSchedule, Liquidity, Money, Price, Quantity } from '@arbees/core'
import { LOT, mulDiv, NO_MONEY, PRICE_ONE, VenueError } from '@arbees/core'

/** A market's fee terms, as Gamma's `feeSchedule` and the CLOB's `fd` give them. */
export type FeeTerms = {
  /** In millionths: 70,000 is 0.07. */
  readonly rateMillionths: number
  /** The power of price × (1 − price): 1 in every published schedule. */
  readonly exponent: number
  readonly isTakerOnly: boolean
}

/** Fees are rounded to this many micro-dollars: $0.00001. */
const FEE_STEP = 10

const EXPONENT_MAX = 4

function feeOf({ rateMillionths, exponent }: FeeTerms, price: Price, quantity: Quantity): Money {
  const spread = price * (PRICE_ONE - price)
  if (exponent === 1) {
    const unit = rateMillionths * spread
    // Whole lots and rates of four decimals, which is nearly all, keep the product below 2^53 and so
    // off mulDiv's bigint road.
    const isEven = quantity % LOT === 0 && rateMillionths % 100 === 0
    const steps = isEven
      ? mulDiv(unit / 100, quantity / LOT, 1e8 * FEE_STEP, 'half-up')
      : mulDiv(unit, quantity, 1e14 * FEE_STEP, 'half-up')
    return (steps * FEE_STEP) as Money
  }
  const numerator = BigInt(quantity) * BigInt(rateMillionths) * BigInt(spread) ** BigInt(exponent)
  const by = 1_000_000n * 100_000_000n ** BigInt(exponent) * BigInt(FEE_STEP)
  return (Number((2n * numerator + by) / (2n * by)) * FEE_STEP) as Money
}

/** Returns the fee of one contract in picodollars, rounded up: for comparing prices. */
function unitFeeOf({ rateMillionths, exponent }: FeeTerms, price: Price): number {
  const numerator = BigInt(rateMillionths) * BigInt(price * (PRICE_ONE - price)) ** BigInt(exponent) * 1_000_000n
  const by = 100_000_000n ** BigInt(exponent)
  return Number((numerator + by - 1n) / by)
}

/**
 * Returns the fee schedule of a market's terms.
 *
 * @param buyFeeIn Where a buy's fee is taken from. @default 'money', exchange V2's way
 * @throws VenueError `fees.unknown` when makers pay too, or the exponent or rate is none we know how to apply.
 * @example
 * const fees = polymarketFees({ rateMillionths: 70_000, exponent: 1, isTakerOnly: true }, market)
 * fees.fee(toPrice(5000), toQuantity(100_000_000), 'taker') // 1_750_000: $1.75
 */
export function polymarketFees(terms: FeeTerms, market: string, buyFeeIn: 'money' | 'quantity' = 'money'): FeeSchedule {
  const { rateMillionths, exponent, isTakerOnly } = terms
  const refuse = (detail: string) => new VenueError('fees.unknown', { venue: 'polymarket', market, detail })
  if (!isTakerOnly) throw refuse('expected a fee that takers alone pay, found one for makers too')
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > EXPONENT_MAX) {
    throw refuse(`expected an exponent from 0 to ${EXPONENT_MAX}, found ${exponent}`)
  }
  if (!Number.isInteger(rateMillionths) || rateMillionths < 0 || rateMillionths > 1_000_000) {
    throw refuse(`expected a rate from 0 to 1 with at most six decimals, found ${rateMillionths} millionths`)
  }
  const isFree = (liquidity: Liquidity) => liquidity === 'maker' || rateMillionths === 0
  return Object.freeze({
    name: `polymarket rate ${rateMillionths / 1_000_000} exponent ${exponent}`,
    buyFeeIn,
    fee: (price: Price, quantity: Quantity, liquidity: Liquidity) =>
      isFree(liquidity) || quantity === 0 ? NO_MONEY : feeOf(terms, price, quantity),
    unitFee: (price: Price, liquidity: Liquidity) => (isFree(liquidity) ? 0 : unitFeeOf(terms, price)),
  })
}

/** The terms of a market that says it charges nothing. */
export const FREE_TERMS: FeeTerms = { rateMillionths: 0, exponent: 1, isTakerOnly: true }

/**
 * Returns the money to give in a market buy so that its fees fit the balance too: `give` when they
 * do, else the balance less the fees of `give`. Both fees are taken at `price`.
 *
 * @param builderRateMillionths The builder's share of the notional, in millionths.
 */
export function buyWithinBalance(
  order: { readonly give: Money; readonly price: Price; readonly balance: Money },
  fees: FeeSchedule,
  builderRateMillionths = 0,
): Money {
  const { give, price, balance } = order
  const contracts = mulDiv(give, PRICE_ONE, price, 'ceil') as Quantity
  const builderFee = mulDiv(give, builderRateMillionths, 1_000_000, 'ceil')
  const fee = fees.fee(price, contracts, 'taker') + builderFee
  return give + fee <= balance ? give : (Math.max(0, balance - fee) as Money)
}
