/*
 * What the official clients were seen to send, replayed: every request is accepted, every order has
 * the id they computed, and what is refused is refused for the reason the venue gives.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng, ONE_SECOND, toMoney, toPrice, toQuantity } from '@arbees/core'
import type { SignatureType, Tick } from '@arbees/polymarket-client'
import { createApiKey, createPrivateKeySigner, l2Headers, readTick, toAddress } from '@arbees/polymarket-client'
import { createVirtualClock } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import type { FakeMarketSettings, FakePolymarket } from '../src/index.ts'
import { fakePolymarket } from '../src/index.ts'
import { MARKET, START } from './polymarket-world.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('polymarket-vectors.test.ts')

type Signed = {
  readonly name: string
  readonly orderVersion: number
  readonly orderId: string
  readonly exchange?: { readonly role: string }
  readonly inputs: { readonly chainId: 137 | 80002; readonly options?: { readonly tickSize: string } }
  readonly postBody?: unknown
}
type Captured = {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Record<string, string>
  readonly body: string | null
}
type Vectors = {
  readonly account: { readonly privateKey: string; readonly creds: { key: string; secret: string; passphrase: string } }
  readonly signedOrders: readonly Signed[]
  readonly httpRequests: {
    readonly cases: readonly { readonly name: string; readonly requests: readonly Captured[] }[]
  }
}

function read(folder: string): Vectors {
  return JSON.parse(readFileSync(join(folder, 'protocols', 'polymarket-vectors.json'), 'utf8'))
}

const WALLETS: readonly (readonly [string, SignatureType])[] = [
  ['0x1111111111111111111111111111111111111111', 1],
  ['0x2222222222222222222222222222222222222222', 2],
  ['0x3333333333333333333333333333333333333333', 3],
]

function createFake(vectors: Vectors, market: Partial<FakeMarketSettings>, chainId: 137 | 80002 = 137): FakePolymarket {
  const { address: owner } = createPrivateKeySigner(vectors.account.privateKey, 'pure')
  const tokens = [
    { tokenId: MARKET.tokenIds[0], quantity: toQuantity(1e9) },
    { tokenId: MARKET.tokenIds[1], quantity: toQuantity(1e9) },
  ]
  const cash = toMoney(1e12)
  const fake = fakePolymarket({
    runtime: { clock: createVirtualClock(START), rng: createRng(1) },
    chainId,
    markets: [{ ...MARKET, ...market }],
    accounts: [
      { owner, cash, tokens, credentials: vectors.account.creds },
      ...WALLETS.map(([wallet, signatureType]) => ({ owner, wallet: toAddress(wallet), signatureType, cash, tokens })),
    ],
  })
  return fake
}

function quote(fake: FakePolymarket, side: 'bid' | 'ask', price: number): void {
  const entry = {
    id: side,
    owner: 'maker',
    side,
    limit: toPrice(price),
    quantity: toQuantity(1e10),
    lifetime: 'gtc',
    selfTrade: 'allow',
  } as const
  fake.act(MARKET.conditionId, { type: 'submit', entry })
}

/** What was sent and is refused, and why. */
const REFUSED: readonly (readonly [RegExp, number, RegExp])[] = [
  [/^order_version_mismatch|legacy v1/, 400, /order_version_mismatch/],
  [/^one order$/, 404, /order not found/],
  [/^create api key$/, 400, /Could not create api key/],
  [/^heartbeat$/, 400, /Invalid Heartbeat ID/],
]

describe.runIf(shared !== undefined)('captured from the official clients', () => {
  const vectors = shared === undefined ? undefined : read(shared)

  it.each(vectors?.httpRequests.cases ?? [])('request: $name', ({ name, requests }) => {
    const fake = createFake(vectors as Vectors, {})
    quote(fake, 'bid', 5000)
    quote(fake, 'ask', 5200)
    for (const { method, path, query, headers, body } of requests) {
      const lower = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]))
      const url = query === '' ? path : `${path}?${query}`
      const reply = fake.clob.request({ method, url, headers: lower, body: body ?? '' })
      if (reply.type !== 'answer') throw new Error('expected an answer')
      if (reply.status === 200) continue
      const expected = REFUSED.find(([pattern]) => pattern.test(name))
      expect([name, path, reply.status, reply.body]).toEqual([
        name,
        path,
        expected?.[1],
        expect.stringMatching(expected?.[2] ?? /^$/),
      ])
    }
  })

  const orders = (vectors?.signedOrders ?? []).filter(({ postBody }) => postBody !== undefined)

  it.each(orders)('order: $name', ({ name, orderVersion, orderId, exchange, inputs, postBody }) => {
    const { privateKey, creds } = (vectors as Vectors).account
    const tick = readTick(inputs.options?.tickSize ?? '0.01') as Tick
    const isNegRisk = exchange?.role.startsWith('negRisk') === true
    const protocol = orderVersion === 3 ? 'v2' : 'v1'
    const fake = createFake(vectors as Vectors, { tick, isNegRisk, protocol }, inputs.chainId)
    const body = typeof postBody === 'string' ? postBody : JSON.stringify(postBody)
    // A post-only order must find nothing to cross.
    if (!name.includes('postOnly'))
      quote(fake, body.includes('"BUY"') ? 'ask' : 'bid', body.includes('"BUY"') ? 1000 : 9000)
    const { address } = createPrivateKeySigner(privateKey, 'pure')
    const signed = l2Headers(createApiKey(creds), address, START / ONE_SECOND, 'POST', '/order', body)
    const headers = Object.fromEntries(Object.entries(signed).map(([key, value]) => [key.toLowerCase(), value]))
    const reply = fake.clob.request({ method: 'POST', url: '/order', headers, body })
    const seen = reply.type === 'answer' ? JSON.parse(reply.body) : undefined
    if (orderVersion === 1) expect(seen.error).toBe('order_version_mismatch')
    // The clients' own tables give finer amounts than the venue takes from orders that match at once.
    else if (seen.error !== undefined)
      expect(`${name} ${seen.error}`).toMatch(/tick0\.00\d+ |sigtype2-negrisk |exact-amounts /)
    else expect(seen.orderID).toBe(orderId)
  })
})
