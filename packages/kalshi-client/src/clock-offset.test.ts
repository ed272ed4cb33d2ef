import type { Micros } from '@arbees/core'
import { seconds, toMicros } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClockWatch } from './clock-offset.ts'

const START = 1_795_359_600_000_000

/** What an exchange whose clock is `ahead` of ours writes into its answer at our time `at`. */
function dateAt(at: number, ahead: number): string {
  return new Date(Math.floor((at + ahead) / 1_000_000) * 1_000).toUTCString()
}

describe('the venue’s clock', () => {
  it('is bounded by every answer, and the truth lies within', () => {
    const answer = fc.record({ after: fc.nat(900_000), out: fc.integer({ min: 1, max: 80_000 }), back: fc.nat(80_000) })
    fc.assert(
      fc.property(
        fc.integer({ min: -20_000_000, max: 20_000_000 }),
        fc.array(answer, { minLength: 1, maxLength: 40 }),
        (ahead, answers) => {
          const watch = createClockWatch()
          let now = START
          for (const { after, out, back } of answers) {
            now += after
            watch.observe(dateAt(now + out, ahead), now as Micros, (now + out + back) as Micros)
            now += out + back
            const known = watch.offset()
            expect(known).toBeDefined()
            if (known === undefined) continue
            expect(Math.abs(known.offsetMicros - ahead)).toBeLessThanOrEqual(known.uncertaintyMicros + 1)
            const violation = watch.violation(toMicros(now))
            if (violation !== undefined) expect(Math.abs(ahead)).toBeGreaterThan(5_000_000 - 2)
          }
        },
      ),
    )
  })

  it('convicts only when certainly too far, and only while that is news', () => {
    const watch = createClockWatch()
    watch.observe(dateAt(START, 4_900_000), START as Micros, START as Micros)
    expect(watch.violation(START as Micros)).toBeUndefined()
    const later = (START + seconds(10)) as Micros
    watch.observe(dateAt(later, 30_000_000), later, later)
    expect(watch.violation(later)?.offsetMicros).toBeGreaterThan(25_000_000)
    expect(watch.violation((later + seconds(61)) as Micros)).toBeUndefined()
  })

  it('follows a clock that was set, and ignores what is no date', () => {
    const watch = createClockWatch()
    watch.observe(dateAt(START, -30_000_000), START as Micros, START as Micros)
    expect(watch.violation(START as Micros)).toBeDefined()
    const later = (START + seconds(3)) as Micros
    watch.observe(undefined, later, later)
    watch.observe('yesterday', later, later)
    expect(watch.offset()?.at).toBe(START)
    watch.observe(dateAt(later, 0), later, later)
    expect(watch.violation(later)).toBeUndefined()
  })
})
