import type { ClientOrderId, Fact, IocOrder } from '@arbees/core'
import { isVenueError, seconds, toMarketId, toMicros, toPrice, toQuantity } from '@arbees/core'
import { afterEach, expect, test } from 'vitest'
import { createPolymarketBroker } from '../src/broker.ts'
import { polymarketFees } from '../src/fees.ts'
import { Trade } from '../src/schema/trade.ts'
import { applyTrade, claimsOf, createSettlement, trackOrder } from '../src/settlement.ts'
import type { Handler } from './local-venue.ts'
import { CONDITION, NO, startVenue, YES } from './local-venue.ts'

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

const market = toMarketId('polymarket', YES)
const order = (id = 'arb1795305600123000001', change: Partial<IocOrder> = {}): IocOrder => ({
  id: id as ClientOrderId,
  market,
  action: 'buy',
  outcome: 'yes',
  limit: toPrice(5200),
  quantity: toQuantity(10_000_000),
  ...change,
})
const now = () => toMicros(Date.now() * 1000)

async function start(
  handler: Handler,
  options: { readonly timeoutMillis?: number; readonly settleMicros?: number } = {},
) {
  const venue = await startVenue(handler, options)
  close = venue.close
  const settle = options.settleMicros === undefined ? {} : { settleMicros: toMicros(options.settleMicros) }
  return { ...venue, broker: createPolymarketBroker(venue.client, settle) }
}

/** An answer that names the order by the hash that the client will compute. */
const matchedBy = (id: () => string) => ({
  body: {
    success: true,
    errorMsg: '',
    orderID: id(),
    status: 'matched',
    makingAmount: '5.2',
    takingAmount: '10',
    tradeIDs: ['t1'],
  },
})

test('425, then two minutes of post-only: refused for certain, and held back without asking again', async () => {
  const answers = [
    { status: 425, headers: { 'retry-after': '0' }, body: 'too early' },
    {
      status: 503,
      headers: { 'retry-after': '120' },
      body: {
        error: 'post-only mode: only post-only orders and cancels are allowed',
        code: 'post_only_mode',
        retry_after_seconds: 120,
      },
    },
  ]
  const { broker, posts, client } = await start(({ method, path }) =>
    method === 'POST' && path === '/order' ? answers.shift() : undefined,
  )
  const first = await broker.submit(order('arb1795305600123000001'))
  expect(first).toMatchObject({ type: 'rejected', reason: 'paused' })
  const second = await broker.submit(order('arb1795305600123000002'))
  expect(second).toMatchObject({ type: 'rejected', reason: 'paused' })
  expect(client.window.pause()).toMatchObject({ kind: 'post-only' })
  expect((client.window.pause()?.until ?? 0) - now()).toBeGreaterThan(seconds(110))
  const third = await broker.submit(order('arb1795305600123000003'))
  expect(third).toMatchObject({ type: 'rejected', reason: 'paused' })
  expect(posts).toHaveLength(2)
})

test('429 with headers: the tier is learned, and an order that would expire in the wait is not sent again', async () => {
  const headers = { 'retry-after': '2', 'poly-ratelimit-remaining': '-1', 'poly-ratelimit-tier': 'silver' }
  const { broker, posts, client } = await start(({ method, path }) =>
    method === 'POST' && path === '/order' ? { status: 429, headers, body: '<html>1015</html>' } : undefined,
  )
  const outcome = await broker.submit(order('arb1795305600123000004', { expiresAt: toMicros(now() + 500_000) }))
  expect(outcome.type).toBe('rejected')
  expect(posts).toHaveLength(1)
  expect(client.breaker.state().failures).toBe(0)
  // Silver: 300 at once, of which 429 emptied what there was.
  expect(client.tokensLeft()['signer.cancel']).toBe(600)
})

test('a page of HTML with 502 leaves the order unknown, and it is not sent again', async () => {
  const { broker, posts } = await start(({ method, path }) =>
    method === 'POST' && path === '/order'
      ? { status: 502, body: '<html><title>502 Bad Gateway</title></html>' }
      : undefined,
  )
  const outcome = await broker.submit(order('arb1795305600123000005'))
  expect(outcome).toMatchObject({ type: 'unknown', orderId: expect.stringMatching(/^0x[0-9a-f]{64}$/) })
  expect(posts).toHaveLength(1)
})

