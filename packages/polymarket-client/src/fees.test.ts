import type { Money } from '@arbees/core'
import { receivedQuantity, toMoney, toPrice, toQuantity } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buyWithinBalance, FREE_TERMS, polymarketFees } from './fees.ts'

const crypto = { rateMillionths: 70_000, exponent: 1, isTakerOnly: true }

describe('fees', () => {
  test('the documented example: 100 contracts at $0.50 with rate 0.07 cost $1.75', () => {
    const fees = polymarketFees(crypto, 'm')
    expect(fees.fee(toPrice(5000), toQuantity(100_000_000), 'taker')).toBe(1_750_000)
    expect(fees.unitFee(toPrice(5000), 'taker')).toBe(0.07 * 0.25 * 1e12)
  })

  test('a fill that was charged $0.14138 on the live venue', () => {
    const fees = polymarketFees({ ...crypto, rateMillionths: 50_000 }, 'm')
    expect(fees.fee(toPrice(1300), toQuantity(25_000_000), 'taker')).toBe(141_380)
  })

  test('makers pay nothing, and a free market charges nobody', () => {
    expect(polymarketFees(crypto, 'm').fee(toPrice(5000), toQuantity(1_000_000), 'maker')).toBe(0)
    expect(polymarketFees(FREE_TERMS, 'm').fee(toPrice(5000), toQuantity(1_000_000), 'taker')).toBe(0)
  })

  test('all contracts arrive where the fee is money, fewer where it is contracts', () => {
    const bought = toQuantity(100_000_000)
    expect(receivedQuantity(polymarketFees(crypto, 'm'), toPrice(5000), bought)).toBe(bought)
    expect(receivedQuantity(polymarketFees(crypto, 'm', 'quantity'), toPrice(5000), bought)).toBe(96_500_000)
  })

  test('the fee is the exact formula rounded half up to $0.00001, for any exponent', () => {
    const arbitrary = fc.record({
      rateMillionths: fc.oneof(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 10_000 }).map((rate) => rate * 100),
      ),
      exponent: fc.integer({ min: 0, max: 4 }),
      price: fc.integer({ min: 1, max: 9999 }),
      quantity: fc.oneof(
        fc.integer({ min: 0, max: 10 ** 13 }),
        fc.integer({ min: 0, max: 10 ** 6 }).map((lots) => lots * 10_000),
      ),
    })
    fc.assert(
      fc.property(arbitrary, ({ rateMillionths, exponent, price, quantity }) => {
        const fees = polymarketFees({ rateMillionths, exponent, isTakerOnly: true }, 'm')
        const spread = BigInt(price) * BigInt(10_000 - price)
        // In units of $0.00001, over 10^(6 + 1 + 8 × exponent).
        const numerator = BigInt(quantity) * BigInt(rateMillionths) * spread ** BigInt(exponent)
        const by = 10n ** BigInt(7 + 8 * exponent)
        const expected = (numerator / by + ((numerator % by) * 2n >= by ? 1n : 0n)) * 10n
        expect(fees.fee(toPrice(price), toQuantity(quantity), 'taker')).toBe(Number(expected))
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    [{ ...crypto, isTakerOnly: false }, 'makers too'],
    [{ ...crypto, exponent: 0.5 }, 'exponent'],
    [{ ...crypto, exponent: 9 }, 'exponent'],
    [{ ...crypto, rateMillionths: 1_000_001 }, 'rate'],
    [{ ...crypto, rateMillionths: 0.5 }, 'rate'],
  ])('%o is refused', (terms, sentence) => {
    expect(() => polymarketFees(terms, 'm')).toThrow(sentence)
  })

  test('a buy leaves room for its fee only where the balance needs it', () => {
    const fees = polymarketFees(crypto, 'm')
    const buy = (balance: number) =>
      buyWithinBalance({ give: toMoney(100_000_000), price: toPrice(5000), balance: balance as Money }, fees)
    expect(buy(1_000_000_000)).toBe(100_000_000)
    expect(buy(103_500_000)).toBe(100_000_000)
    expect(buy(103_499_999)).toBe(99_999_999)
    expect(buy(101_000_000)).toBe(97_500_000)
    expect(buy(1)).toBe(0)
  })
})
