/*
 * Kalshi's fee model: rate × multiplier × contracts × P × (1 − P). The rate depends on the fee type,
 * the multiplier on the series, and an event may replace both.
 */
import type { Liquidity } from '@arbees/core'

/** Rates of one fee type, in ten-thousandths: 700 is 0.07. */
type Rates = { readonly taker: number; readonly maker: number }

/** The fee types whose rates are known. `flat` exists without a published table: it is refused. */
export const FEE_RATES: Readonly<Record<string, Rates>> = Object.freeze({
  quadratic: { taker: 700, maker: 0 },
  quadratic_with_maker_fees: { taker: 700, maker: 175 },
  quadratic_with_combo_maker_fees: { taker: 700, maker: 350 },
})

/** What an order of a series and an event is charged by. */
export type KalshiFeeTerms = {
  readonly feeType: string
  /** In millionths: 1,000,000 is ×1. */
  readonly multiplierMillionths: number
}

/** Returns the terms in force: the event's where it overrides, else the series'. */
export function feeTermsOf(
  series: KalshiFeeTerms,
  override: { readonly feeType?: string | undefined; readonly multiplierMillionths?: number | undefined },
): KalshiFeeTerms {
  return {
    feeType: override.feeType ?? series.feeType,
    multiplierMillionths: override.multiplierMillionths ?? series.multiplierMillionths,
  }
}

/** Returns the whole rate in 10^-10 (ten-thousandths × millionths); undefined when the terms are unknown. */
export function feeRateOf(terms: KalshiFeeTerms, liquidity: Liquidity): number | undefined {
  const { feeType, multiplierMillionths } = terms
  const rates = Object.hasOwn(FEE_RATES, feeType) ? FEE_RATES[feeType] : undefined
  if (rates === undefined || !Number.isSafeInteger(multiplierMillionths) || multiplierMillionths < 0) return undefined
  return rates[liquidity] * multiplierMillionths
}
