import type { AddressInfo } from 'node:net'
import type { Fact, Http, IocOrder, Runtime } from '@arbees/core'
import { createRng, toMarketId, toPrice, toQuantity } from '@arbees/core'
import { createRealClock, nodeDisk, wsConnect } from '@arbees/transport'
import { afterEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { createPolymarketClient } from '../src/client.ts'
import { createPrivateKeySigner } from '../src/sign/private-key-signer.ts'
import { createPolymarketUsClient } from '../src/us/us-client.ts'
import { polymarketVenue } from '../src/venue.ts'
import { CONDITION, NO, usualAnswer, YES } from './local-venue.ts'

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const market = toMarketId('polymarket', YES)
const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

/** A venue of scripted sockets; requests are answered in process. */
async function startStream(onFrame: (frame: string, socket: WebSocket, connection: number) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  let connections = 0
  server.on('connection', (socket) => {
    const connection = ++connections
    socket.on('message', (data) => onFrame(String(data), socket, connection))
  })
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  endings.push(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  const clock = createRealClock()
  const runtime: Runtime = {
    clock,
    rng: createRng(1),
    connect: wsConnect({ clock }),
    disk: nodeDisk(),
    log: () => undefined,
    http: (async ({ method, url: at, body = '' }) => {
      const { pathname: path, searchParams: query } = new URL(at)
      const answer = usualAnswer({ method, path, query, body })
      return { status: answer?.status ?? 200, headers: {}, body: JSON.stringify(answer?.body ?? {}) }
    }) satisfies Http,
  }
  const hosts = { marketStream: url, userStream: url }
  const client = createPolymarketClient({
    environment: { hosts },
    runtime,
    signer: createPrivateKeySigner(KEY),
    credentials: { key: '00000000-0000-4000-8000-000000000001', secret: 'c2VjcmV0', passphrase: 'passphrase' },
  })
  return {
    client,
    runtime,
    venue: polymarketVenue(client, {
      limits: { backoff: { firstMicros: 1000 as never, capMicros: 1000 as never, jitterPercent: 0 } },
    }),
  }
}

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let turn = 0; turn < 400; turn++) {
    const found = look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('expected it within four seconds')
}

const book = (bid: string) =>
  JSON.stringify([
    {
      event_type: 'book',
      market: CONDITION,
      asset_id: YES,
      timestamp: '1757908892351',
      hash: 'a'.repeat(40),
      bids: [{ price: bid, size: '15' }],
      asks: [{ price: '0.52', size: '25' }],
    },
  ])

test('a feed finds the market, subscribes, and comes back whole after a cut', async () => {
  const { venue } = await startStream((frame, socket, connection) => {
    if (!frame.includes('"type":"market"')) return
    socket.send(book(connection === 1 ? '0.5' : '0.49'))
    if (connection === 1) setTimeout(() => socket.terminate(), 20)
  })
  const facts: Fact[] = []
  const stop = venue.feed.subscribe([market], (news) => facts.push(...news))
  endings.push(stop)
  await until(() => facts.filter((fact) => fact.type === 'book.replaced').length === 2)
  const types = facts.map((fact) => (fact.type === 'feed.changed' ? fact.status : fact.type))
  expect(types).toEqual(['connected', 'book.replaced', 'book.stale', 'disconnected', 'connected', 'book.replaced'])
  expect(facts.at(-1)).toMatchObject({ bids: [{ price: 4900 }], continuity: 2 })
})

test('a market that is not there is told, not waited for', async () => {
  const { venue } = await startStream(() => undefined)
  const facts: Fact[] = []
  endings.push(venue.feed.subscribe([toMarketId('polymarket', '12345678901234567890')], (news) => facts.push(...news)))
  expect(await until(() => facts.find((fact) => fact.type === 'venue.surprised'))).toMatchObject({
    found: expect.stringContaining('12345'),
  })
})

test('a feed knows markets and fees', async () => {
  const { venue } = await startStream(() => undefined)
  expect(await venue.feed.market(market)).toMatchObject({ id: market, status: 'open' })
  const fees = await venue.feed.fees(market)
  expect(fees.fee(toPrice(5000), toQuantity(100_000_000), 'taker')).toBe(1_750_000)
  await expect(venue.feed.market(toMarketId('polymarket', NO))).rejects.toMatchObject({ code: 'market.not-found' })
})

test('the user stream tells fills and stages of our orders alone', async () => {
  const sockets: WebSocket[] = []
  const hello: string[] = []
  const { client, venue } = await startStream((frame, socket) => {
    hello.push(frame)
    sockets.push(socket)
  })
  const facts: Fact[] = []
  endings.push(venue.broker.listen((news) => facts.push(...news)))
  await until(() => sockets.length > 0)
  expect(JSON.parse(hello[0] as string)).toMatchObject({ type: 'user', auth: { passphrase: 'passphrase' } })
  const order: IocOrder = {
    id: 'arb1795305600123000001' as IocOrder['id'],
    market,
    action: 'buy',
    outcome: 'yes',
    limit: toPrice(5200),
    quantity: toQuantity(10_000_000),
  }
  // The scripted venue says nothing clear, so the order is unknown: the stream will tell.
  const submission = await venue.broker.submit(order)
  expect(submission.type).toBe('unknown')
  const trade = (id: string, status: string) => ({
    event_type: 'trade',
    id: `t-${id}`,
    taker_order_id: id,
    market: CONDITION,
    asset_id: YES,
    side: 'BUY',
    size: '10',
    price: '0.52',
    status,
    match_time: '1795305601',
    owner: client.identity.apiKey?.id,
    maker_orders: [],
    timestamp: '1795305601',
  })
  const own = submission.type === 'unknown' ? (submission.orderId as string) : ''
  const say = (body: object) => sockets[0]?.send(JSON.stringify(body))
  say(trade('0xsomebody', 'MATCHED'))
  say(trade(own, 'MATCHED'))
  say(trade(own, 'CONFIRMED'))
  // A ghost: matched, and then the chain says no.
  say({ ...trade(own, 'MATCHED'), id: 'ghost', size: '3' })
  say({ ...trade(own, 'FAILED'), id: 'ghost', size: '3' })
  await until(() => facts.some((fact) => fact.type === 'fill.settled' && fact.stage === 'failed'))
  expect(facts.filter((fact) => fact.type !== 'feed.changed')).toMatchObject([
    { type: 'order.filled', fill: { order: order.id, price: 5200, quantity: 10_000_000 } },
    { type: 'fill.settled', stage: 'confirmed' },
    { type: 'order.filled', fill: { order: order.id, quantity: 3_000_000 } },
    { type: 'fill.settled', stage: 'failed', order: order.id },
  ])
})

test('Polymarket US reads its public host without a key and its own host with one', async () => {
  const { runtime } = await startStream(() => undefined)
  const asked: { readonly url: string; readonly headers: object }[] = []
  const http: Http = async (request) => {
    asked.push(request)
    const body = request.url.includes('balances')
      ? { balances: [{ currentBalance: 100.5, currency: 'USD' }] }
      : {
          marketSlug: 'a',
          bids: [{ px: { value: '0.54', currency: 'USD' }, qty: '100' }],
          offers: [],
          state: 'MARKET_STATE_OPEN',
        }
    return { status: 200, headers: {}, body: JSON.stringify(body) }
  }
  const secret = Buffer.alloc(32, 7).toString('base64')
  const us = createPolymarketUsClient({ runtime: { ...runtime, http }, credentials: { keyId: 'key', secret } })
  expect(await us.getBook({ slug: 'a' })).toMatchObject({ bids: [{ px: 5400, qty: 100_000_000 }] })
  expect(await us.getBalances()).toMatchObject({ balances: [{ currentBalance: 100_500_000 }] })
  expect(asked.map(({ url }) => url)).toEqual([
    'https://gateway.polymarket.us/v1/markets/a/book',
    'https://api.polymarket.us/v1/account/balances',
  ])
  expect(Object.keys(asked[0]?.headers ?? {})).not.toContain('X-PM-Signature')
  expect(Object.keys(asked[1]?.headers ?? {})).toContain('X-PM-Signature')
  expect(() => createPolymarketUsClient({ runtime, credentials: { keyId: '', secret: 'canary' } })).toThrow(
    '32 or 64 bytes',
  )
})