/** A trade of ten contracts as the venue writes it. */
function tradeOf(order: string, status: string) {
  return {
    id: 't1',
    taker_order_id: order,
    market: CONDITION,
    asset_id: YES,
    side: 'BUY',
    size: '10',
    price: '0.52',
    status,
    match_time: '1795305601',
    owner: 'me',
    maker_orders: [
      { order_id: '0x1', matched_amount: '4', price: '0.52', asset_id: YES },
      { order_id: '0x2', matched_amount: '6', price: '0.49', asset_id: NO },
    ],
  }
}

/** The order as the venue has it, all matched. */
function orderOf(id: string, change: object = {}) {
  return {
    id,
    status: 'MATCHED',
    owner: 'me',
    maker_address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    market: CONDITION,
    asset_id: YES,
    side: 'BUY',
    original_size: '10',
    size_matched: '10',
    price: '0.52',
    ...change,
  }
}

test('a timeout after sending is unknown, sends nothing again, and the order is found by its hash, also after a restart', async () => {
  const state = { hash: '' }
  const handler: Handler = ({ method, path }) => {
    if (method === 'POST' && path === '/order') return 'hang'
    if (path === '/data/trades' && state.hash !== '') {
      return { body: { data: [tradeOf(state.hash, 'MATCHED')], next_cursor: 'LTE=' } }
    }
    if (path !== `/data/order/${state.hash}`) return undefined
    return { body: orderOf(state.hash) }
  }
  const { broker, posts, client } = await start(handler, { timeoutMillis: 200 })
  const sent = order('arb1795305600123000006')
  const outcome = await broker.submit(sent)
  expect(outcome).toMatchObject({ type: 'unknown', error: { code: 'request.timeout' } })
  expect(posts).toHaveLength(1)
  // Not there yet is no answer while it may be on its way.
  await expect(broker.find(sent, now())).rejects.toMatchObject({ code: 'order.not-found' })
  state.hash = outcome.type === 'unknown' ? (outcome.orderId as string) : ''
  expect(await broker.find(sent, now())).toMatchObject({
    orderId: state.hash,
    isDone: true,
    filled: 10_000_000,
    venueStatus: 'MATCHED',
  })
  // Another process, which remembers nothing, computes the same hash.
  const other = createPolymarketBroker(client)
  expect(await other.find(sent, now())).toMatchObject({ orderId: state.hash })
  expect(posts).toHaveLength(1)
})

test.each([
  ['ORDER_STATUS_LIVE', false],
  ['DELAYED', false],
  ['UNMATCHED', false],
  ['DREAMING', false],
  ['CANCELEDISH', false],
  ['ORDER_STATUS_MATCHED', true],
  ['INVALID', true],
  ['CANCELED', true],
  ['ORDER_STATUS_CANCELED_MARKET_RESOLVED', true],
  ['CANCELED_FOK', true],
])('an order in the state %s is done: %s', async (status, isDone) => {
  const { broker } = await start(({ path }) => {
    const id = /^\/data\/order\/(0x[0-9a-f]{64})$/.exec(path)?.[1]
    return id === undefined ? undefined : { body: orderOf(id, { status, size_matched: '' }) }
  })
  expect(await broker.find(order(), now())).toMatchObject({ isDone, filled: 0 })
})

test('an order the venue never took is certain once it has had its time', async () => {
  const { broker } = await start(() => undefined, { settleMicros: 0 })
  expect(await broker.find(order('arb1795305600123000007'), toMicros(now() - 60_000_000))).toBeUndefined()
})

test('a matched order is accepted with what it filled', async () => {
  const state = { id: '' }
  const { broker } = await start(({ method, path }) =>
    method === 'POST' && path === '/order' ? matchedBy(() => state.id) : undefined,
  )
  const unknown = await broker.submit(order('arb1795305600123000008'))
  // Named by nobody, the answer is not believed; named by its hash, it is.
  expect(unknown.type).toBe('unknown')
  state.id = unknown.type === 'unknown' ? (unknown.orderId as string) : ''
  expect(await broker.submit(order('arb1795305600123000008'))).toMatchObject({
    type: 'accepted',
    filled: 10_000_000,
    isDone: true,
  })
})

test('a blocked location refuses orders and lets reads pass', async () => {
  const { broker, posts, client } = await start(({ path }) =>
    path === '/api/geoblock' ? { body: { blocked: true, country: 'US' } } : undefined,
  )
  expect(await broker.submit(order())).toMatchObject({ type: 'rejected', reason: 'blocked' })
  expect(posts).toEqual([])
  expect((await client.books.getVersion()).version).toBe(2)
})

