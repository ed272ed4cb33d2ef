/*
 * The little of Solidity's ABI that orders and wallet calls need: every value is a 32-byte word,
 * numbers and addresses on the right, bytes32 whole.
 */
import { invariant } from '@arbees/core'
import type { Address } from './address.ts'
import type { Hex } from './hex.ts'
import { concatBytes, fromHex } from './hex.ts'

/** The size of one word. */
export const WORD = 32

const UINT256_END = 1n << 256n

/**
 * Returns an unsigned integer as a word. Text is decimal: token ids have up to 78 digits.
 *
 * @throws InvariantError unless it is an integer from 0 to 2^256 - 1.
 */
export function uintWord(value: number | bigint | string): Uint8Array {
  invariant(
    typeof value === 'bigint' || (typeof value === 'number' ? Number.isSafeInteger(value) : /^[0-9]+$/.test(value)),
    `an unsigned integer is written in decimal digits, found ${String(value).slice(0, 80)}`,
  )
  const number = BigInt(value)
  invariant(number >= 0n && number < UINT256_END, `an unsigned integer has 256 bits, found ${number}`)
  return new Uint8Array(Buffer.from(number.toString(16).padStart(64, '0'), 'hex'))
}

/** Returns an address as a word. */
export function addressWord(address: Address): Uint8Array {
  const word = new Uint8Array(WORD)
  word.set(fromHex(address), 12)
  return word
}

/** Returns 32 bytes given as text. */
export function bytes32Word(text: Hex): Uint8Array {
  const bytes = fromHex(text)
  invariant(bytes.length === WORD, `expected 32 bytes, found ${bytes.length}`)
  return bytes
}

/** Returns the words of a dynamic array of words: its length, then its elements. */
export function arrayWords(elements: readonly Uint8Array[]): Uint8Array {
  return concatBytes(uintWord(elements.length), ...elements)
}
