/*
 * The official clients and nothing but the one line that `arbees venues --json` prints: what is in it is enough.
 */
import { nodeRuntime } from '@arbees/transport'
import { AssetType, Chain, ClobClient, OrderType, Side, SignatureTypeV2 } from '@polymarket/clob-client-v2'
import axios from 'axios'
import ccxt from 'ccxt'
import { Configuration, MarketApi, OrdersApi, PortfolioApi } from 'kalshi-typescript'
import { createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningVenues, VenuesLine } from '../src/index.ts'
import { startVenues } from '../src/index.ts'

const end = new AbortController()
let venues: RunningVenues
let line: VenuesLine

beforeAll(async () => {
  venues = await startVenues({ runtime: nodeRuntime({ signal: end.signal }), seed: 5, paceMicros: null })
  line = JSON.parse(JSON.stringify(venues.line)) as VenuesLine
})

afterAll(async () => {
  await venues.close()
  end.abort()
})

function onKalshi() {
  const { rest, keyId, privateKeyPem } = line.kalshi
  const configuration = new Configuration({ apiKey: keyId, privateKeyPem, basePath: rest })
  type Axios = ConstructorParameters<typeof OrdersApi>[2]
  const own = () => [configuration, undefined, axios.create() as unknown as Axios] as const
  return {
    markets: new MarketApi(...own()),
    orders: new OrdersApi(...own()),
    portfolio: new PortfolioApi(...own()),
  }
}

function onPolymarket(creds?: VenuesLine['polymarket']['apiCreds']): ClobClient {
  const { clob, privateKey, funder } = line.polymarket
  const account = privateKeyToAccount(privateKey as `0x${string}`)
  const signer = createWalletClient({ account, transport: http('http://127.0.0.1:9') })
  return new ClobClient({
    host: clob,
    chain: Chain.POLYGON,
    signer,
    signatureType: SignatureTypeV2.EOA,
    funderAddress: funder,
    ...(creds === undefined ? {} : { creds }),
  })
}

describe('kalshi-typescript on the printed line', () => {
  it('trades each market, on whichever shard, as long as a cancel names the market', async () => {
    const { markets, orders, portfolio } = onKalshi()
    const before = (await portfolio.getBalance()).data.balance
    for (const ticker of line.kalshi.tickers) {
      const book = (await markets.getMarketOrderbook(ticker)).data.orderbook_fp
      expect([book.yes_dollars.length, book.no_dollars.length]).toEqual([5, 5])
      const draft = {
        ticker,
        side: 'bid',
        count: '1.00',
        price: '0.9900',
        time_in_force: 'immediate_or_cancel',
        self_trade_prevention_type: 'taker_at_cross',
      } as const
      expect((await orders.createOrderV2(draft)).data.fill_count).toBe('1.00')
      const rest = { ...draft, price: '0.0100', time_in_force: 'good_till_canceled' } as const
      const { order_id: id } = (await orders.createOrderV2(rest)).data
      expect((await orders.cancelOrderV2(id, undefined, undefined, ticker)).data.reduced_by).toBe('1.00')
    }
    // The first market is on shard 0, where a cancel without a name goes.
    const ticker = line.kalshi.tickers[0] as string
    const alone = await orders.createOrderV2({
      ticker,
      side: 'bid',
      count: '1.00',
      price: '0.0100',
      time_in_force: 'good_till_canceled',
      self_trade_prevention_type: 'taker_at_cross',
    })
    expect((await orders.cancelOrderV2(alone.data.order_id)).data.reduced_by).toBe('1.00')
    expect((await portfolio.getPositions()).data.market_positions).toHaveLength(4)
    expect((await portfolio.getFills()).data.fills.length).toBeGreaterThanOrEqual(4)
    expect((await portfolio.getBalance()).data.balance).toBeLessThan(before)
  })
})

describe('@polymarket/clob-client-v2 on the printed line', () => {
  it('derives the key that was printed, and trades each market', async () => {
    const { apiCreds, markets } = line.polymarket
    expect(await onPolymarket().createOrDeriveApiKey()).toEqual(apiCreds)
    const clob = onPolymarket(apiCreds)
    for (const { tokenIds, tick, negRisk } of markets) {
      const [tokenID] = tokenIds
      expect([await clob.getTickSize(tokenID), await clob.getNegRisk(tokenID)]).toEqual([tick, negRisk])
      const book = await clob.getOrderBook(tokenID)
      expect([book.bids.length, book.asks.length]).toEqual([5, 5])
      // Four dollars at 0.80 are five contracts: what does not divide, the client cuts finer than the venue takes.
      const bought = await clob.createAndPostMarketOrder(
        { tokenID, price: 0.8, amount: 4, side: Side.BUY },
        undefined,
        OrderType.FAK,
      )
      expect(bought).toMatchObject({ success: true, status: 'matched' })
      // Contracts are whole millionths: what is left of the money is less than one.
      expect(Number(bought.makingAmount)).toBeCloseTo(4, 5)
      const resting = await clob.createAndPostOrder(
        { tokenID, price: 0.05, size: 20, side: Side.BUY },
        undefined,
        OrderType.GTC,
      )
      expect((await clob.cancelOrder({ orderID: resting.orderID })).canceled).toEqual([resting.orderID])
    }
    expect(new Set((await clob.getTrades()).map((trade) => trade.taker_order_id)).size).toBe(4)
    expect(Number((await clob.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })).balance)).toBeGreaterThan(0)
  }, 30_000)
})

describe('ccxt on the printed line', () => {
  it('reads markets and books of both', async () => {
    const polymarket = new ccxt.prediction.polymarket({
      privateKey: line.polymarket.privateKey,
      walletAddress: line.polymarket.funder,
      enableRateLimit: false,
    })
    const { clob, gamma, data } = line.polymarket
    polymarket.urls = { ...polymarket.urls, api: { clob, gamma, data } }
    expect(await polymarket.fetchMarkets()).toHaveLength(4)
    expect((await polymarket.fetchOrderBook(line.polymarket.markets[0]?.tokenIds[0] as string)).bids).toHaveLength(5)
    const kalshi = new ccxt.prediction.kalshi({ enableRateLimit: false })
    kalshi.urls = { ...kalshi.urls, api: { kalshi: line.kalshi.rest, elections: line.kalshi.rest } }
    expect(await kalshi.fetchMarkets()).toHaveLength(4)
  }, 30_000)
})
