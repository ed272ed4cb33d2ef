import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from './invariant.ts'
import { complement, priceFromProbability, toMoney, toPrice } from './units.ts'

describe('units', () => {
  test('complement twice is the identity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (ticks) => {
        expect(complement(complement(toPrice(ticks)))).toBe(ticks)
      }),
    )
  })

  test.each([-1, 10_001, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a price of %s ticks is refused', (ticks) => {
    expect(() => toPrice(ticks)).toThrow(InvariantError)
  })

  test('money outside the safe integers is refused', () => {
    expect(() => toMoney(2 ** 53)).toThrow('a safe integer')
    expect(toMoney(-(2 ** 53 - 1))).toBe(-(2 ** 53 - 1))
  })

  test('a probability becomes the tick on the named side of it', () => {
    expect(priceFromProbability(0.56789, 'down')).toBe(5678)
    expect(priceFromProbability(0.56789, 'up')).toBe(5679)
  })
})
