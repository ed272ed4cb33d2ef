/*
 * Our own Kalshi client against the fake: in virtual time, on real sockets and under msw; and what it
 * makes of each fault.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { ClientOrderId, Fact, IocOrder, Runtime, Submission } from '@arbees/core'
import {
  isVenueError,
  NO_QUANTITY,
  seconds,
  sleep,
  toMarketId,
  toMicros,
  toMoney,
  toPrice,
  toQuantity,
} from '@arbees/core'
import type { KalshiVenue } from '@arbees/kalshi-client'
import {
  createKalshiClient,
  createKalshiCredentials,
  KALSHI_ADDRESSES,
  kalshiVenue,
  namedEndpoints,
} from '@arbees/kalshi-client'
import type { VirtualClock } from '@arbees/testkit'
import { createVirtualClock, createVirtualRuntime } from '@arbees/testkit'
import type { Endpoint } from '@arbees/transport'
import { fetchHttp, nodeRuntime } from '@arbees/transport'
import { setupServer } from 'msw/node'
import { describe, expect, it } from 'vitest'
import type { FakeKalshi, FaultName, FaultOrder } from '../src/index.ts'
import { createFaultPlan, fakeConnect, fakeHttp, fakeKalshi, serveVenue } from '../src/index.ts'
import { fakeHandlers } from '../src/msw.ts'
import { level, START, TICKER } from './kalshi-world.ts'

const MARKET = toMarketId('kalshi', TICKER)
const PAIR = generateKeyPairSync('ed25519')
const CREDENTIALS = createKalshiCredentials({
  keyId: 'key',
  privateKey: PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
})
const MEMBER = {
  keyId: 'key',
  keyPem: PAIR.publicKey.export({ type: 'spki', format: 'pem' }) as string,
  cash: { 0: toMoney(1_000_000_000) },
}

function openFake(runtime: Pick<Runtime, 'clock' | 'rng'>): FakeKalshi {
  const kalshi = fakeKalshi({
    runtime,
    markets: [{ ticker: TICKER, fair: null }],
    members: [MEMBER],
    faults: createFaultPlan(runtime),
    paceMicros: null,
  })
  kalshi.show(TICKER, [level(42, 13)], [level(44, 17), level(45, 5)])
  return kalshi
}

let orders = 0

function ioc(part: Partial<IocOrder> = {}): IocOrder {
  orders += 1
  return {
    id: `arb${orders}` as ClientOrderId,
    market: MARKET,
    action: 'buy',
    outcome: 'yes',
    limit: toPrice(4_400),
    quantity: toQuantity(5_000_000),
    ...part,
  }
}

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

/** Runs a promise to its end in virtual time. */
async function finish<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isDone = false
  const done = promise.finally(() => {
    isDone = true
  })
  // It may fail before it is waited for.
  done.catch(() => undefined)
  for (let step = 0; step < 100_000 && !isDone; step++) {
    await clock.settle()
    if (!isDone && !(await clock.step())) break
  }
  return done
}

function virtually(script: readonly FaultOrder[] = []) {
  const clock = createVirtualClock(START)
  const kalshi = openFake({ clock, rng: createVirtualRuntime({ seed: 1, clock }).rng })
  const { venue: fake } = kalshi
  const runtime = createVirtualRuntime({
    seed: 1,
    clock,
    http: fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: fake }], clock),
    connect: fakeConnect([{ origin: 'wss://external-api-ws.kalshi.com', venue: fake }], clock),
  })
  const limits = { tier: 'prestige' } as const
  const client = createKalshiClient({ environment: 'production', credentials: CREDENTIALS, runtime, limits })
  const venue = kalshiVenue(client)
  const arm = () => {
    for (const one of script) kalshi.faults.inject(one)
  }
  return { clock, kalshi, venue, arm }
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

describe('of an order that met a fault, our client says', () => {
  const says: readonly (readonly [FaultName, string, number])[] = [
    ['answer.5xx-before', 'unknown', 0],
    ['answer.5xx-after', 'unknown', 5_000_000],
    ['connection.cut-before', 'unknown', 0],
    ['connection.cut-after', 'unknown', 5_000_000],
    ['answer.silence-after', 'unknown', 5_000_000],
    ['answer.no-order', 'unknown', 5_000_000],
    ['answer.html-502', 'unknown', 0],
    ['answer.maintenance', 'unknown', 0],
    // A 429 was not processed: the client waits and sends once more.
    ['answer.html-429', 'accepted', 5_000_000],
    ['answer.rate-limited', 'accepted', 5_000_000],
    ['answer.gone', 'rejected', 0],
    ['market.tick-change', 'rejected', 0],
    ['market.paused', 'rejected', 0],
    ['market.closed', 'rejected', 0],
    ['market.settled', 'rejected', 0],
    ['market.voided', 'rejected', 0],
    ['answer.slow', 'accepted', 5_000_000],
    ['clock.skew', 'rejected', 0],
  ]

  it.each(says)('%s: %s', async (fault, type, filled) => {
    const { clock, kalshi, venue, arm } = virtually([{ fault, amountMicros: seconds(fault === 'clock.skew' ? 30 : 2) }])
    await finish(clock, venue.market(MARKET))
    arm()
    const order = ioc()
    const since = clock.now()
    const submission: Submission = await finish(clock, venue.submit(order))
    expect(submission.type).toBe(type)
    const [behind] = [...kalshi.world.orders.values()]
    expect(behind?.filled ?? 0).toBe(filled)
    if (type !== 'unknown') return
    // Later the record says what nobody could tell then.
    await clock.run(toMicros(clock.now() + seconds(30)))
    const report = await finish(clock, venue.find(order, since))
    expect(report?.filled ?? 0).toBe(filled)
  })
})

describe('of a stream that met a fault, our client says', () => {
  async function hear(fault: FaultName) {
    const { clock, kalshi, venue } = virtually()
    const facts: Fact[] = []
    venue.subscribe([MARKET], (some) => facts.push(...some))
    await clock.run(toMicros(clock.now() + seconds(2)))
    expect(facts.map((fact) => fact.type)).toContain('book.replaced')
    facts.length = 0
    kalshi.faults.inject({ fault, match: 'orderbook_delta' })
    for (let move = 1; move <= 4; move++) {
      kalshi.show(TICKER, [level(42, 13 + move)], [level(44, 17), level(45, 5)])
      await clock.run(toMicros(clock.now() + seconds(1)))
    }
    await clock.run(toMicros(clock.now() + seconds(60)))
    const said = facts.map((fact) => (fact.type === 'book.stale' ? `stale ${fact.reason}` : fact.type))
    return { said, last: facts.filter((fact) => fact.type === 'book.replaced').at(-1) }
  }

  it.each(['stream.gap', 'stream.reorder', 'stream.duplicate', 'stream.cut', 'stream.stall'] as const)(
    '%s: stale, then whole again',
    async (fault) => {
      const { said, last } = await hear(fault)
      const stale = said.findIndex((one) => one.startsWith('stale'))
      expect(stale).toBeGreaterThanOrEqual(0)
      expect(said.indexOf('book.replaced', stale)).toBeGreaterThan(stale)
      expect(last).toMatchObject({ bids: [{ price: 4_200 }] })
    },
  )

  it('stream.crossed: what was sent; the book itself says that it is crossed', async () => {
    const { said } = await hear('stream.crossed')
    expect(said.filter((one) => one === 'book.changed').length).toBeGreaterThan(4)
  })
})
