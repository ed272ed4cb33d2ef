/*
 * EIP-712 by hand: what Polymarket signs is a handful of fixed structs, so the type strings are
 * constants and the encoding is words in order.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { addressWord, uintWord } from './abi.ts'
import type { Address } from './address.ts'
import { concatBytes } from './hex.ts'

/** A Keccak-256 function. */
export type Keccak = (bytes: Uint8Array) => Uint8Array

/** What a signature is bound to. */
export type Domain = {
  readonly name: string
  readonly version: string
  readonly chainId: number
  /** Absent for `ClobAuthDomain`, which no contract verifies. */
  readonly verifyingContract?: Address
}

const DOMAIN_FIELDS = 'string name,string version,uint256 chainId'

/** Returns the hash of a text's UTF-8 bytes: how EIP-712 encodes strings and types. */
export function hashText(text: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(text))
}

/** Returns the separator of a domain: constant for one contract, so computed once. */
export function domainSeparator(domain: Domain): Uint8Array {
  const { name, version, chainId, verifyingContract } = domain
  const words = [hashText(name), hashText(version), uintWord(chainId)]
  if (verifyingContract === undefined)
    return keccak_256(concatBytes(hashText(`EIP712Domain(${DOMAIN_FIELDS})`), ...words))
  const type = hashText(`EIP712Domain(${DOMAIN_FIELDS},address verifyingContract)`)
  return keccak_256(concatBytes(type, ...words, addressWord(verifyingContract)))
}

/** Returns the digest that is signed for a struct's hash under a domain. */
export function digestOf(separator: Uint8Array, structHash: Uint8Array, keccak: Keccak = keccak_256): Uint8Array {
  const message = new Uint8Array(66)
  message[0] = 0x19
  message[1] = 0x01
  message.set(separator, 2)
  message.set(structHash, 34)
  return keccak(message)
}
