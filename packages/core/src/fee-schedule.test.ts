import { describe, expect, test } from 'vitest'
import { costRoundedUp } from './cost.ts'
import { NO_FEES, quadraticFee, receivedQuantity, takerCostMax } from './fee-schedule.ts'
import { InvariantError } from './invariant.ts'
import { createRng, nextInteger, nextOf } from './rng.ts'
import { LOT, NO_QUANTITY, ONE_CONTRACT, toPrice, toQuantity } from './units.ts'

/** The formula in one bigint fraction: ceil(rate × q × p × (1 − p) / unit) × unit, in micro-dollars. */
function feeByBigint(rate: number, price: number, quantity: number, roundUpTo: number): bigint {
  const numerator = BigInt(rate) * BigInt(price) * BigInt(10_000 - price) * BigInt(quantity)
  const denominator = 1_000_000_000_000n * BigInt(roundUpTo)
  return ((numerator + denominator - 1n) / denominator) * BigInt(roundUpTo)
}

describe('a quadratic fee', () => {
  test('equals the bigint formula for 100,000 random fills', () => {
    const rng = createRng('fees')
    for (let round = 0; round < 100_000; round++) {
      const takerRate = nextInteger(rng, 0, 1000)
      const makerRate = nextInteger(rng, 0, 1000)
      const roundUpTo = nextOf(rng, [1, 100, 10_000])
      const fees = quadraticFee({ name: 'test', takerRate, makerRate, roundUpTo })
      const price = toPrice(nextInteger(rng, 0, 10_000))
      const odd = nextInteger(rng, 0, 2 ** nextInteger(rng, 1, 44))
      const quantity = toQuantity(round % 2 === 0 ? odd : odd - (odd % LOT))
      const taken = fees.fee(price, quantity, 'taker')
      const made = fees.fee(price, quantity, 'maker')
      const holds =
        BigInt(taken) === feeByBigint(takerRate, price, quantity, roundUpTo) &&
        BigInt(made) === feeByBigint(makerRate, price, quantity, roundUpTo)
      if (!holds) expect([takerRate, makerRate, roundUpTo, price, quantity]).toBe('charged as the formula says')
    }
  })

  test('gives the published figures', () => {
    const kalshi = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
    expect(kalshi.fee(toPrice(5200), ONE_CONTRACT, 'taker')).toBe(17_500)
    expect(kalshi.fee(toPrice(4200), ONE_CONTRACT, 'taker')).toBe(17_100)
    expect(kalshi.fee(toPrice(5200), ONE_CONTRACT, 'maker')).toBe(0)
    expect(kalshi.unitFee(toPrice(5200), 'taker')).toBe(700 * 5200 * 4800)
    expect(NO_FEES.fee(toPrice(5200), ONE_CONTRACT, 'taker')).toBe(0)
  })

  test.each([-1, 0.5, 10_001, Number.NaN])('refuses a rate of %s', (takerRate) => {
    expect(() => quadraticFee({ name: 'test', takerRate, roundUpTo: 1 })).toThrow(InvariantError)
    expect(() => quadraticFee({ name: 'test', takerRate: 0, makerRate: takerRate, roundUpTo: 1 })).toThrow(
      InvariantError,
    )
  })

  test.each([0, -1, 0.5])('refuses to round up to %s', (roundUpTo) => {
    expect(() => quadraticFee({ name: 'test', takerRate: 700, roundUpTo })).toThrow(InvariantError)
  })

  test('taken in contracts leaves fewer, rounded against us; taken in money leaves all', () => {
    const inMoney = quadraticFee({ name: 'money', takerRate: 300, roundUpTo: 1 })
    const inContracts = quadraticFee({ name: 'contracts', takerRate: 300, roundUpTo: 1, buyFeeIn: 'quantity' })
    const price = toPrice(3000)
    const quantity = toQuantity(100_000_000)
    // 0.03 × 100 × 0.3 × 0.7 = $0.63, which is 2.1 contracts at $0.30.
    expect(receivedQuantity(inContracts, price, quantity)).toBe(97_900_000)
    expect(receivedQuantity(inMoney, price, quantity)).toBe(quantity)
    expect(receivedQuantity(inContracts, toPrice(0), NO_QUANTITY)).toBe(0)
  })
})

describe('takerCostMax', () => {
  test('is reached by no way of filling the order at its limit or better', () => {
    const rng = createRng('takerCostMax')
    for (let round = 0; round < 5_000; round++) {
      const fees = quadraticFee({
        name: 'test',
        takerRate: nextInteger(rng, 0, 10_000),
        roundUpTo: nextOf(rng, [1, 100]),
      })
      const limit = nextInteger(rng, 1, 9_999)
      const parts = nextInteger(rng, 1, 64)
      let quantity = 0
      let paid = 0
      for (let part = 0; part < parts; part++) {
        const price = toPrice(round % 2 === 0 ? limit : nextInteger(rng, 1, limit))
        const taken = toQuantity(nextInteger(rng, 1, 10_000) * LOT)
        quantity += taken
        paid += costRoundedUp(price, taken) + fees.fee(price, taken, 'taker')
      }
      expect(takerCostMax(fees, toPrice(limit), toQuantity(quantity))).toBeGreaterThanOrEqual(paid)
    }
  })
})
