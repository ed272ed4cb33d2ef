/*
 * From a signature to the address that made it: what the exchange's contract does on chain, and the
 * operator before it. Deposit wallets sign nested (ERC-7739): the inner signature is over the order
 * inside the wallet's own domain, and the outer bytes repeat the exchange's.
 */
import { createRequire } from 'node:module'
import type { Address, OrderDigest } from '@arbees/polymarket-client'
import { fromHex, ORDER_TYPE, toHex } from '@arbees/polymarket-client'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { Point, recoverPublicKey } from '@noble/secp256k1'

import type { ReadAddress } from './addresses.ts'

/** The part of the package secp256k1 that is used: recovery is then many times as fast. */
type NativeAddon = {
  readonly ecdsaRecover: (
    signature: Uint8Array,
    recoveryId: number,
    digest: Uint8Array,
    isCompressed: boolean,
  ) => Uint8Array
}

function loadNative(): NativeAddon | undefined {
  try {
    return createRequire(import.meta.url)('secp256k1/bindings.js') as NativeAddon
  } catch {
    // Optional: not installed, or no binary for this platform.
    return undefined
  }
}

/** Recovers addresses from signatures. */
export type Recovery = {
  /** Returns who signed a digest; undefined when the 65 bytes are no signature of anybody. */
  readonly addressOf: (digest: Uint8Array, signature: Uint8Array) => Address | undefined
}

/** Returns a recovery: native where the addon is installed, JavaScript otherwise. */
export function createRecovery(readAddress: ReadAddress, keccak: (bytes: Uint8Array) => Uint8Array): Recovery {
  const addon = loadNative()
  const publicKey = (digest: Uint8Array, compact: Uint8Array, recoveryId: number): Uint8Array => {
    if (addon !== undefined) return addon.ecdsaRecover(compact, recoveryId, digest, false)
    const recovered = recoverPublicKey(Uint8Array.of(recoveryId, ...compact), digest, { prehash: false })
    return Point.fromBytes(recovered).toBytes(false)
  }
  const addressOf = (digest: Uint8Array, signature: Uint8Array): Address | undefined => {
    const v = signature[64]
    if (signature.length !== 65 || (v !== 27 && v !== 28)) return undefined
    try {
      const key = publicKey(digest, signature.subarray(0, 64), v - 27)
      return readAddress(toHex(keccak(key.subarray(1)).subarray(12)))
    } catch {
      // r and s of no point on the curve.
      return undefined
    }
  }
  return Object.freeze({ addressOf })
}

const text = (value: string) => new TextEncoder().encode(value)
const WRAPPED_TYPE_HASH = keccak_256(
  text(
    'TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)' +
      ORDER_TYPE,
  ),
)
const NAME_HASH = keccak_256(text('DepositWallet'))
const VERSION_HASH = keccak_256(text('1'))
const TYPE_BYTES = Buffer.from(ORDER_TYPE, 'utf8')

/** The length of a deposit wallet's signature: 65 + 32 + 32 + the type's text + 2. */
const WRAPPED_LENGTH = 65 + 32 + 32 + TYPE_BYTES.length + 2

/** Returns what the owner of a deposit wallet signs for an order of the wallet. */
export function depositWalletDigest(hashes: OrderDigest, wallet: Address, chainId: number): Uint8Array {
  const chain = Buffer.alloc(32)
  chain.writeUInt32BE(chainId, 28)
  const address = Buffer.alloc(32)
  address.set(fromHex(wallet), 12)
  const nested = keccak_256(
    Buffer.concat([WRAPPED_TYPE_HASH, hashes.structHash, NAME_HASH, VERSION_HASH, chain, address, Buffer.alloc(32)]),
  )
  return keccak_256(Buffer.concat([Uint8Array.of(0x19, 0x01), hashes.separator, nested]))
}

/**
 * Returns the inner 65 bytes of a deposit wallet's signature; undefined when what is wrapped around
 * them is not this order's domain, struct hash and type.
 */
export function unwrapSignature(signature: Uint8Array, hashes: OrderDigest): Uint8Array | undefined {
  if (signature.length !== WRAPPED_LENGTH) return undefined
  const bytes = Buffer.from(signature)
  const isThisOrder =
    bytes.subarray(65, 97).equals(hashes.separator) &&
    bytes.subarray(97, 129).equals(hashes.structHash) &&
    bytes.subarray(129, 129 + TYPE_BYTES.length).equals(TYPE_BYTES) &&
    bytes.readUInt16BE(WRAPPED_LENGTH - 2) === TYPE_BYTES.length
  return isThisOrder ? signature.subarray(0, 65) : undefined
}

/** Returns the bytes of a signature's text; undefined when it is not hexadecimal. */
export function signatureBytes(signature: string): Uint8Array | undefined {
  if (!signature.startsWith('0x') || signature.length === 2) return undefined
  const bytes = Buffer.from(signature.slice(2), 'hex')
  // Decoding ends at the first character that is no digit.
  return 2 + 2 * bytes.length === signature.length ? bytes : undefined
}
