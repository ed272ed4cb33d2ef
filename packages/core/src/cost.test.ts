import { describe, expect, test } from 'vitest'
import type { Rounding } from './cost.ts'
import { cost, costRoundedDown, costRoundedUp, mulDiv, payout, quantityFor } from './cost.ts'
import { InvariantError } from './invariant.ts'
import type { Rng } from './rng.ts'
import { createRng, nextInteger } from './rng.ts'
import { LOT, NO_MONEY, toMoney, toPrice, toQuantity } from './units.ts'

const ROUNDINGS: readonly Rounding[] = ['floor', 'ceil', 'half-up']
const SAFE_MAX = Number.MAX_SAFE_INTEGER

function mulDivByBigint(a: number, b: number, divisor: number, rounding: Rounding): bigint {
  const product = BigInt(a) * BigInt(b)
  const by = BigInt(divisor)
  const floor = product / by - (product % by < 0n ? 1n : 0n)
  const rest = product - floor * by
  if (rounding === 'floor' || rest === 0n) return floor
  return rounding === 'ceil' || 2n * rest >= by ? floor + 1n : floor
}

/** An integer of random magnitude, up to 2^53 − 1, of either sign. */
function anyInteger(rng: Rng): number {
  const bits = nextInteger(rng, 0, 53)
  const value = Math.min(SAFE_MAX, nextInteger(rng, 0, 2 ** bits))
  return (rng.next() & 1) === 0 ? value : -value
}

/** Whether mulDiv gives bigint's answer, or refuses where that answer is no safe integer. */
function agrees(a: number, b: number, divisor: number, rounding: Rounding): boolean {
  const expected = Number(mulDivByBigint(a, b, divisor, rounding))
  if (Number.isSafeInteger(expected)) return Object.is(mulDiv(a, b, divisor, rounding), expected)
  try {
    mulDiv(a, b, divisor, rounding)
    return false
  } catch (error) {
    return error instanceof InvariantError
  }
}

describe('mulDiv', () => {
  test('equals bigint for 300,000 random cases of every magnitude and rounding', () => {
    const rng = createRng('mulDiv')
    for (let round = 0; round < 300_000; round++) {
      const a = anyInteger(rng)
      const b = anyInteger(rng)
      const divisor = Math.abs(anyInteger(rng)) || 1
      const rounding = ROUNDINGS[round % 3] as Rounding
      if (!agrees(a, b, divisor, rounding)) expect([a, b, divisor, rounding]).toBe('agreeing with bigint')
    }
  })

  test('equals bigint at the edge of 2^53, from both signs, for every small divisor', () => {
    for (let below = 0; below < 8; below++) {
      for (let divisor = 1; divisor <= 300; divisor++) {
        for (const rounding of ROUNDINGS) {
          for (const a of [SAFE_MAX - below, below - SAFE_MAX]) {
            for (const b of [1, 2, -1]) {
              if (!agrees(a, b, divisor, rounding)) expect([a, b, divisor, rounding]).toBe('agreeing with bigint')
            }
          }
        }
      }
    }
  })

  test('rounds ties up, also below zero', () => {
    expect(mulDiv(5, 1, 2, 'half-up')).toBe(3)
    expect(mulDiv(-5, 1, 2, 'half-up')).toBe(-2)
    expect(mulDiv(-5, 1, 2, 'floor')).toBe(-3)
    expect(mulDiv(-5, 1, 2, 'ceil')).toBe(-2)
  })

  test('never gives a negative zero', () => {
    expect(Object.is(mulDiv(-1, 1, 2, 'ceil'), 0)).toBe(true)
    expect(Object.is(mulDiv(0, -1, 2, 'floor'), 0)).toBe(true)
  })

  test.each([
    [0.5, 2, 1],
    [2, 0.5, 1],
    [1, 1, 1.5],
    [2 ** 53, 0, 1],
    [0, Number.NaN, 1],
    [1, 1, 0],
    [1, 1, -3],
    [1, 1, Number.POSITIVE_INFINITY],
  ])('refuses %s × %s ÷ %s', (a, b, divisor) => {
    expect(() => mulDiv(a, b, divisor, 'floor')).toThrow(InvariantError)
  })
})

describe('cost', () => {
  test('equals bigint for a million random prices and quantities', () => {
    const rng = createRng('cost')
    for (let round = 0; round < 1_000_000; round++) {
      const price = toPrice(nextInteger(rng, 0, 10_000))
      // Half of them lie around the quantity where price × quantity passes 2^53.
      const magnitude = round % 2 === 0 ? 2 ** nextInteger(rng, 1, 45) : SAFE_MAX / Math.max(1, price)
      const odd = Math.min(SAFE_MAX, nextInteger(rng, 0, Math.floor(magnitude * 2)))
      const quantity = toQuantity(round % 3 === 0 ? odd - (odd % LOT) : odd)
      const product = BigInt(price) * BigInt(quantity)
      const down = Number(product / 10_000n)
      const up = product % 10_000n === 0n ? down : down + 1
      let holds = costRoundedDown(price, quantity) === down && costRoundedUp(price, quantity) === up
      if (up === down) holds &&= cost(price, quantity) === down
      if (!holds) expect([price, quantity]).toBe('costing what bigint says')
    }
  })

  test('is price × lots, exactly, for whole lots', () => {
    const rng = createRng('lots')
    for (let round = 0; round < 20_000; round++) {
      const price = toPrice(nextInteger(rng, 0, 10_000))
      const lots = nextInteger(rng, 0, 900_000_000)
      expect(cost(price, toQuantity(lots * LOT))).toBe(price * lots)
    }
  })

  test('refuses to round', () => {
    expect(() => cost(toPrice(5601), toQuantity(1_000_050))).toThrow('is not a whole micro-dollar')
    expect(costRoundedUp(toPrice(5601), toQuantity(1_000_050))).toBe(560_129)
    expect(costRoundedDown(toPrice(5601), toQuantity(1_000_050))).toBe(560_128)
  })

  test('a winning micro-contract pays a micro-dollar', () => {
    expect(payout(toQuantity(123_456_789))).toBe(123_456_789)
  })
})

describe('quantityFor', () => {
  test('gives the most that the money buys', () => {
    const rng = createRng('quantityFor')
    for (let round = 0; round < 20_000; round++) {
      const price = toPrice(nextInteger(rng, 1, 10_000))
      const money = toMoney(nextInteger(rng, 0, 1e12))
      const quantity = quantityFor(money, price)
      expect(costRoundedUp(price, quantity)).toBeLessThanOrEqual(money)
      expect(costRoundedUp(price, toQuantity(quantity + 1))).toBeGreaterThan(money)
    }
  })

  test('refuses a price of 0', () => {
    expect(() => quantityFor(NO_MONEY, toPrice(0))).toThrow('a price above 0')
  })
})
