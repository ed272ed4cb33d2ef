import { millis } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRealClock } from './real-clock.ts'

describe('real clock', () => {
  test('tells the system’s time in whole microseconds', () => {
    const clock = createRealClock()
    const before = Date.now() * 1_000
    const now = clock.now()
    expect(Number.isSafeInteger(now)).toBe(true)
    expect(now).toBeGreaterThanOrEqual(before - 2_000)
    expect(now).toBeLessThanOrEqual((Date.now() + 2) * 1_000)
  })

  test('property: never goes back, however the system’s clock is set, and finds it again', () => {
    const step = fc.record({
      elapsedMillis: fc.integer({ min: 0, max: 5_000 }),
      setMillis: fc.integer({ min: -20_000, max: 20_000 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let wall = 1_700_000_000_000
        let monotonic = 0
        const clock = createRealClock({ wallMillis: () => wall, monotonicMillis: () => monotonic })
        let last = clock.now()
        const pass = (elapsed: number) => {
          monotonic += elapsed
          wall += elapsed
          const now = clock.now()
          expect(now).toBeGreaterThanOrEqual(last)
          last = now
        }
        for (const { elapsedMillis, setMillis } of steps) {
          wall += setMillis
          pass(elapsedMillis)
        }
        for (let second = 0; second < 2_000; second++) pass(1_000)
        expect(Math.abs(clock.now() - wall * 1_000)).toBeLessThanOrEqual(2_000)
      }),
      { numRuns: 40 },
    )
  })

  test('set back by an hour, it goes on at half speed', () => {
    let wall = 1_700_000_000_000
    let monotonic = 0
    const clock = createRealClock({ wallMillis: () => wall, monotonicMillis: () => monotonic })
    wall -= 3_600_000
    const pass = (elapsed: number) => {
      wall += elapsed
      monotonic += elapsed
      return clock.now()
    }
    const first = pass(1_000)
    expect(pass(10_000) - first).toBe(5_000_000)
  })

  test('a timer fires once, not early; a canceled one does not', async () => {
    const clock = createRealClock()
    const begun = performance.now()
    let fired = 0
    const cancel = clock.setTimer(millis(5), () => fired++)
    cancel()
    cancel()
    await new Promise<void>((resolve) => clock.setTimer(millis(15), resolve))
    expect(performance.now() - begun).toBeGreaterThanOrEqual(15)
    await new Promise<void>((resolve) => clock.setTimer(millis(0), resolve))
    expect(fired).toBe(0)
  })
})
