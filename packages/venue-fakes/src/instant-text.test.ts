import { toMicros } from '@arbees/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantText } from './instant-text.ts'

it('agrees with the platform on every instant', () => {
  expect(instantText(toMicros(1_795_359_610_164_956))).toBe('2026-11-22T15:00:10.164956Z')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (milliseconds) => {
      const text = instantText(toMicros(milliseconds * 1000))
      expect(Date.parse(text)).toBe(milliseconds)
      expect(text.slice(0, 19)).toBe(new Date(milliseconds).toISOString().slice(0, 19))
    }),
  )
})
