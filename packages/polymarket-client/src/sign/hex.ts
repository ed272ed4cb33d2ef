import { invariant } from '@arbees/core'

/** Bytes as lower-case hexadecimal text after `0x`. */
export type Hex = `0x${string}`

/** Returns bytes as text: `0x` and two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`
}

/**
 * Returns the bytes in a hexadecimal text, with or without `0x`.
 *
 * @throws InvariantError unless it is an even number of hexadecimal digits.
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  // The text itself stays out of the sentence: it may be a key.
  invariant(
    digits.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(digits),
    'expected an even number of hexadecimal digits, found something else',
  )
  return new Uint8Array(Buffer.from(digits, 'hex'))
}

/** Returns the concatenation of byte arrays. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
