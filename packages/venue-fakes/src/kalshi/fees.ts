/*
 * Fees as Kalshi charges them to a direct member: the model's fee rounded up to a micro-dollar, the
 * balance change rounded down to $0.0001, and an accumulator per order that gives whole $0.0001 of
 * what rounding took back.
 */
import type { Liquidity, Money, Price, Quantity } from '@arbees/core'
import { InvariantError, PRICE_ONE, toMoney } from '@arbees/core'

/** How a series, or an event in its stead, is charged. */
export type KalshiFeeRule = {
  readonly feeType: 'quadratic' | 'quadratic_with_maker_fees' | 'quadratic_with_combo_maker_fees'
  /** The multiplier in ten-thousandths: 10,000 is 1. */
  readonly multiplier: number
}

/** What balances are multiples of, in micro-dollars: $0.0001 for a direct member. */
export const BALANCE_STEP = 100

/** The coefficient of a fill in millionths: 0.07 for a taker. */
function coefficientOf(rule: KalshiFeeRule, liquidity: Liquidity): number {
  if (liquidity === 'taker') return 70_000
  switch (rule.feeType) {
    case 'quadratic':
      return 0
    case 'quadratic_with_maker_fees':
      return 17_500
    case 'quadratic_with_combo_maker_fees':
      return 35_000
    default:
      throw new InvariantError(`a fee type has a table, found ${rule.feeType satisfies never}`)
  }
}

/** Returns a fill's fee before balances are aligned: rounded up to a micro-dollar. */
export function tradeFee(rule: KalshiFeeRule, price: Price, quantity: Quantity, liquidity: Liquidity): Money {
  const rate = BigInt(coefficientOf(rule, liquidity)) * BigInt(rule.multiplier)
  const exact = rate * BigInt(quantity) * BigInt(price) * BigInt(PRICE_ONE - price)
  // 10^6 coefficient, 10^4 multiplier, 10^8 price times its complement; quantity is micros as money is.
  const scale = 1_000_000_000_000_000_000n
  return toMoney(Number((exact + scale - 1n) / scale))
}

/** What one fill costs beside its price, and what the order's accumulator holds after it. */
export type FeeCharge = { readonly fee: Money; readonly accumulated: Money }

/**
 * Returns what a fill is charged in all. `revenue` is what the fill brings before fees, negative
 * for what it costs; `accumulated` is what rounding took from the order's earlier fills.
 */
export function chargeFill(
  rule: KalshiFeeRule,
  price: Price,
  quantity: Quantity,
  liquidity: Liquidity,
  revenue: Money,
  accumulated: Money,
): FeeCharge {
  const trade = tradeFee(rule, price, quantity, liquidity)
  const change = revenue - trade
  const rounding = change - Math.floor(change / BALANCE_STEP) * BALANCE_STEP
  const total = accumulated + rounding
  const rebate = Math.floor(Math.min(total, trade + rounding) / BALANCE_STEP) * BALANCE_STEP
  return { fee: toMoney(trade + rounding - rebate), accumulated: toMoney(total - rebate) }
}
