/*
 * Fees to the micro-dollar, as the exchange books them: the trade fee is rounded up to $0.000001, then
 * the change of the balance is rounded down to what the member's balance can hold ($0.0001 for a direct
 * member, $0.01 through a broker); that difference is a fee too, and per order it is given back in whole
 * steps once enough of it has gathered.
 */
import type { FeeSchedule, Liquidity, Money, Price, Quantity } from '@arbees/core'
import { invariant, LOT, mulDiv, NO_MONEY, PRICE_ONE, VenueError } from '@arbees/core'
import type { KalshiFeeTerms } from './fee-rate.ts'
import { feeRateOf } from './fee-rate.ts'

/** Whether the account is the member's own or a broker's: it decides the precision of balances. */
export type Membership = 'direct' | 'non-direct'

/** What a balance can hold, in micro-dollars. */
const PRECISION: Readonly<Record<Membership, number>> = { direct: 100, 'non-direct': 10_000 }

/** Which way money and contracts go. */
export type FeeFlow = 'buy_yes' | 'buy_no' | 'sell_yes' | 'sell_no'

/** One fill to be charged. */
export type FeeInput = {
  readonly terms: KalshiFeeTerms
  readonly liquidity: Liquidity
  readonly flow: FeeFlow
  /** The YES price, whatever the flow. */
  readonly yesPrice: Price
  /** Whole lots of 0.01 contract. */
  readonly quantity: Quantity
  readonly membership: Membership
}

/** One fill as the exchange books it. All but `modelFee` in micro-dollars. */
export type FeeBreakdown = {
  /** The unrounded fee in 10^-20 dollars. */
  readonly modelFee: bigint
  readonly tradeFee: Money
  /** What the contracts themselves bring (positive) or cost (negative). */
  readonly revenue: Money
  /** What the balance changes by before any rebate. */
  readonly alignedChange: Money
  readonly roundingFee: Money
  /** What is given back of this order's rounding fees. */
  readonly rebate: Money
  /** The fee that is reported: trade fee + rounding fee − rebate, never below 0. */
  readonly netFee: Money
  /** The order's accumulator after this fill; hand it to the next. */
  readonly accumulator: Money
}

/** Lots × ticks × ticks × rate (10^-10): 10^-2 × 10^-4 × 10^-4 × 10^-10. */
const MODEL_PER_MICRO = 10n ** 14n

function modelUnits(rate: number, yesPrice: Price, quantity: Quantity): bigint {
  return BigInt(rate) * BigInt(quantity / LOT) * BigInt(yesPrice) * BigInt(PRICE_ONE - yesPrice)
}

function unknownTerms(terms: KalshiFeeTerms, market: string): VenueError<'fees.unknown'> {
  const detail = `expected a fee type with a published rate, found "${terms.feeType}" × ${terms.multiplierMillionths} millionths`
  return new VenueError('fees.unknown', { venue: 'kalshi', market, detail })
}

function revenueOf(flow: FeeFlow, yesPrice: Price, quantity: Quantity): Money {
  const price = flow === 'buy_yes' || flow === 'sell_yes' ? yesPrice : PRICE_ONE - yesPrice
  const amount = price * (quantity / LOT)
  return (flow === 'sell_yes' || flow === 'sell_no' ? amount : amount === 0 ? 0 : -amount) as Money
}

/**
 * Returns what one fill is charged, part by part. Fills of one order pass the accumulator on; an order
 * begins with none.
 *
 * @throws VenueError `fees.unknown` when the terms are not known for certain.
 * @throws InvariantError when the quantity is not whole lots.
 * @example
 * kalshiFee({ terms, liquidity: 'taker', flow: 'buy_yes', yesPrice: toPrice(5200), quantity: ONE_CONTRACT,
 *   membership: 'direct' }).netFee // 17500: $0.0175
 */
