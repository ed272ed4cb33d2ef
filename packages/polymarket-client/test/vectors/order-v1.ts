/*
 * Orders of exchange V1, which is dead: hashed here alone, to read old vectors. The client cannot make them.
 */

import { keccak_256 } from '@noble/hashes/sha3.js'
import { addressWord, uintWord } from '../../src/sign/abi.ts'
import { toAddress } from '../../src/sign/address.ts'
import { digestOf, domainSeparator, hashText } from '../../src/sign/eip712.ts'
import { concatBytes } from '../../src/sign/hex.ts'

/** The type string of the old struct. */
export const ORDER_TYPE_V1 =
  'Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,' +
  'uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)'

/** Returns the struct hash and the digest of an old order. */
export function hashOrderV1(message: Readonly<Record<string, string | number>>, chainId: number, exchange: string) {
  const integer = (name: string) => uintWord(BigInt(message[name] as string | number))
  const address = (name: string) => addressWord(toAddress(message[name] as string))
  const structHash = keccak_256(
    concatBytes(
      hashText(ORDER_TYPE_V1),
      integer('salt'),
      address('maker'),
      address('signer'),
      address('taker'),
      ...['tokenId', 'makerAmount', 'takerAmount', 'expiration', 'nonce', 'feeRateBps', 'side', 'signatureType'].map(
        integer,
      ),
    ),
  )
  const separator = domainSeparator({
    name: 'Polymarket CTF Exchange',
    version: '1',
    chainId,
    verifyingContract: toAddress(exchange),
  })
  return { structHash, separator, digest: digestOf(separator, structHash) }
}
