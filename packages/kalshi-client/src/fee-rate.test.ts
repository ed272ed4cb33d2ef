import { describe, expect, it } from 'vitest'
import { feeRateOf, feeTermsOf } from './fee-rate.ts'

const terms = (feeType: string, multiplierMillionths = 1_000_000) => ({ feeType, multiplierMillionths })

describe('a fee’s rate', () => {
  it.each([
    ['quadratic', 700e6, 0],
    ['quadratic_with_maker_fees', 700e6, 175e6],
    ['quadratic_with_combo_maker_fees', 700e6, 350e6],
  ])('%s', (feeType, taker, maker) => {
    expect(feeRateOf(terms(feeType), 'taker')).toBe(taker)
    expect(feeRateOf(terms(feeType), 'maker')).toBe(maker)
    expect(feeRateOf(terms(feeType, 500_000), 'taker')).toBe(taker / 2)
    expect(feeRateOf(terms(feeType, 0), 'taker')).toBe(0)
  })

  it.each([terms('flat'), terms('toString'), terms('quadratic', -1), terms('quadratic', 0.5)])(
    'is unknown: %j',
    (unknown) => expect(feeRateOf(unknown, 'taker')).toBeUndefined(),
  )

  it('is the event’s where the event overrides it', () => {
    const series = terms('quadratic')
    expect(feeTermsOf(series, {})).toEqual(series)
    expect(feeTermsOf(series, { feeType: 'quadratic_with_maker_fees', multiplierMillionths: 0 })).toEqual(
      terms('quadratic_with_maker_fees', 0),
    )
  })
})
