import type { ClientOrderId, IocOrder, MarketId, Price, Quantity } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { kalshiVenue } from '../src/venue.ts'
import { ED25519_PUBLIC, isSignedBy, KEY_ID } from './keys.ts'
import type { LocalServer, Reply, Seen } from './world.ts'
import { createTestClient, createWorld, START, startServer, through } from './world.ts'

const TOO_MANY: Reply = { status: 429, body: { error: 'too many requests' } }
const ORDER = { order_id: 'o-1', fill_count: '5.00', remaining_count: '0.00', ts_ms: 1795359600164 }
const STATUS = { exchange_active: true, trading_active: true }

const order: IocOrder = {
  id: 'arb179535960000000001' as ClientOrderId,
  market: 'kalshi:KXHIGHNY-26NOV22-B53.5' as MarketId,
  action: 'buy',
  outcome: 'yes',
  limit: 5600 as Price,
  quantity: 5_000_000 as Quantity,
}

const servers: LocalServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function setUp(
  reply: (seen: Seen, index: number) => Reply,
  options: Parameters<typeof createTestClient>[2] = {},
) {
  const server = await startServer(reply)
  servers.push(server)
  const clock = createVirtualClock(START)
  const { runtime, lines } = createWorld(clock)
  const client = createTestClient(server.rest, runtime, options)
  return { server, clock, lines, client, venue: kalshiVenue(client) }
}

describe('429', () => {
  it('is waited out by the schedule, told verbatim, and the order then goes through', async () => {
    const { server, clock, lines, client, venue } = await setUp((_seen, index) =>
      index < 3 ? TOO_MANY : { status: 201, body: ORDER },
    )
    const begun = clock.now()
    const submission = await through(clock, venue.submit(order))
    expect(submission).toMatchObject({ type: 'accepted', orderId: 'o-1', filled: 5_000_000, isDone: true })
    expect(lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'Kalshi rate limit hit, backing off 4000ms (retry 1/5)',
      'Kalshi rate limit hit, backing off 8000ms (retry 2/5)',
      'Kalshi rate limit hit, backing off 16000ms (retry 3/5)',
    ])
    expect(clock.now() - begun).toBeGreaterThanOrEqual(28_000_000)
    expect(server.seen).toHaveLength(4)
    expect(new Set(server.seen.map(({ body }) => body)).size).toBe(1)
    expect(client.breaker.state().status).toBe('closed')
    expect(client.breaker.state().failures).toBe(0)
  })

  it('six times is a typed error, and the order is certainly not there', async () => {
    const { server, clock, lines, client, venue } = await setUp(() => TOO_MANY)
    const submission = await through(clock, venue.submit(order))
    expect(submission).toMatchObject({ type: 'rejected', reason: 'rate' })
    const error = submission.type === 'rejected' ? submission.error : undefined
    expect(isVenueError(error, 'rate.limited') && error.context.attempts).toBe(6)
    expect(server.seen).toHaveLength(6)
    expect(lines.at(-1)?.message).toBe('Kalshi rate limit hit, backing off 64000ms (retry 5/5)')
    expect(client.breaker.state()).toMatchObject({ status: 'closed', failures: 0 })
  })

  it('in HTML is the same, and an order that would expire meanwhile is not sent again', async () => {
    const { server, clock, venue } = await setUp(() => ({ status: 429, body: '<html>slow down</html>' }))
    const expiring = { ...order, expiresAt: (clock.now() + 3_000_000) as never }
    const submission = await through(clock, venue.submit(expiring))
    expect(submission).toMatchObject({ type: 'rejected', reason: 'expired' })
    expect(server.seen).toHaveLength(1)
  })
})

describe('the circuit breaker', () => {
  it('is opened by five 500s, lets one probe through, and closes', async () => {
    let isWell = false
    const { server, clock, client, lines } = await setUp(() =>
      isWell ? { status: 200, body: STATUS } : { status: 500, body: '<html>no</html>' },
    )
    for (let count = 1; count <= 2; count++)
      await through(
        clock,
        client.exchange.getStatus().catch(() => undefined),
      )
    expect(client.breaker.state().status).toBe('open')
    expect(server.seen).toHaveLength(5)
    expect(lines.some(({ message }) => message === 'Circuit breaker open')).toBe(true)
    await expect(client.exchange.getStatus()).rejects.toMatchObject({ code: 'circuit.open' })
    expect(server.seen).toHaveLength(5)
    isWell = true
    await clock.run((clock.now() + 61_000_000) as never)
    await through(clock, client.exchange.getStatus())
    expect(client.breaker.state().status).toBe('closed')
  })

  it('is not touched by refusals, nor by 429', async () => {
    const { clock, client, venue } = await setUp((_seen, index) =>
      index % 2 === 0
        ? { status: 400, body: { error: { code: 'insufficient_balance', message: 'no' } } }
        : { status: 409, body: { error: { code: 'fill_or_kill_insufficient_resting_volume', message: 'no' } } },
    )
    for (let count = 1; count <= 8; count++) await through(clock, venue.submit(order))
    expect(client.breaker.state()).toMatchObject({ status: 'closed', failures: 0 })
  })
})

