import { inspect } from 'node:util'
import { Point, recoverPublicKey } from '@noble/secp256k1'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { createApiKey } from '../credentials.ts'
import { PRODUCTION } from '../environment.ts'
import { addressOfPublicKey, toAddress } from './address.ts'
import { clobAuthDigest, l1Headers } from './clob-auth.ts'
import { fromHex, toHex } from './hex.ts'
import { createKeccak } from './keccak.ts'
import { l2Headers } from './l2-headers.ts'
import type { OrderStruct } from './order.ts'
import { ZERO_BYTES32 } from './order.ts'
import { createOrderSigner } from './order-signature.ts'
import { availableSigners, createPrivateKeySigner } from './private-key-signer.ts'
import { signerOfViemAccount } from './viem-signer.ts'

// The first account of a well-known public test mnemonic: never funded.
const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const ADDRESS = toAddress('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
const WALLET = toAddress('0x3333333333333333333333333333333333333333')
const CREDENTIALS = {
  key: '00000000-0000-4000-8000-000000000001',
  secret: '-wIJEBceJSwzOkFIT1ZdZGtyeYCHjpWco6qxuL_GzdQ=',
  passphrase: 'test-passphrase-not-a-secret',
}

const order: OrderStruct = {
  salt: 221642664665,
  maker: ADDRESS,
  signer: ADDRESS,
  tokenId: '71321045679252212594626385532706912750332728571942532289631379312455583992563',
  makerAmount: 8416000,
  takerAmount: 21040000,
  side: 'BUY',
  signatureType: 0,
  timestamp: 1795305600123,
  metadata: ZERO_BYTES32,
  builder: ZERO_BYTES32,
}

describe('orders', () => {
  const orders = createOrderSigner(PRODUCTION, createKeccak())

  test('an order hashes to the id that the official client computes', () => {
    const { digest, separator } = orders.digest(order, 2, false)
    expect(toHex(separator)).toBe('0x3264e159346253e26a64e00b69032db0e7d32f94628de3e6eecb50304d7af3d2')
    expect(toHex(digest)).toBe('0xb206e891299a92e07a680fa1c80db88b5113042b2c99818d468066da91a9556d')
  })

  test('an order’s id is its own, whatever was hashed before it, also what was refused', () => {
    const id = (one: OrderStruct) => toHex(orders.digest(one, 2, false).digest)
    const others: readonly OrderStruct[] = [
      { ...order, maker: WALLET, signer: WALLET },
      { ...order, builder: `0x${'5'.repeat(64)}`, metadata: `0x${'7'.repeat(64)}` },
      { ...order, tokenId: '7' },
    ]
    const fresh = (one: OrderStruct) =>
      toHex(createOrderSigner(PRODUCTION, createKeccak()).digest(one, 2, false).digest)
    for (const other of others) {
      expect(id(other)).toBe(fresh(other))
      expect(id(order)).toBe(fresh(order))
    }
    // Written half before it is refused.
    for (const broken of ['0x44444444', `0x${'4'.repeat(30)}zz${'4'.repeat(8)}`] as const) {
      expect(() => id({ ...order, maker: broken as typeof ADDRESS })).toThrow(/hexadecimal digits/)
      expect(id(order)).toBe(fresh(order))
    }
  })

  test('version and exchange change the id', () => {
    const ids = ([2, 3] as const).flatMap((version) =>
      [false, true].map((isNegRisk) => toHex(orders.digest(order, version, isNegRisk).digest)),
    )
    // Version 3 has one exchange.
    expect(new Set(ids).size).toBe(3)
    expect(ids[2]).toBe(ids[3])
  })

  test('a deposit wallet’s signature carries the separator, the struct hash and the type', async () => {
    const signer = createPrivateKeySigner(KEY)
    const deposit: OrderStruct = { ...order, maker: WALLET, signer: WALLET, signatureType: 3 }
    const hashes = orders.digest(deposit, 2, false)
    const signature = fromHex(await orders.sign(signer, deposit, hashes))
    expect(signature.length).toBe(317)
    expect(toHex(signature.subarray(65, 97))).toBe(toHex(hashes.separator))
    expect(toHex(signature.subarray(97, 129))).toBe(toHex(hashes.structHash))
    expect(toHex(signature.subarray(315))).toBe('0x00ba')
  })

  test.each([
    ['salt', 2 ** 53],
    ['makerAmount', -1],
    ['makerAmount', 0.5],
    ['tokenId', 'x'],
    ['tokenId', (2n ** 256n).toString()],
    ['maker', '0x12'],
    ['metadata', '0x00'],
  ])('%s of %s is refused', (field, value) => {
    expect(() => orders.digest({ ...order, [field]: value } as OrderStruct, 2, false)).toThrow('found')
  })
})

describe('signers', () => {
  const digest = createKeccak()(new Uint8Array([1, 2, 3]))
  const expected = toHex(createPrivateKeySigner(KEY, 'pure').signDigest(digest) as Uint8Array)

  test.each(availableSigners())('%s gives the bytes of the pure one, and they recover to the address', (name) => {
    const signer = createPrivateKeySigner(KEY, name)
    expect(signer.address).toBe(ADDRESS)
    const signature = signer.signDigest(digest) as Uint8Array
    expect(toHex(signature)).toBe(expected)
    const recovered = new Uint8Array([(signature[64] as number) - 27, ...signature.subarray(0, 64)])
    const publicKey = recoverPublicKey(recovered, digest, { prehash: false })
    expect(addressOfPublicKey(Point.fromBytes(publicKey).toBytes(false))).toBe(ADDRESS)
  })

  test('a viem account signs through its own sign', async () => {
    const signer = signerOfViemAccount(privateKeyToAccount(KEY))
    expect(signer.address).toBe(ADDRESS)
    expect(toHex(await signer.signDigest(digest))).toBe(expected)
  })

  test('an account without sign is refused', () => {
    expect(() => signerOfViemAccount({ address: ADDRESS })).toThrow('a local account')
  })

  test.each([
    ['0x12', 'found 2'],
    ['zz', 'found other characters'],
    ['0'.repeat(64), 'above 0'],
    ['f'.repeat(64), 'below the order'],
  ])('the key %s is refused', (key, sentence) => {
    expect(() => createPrivateKeySigner(key)).toThrow(sentence)
  })
})

describe('headers', () => {
  test('L1 is what the official clients send', async () => {
    expect(toHex(clobAuthDigest(137, ADDRESS, 1795305600, 0))).toBe(
      '0x8fa1022b91a621ff98e52254ed24db834c42b3f26d68dbe2afb221b85a74aac3',
    )
    expect(await l1Headers(createPrivateKeySigner(KEY), 137, 1795305600, 0)).toEqual({
      POLY_ADDRESS: ADDRESS,
      POLY_SIGNATURE:
        '0x72234d97a2288e2d56c813a1db5518926b9806454bcd4ab2aa74fcca0206eb4956b7475735846d186ae74520e5758ae634643e6f0eb0076e540201fbff5ac79c1c',
      POLY_TIMESTAMP: '1795305600',
      POLY_NONCE: '0',
    })
  })

  test.each(['', '='])('L2 is what the official clients send, with padding "%s"', (padding) => {
    const secret = CREDENTIALS.secret.replace('=', padding)
    const headers = l2Headers(createApiKey({ ...CREDENTIALS, secret }), ADDRESS, 1795305600, 'GET', '/auth/api-keys')
    expect(headers.POLY_SIGNATURE).toBe('zaaeh3S4K-HEf0xva9TsReUQrWeU70F_fUdG8uPfKFc=')
  })
})

describe('secrets', () => {
  const canaries = [KEY.slice(2), CREDENTIALS.secret.slice(1, -1), CREDENTIALS.passphrase]

  test('neither a signer nor an API key shows what it holds', () => {
    const apiKey = createApiKey(CREDENTIALS)
    const signer = createPrivateKeySigner(KEY)
    const shown = [apiKey, signer]
      .map((one) => inspect(one, { depth: 9, showHidden: true }) + JSON.stringify(one))
      .join()
    for (const canary of canaries) expect(shown).not.toContain(canary)
  })

  test('a refusal never repeats the secret it refuses', () => {
    const refusals = [
      () => createPrivateKeySigner(`${KEY}canary`),
      () => createApiKey({ key: 'canary-key', secret: '!canary!', passphrase: '' }),
    ].map((attempt) => {
      try {
        attempt()
        return 'accepted'
      } catch (error) {
        return inspect(error, { depth: 9 })
      }
    })
    for (const shown of refusals) {
      expect(shown).toContain('expected')
      expect(shown.replace(/at .*\n/g, '')).not.toMatch(/canary-key|!canary!|ac0974bec39a/)
    }
  })
})
