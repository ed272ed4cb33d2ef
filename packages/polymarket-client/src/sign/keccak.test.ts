import { keccak_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from './hex.ts'
import { createKeccak } from './keccak.ts'

const keccak = createKeccak()

test('the hash of nothing is the known one', () => {
  expect(toHex(keccak(new Uint8Array()))).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
})

test('every length around the block size gives the bytes of the reference', () => {
  for (let length = 0; length <= 420; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 255)
    expect(toHex(keccak(bytes))).toBe(toHex(keccak_256(bytes)))
  }
})

test('any bytes give the bytes of the reference, however often it is used', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      expect(toHex(keccak(bytes))).toBe(toHex(keccak_256(bytes)))
    }),
  )
})
