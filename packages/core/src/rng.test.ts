import { describe, expect, test } from 'vitest'
import { backoffDelay } from './backoff.ts'
import { createRng, hashSeed, nextChance, nextFloat, nextInteger, nextOf } from './rng.ts'
import { millis } from './units.ts'

describe('a seeded rng', () => {
  test('gives the same numbers on every machine and in every release', () => {
    const outputs = (seed: number | string) => {
      const rng = createRng(seed)
      return [rng.next(), rng.next(), rng.next(), rng.next()]
    }
    expect(outputs(42)).toEqual([2712895884, 1600734183, 760866581, 2996475151])
    expect(outputs('game-day')).toEqual([492235559, 2983309523, 1179606110, 667180324])
    expect(hashSeed('game-day')).toBe(1_275_467_712)
    expect(outputs(42)).toEqual(outputs('42'))
  })

  test('is not moved by its neighbor: close seeds share no output', () => {
    const seen = new Set<number>()
    for (let seed = 0; seed < 1000; seed++) seen.add(createRng(seed).next())
    expect(seen.size).toBeGreaterThan(998)
  })

  test('is roughly uniform, bit by bit and bucket by bucket', () => {
    const rng = createRng('uniform')
    const rounds = 100_000
    const buckets = new Array<number>(10).fill(0)
    const bits = new Array<number>(32).fill(0)
    for (let round = 0; round < rounds; round++) {
      const value = rng.next()
      expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true)
      for (let bit = 0; bit < 32; bit++) bits[bit] = (bits[bit] as number) + ((value >>> bit) & 1)
      const bucket = nextInteger(rng, 0, 9)
      buckets[bucket] = (buckets[bucket] as number) + 1
    }
    for (const count of bits) expect(Math.abs(count / rounds - 0.5)).toBeLessThan(0.01)
    for (const count of buckets) expect(Math.abs(count / rounds - 0.1)).toBeLessThan(0.01)
  })

  test('keeps to its bounds, both ends met', () => {
    const rng = createRng('bounds')
    const seen = new Set<number>()
    for (let round = 0; round < 2_000; round++) {
      seen.add(nextInteger(rng, -3, 3))
      const part = nextFloat(rng)
      expect(part >= 0 && part < 1).toBe(true)
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3])
    expect(nextInteger(rng, 5, 5)).toBe(5)
    const last = { next: () => 2 ** 32 - 1 }
    expect(nextInteger(last, 0, 2 ** 32)).toBe(2 ** 32)
    expect(nextFloat(last)).toBeLessThan(1)
  })

  test('chooses with the probability it is told', () => {
    const rng = createRng('chance')
    let hits = 0
    for (let round = 0; round < 20_000; round++) if (nextChance(rng, 0.2)) hits += 1
    expect(Math.abs(hits / 20_000 - 0.2)).toBeLessThan(0.02)
    expect(nextChance(rng, 0)).toBe(false)
    expect(nextChance(rng, 1)).toBe(true)
    expect(['a', 'b']).toContain(nextOf(rng, ['a', 'b']))
    expect(() => nextOf(rng, [])).toThrow('at least one')
  })
})

describe('a backoff', () => {
  const rng = createRng('backoff')
  const fixed = { firstMicros: millis(4_000), capMicros: millis(64_000), jitterPercent: 0 }

  test('without jitter doubles up to its cap', () => {
    const delays = [1, 2, 3, 4, 5, 6, 1000].map((attempt) => backoffDelay(fixed, attempt, rng))
    expect(delays).toEqual([4, 8, 16, 32, 64, 64, 64].map((seconds) => millis(seconds * 1000)))
  })

  test('with jitter stays within what chance may take', () => {
    const shaken = { ...fixed, jitterPercent: 25 }
    const delays = Array.from({ length: 500 }, () => backoffDelay(shaken, 2, rng))
    for (const delay of delays) expect(Number.isInteger(delay) && delay >= 6_000_000 && delay <= 8_000_000).toBe(true)
    expect(Math.min(...delays)).toBeLessThan(6_100_000)
    expect(Math.max(...delays)).toBeGreaterThan(7_900_000)
  })

  test.each([0, -1, 1.5, Number.NaN])('refuses the attempt %s', (attempt) => {
    expect(() => backoffDelay(fixed, attempt, rng)).toThrow('a positive integer')
  })

  test.each([-1, 101, Number.NaN])('refuses a jitter of %s percent', (jitterPercent) => {
    expect(() => backoffDelay({ ...fixed, jitterPercent }, 1, rng)).toThrow('a percentage')
  })
})
