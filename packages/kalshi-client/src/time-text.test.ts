import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHttpDate, readInstant } from './time-text.ts'

describe('an instant as text', () => {
  it('agrees with the platform to the millisecond, over nine centuries', () => {
    const instant = fc.date({ min: new Date('1600-01-01'), max: new Date('2500-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(instant, (date) => {
        expect(readInstant(date.toISOString())).toBe(date.getTime() * 1_000)
        const seconds = Math.floor(date.getTime() / 1_000)
        expect(readHttpDate(new Date(seconds * 1_000).toUTCString())).toBe(seconds * 1_000_000)
      }),
    )
  })

  it('keeps microseconds, cuts nanoseconds, and minds the zone', () => {
    const base = Date.parse('2026-11-22T15:00:30Z') * 1_000
    expect(readInstant('2026-11-22T15:00:30.164956Z')).toBe(base + 164_956)
    expect(readInstant('2026-11-22T15:00:30.1649567Z')).toBe(base + 164_956)
    expect(readInstant('2026-11-22T10:00:30.1-05:00')).toBe(base + 100_000)
    expect(readInstant('2026-11-22t20:30:30+05:30')).toBe(base)
  })

  it.each(['', '2026-11-22', '2026-11-22T15:00:30', '2026-13-01T00:00:00Z', '2026-02-29T00:00:00Z', '1795359600'])(
    'is refused: %j',
    (text) => expect(readInstant(text)).toBeUndefined(),
  )

  it.each(['', 'Sun, 32 Nov 2026 15:00:30 GMT', 'Sun, 22 Foo 2026 15:00:30 GMT', '2026-11-22T15:00:30Z'])(
    'is refused as a date header: %j',
    (text) => expect(readHttpDate(text)).toBeUndefined(),
  )
})
