import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTokenBucket, drainTokens, refillTokens, takeTokens } from './token-bucket.ts'
import type { Micros } from './units.ts'
import { ONE_SECOND } from './units.ts'

const start = 1_700_000_000_000_000 as Micros
const later = (by: number) => (start + by) as Micros

describe('a token bucket', () => {
  test('begins full, says how long to wait, and is met exactly then', () => {
    const bucket = createTokenBucket({ capacity: 20, refillPerSecond: 10 }, start)
    expect(takeTokens(bucket, 20, start)).toBe(0)
    expect(takeTokens(bucket, 1, start)).toBe(100_000)
    expect(takeTokens(bucket, 1, later(99_999))).toBe(1)
    expect(takeTokens(bucket, 1, later(100_000))).toBe(0)
    expect(takeTokens(bucket, 1, later(100_000))).toBe(100_000)
  })

  test('never lets more than capacity + rate × time through any window; every wait is exact', () => {
    const ask = fc.record({ after: fc.integer({ min: 0, max: 700_000 }), cost: fc.integer({ min: 0, max: 30 }) })
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 60 }),
        fc.integer({ min: 1, max: 300 }),
        fc.array(ask, { maxLength: 40 }),
        (capacity, refillPerSecond, asks) => {
          const bucket = createTokenBucket({ capacity, refillPerSecond }, start)
          const taken: { at: number; cost: number }[] = []
          let now = 0
          for (const { after, cost } of asks) {
            now += after
            const wait = takeTokens(bucket, cost, later(now))
            if (wait > 0) {
              expect(takeTokens(bucket, cost, later(now + wait - 1))).toBe(1)
              now += wait
              expect(takeTokens(bucket, cost, later(now))).toBe(0)
            }
            taken.push({ at: now, cost })
          }
          for (let first = 0; first < taken.length; first++) {
            let sum = 0
            for (let last = first; last < taken.length; last++) {
              sum += (taken[last] as { cost: number }).cost
              const window = (taken[last] as { at: number }).at - (taken[first] as { at: number }).at
              expect(sum * ONE_SECOND).toBeLessThanOrEqual(capacity * ONE_SECOND + window * refillPerSecond)
            }
          }
        },
      ),
    )
  })

  test('keeps the reserve for those who pass none', () => {
    const bucket = createTokenBucket({ capacity: 10, refillPerSecond: 10 }, start)
    expect(takeTokens(bucket, 7, start, 3)).toBe(0)
    expect(takeTokens(bucket, 1, start, 3)).toBe(100_000)
    expect(takeTokens(bucket, 3, start)).toBe(0)
  })

  test('is empty after a drain, and a clock that goes back adds nothing', () => {
    const bucket = createTokenBucket({ capacity: 10, refillPerSecond: 10 }, start)
    drainTokens(bucket, start)
    expect(takeTokens(bucket, 1, start)).toBe(100_000)
    refillTokens(bucket, later(-5_000_000))
    refillTokens(bucket, later(0))
    expect(bucket.level).toBe(0)
    refillTokens(bucket, later(3_600_000_000))
    expect(bucket.level).toBe(bucket.capacity)
  })

  test('refuses what could never be met', () => {
    const bucket = createTokenBucket({ capacity: 10, refillPerSecond: 10 }, start)
    expect(() => takeTokens(bucket, 11, start)).toThrow('fits the capacity of 10')
    expect(() => takeTokens(bucket, 8, start, 3)).toThrow('fits the capacity of 10')
    expect(() => takeTokens(bucket, -1, start)).toThrow('not negative')
    expect(() => takeTokens(bucket, 1, start, -1)).toThrow('not negative')
    expect(() => createTokenBucket({ capacity: 0, refillPerSecond: 1 }, start)).toThrow('positive whole')
    expect(() => createTokenBucket({ capacity: 1, refillPerSecond: 0.5 }, start)).toThrow('positive whole')
  })
})
