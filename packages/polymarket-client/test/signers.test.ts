import { createRequire } from 'node:module'
import { createRng, nextInteger, nextOf } from '@arbees/core'
import { Point, recoverPublicKey } from '@noble/secp256k1'
import { expect, test } from 'vitest'
import { PRODUCTION } from '../src/environment.ts'
import { addressOfPublicKey } from '../src/sign/address.ts'
import { createKeccak } from '../src/sign/keccak.ts'
import type { OrderStruct } from '../src/sign/order.ts'
import { ZERO_BYTES32 } from '../src/sign/order.ts'
import { createOrderSigner } from '../src/sign/order-signature.ts'
import { availableSigners, createPrivateKeySigner } from '../src/sign/private-key-signer.ts'

const ORDERS = 10_000
const rng = createRng('signers')
const word = () => rng.next().toString(16).padStart(8, '0')
const key = Array.from({ length: 8 }, word).join('')

type Recover = (signature: Uint8Array, recoveryId: number, digest: Uint8Array) => Uint8Array

/** The native recovery where it is (fifteen times faster), else the one in JavaScript. */
function findRecover(): Recover {
  try {
    const addon = createRequire(import.meta.url)('secp256k1/bindings.js')
    return (signature, recoveryId, digest) => addon.ecdsaRecover(signature, recoveryId, digest, false)
  } catch {
    return (signature, recoveryId, digest) => {
      const recovered = new Uint8Array([recoveryId, ...signature])
      return Point.fromBytes(recoverPublicKey(recovered, digest, { prehash: false })).toBytes(false)
    }
  }
}

function randomOrder(signer: OrderStruct['signer']): OrderStruct {
  const signatureType = nextOf(rng, [0, 1, 2, 3] as const)
  return {
    salt: nextInteger(rng, 0, Number.MAX_SAFE_INTEGER),
    maker: signer,
    signer,
    tokenId: BigInt(`0x${Array.from({ length: 8 }, word).join('')}`).toString(),
    makerAmount: nextInteger(rng, 1, 10 ** 12),
    takerAmount: nextInteger(rng, 1, 10 ** 12),
    side: nextOf(rng, ['BUY', 'SELL'] as const),
    signatureType,
    timestamp: nextInteger(rng, 1_700_000_000_000, 1_900_000_000_000),
    metadata: ZERO_BYTES32,
    builder: ZERO_BYTES32,
  }
}

const recover = findRecover()

test(`${ORDERS} random orders: every implementation gives the same signature, and it recovers to the address`, async () => {
  const signers = availableSigners().map((name) => createPrivateKeySigner(key, name))
  // Without the optional packages one is left, and there is nothing to compare.
  expect(signers.map((signer) => signer.implementation)).toContain('pure')
  const orders = createOrderSigner(PRODUCTION, createKeccak())
  const { address } = signers[0] as (typeof signers)[0]
  for (let count = 0; count < ORDERS; count++) {
    const order = randomOrder(address)
    const hashes = orders.digest(order, nextOf(rng, [2, 3] as const), count % 2 === 0)
    const signatures = signers.map((signer) => orders.sign(signer, order, hashes))
    if (new Set(signatures).size !== 1) expect.unreachable(`order ${count} has different signatures: ${signatures}`)
    const raw = (signers[0] as (typeof signers)[0]).signDigest(hashes.digest) as Uint8Array
    const publicKey = recover(raw.subarray(0, 64), (raw[64] as number) - 27, hashes.digest)
    if (addressOfPublicKey(publicKey) !== address) expect.unreachable(`order ${count} recovers to another address`)
  }
})
