import type { Price, Quantity } from '@arbees/core'
import { InvariantError } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCount, formatOrderPrice, readCount, readOrderPrice } from './number-format.ts'

describe('numbers in a request', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900_000_000 }), fc.integer({ min: 1, max: 9_999 }), (lots, ticks) => {
        expect(readCount(formatCount((lots * 10_000) as Quantity))).toBe(lots * 10_000)
        expect(readOrderPrice(formatOrderPrice(ticks as Price))).toBe(ticks)
      }),
    )
  })

  it.each(['10', '10.0', '10.00', '2.5', '0.01'])('%j is a count', (text) => expect(readCount(text)).toBeGreaterThan(0))
  it.each(['0', '0.00', '0.001', '-1', '', '1.', '.5', '1e3', ' 1', 10, null])('%j is no count', (value) =>
    expect(readCount(value)).toBeUndefined(),
  )
  it.each(['0.56', '0.5600', '0.0001'])('%j is a price', (text) => expect(readOrderPrice(text)).toBeGreaterThan(0))
  it.each(['56', '0', '0.00', '1.00', '0.5', '0.56001', '', 0.56])('%j is no price', (value) =>
    expect(readOrderPrice(value)).toBeUndefined(),
  )

  it('cannot be written when they could not be sent', () => {
    for (const micros of [0, -10_000, 15_000, 0.5]) {
      expect(() => formatCount(micros as Quantity)).toThrow(InvariantError)
    }
    for (const ticks of [0, 10_000, 12.5]) expect(() => formatOrderPrice(ticks as Price)).toThrow(InvariantError)
  })
})
