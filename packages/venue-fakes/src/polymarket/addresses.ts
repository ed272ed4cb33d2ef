/*
 * Addresses as requests carry them, in any case of letters. A checksum costs a hash, and the same few
 * addresses come with every request.
 */
import type { Address } from '@arbees/polymarket-client'
import { toAddress } from '@arbees/polymarket-client'

/** Reads addresses. */
export type ReadAddress = (text: unknown) => Address | undefined

/** What is remembered at most. */
const REMEMBERED = 1_000

/** Returns the address in a text, whatever its case; undefined when it is none. */
export const readAddress: ReadAddress = (text) =>
  typeof text === 'string' && /^0x[0-9a-fA-F]{40}$/.test(text) ? toAddress(text.toLowerCase()) : undefined

/** Returns a reader that remembers what it has read. */
export function createAddressReader(): ReadAddress {
  const known = new Map<unknown, Address>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const address = readAddress(text)
    if (known.size >= REMEMBERED) known.clear()
    if (address !== undefined) known.set(text, address)
    return address
  }
}
