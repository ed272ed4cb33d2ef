import { InvariantError } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createByteTemplate, matchesTemplate } from './byte-template.ts'

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

describe('byte template', () => {
  test('stands where its text stands, at any offset', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 }), fc.nat(20), (text, offset) => {
        const bytes = new TextEncoder().encode(`${' '.repeat(offset)}${text}`)
        expect(matchesTemplate(createByteTemplate(text), viewOf(bytes), offset)).toBe(true)
      }),
    )
  })

  test('one byte of difference is seen, wherever it is', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: 255 }), (expected, where, change) => {
        const bytes = new TextEncoder().encode(expected)
        const index = where % bytes.length
        bytes[index] = (bytes[index] as number) ^ change
        expect(matchesTemplate(createByteTemplate(expected), viewOf(bytes), 0)).toBe(false)
      }),
    )
  })

  test('a text too short to compare is refused', () => {
    expect(() => createByteTemplate('seven..')).toThrow(InvariantError)
  })
})
