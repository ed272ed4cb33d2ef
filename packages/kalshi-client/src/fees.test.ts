import type { Liquidity, Money, Price, Quantity } from '@arbees/core'
import { isVenueError, NO_MONEY, ONE_CONTRACT } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeeFlow, FeeInput } from './fees.ts'
import { averageFeePaid, kalshiFee, kalshiFees } from './fees.ts'

const QUADRATIC = { feeType: 'quadratic', multiplierMillionths: 1_000_000 }
const taker = (yesPrice: number, lots: number, flow: FeeFlow = 'buy_yes'): FeeInput => ({
  terms: QUADRATIC,
  liquidity: 'taker',
  flow,
  yesPrice: yesPrice as Price,
  quantity: (lots * 10_000) as Quantity,
  membership: 'direct',
})

describe('the fee of a fill', () => {
  it('is what two recorded fills were charged', () => {
    expect(kalshiFee(taker(5200, 100)).netFee).toBe(17_500)
    expect(kalshiFee(taker(9900, 100)).netFee).toBe(700)
  })

  it('is what the venue’s own example says, through a broker', () => {
    const fee = kalshiFee({ ...taker(550, 100), membership: 'non-direct' })
    expect(fee).toMatchObject({ tradeFee: 3_639, alignedChange: -60_000, roundingFee: 1_361, netFee: 5_000 })
    expect(fee.modelFee).toBe(363_825_000_000_000_000n)
  })

  const input = fc.record({
    terms: fc.record({
      feeType: fc.constantFrom('quadratic', 'quadratic_with_maker_fees', 'quadratic_with_combo_maker_fees'),
      multiplierMillionths: fc.constantFrom(0, 1, 333_333, 500_000, 1_000_000, 2_500_000),
    }),
    liquidity: fc.constantFrom<Liquidity>('taker', 'maker'),
    flow: fc.constantFrom<FeeFlow>('buy_yes', 'buy_no', 'sell_yes', 'sell_no'),
    yesPrice: fc.integer({ min: 1, max: 9_999 }).map((ticks) => ticks as Price),
    quantity: fc.integer({ min: 1, max: 5_000_000 }).map((lots) => (lots * 10_000) as Quantity),
    membership: fc.constantFrom('direct' as const, 'non-direct' as const),
  })

  it('keeps the balance on its grid, loses nothing, and is never below zero', () => {
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 6 }), (fills) => {
        const [first] = fills as [FeeInput]
        const step = first.membership === 'direct' ? 100 : 10_000
        let accumulator: Money = NO_MONEY
        for (const fill of fills) {
          const before = accumulator
          const fee = kalshiFee({ ...fill, membership: first.membership }, before)
          expect(Math.abs(fee.alignedChange % step)).toBe(0)
          expect(Math.abs(fee.rebate % step)).toBe(0)
          expect(fee.revenue - fee.tradeFee - fee.roundingFee).toBe(fee.alignedChange)
          expect(fee.netFee).toBe(fee.tradeFee + fee.roundingFee - fee.rebate)
          expect(fee.netFee).toBeGreaterThanOrEqual(0)
          expect(fee.accumulator).toBe(before + fee.roundingFee - fee.rebate)
          const exact = fee.modelFee - BigInt(fee.tradeFee) * 10n ** 14n
          expect(exact <= 0n && exact > -(10n ** 14n)).toBe(true)
          accumulator = fee.accumulator
        }
      }),
    )
  })

  it('of a schedule bounds every flow of a fill that stands alone, and is one of them', () => {
    fc.assert(
      fc.property(input, (fill) => {
        const schedule = kalshiFees(fill.terms, 'KX', fill.membership)
        const fee = schedule.fee(fill.yesPrice, fill.quantity, fill.liquidity)
        const charged = (['buy_yes', 'sell_yes'] as const).map((flow) => kalshiFee({ ...fill, flow }).netFee)
        const unrebated = (['buy_yes', 'sell_yes'] as const).map((flow) => {
          const one = kalshiFee({ ...fill, flow })
          return one.tradeFee + one.roundingFee
        })
        for (const one of charged) expect(fee).toBeGreaterThanOrEqual(one)
        if (fee > 0) expect(unrebated).toContain(fee)
        expect(schedule.unitFee(fill.yesPrice, fill.liquidity)).toBe(
          schedule.fee(fill.yesPrice, ONE_CONTRACT, fill.liquidity) * 1_000_000,
        )
      }),
    )
  })

  it('gives rounding fees back once a whole step has gathered', () => {
    const fills = Array.from({ length: 8 }, () => ({ ...taker(550, 100), membership: 'non-direct' as const }))
    let accumulator: Money = NO_MONEY
    const rebates = fills.map((fill) => {
      const fee = kalshiFee(fill, accumulator)
      accumulator = fee.accumulator
      return fee.rebate
    })
    expect(rebates).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(accumulator).toBe(8 * 1_361)
    expect(kalshiFee({ ...taker(5000, 100), membership: 'non-direct' }, accumulator).rebate).toBe(10_000)
  })

  it('is refused when its terms are unknown', () => {
    const flat = { feeType: 'flat', multiplierMillionths: 1_000_000 }
    for (const run of [() => kalshiFee({ ...taker(5000, 100), terms: flat }), () => kalshiFees(flat, 'KXA-B')]) {
      expect(run).toThrow(/fee schedule is unknown/)
    }
    try {
      kalshiFees(flat, 'KXA-B')
    } catch (error) {
      expect(isVenueError(error, 'fees.unknown') && error.context.market).toBe('KXA-B')
    }
  })

  it('is reported per contract, cut to a hundredth of a cent', () => {
    expect(averageFeePaid(138_300 as Money, 8_930_000 as Quantity)).toBe(15_400)
    expect(averageFeePaid(209_700 as Money, 12_000_000 as Quantity)).toBe(17_400)
  })
})
