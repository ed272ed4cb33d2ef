import type { Money } from '@arbees/core'
import { cost, NO_MONEY, toMoney, toPrice, toQuantity } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BALANCE_STEP, chargeFill, tradeFee } from './fees.ts'

const RULE = { feeType: 'quadratic', multiplier: 10_000 } as const

function buy(ticks: number, micros: number, accumulated: Money = NO_MONEY) {
  const price = toPrice(ticks)
  const quantity = toQuantity(micros)
  return chargeFill(RULE, price, quantity, 'taker', toMoney(-cost(price, quantity)), accumulated)
}

describe('chargeFill', () => {
  it.each([
    [5_200, 1_000_000, 17_500],
    [9_900, 1_000_000, 700],
    [4_800, 12_000_000, 209_700],
    [9_290, 1_000_000, 4_700],
  ])('charges a direct member for a fill at %i of %i', (ticks, micros, fee) => {
    expect(buy(ticks, micros).fee).toBe(fee)
  })

  it('charges makers by the fee type and by the multiplier', () => {
    const at = (
      feeType: 'quadratic' | 'quadratic_with_maker_fees' | 'quadratic_with_combo_maker_fees',
      part = 10_000,
    ) => tradeFee({ feeType, multiplier: part }, toPrice(5_000), toQuantity(100_000_000), 'maker')
    expect(at('quadratic')).toBe(0)
    expect(at('quadratic_with_maker_fees')).toBe(437_500)
    expect(at('quadratic_with_combo_maker_fees', 5_000)).toBe(437_500)
  })

  it('gives back whole steps of what rounding took, and keeps balances on the step', () => {
    const fills = fc.array(fc.tuple(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 5_000 })), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(fills, (list) => {
        let accumulated = NO_MONEY
        let charged = 0
        let exact = 0
        for (const [ticks, lots] of list) {
          const charge = buy(ticks, lots * 10_000, accumulated)
          expect(charge.fee).toBeGreaterThanOrEqual(0)
          expect((cost(toPrice(ticks), toQuantity(lots * 10_000)) + charge.fee) % BALANCE_STEP).toBe(0)
          accumulated = charge.accumulated
          charged += charge.fee
          exact += tradeFee(RULE, toPrice(ticks), toQuantity(lots * 10_000), 'taker')
        }
        expect(charged).toBe(exact + accumulated)
      }),
    )
  })
})
