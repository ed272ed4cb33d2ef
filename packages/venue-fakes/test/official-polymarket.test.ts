/*
 * Polymarket's own TypeScript client, unchanged, on real sockets: it cannot tell.
 */
import { createRng, millis, toMoney, toPrice, toQuantity } from '@arbees/core'
import { createPrivateKeySigner, walletAddresses } from '@arbees/polymarket-client'
import { nodeRuntime } from '@arbees/transport'
import type { ApiKeyCreds } from '@polymarket/clob-client-v2'
import { AssetType, Chain, ClobClient, OrderType, Side, SignatureTypeV2 } from '@polymarket/clob-client-v2'
import { createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakePolymarket, VenueServer } from '../src/index.ts'
import { fakePolymarket, serveVenue } from '../src/index.ts'
import { MARKET, PRIVATE_KEY } from './polymarket-world.ts'

const account = privateKeyToAccount(PRIVATE_KEY)
const owner = createPrivateKeySigner(PRIVATE_KEY, 'pure').address
const YES = MARKET.tokenIds[0]

const end = new AbortController()
const { clock } = nodeRuntime({ signal: end.signal })
let fake: FakePolymarket
let server: VenueServer

beforeAll(async () => {
  fake = fakePolymarket({
    runtime: { clock, rng: createRng(1) },
    markets: [{ ...MARKET, fees: { rateMillionths: 50_000, exponent: 1, isTakerOnly: true } }],
    accounts: [
      { owner, cash: toMoney(1_000_000_000) },
      { owner, wallet: walletAddresses(owner).depositWallet, signatureType: 3, cash: toMoney(1_000_000_000) },
    ],
    settlement: { minedAfter: millis(20), confirmedAfter: millis(20) },
  })
  let number = 0
  for (const [side, price, size] of [
    ['bid', 4800, 200],
    ['bid', 4900, 100],
    ['ask', 5200, 100],
    ['ask', 5300, 200],
  ] as const) {
    number += 1
    fake.act(MARKET.conditionId, {
      type: 'submit',
      entry: {
        id: `quote-${number}`,
        owner: 'maker',
        side,
        limit: toPrice(price),
        quantity: toQuantity(size * 1_000_000),
        lifetime: 'gtc',
        selfTrade: 'allow',
      },
    })
  }
  server = await serveVenue({ venue: fake.clob, clock })
})

afterAll(async () => {
  end.abort()
  await server.close()
})

function client(
  creds?: ApiKeyCreds,
  signatureType = SignatureTypeV2.EOA,
  funderAddress?: string,
  key = account,
): ClobClient {
  const signer = createWalletClient({ account: key, transport: http('http://127.0.0.1:9') })
  return new ClobClient({
    host: server.httpOrigin,
    chain: Chain.POLYGON,
    signer,
    signatureType,
    ...(creds === undefined ? {} : { creds }),
    ...(funderAddress === undefined ? {} : { funderAddress }),
  })
}

const wait = () => new Promise((resolve) => setTimeout(resolve, 100))

