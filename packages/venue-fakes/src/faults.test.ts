import { createRng, seconds, toMicros } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import { createFaultPlan } from './faults.ts'

const START = toMicros(1_800_000_000_000_000)

describe('createFaultPlan', () => {
  it('strikes what matches, after what it lets pass, as often as ordered', () => {
    const clock = createVirtualClock(START)
    const faults = createFaultPlan({
      clock,
      rng: createRng(1),
      script: [{ fault: 'answer.5xx-after', match: '/orders', skip: 1, times: 2 }],
    })
    const strikes = (subject: string) => faults.strikes('answer.5xx-after', subject) !== undefined
    expect(['/markets', '/orders', '/orders', '/orders', '/orders'].map(strikes)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
    expect(faults.strikes('answer.5xx-before', '/orders')).toBeUndefined()
    expect(faults.struck()).toEqual({ 'answer.5xx-after': 2 })
  })

  it('stands for its time and not longer, and can be taken back', async () => {
    const clock = createVirtualClock(START)
    const faults = createFaultPlan({ clock, rng: createRng(1) })
    faults.inject({ fault: 'answer.maintenance', forMicros: seconds(10) })
    const id = faults.inject({ fault: 'clock.skew', times: 5 })
    expect(faults.strikes('answer.maintenance', '')).toBeDefined()
    expect(faults.strikes('clock.skew', '')?.amountMicros).toBe(30_000_000)
    faults.clear(id)
    expect(faults.strikes('clock.skew', '')).toBeUndefined()
    await clock.run(toMicros(START + seconds(10)))
    expect(faults.strikes('answer.maintenance', '')).toBeUndefined()
    expect(faults.standing()).toEqual([])
  })

  it('follows its weights and its seed', () => {
    const count = (seed: number) => {
      const faults = createFaultPlan({
        clock: createVirtualClock(START),
        rng: createRng(seed),
        weights: { 'stream.gap': 0.1 },
      })
      return Array.from({ length: 1000 }, () => faults.strikes('stream.gap', 'x') !== undefined)
    }
    const struck = count(7).filter(Boolean).length
    expect(struck).toBeGreaterThan(60)
    expect(struck).toBeLessThan(150)
    expect(count(7)).toEqual(count(7))
    expect(count(7)).not.toEqual(count(8))
  })

  it('refuses a fault or a weight it does not know', () => {
    const clock = createVirtualClock(START)
    expect(() => createFaultPlan({ clock, rng: createRng(1), weights: { nothing: 1 } as never })).toThrow('nothing')
    expect(() => createFaultPlan({ clock, rng: createRng(1), weights: { 'stream.gap': 2 } })).toThrow('probability')
    expect(() => createFaultPlan({ clock, rng: createRng(1) }).inject({ fault: 'x' as never })).toThrow('found x')
  })
})
