import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'

const filled = (byte: number) => new Uint8Array(32).fill(byte)

/** The definition, bit by bit. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

describe('crc32c', () => {
  // RFC 3720, B.4, read as little-endian; and the check value of the CRC catalogs.
  test.each([
    ['nothing', new Uint8Array(), 0],
    ['the digits', new TextEncoder().encode('123456789'), 0xe3069283],
    ['32 zeros', filled(0), 0x8a9136aa],
    ['32 ones', filled(0xff), 0x62a8ab43],
    ['32 rising', Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
    ['32 falling', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
  ])('of %s is the published one', (_what, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })

  test('of any part equals the definition, and one flipped bit changes it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.nat(),
        fc.nat(),
        fc.nat(7),
        (bytes, a, b, bit) => {
          const [start, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y) as [
            number,
            number,
          ]
          expect(crc32c(bytes, start, end)).toBe(slowly(bytes.slice(start, end)))
          const flipped = bytes.slice()
          flipped[a % bytes.length] = (flipped[a % bytes.length] as number) ^ (1 << bit)
          expect(crc32c(flipped)).not.toBe(crc32c(bytes))
        },
      ),
    )
  })
})