describe('@polymarket/clob-client-v2, unchanged', () => {
  it('runs a whole session: key, book, tick, FAK, GTC, cancel, batch, cancel all, trades, balance', async () => {
    const creds = await client().createOrDeriveApiKey()
    expect(await client().deriveApiKey()).toEqual(creds)
    const clob = client(creds)
    expect(await clob.getOk()).toBe('OK')
    expect(await clob.getVersion()).toBe(2)
    const book = await clob.getOrderBook(YES)
    expect(book.asks.at(-1)).toEqual({ price: '0.52', size: '100' })
    const { hash } = book
    expect(await clob.getOrderBookHash({ ...book })).toBe(hash)
    expect(await clob.getTickSize(YES)).toBe('0.01')
    expect(await clob.getNegRisk(YES)).toBe(false)
    expect(await clob.getMidpoint(YES)).toEqual({ mid: '0.505' })
    expect((await clob.getClobMarketInfo(MARKET.conditionId)).mos).toBe(5)
    expect((await clob.getMarkets()).data).toHaveLength(1)

    const bought = await clob.createAndPostMarketOrder(
      { tokenID: YES, price: 0.52, amount: 5.2, side: Side.BUY },
      undefined,
      OrderType.FAK,
    )
    expect(bought).toMatchObject({ success: true, status: 'matched', makingAmount: '5.2', takingAmount: '10' })
    await wait()
    const sold = await clob.createAndPostMarketOrder(
      { tokenID: YES, price: 0.48, amount: 6, side: Side.SELL },
      undefined,
      OrderType.FAK,
    )
    expect(sold).toMatchObject({ success: true, status: 'matched', makingAmount: '6', takingAmount: '2.94' })

    const resting = await clob.createAndPostOrder(
      { tokenID: YES, price: 0.4, size: 20, side: Side.BUY },
      undefined,
      OrderType.GTC,
    )
    expect(resting).toMatchObject({ success: true, status: 'live' })
    expect(await clob.getOpenOrders()).toMatchObject([{ id: resting.orderID, original_size: '20', price: '0.4' }])
    expect(await clob.getOrder(resting.orderID)).toMatchObject({ status: 'LIVE' })
    expect(await clob.cancelOrder({ orderID: resting.orderID })).toEqual({
      canceled: [resting.orderID],
      not_canceled: {},
    })

    const orders = await Promise.all(
      [0.3, 0.31].map((price) => clob.createOrder({ tokenID: YES, price, size: 10, side: Side.BUY })),
    )
    const batch = await clob.postOrders(orders.map((order) => ({ order, orderType: OrderType.GTC })))
    expect(batch.map((one) => one.status)).toEqual(['live', 'live'])
    expect((await clob.cancelAll()).canceled).toHaveLength(2)

    const trades = await clob.getTrades()
    expect(trades.map((trade) => [trade.side, trade.size, trade.price])).toEqual([
      ['SELL', '6', '0.49'],
      ['BUY', '10', '0.52'],
    ])
    await wait()
    const held = await clob.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: YES })
    expect(held.balance).toBe('4000000')
    const fees = 124_800 + 74_970
    const cash = await clob.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })
    expect(cash.balance).toBe(String(1_000_000_000 - 5_200_000 + 2_940_000 - fees))
  }, 30_000)

  it('trades through a deposit wallet', async () => {
    const creds = await client().createOrDeriveApiKey()
    const { depositWallet } = walletAddresses(owner)
    const clob = client(creds, SignatureTypeV2.POLY_1271, depositWallet)
    const seen = await clob.createAndPostOrder(
      { tokenID: YES, price: 0.52, size: 10, side: Side.BUY },
      undefined,
      OrderType.GTC,
    )
    expect(seen).toMatchObject({ success: true, status: 'matched', makingAmount: '5.2', takingAmount: '10' })
  }, 30_000)

  it('is refused as the venue refuses: nothing to match, a wrong secret, somebody else’s key', async () => {
    const creds = await client().createOrDeriveApiKey()
    const clob = client(creds)
    const killed = await clob.createAndPostMarketOrder(
      { tokenID: YES, price: 0.1, amount: 2, side: Side.BUY },
      undefined,
      OrderType.FAK,
    )
    expect(killed).toMatchObject({
      status: 400,
      error: expect.stringContaining('no orders found to match with FAK order'),
    })
    const wrong = client({ ...creds, secret: Buffer.from('wrong').toString('base64') })
    expect(await wrong.getOpenOrders().catch((error: unknown) => error)).toBeInstanceOf(Error)
    const thief = client(creds, SignatureTypeV2.EOA, undefined, privateKeyToAccount(`0x${'22'.repeat(32)}`))
    const stolen = await thief.createAndPostOrder(
      { tokenID: YES, price: 0.4, size: 10, side: Side.BUY },
      undefined,
      OrderType.GTC,
    )
    expect(stolen).toMatchObject({ status: 401, error: 'Unauthorized/Invalid api key' })
  }, 30_000)
})