export function kalshiFee(input: FeeInput, accumulator: Money = NO_MONEY): FeeBreakdown {
  const { terms, flow, yesPrice, quantity, membership } = input
  invariant(quantity > 0 && quantity % LOT === 0, `a fill has whole lots of ${LOT} micro-contracts, found ${quantity}`)
  const rate = feeRateOf(terms, input.liquidity)
  if (rate === undefined) throw unknownTerms(terms, '')
  const units = modelUnits(rate, yesPrice, quantity)
  const tradeFee = Number((units + MODEL_PER_MICRO - 1n) / MODEL_PER_MICRO) as Money
  const revenue = revenueOf(flow, yesPrice, quantity)
  const precision = PRECISION[membership]
  const alignedChange = (mulDiv(revenue - tradeFee, 1, precision, 'floor') * precision) as Money
  const roundingFee = (revenue - tradeFee - alignedChange) as Money
  const gathered = accumulator + roundingFee
  const gross = tradeFee + roundingFee
  const rebate = (mulDiv(Math.min(gathered, gross), 1, precision, 'floor') * precision) as Money
  return {
    modelFee: units,
    tradeFee,
    revenue,
    alignedChange,
    roundingFee,
    rebate,
    netFee: (gross - rebate) as Money,
    accumulator: (gathered - rebate) as Money,
  }
}

/** Returns the fee of one contract's worth that a report shows: per contract, cut to $0.0001. */
export function averageFeePaid(totalFee: Money, quantity: Quantity): Money {
  return (mulDiv(totalFee, 10_000, quantity, 'floor') * 100) as Money
}

/**
 * Returns a market's fees as a schedule. A fee is the larger of what a purchase and what a sale would
 * be charged, for a fill that stands alone; they differ only for parts of a contract at prices below
 * a cent. A fee waiver is not counted on: it can only make a fee smaller.
 *
 * @param market Named in the refusal.
 * @throws VenueError `fees.unknown` when the terms are not known for certain.
 */
export function kalshiFees(terms: KalshiFeeTerms, market: string, membership: Membership = 'direct'): FeeSchedule {
  const rates = { taker: feeRateOf(terms, 'taker'), maker: feeRateOf(terms, 'maker') }
  const { taker, maker } = rates
  if (taker === undefined || maker === undefined) throw unknownTerms(terms, market)
  const precision = PRECISION[membership]
  const known: Readonly<Record<Liquidity, number>> = { taker, maker }
  const fee = (price: Price, quantity: Quantity, liquidity: Liquidity): Money => {
    if (quantity === 0) return NO_MONEY
    const tradeFee = tradeFeeOf(known[liquidity], price, quantity)
    const rest = mulDiv(price, quantity, PRICE_ONE, 'floor') % precision
    // What the balance cannot hold is charged: of a purchase upwards, of a sale downwards.
    const bought = Math.ceil((rest + tradeFee) / precision) * precision - rest
    const sold = rest - Math.floor((rest - tradeFee) / precision) * precision
    return Math.max(bought, sold) as Money
  }
  return Object.freeze({
    name: `kalshi ${terms.feeType} ×${terms.multiplierMillionths / 1_000_000}`,
    buyFeeIn: 'money' as const,
    fee,
    unitFee: (price: Price, liquidity: Liquidity): number => fee(price, 1_000_000 as Quantity, liquidity) * 1_000_000,
  })
}

/** The trade fee in micro-dollars, rounded up. Small products stay numbers: engines ask this for every level. */
function tradeFeeOf(rate: number, price: Price, quantity: Quantity): number {
  const spread = price * (PRICE_ONE - price)
  const lots = quantity / LOT
  if (rate % 1_000_000 === 0 && Number.isInteger(lots)) {
    return mulDiv((rate / 1_000_000) * spread, lots, 100_000_000, 'ceil')
  }
  const units = BigInt(rate) * BigInt(quantity) * BigInt(spread)
  const perMicro = MODEL_PER_MICRO * BigInt(LOT)
  return Number((units + perMicro - 1n) / perMicro)
}
