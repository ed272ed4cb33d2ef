/*
 * A Polymarket of one market on loopback, whose answers each test writes: what is tested is what the
 * client makes of them over real sockets.
 */
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log, Runtime } from '@arbees/core'
import { createRng } from '@arbees/core'
import { createRealClock, nodeDisk, undiciHttp, wsConnect } from '@arbees/transport'
import { createPolymarketClient } from '../src/client.ts'
import { createPrivateKeySigner } from '../src/sign/private-key-signer.ts'

export const YES = '104239898038807136052399800151408521467737075933964991162589336683346093173875'
export const NO = '71183960810705820955071415844881728181970340514894896943812046065452395013351'
export const CONDITION = '0x78443f961b9a65869dcb39359de9960165c7e5cbad0904eac7f29cd77872a63b'

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const CREDENTIALS = {
  key: '00000000-0000-4000-8000-000000000001',
  secret: 'c2VjcmV0LWNhbmFyeQ==',
  passphrase: 'canary-passphrase',
}

/** What a handler answers; `hang` keeps the request without an answer. */
export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | 'hang'
export type Handler = (request: {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}) => Answer | undefined

const gammaMarket = {
  id: '1',
  slug: 'btc-updown',
  question: 'Bitcoin Up or Down',
  conditionId: CONDITION,
  version: 'v1',
  outcomes: '["Up", "Down"]',
  clobTokenIds: JSON.stringify([YES, NO]),
  active: true,
  closed: false,
  acceptingOrders: true,
  negRisk: false,
  orderPriceMinTickSize: 0.01,
  orderMinSize: 5,
}
const clobMarket = {
  t: [
    { t: YES, o: 'Up' },
    { t: NO, o: 'Down' },
  ],
  mos: 5,
  mts: 0.01,
  fd: { r: 0.07, e: 1, to: true },
}

/** What the venue answers where a test has nothing of its own to say. */
export const usualAnswer = ({ method, path, query }: Parameters<Handler>[0]): Exclude<Answer, 'hang'> | undefined => {
  if (path === '/api/geoblock') return { body: { blocked: false } }
  const asked = query.getAll('clob_token_ids')
  const isOurs = asked.length === 0 || asked.some((token) => token === YES || token === NO)
  if (path === '/markets/keyset') return { body: { markets: isOurs ? [gammaMarket] : [] } }
  if (path === `/clob-markets/${CONDITION}`) return { body: clobMarket }
  if (path === '/version') return { body: { version: 2 } }
  if (path === '/data/trades') return { body: { data: [], next_cursor: 'LTE=' } }
  if (path.startsWith('/data/order/')) return { status: 404, body: { error: 'not found' } }
  return method === 'GET' ? { status: 404, body: { error: 'not found' } } : undefined
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** Starts the venue and a client of it; `handler` answers first, the usual answers follow. */
export async function startVenue(handler: Handler, options: { readonly timeoutMillis?: number } = {}) {
  const posts: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://venue')
    const request = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: await bodyOf(incoming),
    }
    if (request.method === 'POST' && request.path === '/order') posts.push(request.body)
    const answer = handler(request) ?? usualAnswer(request) ?? { status: 500, body: 'unexpected' }
    if (answer === 'hang') return
    const { status = 200, headers = {}, body = {} } = answer
    outgoing.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const lines: string[] = []
  const log: Log = (level, message, fields) => lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`)
  const clock = createRealClock()
  const ending = new AbortController()
  const runtime: Runtime = {
    clock,
    rng: createRng(1),
    http: undiciHttp({ signal: ending.signal }),
    connect: wsConnect({ clock }),
    disk: nodeDisk(),
    log,
  }
  const socket = origin.replace('http', 'ws')
  const client = createPolymarketClient({
    environment: {
      hosts: {
        clob: origin,
        gamma: origin,
        data: origin,
        site: origin,
        marketStream: `${socket}/market`,
        userStream: `${socket}/user`,
      },
    },
    runtime,
    signer: createPrivateKeySigner(KEY),
    credentials: CREDENTIALS,
    timeoutMillis: options.timeoutMillis ?? 2_000,
  })
  return {
    client,
    posts,
    lines,
    close: async () => {
      ending.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