test('a location that cannot be asked refuses orders too', async () => {
  const { broker, posts } = await start(({ path }) =>
    path === '/api/geoblock' ? { status: 403, body: '<html>' } : undefined,
  )
  expect(await broker.submit(order())).toMatchObject({ type: 'rejected', reason: 'blocked' })
  expect(posts).toEqual([])
})

test('a refused version is asked for and the order signed once more', async () => {
  const bodies: string[] = []
  const { broker, posts } = await start(({ method, path, body }) => {
    if (path === '/version') return { body: { version: 3 } }
    if (method !== 'POST' || path !== '/order') return undefined
    bodies.push(body)
    return bodies.length === 1
      ? { status: 400, body: { error: 'order_version_mismatch' } }
      : { status: 400, body: { error: 'no orders found to match with FAK order.' } }
  })
  expect(await broker.submit(order())).toMatchObject({ type: 'rejected', reason: 'no-match' })
  const [first, second] = posts.map((body) => JSON.parse(body).order)
  expect(posts).toHaveLength(2)
  expect(second).toEqual({ ...first, signature: second.signature })
  expect(second.signature).not.toBe(first.signature)
})

test('legs of a batch that lie are refused, each by itself', async () => {
  const { client } = await start(({ method, path, body }) => {
    if (method !== 'POST' || path !== '/orders') return undefined
    const legs = JSON.parse(body) as unknown[]
    return {
      body: legs.map(() => ({ success: true, errorMsg: 'not enough balance / allowance', orderID: '', status: '' })),
    }
  })
  const found = await client.markets.find({ market })
  const draft = {
    market: found,
    action: 'buy',
    outcome: 'yes',
    price: toPrice(5200),
    quantity: toQuantity(10_000_000),
    kind: 'GTC',
  } as const
  const placed = await client.desk.placeMany([draft, draft])
  expect(placed.map(({ outcome }) => outcome.type)).toEqual(['rejected', 'rejected'])
})

test('a ghost fill, matched and then failed, gives the quantity back', () => {
  const settlement = createSettlement()
  const fees = polymarketFees({ rateMillionths: 70_000, exponent: 1, isTakerOnly: true }, market)
  const sent = order()
  trackOrder(settlement, { order: sent, orderId: '0xabc' as never, tokenId: YES, fees, at: now() })
  const trade = (status: string, change: object = {}) => Trade.parse({ ...tradeOf('0xABC', status), ...change })
  const types = (facts: readonly Fact[]) => facts.map((fact) => (fact.type === 'fill.settled' ? fact.stage : fact.type))
  const first = applyTrade(settlement, trade('MATCHED'), now())
  // The maker on the other token gave at the complement of its price: 0.51.
  expect(first).toMatchObject([
    { type: 'order.filled', fill: { price: 5200, quantity: 4_000_000, received: 4_000_000 } },
    { type: 'order.filled', fill: { price: 5100, quantity: 6_000_000 } },
  ])
  expect(claimsOf(settlement, sent.id)).toMatchObject({ standing: { length: 2 }, takenBack: [] })
  expect(applyTrade(settlement, trade('TRADE_STATUS_MATCHED'), now())).toEqual([])
  expect(types(applyTrade(settlement, trade('MINED'), now()))).toEqual(['mined', 'mined'])
  expect(applyTrade(settlement, trade('MATCHED'), now())).toEqual([])
  expect(types(applyTrade(settlement, trade('FAILED'), now()))).toEqual(['failed', 'failed'])
  expect(claimsOf(settlement, sent.id)).toMatchObject({ standing: [], takenBack: { length: 2 } })
  expect(types(applyTrade(settlement, trade('DREAMING', { id: 't2' }), now()))).toContain('venue.surprised')
})

test('no secret is in a log line, an error or an inspection of the client', async () => {
  const { broker, client, lines } = await start(({ path }) =>
    path === '/order' ? { status: 401, body: { error: 'Unauthorized/Invalid api key' } } : undefined,
  )
  const outcome = await broker.submit(order())
  const { inspect } = await import('node:util')
  const shown = [inspect(client, { depth: 12, showHidden: true }), inspect(outcome, { depth: 12 }), ...lines].join('\n')
  expect(outcome).toMatchObject({ type: 'rejected', reason: 'auth' })
  expect(shown).not.toMatch(/canary|ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80|c2VjcmV0/)
  expect(isVenueError(outcome.type === 'rejected' ? outcome.error : undefined, 'auth.rejected')).toBe(true)
})
