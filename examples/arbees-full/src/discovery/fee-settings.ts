import type { FeeSchedule, Price } from '@arbees/core'
import { ONE_CONTRACT, quadraticFee } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'

/** The settings of a fee as messages carry them. */
export type FeeSettings = MessageOf<'market.matched'>['markets'][number]['fees']

/** Prices at which a schedule is compared with the form `rate × p × (1 − p)`. */
const PROBES: readonly number[] = [100, 1_200, 2_500, 5_000, 7_700, 9_900]

/** What a unit fee may stand above the exact form, in picodollars: the venue's rounding of one contract. */
const ROUNDING_MAX = 100_000_000

/** What venues round to: one micro-dollar, $0.00001, $0.0001. The first that never charges less is taken. */
const ROUNDINGS: readonly number[] = [1, 10, 100, 10_000]

function rateOf({ unitFee }: FeeSchedule, liquidity: 'taker' | 'maker'): number | undefined {
  const rate = unitFee(5_000 as Price, liquidity) / 25_000_000
  if (!Number.isInteger(rate) || rate < 0 || rate > 10_000) return undefined
  const isQuadratic = PROBES.every((price) => {
    const above = unitFee(price as Price, liquidity) - rate * price * (10_000 - price)
    return above >= 0 && above < ROUNDING_MAX
  })
  return isQuadratic ? rate : undefined
}

/**
 * Returns a schedule as settings that another process can make it from again, never charging less for
 * whole contracts at whole cents; undefined when it is not of the form that both venues use. It is for
 * decisions: what an order was charged is the venue's word.
 */
export function feeSettingsOf(fees: FeeSchedule): FeeSettings | undefined {
  const takerRate = rateOf(fees, 'taker')
  const makerRate = rateOf(fees, 'maker')
  if (takerRate === undefined || makerRate === undefined) return undefined
  for (const roundUpTo of ROUNDINGS) {
    const settings = { name: fees.name, takerRate, makerRate, roundUpTo, buyFeeIn: fees.buyFeeIn }
    const again = quadraticFee(settings)
    const isEnough = PROBES.every((price) => {
      const charged = (schedule: FeeSchedule) => schedule.fee(price as Price, ONE_CONTRACT, 'taker')
      return charged(again) >= charged(fees)
    })
    if (isEnough) return settings
  }
  return undefined
}
