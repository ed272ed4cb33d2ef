/*
 * Kalshi's own client, as it comes from the registry, through a whole session with the fake behind
 * real sockets.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { Micros } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import axios from 'axios'
import { Configuration, ExchangeApi, MarketApi, OrdersApi, PortfolioApi } from 'kalshi-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeKalshi, VenueServer } from '../src/index.ts'
import { fakeKalshi, serveVenue } from '../src/index.ts'
import { CRYPTO, level, TICKER } from './kalshi-world.ts'

const KEY = '1f2e3d4c-0000-4000-8000-000000000001'
const end = new AbortController()
const { clock } = nodeRuntime({ signal: end.signal })
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: typeof pair.privateKey) => key.export({ type: 'pkcs1', format: 'pem' }) as string

let kalshi: FakeKalshi
let server: VenueServer

beforeAll(async () => {
  kalshi = fakeKalshi({
    runtime: { clock },
    markets: [
      { ticker: TICKER, fair: null },
      { ticker: CRYPTO, fair: null, shard: 2 },
    ],
    members: [{ keyId: KEY, keyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }) as string }],
    paceMicros: null,
  })
  for (const ticker of kalshi.tickers)
    kalshi.show(ticker, [level(42, 13), level(41, 10)], [level(44, 17), level(45, 5)])
  server = await serveVenue({ venue: kalshi.venue, clock })
})

afterAll(async () => {
  kalshi.end()
  await server.close()
  end.abort()
})

function clients(privateKeyPem = pem(pair.privateKey), apiKey = KEY) {
  const configuration = new Configuration({ apiKey, privateKeyPem, basePath: `${server.httpOrigin}/trade-api/v2` })
  // Each API adds its own signature to the axios it is given: one for all would carry the first one's.
  type Axios = ConstructorParameters<typeof OrdersApi>[2]
  // The client's types see axios as CommonJS, ours as a module: one object, two names.
  const own = () => [configuration, undefined, axios.create() as unknown as Axios] as const
  return {
    exchange: new ExchangeApi(...own()),
    markets: new MarketApi(...own()),
    orders: new OrdersApi(...own()),
    portfolio: new PortfolioApi(...own()),
  }
}

async function refusal(promise: Promise<unknown>): Promise<readonly [number | undefined, unknown]> {
  try {
    await promise
  } catch (error) {
    const { response } = error as { response?: { status: number; data: unknown } }
    return [response?.status, response?.data]
  }
  return [undefined, 'not refused']
}

type Draft = Parameters<OrdersApi['createOrderV2']>[0]

function draft(part: Partial<Draft> = {}): Draft {
  return {
    ticker: TICKER,
    side: 'bid',
    count: '1.00',
    price: '0.4400',
    time_in_force: 'immediate_or_cancel',
    self_trade_prevention_type: 'taker_at_cross',
    ...part,
  } as Draft
}

describe('kalshi-typescript', () => {
  it('reads the exchange, the markets and the books', async () => {
    const { exchange, markets } = clients()
    expect((await exchange.getExchangeStatus()).data.trading_active).toBe(true)
    expect((await markets.getMarkets()).data.markets.map((market) => market.ticker)).toEqual([TICKER, CRYPTO])
    expect((await markets.getMarket(TICKER)).data.market).toMatchObject({
      yes_bid_dollars: '0.4200',
      yes_ask_dollars: '0.4400',
    })
    expect((await markets.getMarketOrderbook(TICKER, 1)).data.orderbook_fp).toEqual({
      yes_dollars: [['0.4200', '13.00']],
      no_dollars: [['0.5600', '17.00']],
    })
    expect((await markets.getMarketOrderbooks([TICKER, CRYPTO])).data.orderbooks).toHaveLength(2)
  })

  it('trades: full, part and no fill, rest, cancel, batch, cancel all; and reads what became of it', async () => {
    const { orders, portfolio, markets } = clients()
    const before = (await portfolio.getBalance()).data.balance
    expect((await orders.createOrderV2(draft({ count: '7.00' }))).data).toMatchObject({
      fill_count: '7.00',
      average_fill_price: '0.4400',
    })
    expect((await orders.createOrderV2(draft({ count: '12.00' }))).data).toMatchObject({
      fill_count: '10.00',
      remaining_count: '0.00',
    })
    expect((await orders.createOrderV2(draft({ price: '0.4300' }))).data.fill_count).toBe('0.00')
    const { order_id: id } = (
      await orders.createOrderV2(draft({ price: '0.4000', time_in_force: 'good_till_canceled', count: '5.00' }))
    ).data
    expect((await orders.getOrder(id)).data.order).toMatchObject({ status: 'resting', remaining_count_fp: '5.00' })
    const amendment = { ticker: TICKER, side: 'bid', price: '0.3900', count: '5.00' } as const
    expect((await orders.amendOrderV2(id, amendment)).data.order_id).toBe(id)
    expect((await orders.decreaseOrderV2(id, { reduce_by: '2.00' })).data.remaining_count).toBe('3.00')
    expect((await orders.cancelOrderV2(id)).data.reduced_by).toBe('3.00')
    const rest = draft({ price: '0.1000', time_in_force: 'good_till_canceled' })
    const batch = (await orders.batchCreateOrdersV2({ orders: [rest, { ...rest, ticker: CRYPTO }, rest] })).data.orders
    expect(batch.map((one) => one.remaining_count)).toEqual(['1.00', '1.00', '1.00'])
    const first = batch[0]?.order_id as string
    expect((await orders.batchCancelOrdersV2({ orders: [{ order_id: first }] })).data.orders[0]?.reduced_by).toBe(
      '1.00',
    )
    expect((await orders.cancelAllOrders()).status).toBe(204)
    expect((await orders.getOrders(undefined, undefined, undefined, undefined, 'resting')).data.orders).toEqual([])
    expect((await portfolio.getFills()).data.fills.map((fill) => fill.count_fp)).toEqual(['10.00', '7.00'])
    expect((await portfolio.getPositions()).data.market_positions[0]?.position_fp).toBe('17.00')
    expect((await markets.getTrades()).data.trades).toHaveLength(2)
    expect((await portfolio.getBalance()).data.balance).toBeLessThan(before - 748)
  })

  it('is refused with another key, another name and an old timestamp', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const error = (details: string) => ({
      error: { code: 'authentication_error', message: 'authentication_error', details },
    })
    const wrongKey = clients(pem(stranger.privateKey)).portfolio.getBalance()
    expect(await refusal(wrongKey)).toEqual([401, error('INCORRECT_API_KEY_SIGNATURE')])
    const wrongName = clients(undefined, 'nobody').portfolio.getBalance()
    expect(await refusal(wrongName)).toEqual([401, error('NOT_FOUND')])
    kalshi.faults.inject({ fault: 'clock.skew', amountMicros: 60_000_000 as Micros })
    expect((await refusal(clients().portfolio.getBalance()))[0]).toBe(401)
  })
})
