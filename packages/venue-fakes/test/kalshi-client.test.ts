/*
 * Our own Kalshi client against the fake: in virtual time, on real sockets and under msw.
 */
import type { Fact, IocOrder } from '@arbees/core'
import { isVenueError, NO_QUANTITY, sleep, toMicros, toPrice, toQuantity } from '@arbees/core'
import type { KalshiVenue } from '@arbees/kalshi-client'
import { createKalshiClient, KALSHI_ADDRESSES, kalshiVenue, namedEndpoints } from '@arbees/kalshi-client'
import { createVirtualClock, createVirtualRuntime } from '@arbees/testkit'
import type { Endpoint } from '@arbees/transport'
import { fetchHttp, nodeRuntime } from '@arbees/transport'
import { setupServer } from 'msw/node'
import { describe, expect, it } from 'vitest'
import { fakeHttp, serveVenue } from '../src/index.ts'
import { fakeHandlers } from '../src/msw.ts'
import { CREDENTIALS, finish, ioc, MARKET, openFake, virtually } from './kalshi-venue.ts'
import { START, TICKER } from './kalshi-world.ts'

/** What every road must show: rules, fees, a full, a partial and no fill, and the account after them. */
async function session(venue: KalshiVenue) {
  const market = await venue.market(MARKET)
  const fees = await venue.fees(MARKET)
  const submit = async (part: Partial<IocOrder>) => {
    const submission = await venue.submit(ioc(part))
    return submission.type === 'accepted' ? submission.filled : submission.type
  }
  const filled = [
    await submit({ quantity: toQuantity(10_000_000) }),
    await submit({ quantity: toQuantity(20_000_000) }),
    await submit({ limit: toPrice(4_300) }),
    // NO at 0.58 is the bid at 0.42.
    await submit({ outcome: 'no', limit: toPrice(5_800) }),
  ]
  const { free, holdings, open } = await venue.snapshot()
  return {
    status: market.status,
    fee: fees.fee(toPrice(4_400), toQuantity(10_000_000), 'taker'),
    filled,
    free,
    held: holdings.map(({ outcome, quantity }) => [outcome, quantity]),
    open: open.length,
  }
}

const EXPECTED = {
  status: 'open',
  fee: 172_500,
  filled: [10_000_000, 7_000_000, NO_QUANTITY, 5_000_000],
  // 1000 - 10 × 0.44 - 0.1725 - 7 × 0.44 - 0.1208 + 5 × 0.42 - 0.0853
  free: 994_241_400,
  held: [['yes', 12_000_000]],
  open: 0,
}

describe('our client', () => {
  it('trades in virtual time', async () => {
    const { clock, venue } = virtually()
    expect(await finish(clock, session(venue))).toEqual(EXPECTED)
  })

  it('trades on real sockets', async () => {
    const end = new AbortController()
    const runtime = nodeRuntime({ signal: end.signal })
    const kalshi = openFake(runtime)
    const server = await serveVenue({ venue: kalshi.venue, clock: runtime.clock })
    const environment = { rest: `${server.httpOrigin}/trade-api/v2`, ws: `${server.wsOrigin}/trade-api/ws/v2` }
    const client = createKalshiClient({ environment, credentials: CREDENTIALS, runtime, limits: { tier: 'prestige' } })
    const venue = kalshiVenue(client, { signal: end.signal })
    const facts: Fact[] = []
    const stop = venue.subscribe([MARKET], (some) => facts.push(...some))
    while (!facts.some((fact) => fact.type === 'book.replaced')) await sleep(runtime.clock, toMicros(5_000))
    expect(await session(venue)).toEqual(EXPECTED)
    while (!facts.some((fact) => fact.type === 'trade.printed')) await sleep(runtime.clock, toMicros(5_000))
    stop()
    end.abort()
    kalshi.end()
    await server.close()
  })

  it('trades under msw', async () => {
    const end = new AbortController()
    const runtime = nodeRuntime({ signal: end.signal, http: fetchHttp() })
    const kalshi = openFake(runtime)
    const origin = new URL(KALSHI_ADDRESSES.production.rest).origin
    const server = setupServer(...fakeHandlers(origin, kalshi.venue, runtime.clock))
    server.listen()
    const limits = { tier: 'prestige' } as const
    const client = createKalshiClient({ environment: 'production', credentials: CREDENTIALS, runtime, limits })
    expect(await session(kalshiVenue(client))).toEqual(EXPECTED)
    server.close()
    end.abort()
    kalshi.end()
  })
})

describe('every read of our client', () => {
  it('understands the fake, without a surprise, or is of what the fake says it has not', async () => {
    const clock = createVirtualClock(START)
    const kalshi = openFake({ clock, rng: createVirtualRuntime({ seed: 1, clock }).rng })
    const http = fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: kalshi.venue }], clock)
    const surprises: unknown[] = []
    const client = createKalshiClient({
      environment: 'production',
      credentials: CREDENTIALS,
      runtime: createVirtualRuntime({ seed: 1, clock, http }),
      limits: { tier: 'prestige' },
      onSurprise: (surprise) => surprises.push(surprise),
    })
    const venue = kalshiVenue(client)
    await finish(clock, venue.submit(ioc()))
    await finish(clock, venue.submit(ioc({ outcome: 'no', limit: toPrice(5_800) })))
    const [first] = [...kalshi.world.orders.keys()]
    const input = { ticker: TICKER, tickers: [TICKER], orderId: first, limit: 5 }
    const named = { eventTicker: 'KXHIGHNY-26NOV22', seriesTicker: 'KXHIGHNY', marketTickers: [TICKER] }
    const read: string[] = []
    const absent: string[] = []
    for (const { name, endpoint } of namedEndpoints()) {
      if (endpoint.method !== 'GET') continue
      try {
        await finish(clock, client.call(endpoint as Endpoint<object, unknown, unknown>, { ...input, ...named }))
        read.push(name)
      } catch (error) {
        if (isVenueError(error, 'payload.malformed')) throw error
        absent.push(name)
      }
    }
    expect(surprises).toEqual([])
    expect(read).toMatchInlineSnapshot(`
      [
        "exchange.getStatus",
        "exchange.getSchedule",
        "exchange.getUserDataTimestamp",
        "series.getSeries",
        "series.getSeriesList",
        "series.getFeeChanges",
        "events.getEvents",
        "events.getEvent",
        "events.getFeeChanges",
        "markets.getMarkets",
        "markets.getMarket",
        "markets.getOrderBook",
        "markets.getOrderBooks",
        "markets.getTrades",
        "historical.getCutoff",
        "portfolio.getBalance",
        "portfolio.getPositions",
        "portfolio.getFills",
        "portfolio.getSettlements",
        "portfolio.getTotalRestingOrderValue",
        "orders.getOrders",
        "orders.getOrder",
        "orders.getQueuePositions",
        "orderGroups.getOrderGroups",
        "transfers.getSubaccountBalances",
        "transfers.getShardTransfers",
        "account.getLimits",
        "account.getEndpointCosts",
      ]
    `)
    expect(absent.length).toBeGreaterThan(0)
  })
})