describe('an order whose answer does not come', () => {
  it.each([
    ['a timeout after the body left', 'silence', 'request.timeout'],
    ['a connection cut', 'cut', 'request.interrupted'],
    ['a 503', { status: 503, body: { error: { code: 'service_unavailable', message: 'no' } } }, 'response.status'],
    ['a gateway’s HTML', { status: 502, body: '<html>Bad Gateway</html>' }, 'response.status'],
    ['a 200 of HTML', { status: 200, body: '<html>welcome</html>' }, 'payload.malformed'],
    ['a 201 without an order', { status: 201, body: {} }, 'payload.malformed'],
    ['an empty 201', { status: 201 }, 'payload.malformed'],
    ['a 400 of HTML', { status: 400, body: '<html>?</html>' }, 'payload.malformed'],
    ['another order’s answer', { status: 201, body: { ...ORDER, client_order_id: 'other' } }, 'payload.malformed'],
    ['more than was asked', { status: 201, body: { ...ORDER, fill_count: '6.00' } }, 'payload.malformed'],
    [
      'a rest of an order that cannot rest',
      { status: 201, body: { ...ORDER, fill_count: '1.00', remaining_count: '4.00' } },
      'payload.malformed',
    ],
    [
      'a duplicate id',
      { status: 409, body: { error: { code: 'order_already_exists', message: 'x' } } },
      'order.rejected',
    ],
  ] as const)('is unknown after %s, and is not sent a second time', async (_name, reply, code) => {
    const { server, clock, venue } = await setUp(() => reply as Reply, { timeoutMillis: 150 })
    const submission = await through(clock, venue.submit(order))
    expect(submission).toMatchObject({ type: 'unknown', error: { code } })
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it.each([
    [400, { error: { code: 'insufficient_balance', message: 'x' } }, 'funds'],
    [400, { error: { code: 'invalid_price', message: 'x' } }, 'tick'],
    [400, { code: 'bad_request', message: 'x' }, 'invalid'],
    [400, { msg: 'Parameter validation failed' }, 'other'],
    [401, { error: { code: 'authentication_error', message: 'x', details: 'NOT_FOUND' } }, 'auth'],
    [403, { error: { code: 'forbidden', message: 'restricted' } }, 'auth'],
    [403, '<html>Access denied</html>', 'blocked'],
    [404, { error: { code: 'not_found', message: 'not found' } }, 'invalid'],
    [409, { error: { code: 'fill_or_kill_insufficient_resting_volume', message: 'x' } }, 'no-match'],
    [410, { error: { code: 'deprecated_v1_order_endpoint', message: 'x' } }, 'invalid'],
  ] as const)('is refused for certain by a %i: %j', async (status, body, reason) => {
    const { server, clock, venue } = await setUp(() => ({ status, body }))
    expect(await through(clock, venue.submit(order))).toMatchObject({ type: 'rejected', reason })
    expect(server.seen).toHaveLength(1)
  })

  it('is accepted as the exchange has it on record, when its name was taken by an earlier sending', async () => {
    const taken = {
      order_id: 'o-7',
      client_order_id: order.id,
      ticker: 'KXHIGHNY-26NOV22-B53.5',
      outcome_side: 'yes',
      book_side: 'bid',
      status: 'canceled',
      yes_price_dollars: '0.5600',
      fill_count_fp: '2.00',
      remaining_count_fp: '0.00',
      initial_count_fp: '5.00',
    }
    const fill = {
      fill_id: 'f-1',
      trade_id: 'f-1',
      order_id: 'o-7',
      ticker: taken.ticker,
      market_ticker: taken.ticker,
      outcome_side: 'yes',
      book_side: 'bid',
      count_fp: '2.00',
      yes_price_dollars: '0.5600',
      no_price_dollars: '0.4400',
      is_taker: true,
      fee_cost: '0.034500',
      created_time: '2026-11-22T15:00:00Z',
      ts: 1_795_359_600,
    }
    const through409 = async (change: object) => {
      const { server, clock, venue } = await setUp(({ method, url }) => {
        if (method === 'POST') return { status: 409, body: { error: { code: 'order_already_exists', message: 'x' } } }
        const body = url.startsWith('/trade-api/v2/portfolio/fills')
          ? { fills: [fill], cursor: '' }
          : { orders: [{ ...taken, ...change }], cursor: '' }
        return { status: 200, body }
      })
      const submission = await through(clock, venue.submit(order))
      expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
      return submission
    }
    expect(await through409({})).toMatchObject({
      type: 'accepted',
      orderId: 'o-7',
      filled: 2_000_000,
      isDone: true,
      fills: [{ id: 'f-1', quantity: 2_000_000, fee: 34_500 }],
    })
    // Another order under the same name is not this one; nor is half a record one.
    expect(await through409({ initial_count_fp: '6.00' })).toMatchObject({ type: 'unknown' })
    expect(await through409({ book_side: 'ask', outcome_side: 'no' })).toMatchObject({ type: 'unknown' })
    expect(await through409({ fill_count_fp: '3.00' })).toMatchObject({ type: 'unknown' })
  })

  it('is accepted with nothing filled, when nothing was there', async () => {
    const { clock, venue } = await setUp(() => ({ status: 201, body: { ...ORDER, fill_count: '0.00' } }))
    expect(await through(clock, venue.submit(order))).toMatchObject({ type: 'accepted', filled: 0, isDone: true })
  })

  it('and whose server is not there, has not left', async () => {
    const { server, clock, venue } = await setUp(() => 'silence')
    await server.close()
    expect(await through(clock, venue.submit(order))).toMatchObject({
      type: 'rejected',
      error: { code: 'connect.failed' },
    })
  })
})

describe('a request', () => {
  it('is signed for its path only, and reads are tried again', async () => {
    const { server, clock, client } = await setUp((_seen, index) =>
      index === 0 ? { status: 503, body: '' } : { status: 200, body: { orders: [], cursor: '' } },
    )
    await through(clock, client.orders.getOrders({ status: 'resting', limit: 5 }))
    expect(server.seen).toHaveLength(2)
    const { headers, url } = server.seen[1] as Seen
    expect(url).toBe('/trade-api/v2/portfolio/orders?status=resting&limit=5')
    expect(headers['kalshi-access-key']).toBe(KEY_ID)
    const text = `${String(headers['kalshi-access-timestamp'])}GET/trade-api/v2/portfolio/orders`
    expect(isSignedBy(ED25519_PUBLIC, text, String(headers['kalshi-access-signature']))).toBe(true)
  })

  it('is refused here when the clock is too far off, which an answer has told', async () => {
    const date = new Date(Number(START) / 1_000 + 40_000).toUTCString()
    const { server, clock, client } = await setUp(() => ({ status: 200, body: STATUS, headers: { date } }))
    await through(clock, client.exchange.getStatus())
    expect(client.clockOffset()?.offsetMicros).toBeGreaterThan(38_000_000)
    await expect(client.portfolio.getBalance()).rejects.toMatchObject({
      code: 'auth.clock',
      context: { allowedMicros: 5_000_000 },
    })
    expect(() => client.signStream(clock.now())).toThrow(/too far/)
    expect(server.seen).toHaveLength(1)
  })

  it('uses one set of headers signed ahead, while it is young', async () => {
    const { server, clock, venue } = await setUp(() => ({ status: 201, body: ORDER }), {
      signAhead: { maxAgeMillis: 2_000 },
    })
    await venue.submit(order)
    await venue.submit(order)
    await clock.run((clock.now() + 1_500_000) as never)
    await venue.submit(order)
    const stamps = server.seen.map(({ headers }) => String(headers['kalshi-access-timestamp']))
    expect(stamps).toEqual(['1795359600000', '1795359600000', '1795359601000'])
    for (const { headers } of server.seen) {
      const text = `${String(headers['kalshi-access-timestamp'])}POST/trade-api/v2/portfolio/events/orders`
      expect(isSignedBy(ED25519_PUBLIC, text, String(headers['kalshi-access-signature']))).toBe(true)
    }
  })

  it('costs what the account’s own answer says, once it has been asked', async () => {
    const { clock, client } = await setUp(({ url }) =>
      url.endsWith('/account/limits')
        ? {
            status: 200,
            body: {
              usage_tier: 'prime',
              read: { refill_rate: 4800, bucket_capacity: 4800 },
              write: { refill_rate: 4800, bucket_capacity: 14400 },
              grants: [],
            },
          }
        : url.endsWith('/endpoint_costs')
          ? {
              status: 200,
              body: {
                default_cost: 10,
                endpoint_costs: [{ method: 'GET', path: '/trade-api/v2/exchange/status', cost: 800 }],
              },
            }
          : { status: 200, body: STATUS },
    )
    expect(client.tokensLeft()).toMatchObject({ read: 600, write: 100, 'write:3': 100 })
    await through(clock, client.learnLimits())
    expect(client.tokensLeft()).toMatchObject({ write: 14_400, 'write:1': 14_400 })
    const before = client.tokensLeft()['read'] ?? 0
    await through(clock, client.exchange.getStatus())
    expect(before - (client.tokensLeft()['read'] ?? 0)).toBe(800)
  })

  it('keeps a part of the budget for unwinds, by shard', async () => {
    const { server, clock, client } = await setUp(() => ({ status: 201, body: ORDER }))
    const input = {
      ticker: 'KX-1',
      side: 'bid',
      quantity: 1_000_000,
      price: 5_000,
      timeInForce: 'immediate_or_cancel',
      selfTradePrevention: 'maker',
      exchangeIndex: 2,
    } as const
    const send = (lane: 'normal' | 'unwind') => client.orders.createOrder(input as never, { lane })
    for (let count = 1; count <= 8; count++) await send('normal')
    const late = send('normal')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(server.seen).toHaveLength(8)
    await send('unwind')
    await send('unwind')
    expect(server.seen).toHaveLength(10)
    expect(client.tokensLeft()).toMatchObject({ 'write:2': 0, write: 100, 'write:1': 100 })
    await through(clock, late)
    expect(server.seen).toHaveLength(11)
  })
})
