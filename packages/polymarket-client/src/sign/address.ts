import { invariant } from '@arbees/core'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Hex } from './hex.ts'
import { fromHex } from './hex.ts'

declare const checked: unique symbol

/** An Ethereum address in its mixed-case checksum form (EIP-55). */
export type Address = Hex & { readonly [checked]: 'Address' }

function checksummed(lower: string): Address {
  const digest = keccak_256(new TextEncoder().encode(lower))
  let text = '0x'
  for (let index = 0; index < lower.length; index++) {
    const half = ((digest[index >> 1] as number) >> (index % 2 === 0 ? 4 : 0)) & 15
    const letter = lower[index] as string
    text += half >= 8 ? letter.toUpperCase() : letter
  }
  return text as Address
}

/**
 * Returns an address in its checksum form; one written in mixed case must carry the right checksum.
 *
 * @throws InvariantError unless it is `0x` and 40 hexadecimal digits with a right or no checksum.
 * @example
 * toAddress('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266') // "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
 */
export function toAddress(text: string): Address {
  invariant(/^0x[0-9a-fA-F]{40}$/.test(text), `an address is 0x and 40 hexadecimal digits, found ${text.slice(0, 50)}`)
  const digits = text.slice(2)
  const address = checksummed(digits.toLowerCase())
  const isPlain = digits === digits.toLowerCase() || digits === digits.toUpperCase()
  invariant(isPlain || address === text, `the checksum of the address ${text} is wrong, expected ${address}`)
  return address
}

/** Returns the address of an uncompressed public key (65 bytes, the first of them 4). */
export function addressOfPublicKey(publicKey: Uint8Array): Address {
  invariant(publicKey.length === 65, `an uncompressed public key has 65 bytes, found ${publicKey.length}`)
  return addressOfHash(keccak_256(publicKey.subarray(1)))
}

/** Returns the address in the last 20 bytes of a hash. */
export function addressOfHash(hash: Uint8Array): Address {
  return checksummed(Buffer.from(hash.subarray(12)).toString('hex'))
}

/** Returns an address's 20 bytes. */
export function addressBytes(address: Address): Uint8Array {
  return fromHex(address)
}
