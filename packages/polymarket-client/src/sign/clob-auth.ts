import { keccak_256 } from '@noble/hashes/sha3.js'
import { addressWord, uintWord } from './abi.ts'
import type { Address } from './address.ts'
import { digestOf, domainSeparator, hashText } from './eip712.ts'
import { concatBytes, toHex } from './hex.ts'
import type { Signer } from './signer.ts'

const TYPE_HASH = hashText('ClobAuth(address address,string timestamp,uint256 nonce,string message)')
const MESSAGE_HASH = hashText('This message attests that I control the given wallet')

/** Returns the digest of the statement that a key's owner controls it (L1 of Polymarket's CLOB). */
export function clobAuthDigest(chainId: number, address: Address, seconds: number, nonce: number): Uint8Array {
  const separator = domainSeparator({ name: 'ClobAuthDomain', version: '1', chainId })
  const words = [addressWord(address), hashText(String(seconds)), uintWord(nonce), MESSAGE_HASH]
  return digestOf(separator, keccak_256(concatBytes(TYPE_HASH, ...words)))
}

/** The headers of a request that creates or derives an API key. */
export type L1Headers = {
  readonly POLY_ADDRESS: string
  readonly POLY_SIGNATURE: string
  readonly POLY_TIMESTAMP: string
  readonly POLY_NONCE: string
}

/**
 * Returns the L1 headers for a signer.
 *
 * @param seconds Seconds since 1970.
 * @param nonce Which of the signer's keys is meant; Polymarket's default is 0.
 */
export async function l1Headers(signer: Signer, chainId: number, seconds: number, nonce: number): Promise<L1Headers> {
  const signature = await signer.signDigest(clobAuthDigest(chainId, signer.address, seconds, nonce))
  return {
    POLY_ADDRESS: signer.address,
    POLY_SIGNATURE: toHex(signature),
    POLY_TIMESTAMP: String(seconds),
    POLY_NONCE: String(nonce),
  }
}
