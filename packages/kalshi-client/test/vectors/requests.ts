import type { Micros } from '@arbees/core'
import { parsePrice, parseQuantity, seconds } from '@arbees/core'
import type { AnyEndpoint, CallContext, Endpoint } from '@arbees/transport'
import { toOutgoing } from '@arbees/transport'
import { namedEndpoints } from '../../src/resources.ts'
import { signingText } from '../../src/sign.ts'
import { isSignedBy } from '../keys.ts'
import { keysIn } from './signing.ts'
import type { Fields, Outcome } from './tally.ts'
import { createTally, fieldsOf, listOf, textOf } from './tally.ts'

const PREFIX = '/trade-api/v2'
const context = {
  dialect: { venue: 'kalshi', baseUrl: `https://host${PREFIX}`, toError: () => new Error('unused') },
  timeoutMicros: 1 as Micros,
} as unknown as CallContext

/** Names whose camel-case form is not what the wire's name becomes. */
const RENAMED: Readonly<Record<string, string>> = {
  market_ticker: 'ticker',
  market_tickers: 'tickers',
  count: 'quantity',
  contracts_limit_fp: 'contractsLimit',
  expiration_time: 'expiresAt',
  self_trade_prevention_type: 'selfTradePrevention',
  post_only: 'isPostOnly',
  reduce_only: 'isReduceOnly',
  cancel_order_on_pause: 'isCanceledOnPause',
  amount_cents: 'amount',
}

/** Fields that endpoints take as lists, sent with commas or repeated. */
const LISTS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'orders.getOrders event_ticker': ['event_ticker', 'eventTickers'],
  'portfolio.getFills ticker': ['ticker', 'tickers'],
  'portfolio.getPositions count_filter': ['count_filter', 'countFilter'],
  'orders.getQueuePositions market_tickers': ['market_tickers', 'tickers'],
  'markets.getOrderBooks tickers': ['tickers', 'tickers'],
  'markets.getMarkets tickers': ['tickers', 'tickers'],
}

function camel(name: string): string {
  return RENAMED[name] ?? name.replace(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase())
}

const QUANTITIES = new Set(['count', 'reduce_by', 'reduce_to', 'contracts_limit_fp'])

function inputValue(name: string, value: unknown): unknown {
  if (QUANTITIES.has(name)) return parseQuantity(textOf(value, name))
  if (name === 'price') return parsePrice(textOf(value, name))
  if (name === 'expiration_time' || name.endsWith('_ts')) return seconds(Number(value))
  // Money of a transfer: whole cents, or hundredths of one.
  if (name === 'amount_cents') return Number(value) * 10_000
  if (name === 'amount') return Number(value) * 100
  if (Array.isArray(value)) return value.map((item) => inputOfBody(item as Fields))
  return value
}

function inputOfBody(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [camel(name), inputValue(name, value)]))
}

function inputOfQuery(name: string, query: URLSearchParams): Fields {
  const input: Record<string, unknown> = {}
  for (const key of new Set(query.keys())) {
    const values = query.getAll(key)
    const list = LISTS[`${name} ${key}`]
    const [first = ''] = values
    if (list !== undefined) input[list[1]] = values.flatMap((one) => one.split(','))
    else input[camel(key)] = /^\d+$/.test(first) ? Number(first) : first
  }
  return input
}

function matchPath(template: string, path: string): Fields | undefined {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map((found) => found[1] as string)
  const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`)
  const found = pattern.exec(path)
  if (found === null) return undefined
  return Object.fromEntries(names.map((name, index) => [camel(name), decodeURIComponent(found[index + 1] as string)]))
}

function findEndpoint(method: string, path: string): readonly [name: string, endpoint: AnyEndpoint, input: Fields] {
  const found = namedEndpoints().flatMap(({ name, endpoint }) => {
    const input = endpoint.method === method ? matchPath(PREFIX + endpoint.path, path) : undefined
    return input === undefined ? [] : [[name, endpoint, input] as const]
  })
  // A literal path before one with a name in its place.
  const best = found.sort((a, b) => a[1].path.split('{').length - b[1].path.split('{').length)[0]
  if (best === undefined) throw new Error(`no endpoint for ${method} ${path}`)
  return best
}

const sorted = (query: string) => [...new URLSearchParams(query)].map((pair) => pair.join('=')).sort()

/** Returns the body that an endpoint sends for what a captured body says. */
export function bodyAgain(method: string, path: string, body: Fields): unknown {
  const [, endpoint, pathInput] = findEndpoint(method, PREFIX + path)
  const input = { ...pathInput, ...inputOfBody(body) }
  const request = toOutgoing(context, endpoint as unknown as Endpoint<object, unknown, unknown>, input)
  return JSON.parse(request.body ?? 'null')
}

function* compareRequest(vector: Fields, publicKey: ReturnType<typeof keysIn>['rsa']) {
  const method = textOf(vector['method'], 'method')
  const path = textOf(vector['path'], 'path')
  const query = vector['query'] === null ? '' : textOf(vector['query'], 'query')
  const rawBody = textOf(vector['raw_body'], 'raw_body')
  const [name, endpoint, pathInput] = findEndpoint(method, path)
  const body = vector['body'] === null ? {} : inputOfBody(fieldsOf(vector['body'], 'body'))
  const input = { ...pathInput, ...inputOfQuery(name, new URLSearchParams(query)), ...body }
  const request = toOutgoing(context, endpoint as unknown as Endpoint<object, unknown, unknown>, input)
  yield ['path', request.path, path] as const
  yield ['query', sorted(request.query), sorted(query)] as const
  yield ['body', request.body === undefined ? null : JSON.parse(request.body), vector['body']] as const
  yield ['body as sent', request.body ?? '', rawBody] as const
  const headers = fieldsOf(vector['headers'], 'headers')
  yield ['content type', request.headers['content-type'], headers['Content-Type']] as const
  yield ['content length', Buffer.byteLength(request.body ?? ''), Number(headers['Content-Length'] ?? 0)] as const
  const timestamp = textOf(headers['KALSHI-ACCESS-TIMESTAMP'], 'timestamp')
  const message = signingText(Number(timestamp), method, request.path)
  const signature = textOf(headers['KALSHI-ACCESS-SIGNATURE'], 'signature')
  yield ['signed_message', message, vector['signed_message']] as const
  yield [
    'their signature',
    isSignedBy(publicKey, message, signature),
    vector['signature_verifies_without_query'],
  ] as const
  if (vector['signature_verifies_with_query'] !== undefined) {
    const withQuery = isSignedBy(publicKey, `${message}?${query}`, signature)
    yield ['their signature with the query', withQuery, vector['signature_verifies_with_query']] as const
  }
}

/** Runs the captured requests of the official client: ours are to be the same. */
export function runRequests(section: unknown, signing: unknown): readonly Outcome[] {
  const tally = createTally('requests')
  const captured = fieldsOf(section, 'official_client_requests')
  tally.known('section', captured, ['client', 'captured_on', 'how', 'observations', 'requests'])
  const { rsa, id } = keysIn(signing)
  for (const vector of listOf(captured['requests'], 'requests')) {
    tally.vector(textOf(vector['name'], 'name'), function* () {
      yield ['key id', fieldsOf(vector['headers'], 'headers')['KALSHI-ACCESS-KEY'], id] as const
      yield* compareRequest(vector, rsa)
    })
  }
  return tally.outcomes()
}
