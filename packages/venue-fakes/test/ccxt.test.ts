/*
 * A third party's reading of both venues: ccxt, as it comes from the registry, pointed at the fakes.
 */
import { generateKeyPairSync } from 'node:crypto'
import { createRng, millis, toMoney, toPrice, toQuantity } from '@arbees/core'
import { createPrivateKeySigner, walletAddresses } from '@arbees/polymarket-client'
import { nodeRuntime } from '@arbees/transport'
import ccxt from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeKalshi, FakePolymarket, VenueServer } from '../src/index.ts'
import { fakeKalshi, fakePolymarket, serveVenue } from '../src/index.ts'
import { MARKET, PRIVATE_KEY } from './polymarket-world.ts'

const TICKER = 'KXHIGHNY-26NOV22-B53.5'
const YES = MARKET.tokenIds[0]
const owner = createPrivateKeySigner(PRIVATE_KEY, 'pure').address
const wallet = walletAddresses(owner).depositWallet
const end = new AbortController()
const { clock } = nodeRuntime({ signal: end.signal })
const level = (price: number, size: number) => ({ price: toPrice(price), quantity: toQuantity(size * 1_000_000) })

let polymarket: FakePolymarket
let kalshi: FakeKalshi
const servers: VenueServer[] = []

beforeAll(async () => {
  polymarket = fakePolymarket({
    runtime: { clock, rng: createRng(1) },
    markets: [MARKET],
    accounts: [{ owner, wallet, signatureType: 3, cash: toMoney(1_000_000_000) }],
    settlement: { minedAfter: millis(10), confirmedAfter: millis(10) },
  })
  polymarket.show(MARKET.conditionId, [level(4800, 100), level(4700, 20)], [level(5200, 100)])
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyPem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  kalshi = fakeKalshi({
    runtime: { clock },
    markets: [{ ticker: TICKER, fair: null }],
    members: [{ keyId: '1f2e3d4c-0000-4000-8000-000000000001', keyPem }],
    paceMicros: null,
  })
  kalshi.show(TICKER, [level(4200, 13), level(4100, 10)], [level(4400, 17)])
  for (const venue of [polymarket.clob, polymarket.gamma, polymarket.data, kalshi.venue]) {
    servers.push(await serveVenue({ venue, clock }))
  }
})

afterAll(async () => {
  polymarket.end()
  kalshi.end()
  for (const server of servers) await server.close()
  end.abort()
})

const origin = (index: number) => servers[index]?.httpOrigin ?? ''

function onPolymarket() {
  const exchange = new ccxt.prediction.polymarket({
    privateKey: PRIVATE_KEY,
    walletAddress: wallet,
    enableRateLimit: false,
  })
  exchange.urls = { ...exchange.urls, api: { clob: origin(0), gamma: origin(1), data: origin(2) } }
  return exchange
}

describe('ccxt on Polymarket', () => {
  it('reads markets, books, prices and the clock', async () => {
    const exchange = onPolymarket()
    const markets = await exchange.fetchMarkets()
    expect(markets).toMatchObject([{ id: MARKET.conditionId, active: true }])
    expect(await exchange.fetchOrderBook(YES)).toMatchObject({
      bids: [
        [0.48, 100],
        [0.47, 20],
      ],
      asks: [[0.52, 100]],
    })
    expect(await exchange.fetchTicker(YES)).toMatchObject({ bid: 0.48, ask: 0.52, last: 0.5 })
    expect((await exchange.fetchStatus()).status).toBe('ok')
    expect(Math.abs(((await exchange.fetchTime()) ?? 0) - clock.now() / 1000)).toBeLessThan(3_000)
  }, 30_000)

  it('makes its key, buys at once, rests, cancels, and finds its trade and its money', async () => {
    const exchange = onPolymarket()
    await exchange.loadMarkets()
    const before = await exchange.fetchBalance()
    expect(before['USDC']).toMatchObject({ total: 1000 })
    const bought = await exchange.createOrder(YES, 'limit', 'buy', 10, 0.52, { timeInForce: 'IOC' })
    expect(bought.info).toMatchObject({ success: true, status: 'matched', makingAmount: '5.2', takingAmount: '10' })
    const resting = await exchange.createOrder(YES, 'limit', 'buy', 10, 0.4)
    expect(await exchange.fetchOpenOrders(YES)).toMatchObject([
      { id: resting.id, status: 'open', price: 0.4, amount: 10 },
    ])
    expect((await exchange.cancelOrder(resting.id)).status).toBe('canceled')
    await expect.poll(async () => (await exchange.fetchBalance())['USDC']).toMatchObject({ total: 994.8 })
    expect(await exchange.fetchMyTrades(YES)).toMatchObject([
      { side: 'buy', price: 0.52, amount: 10, takerOrMaker: 'taker' },
    ])
    expect((await exchange.fetchOpenInterest(YES)).info).toMatchObject({ market: MARKET.conditionId, value: 10 })
  }, 30_000)
})

describe('ccxt on Kalshi', () => {
  it('reads markets and books', async () => {
    const exchange = new ccxt.prediction.kalshi({ enableRateLimit: false })
    exchange.urls = { ...exchange.urls, api: { kalshi: `${origin(3)}/trade-api/v2`, elections: `${origin(3)}/v1` } }
    const markets = await exchange.fetchMarkets()
    expect(JSON.stringify(markets)).toContain(TICKER)
    await exchange.loadMarkets()
    const [outcome] = Object.keys(exchange.outcomes ?? {})
    const book = await exchange.fetchOrderBook(outcome ?? TICKER)
    expect(book.bids.length + book.asks.length).toBe(3)
  }, 30_000)
})
