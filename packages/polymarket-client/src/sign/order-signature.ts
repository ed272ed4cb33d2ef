import type { Environment } from '../environment.ts'
import { addressWord, uintWord } from './abi.ts'
import type { Keccak } from './eip712.ts'
import { digestOf, domainSeparator, hashText } from './eip712.ts'
import type { Hex } from './hex.ts'
import { concatBytes, toHex } from './hex.ts'
import type { OrderStruct, OrderVersion } from './order.ts'
import { createOrderHash, exchangeDomain, ORDER_TYPE, tokenWord } from './order.ts'
import type { Signer } from './signer.ts'

/** What is signed for an order, and the order's id: known before it leaves. */
export type OrderDigest = {
  readonly separator: Uint8Array
  readonly structHash: Uint8Array
  /** The EIP-712 hash of the order: the venue's order id, as bytes. */
  readonly digest: Uint8Array
}

/** Hashes and signs orders for one environment; the domains are computed once. */
export type OrderSigner = {
  /** Returns the hashes of an order. */
  readonly digest: (order: OrderStruct, version: OrderVersion, isNegRisk: boolean) => OrderDigest
  /**
   * Returns the signature as the venue takes it: 65 bytes, or the 317 of a deposit wallet
   * (ERC-7739). Synchronous when the signer is.
   */
  readonly sign: (signer: Signer, order: OrderStruct, digest: OrderDigest) => Hex | Promise<Hex>
}

const WRAPPED_TYPE_HASH = hashText(
  'TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)' +
    ORDER_TYPE,
)
const WALLET_NAME_HASH = hashText('DepositWallet')
const WALLET_VERSION_HASH = hashText('1')
const ORDER_TYPE_BYTES = new TextEncoder().encode(ORDER_TYPE)
const ORDER_TYPE_LENGTH = uintWord(ORDER_TYPE_BYTES.length).subarray(30)

const TOKENS_KEPT = 1_000

/** Returns an order signer for an environment. */
export function createOrderSigner(environment: Environment, keccak: Keccak): OrderSigner {
  const separators = new Map<string, Uint8Array>()
  for (const version of [2, 3] as const) {
    for (const isNegRisk of [false, true]) {
      separators.set(`${version}${isNegRisk}`, domainSeparator(exchangeDomain(environment, version, isNegRisk)))
    }
  }
  const chainWord = uintWord(environment.chainId)
  // A bot orders few tokens often, and 78 decimal digits take longer than a hash.
  const tokenWords = new Map<string, Uint8Array>()
  const wordOfToken = (tokenId: string): Uint8Array => {
    const known = tokenWords.get(tokenId)
    if (known !== undefined) return known
    const word = tokenWord(tokenId)
    if (tokenWords.size >= TOKENS_KEPT) tokenWords.clear()
    tokenWords.set(tokenId, word)
    return word
  }

  const hashOrder = createOrderHash(keccak, wordOfToken)

  const digest = (order: OrderStruct, version: OrderVersion, isNegRisk: boolean): OrderDigest => {
    const separator = separators.get(`${version}${isNegRisk}`) as Uint8Array
    const structHash = hashOrder(order)
    return { separator, structHash, digest: digestOf(separator, structHash, keccak) }
  }

  /** The wallet's contract asks its owner for a signature over the order nested in the wallet's own domain. */
  const walletDigest = (order: OrderStruct, { separator, structHash }: OrderDigest): Uint8Array => {
    const nested = keccak(
      concatBytes(
        WRAPPED_TYPE_HASH,
        structHash,
        WALLET_NAME_HASH,
        WALLET_VERSION_HASH,
        chainWord,
        addressWord(order.maker),
        new Uint8Array(32),
      ),
    )
    return digestOf(separator, nested, keccak)
  }

  const wrap = (inner: Uint8Array, { separator, structHash }: OrderDigest): Hex =>
    toHex(concatBytes(inner, separator, structHash, ORDER_TYPE_BYTES, ORDER_TYPE_LENGTH))

  const sign = (signer: Signer, order: OrderStruct, hashes: OrderDigest): Hex | Promise<Hex> => {
    const isWallet = order.signatureType === 3
    const inner = signer.signDigest(isWallet ? walletDigest(order, hashes) : hashes.digest)
    const finish = (signature: Uint8Array) => (isWallet ? wrap(signature, hashes) : toHex(signature))
    return inner instanceof Promise ? inner.then(finish) : finish(inner)
  }

  return Object.freeze({ digest, sign })
}
