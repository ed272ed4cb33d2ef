/*
 * The requests that the official clients sent, made by our endpoints: each is found by its method and
 * path, its input is read back from the capture, and what we would send is compared.
 */
import { seconds, toMarketId } from '@arbees/core'
import type { AnyEndpoint, CallContext, Endpoint, OutgoingRequest } from '@arbees/transport'
import { toOutgoing } from '@arbees/transport'
import { createApiKey } from '../../src/credentials.ts'
import * as account from '../../src/endpoints/account.ts'
import * as books from '../../src/endpoints/books.ts'
import * as orders from '../../src/endpoints/orders.ts'
import * as trades from '../../src/endpoints/trades.ts'
import { toError } from '../../src/error.ts'
import { toAddress } from '../../src/sign/address.ts'
import { l1Headers } from '../../src/sign/clob-auth.ts'
import { createKeccak } from '../../src/sign/keccak.ts'
import { l2Headers } from '../../src/sign/l2-headers.ts'
import { createOrderSigner } from '../../src/sign/order-signature.ts'
import { createPrivateKeySigner } from '../../src/sign/private-key-signer.ts'
import { createMarketSession } from '../../src/stream/market-session.ts'
import { rtdsSubscribe } from '../../src/stream/rtds.ts'
import { createUserSession } from '../../src/stream/user-session.ts'
import { structOf } from './orders.ts'
import type { Account } from './signing.ts'
import { environmentOf } from './signing.ts'
import type { Fields, Outcome } from './tally.ts'
import { createTally } from './tally.ts'

type Captured = {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}
type Query = Readonly<Record<string, string>>
type Parts = {
  readonly query: Query
  readonly last: string
  readonly body: unknown
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))

/** How the input of each captured request is read back. */
const ROUTES: Readonly<Record<string, readonly [AnyEndpoint, (parts: Parts) => object]>> = {
  'GET /version': [books.getVersion, () => ({})],
  'GET /time': [books.getTime, () => ({})],
  'GET /book': [books.getBook, ({ query }) => ({ tokenId: query['token_id'] })],
  'POST /books': [books.getBooks, ({ body }) => ({ tokenIds: (body as Fields[]).map((one) => one['token_id']) })],
  'GET /midpoint': [books.getMidpoint, ({ query }) => ({ tokenId: query['token_id'] })],
  'POST /midpoints': [
    books.getMidpoints,
    ({ body }) => ({ tokenIds: (body as Fields[]).map((one) => one['token_id']) }),
  ],
  'GET /price': [books.getPrice, ({ query }) => ({ tokenId: query['token_id'], side: query['side'] })],
  'POST /prices': [
    books.getPrices,
    ({ body }) => ({ asked: (body as Fields[]).map((one) => ({ tokenId: one['token_id'], side: one['side'] })) }),
  ],
  'GET /spread': [books.getSpread, ({ query }) => ({ tokenId: query['token_id'] })],
  'GET /last-trade-price': [books.getLastTradePrice, ({ query }) => ({ tokenId: query['token_id'] })],
  'GET /tick-size': [books.getTickSize, ({ query }) => ({ tokenId: query['token_id'] })],
  'GET /neg-risk': [books.getNegRisk, ({ query }) => ({ tokenId: query['token_id'] })],
  'GET /fee-rate': [books.getFeeRate, ({ query }) => ({ tokenId: query['token_id'] })],
  'GET /markets': [books.getMarkets, ({ query }) => ({ nextCursor: query['next_cursor'] })],
  'GET /sampling-simplified-markets': [
    books.getSamplingSimplifiedMarkets,
    ({ query }) => ({ nextCursor: query['next_cursor'] }),
  ],
  'GET /prices-history': [
    books.getPriceHistory,
    ({ query }) => ({ tokenId: query['market'], interval: query['interval'], fidelity: number(query['fidelity']) }),
  ],
  'GET /clob-markets/*': [books.getClobMarket, ({ last }) => ({ conditionId: last })],
  'GET /markets-by-token/*': [books.getMarketByToken, ({ last }) => ({ tokenId: last })],
  'POST /order': [orders.postOrder, ({ text }) => ({ body: text })],
  'POST /orders': [orders.postOrders, ({ body }) => ({ bodies: (body as object[]).map((one) => JSON.stringify(one)) })],
  'DELETE /order': [orders.cancelOrder, ({ body }) => ({ orderId: (body as Fields)['orderID'] })],
  'DELETE /orders': [orders.cancelOrders, ({ body }) => ({ orderIds: body })],
  'DELETE /cancel-all': [orders.cancelAll, () => ({})],
  'DELETE /cancel-market-orders': [
    orders.cancelMarketOrders,
    ({ body }) => ({ conditionId: (body as Fields)['market'], tokenId: (body as Fields)['asset_id'] }),
  ],
  'GET /data/order/*': [orders.getOrder, ({ last }) => ({ orderId: last })],
  'GET /data/orders': [
    orders.getOrders,
    ({ query }) => ({ conditionId: query['market'], tokenId: query['asset_id'], nextCursor: query['next_cursor'] }),
  ],
  'GET /data/trades': [
    trades.getTrades,
    ({ query }) => ({
      id: query['id'],
      conditionId: query['market'],
      makerAddress: query['maker_address'],
      nextCursor: query['next_cursor'],
    }),
  ],
  'GET /builder/trades': [
    trades.getBuilderTrades,
    ({ query }) => ({ builderCode: query['builder_code'], nextCursor: query['next_cursor'] }),
  ],
  'POST /auth/api-key': [account.createApiKey, ({ headers }) => ({ headers })],
  'GET /auth/derive-api-key': [account.deriveApiKey, ({ headers }) => ({ headers })],
  'GET /auth/api-keys': [account.getApiKeys, () => ({})],
  'DELETE /auth/api-key': [account.deleteApiKey, () => ({})],
  'GET /auth/ban-status/closed-only': [account.getClosedOnly, () => ({})],
  'GET /balance-allowance': [
    account.getBalanceAllowance,
    ({ query }) => ({
      assetType: query['asset_type'],
      tokenId: query['token_id'],
      signatureType: number(query['signature_type']),
    }),
  ],
  'GET /balance-allowance/update': [
    account.updateBalanceAllowance,
    ({ query }) => ({
      assetType: query['asset_type'],
      tokenId: query['token_id'],
      signatureType: number(query['signature_type']),
    }),
  ],
  'GET /order-scoring': [account.getOrderScoring, ({ query }) => ({ orderId: query['order_id'] })],
  'POST /orders-scoring': [account.getOrdersScoring, ({ body }) => ({ orderIds: body })],
  'GET /notifications': [account.getNotifications, ({ query }) => ({ signatureType: number(query['signature_type']) })],
  'DELETE /notifications': [account.dropNotifications, ({ query }) => ({ ids: query['ids']?.split(',').map(Number) })],
  'POST /v1/heartbeats': [account.postHeartbeat, ({ body }) => ({ heartbeatId: (body as Fields)['heartbeat_id'] })],
  'GET /rewards/user': [
    account.getUserRewards,
    ({ query }) => ({
      date: query['date'],
      signatureType: number(query['signature_type']),
      nextCursor: query['next_cursor'],
    }),
  ],
}

function routeOf({ method, path }: Captured) {
  const exact = ROUTES[`${method} ${path}`]
  return exact ?? ROUTES[`${method} ${path.slice(0, path.lastIndexOf('/'))}/*`]
}

const context: CallContext = {
  dialect: { venue: 'polymarket', baseUrl: 'https://clob.test', toError },
  http: () => Promise.reject(new Error('unused')),
  clock: { now: () => seconds(1), setTimer: () => () => undefined },
  timeoutMicros: seconds(1),
}

/** The headers of ours for the access that the capture shows. */
async function headersOf(captured: Captured, request: OutgoingRequest, file: Account) {
  const at = Number(captured.headers['POLY_TIMESTAMP'])
  const signer = createPrivateKeySigner(file.privateKey)
  if ('POLY_NONCE' in captured.headers) return l1Headers(signer, 137, at, Number(captured.headers['POLY_NONCE']))
  if (!('POLY_API_KEY' in captured.headers)) return {}
  return l2Headers(createApiKey(file.creds), toAddress(file.address), at, request.method, request.path, request.body)
}

const polyHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('POLY_')))

/** Returns whether the order in a body of version 2 hashes to a signature of the file's key: what was captured is whole. */
async function orderFaults(body: string, file: Account): Promise<string | undefined> {
  const { order } = JSON.parse(body) as { readonly order: Readonly<Record<string, string | number>> }
  if ('taker' in order) return undefined
  const struct = structOf({ ...order, side: order['side'] === 'BUY' ? 0 : 1 })
  const signer = createPrivateKeySigner(file.privateKey)
  const orders = createOrderSigner(environmentOf(137), createKeccak())
  const signatures = await Promise.all(
    ([2, 3] as const).flatMap((version) =>
      [false, true].map((isNegRisk) => orders.sign(signer, struct, orders.digest(struct, version, isNegRisk))),
    ),
  )
  return signatures.includes(order['signature'] as `0x${string}`) ? undefined : 'its signature is of no exchange'
}

export async function runRequests(section: unknown, file: Account): Promise<readonly Outcome[]> {
  const tally = createTally()
  for (const { name, clients, requests } of (
    section as { cases: readonly { name: string; clients: readonly string[]; requests: readonly Captured[] }[] }
  ).cases) {
    for (const [index, captured] of requests.entries()) {
      const title = `request "${name}" of ${clients.join(' and ')}: ${captured.method} ${captured.path} (${index})`
      const route = routeOf(captured)
      if (route === undefined) {
        tally.check(title, 'no endpoint of ours', 'an endpoint')
        continue
      }
      const [endpoint, inputOf] = route
      const query = Object.fromEntries(new URLSearchParams(captured.query))
      const body: unknown = captured.body === null || captured.body === '' ? undefined : JSON.parse(captured.body)
      const last = captured.path.slice(captured.path.lastIndexOf('/') + 1)
      const parts = { query, last, body, text: captured.body ?? '', headers: polyHeaders(captured.headers) }
      const input = Object.fromEntries(Object.entries(inputOf(parts)).filter(([, value]) => value !== undefined))
      const request = toOutgoing(context, endpoint as unknown as Endpoint<object, unknown>, input)
      const isSdk = clients.some((client) => client.startsWith('@polymarket/client@'))
      const own = request.body === undefined ? undefined : JSON.parse(request.body)
      const isV1 = captured.body?.includes('"taker"') === true
      const decoded = (text: string) => [...new URLSearchParams(text)].filter(([key]) => key !== 'ids')
      tally.checkAll(
        title,
        [
          ['method', request.method, captured.method],
          ['path', request.path, captured.path],
          ['query', decoded(request.query), decoded(captured.query)],
          ['ids', new URLSearchParams(request.query).get('ids'), new URLSearchParams(captured.query).get('ids')],
          ['body', own, body],
          ...(isSdk ? [] : [['text', request.body ?? null, captured.body === '' ? null : captured.body] as const]),
          ['headers', await headersOf(captured, request, file), parts.headers],
          [
            'order',
            captured.body !== null && captured.method === 'POST' && captured.path === '/order'
              ? await orderFaults(captured.body, file)
              : undefined,
            undefined,
          ],
        ],
        isV1
          ? 'an order of exchange V1, which the live venue refuses: the client carries it and cannot make it'
          : undefined,
      )
    }
  }
  return tally.outcomes()
}

export function runFrames(section: unknown, file: Account): readonly Outcome[] {
  const tally = createTally()
  const at = seconds(1)
  const market = (yes: string) => ({ market: toMarketId('polymarket', yes), conditionId: '0x', yes, no: `${yes}0` })
  for (const { name, frames } of (
    section as { cases: readonly { name: string; frames: readonly { path: string; frame: string }[] }[] }
  ).cases) {
    for (const [index, { path, frame }] of frames.entries()) {
      const title = `frame "${name}" ${index} on ${path}`
      if (frame === 'PING') {
        const { state, step } =
          path === '/ws/user'
            ? createUserSession(createApiKey(file.creds))
            : createMarketSession({ source: { last: 0 } })
        step(state as never, { type: 'opened', at })
        const [effect] = step(state as never, { type: 'timer', timer: 'ping', at })
        tally.check(title, (effect as { readonly text?: string }).text, frame)
        continue
      }
      const body = JSON.parse(frame) as {
        assets_ids?: string[]
        operation?: string
        custom_feature_enabled?: boolean
        markets?: string[]
        subscriptions?: never
      }
      if (path === '/rtds') {
        tally.check(title, rtdsSubscribe(body.subscriptions ?? ([] as never)), frame)
      } else if (path === '/ws/user') {
        const isFirst = body.operation === undefined
        const { state, step } = createUserSession(createApiKey(file.creds), isFirst ? body.markets : [])
        const opened = step(state, { type: 'opened', at })
        const later = step(state, {
          type: 'command',
          command: { type: 'subscribe', conditionIds: body.markets ?? [] },
          at,
        })
        const [effect] = isFirst ? opened : later
        tally.check(title, (effect as { readonly text?: string }).text, frame)
      } else {
        const tokens = body.assets_ids ?? []
        const { state, step } = createMarketSession({
          source: { last: 0 },
          hasCustomFeatures: body.custom_feature_enabled ?? false,
        })
        const isFirst = body.operation === undefined
        if (!isFirst) step(state, { type: 'command', command: { type: 'subscribe', markets: [market('1')] }, at })
        if (isFirst) step(state, { type: 'command', command: { type: 'subscribe', markets: tokens.map(market) }, at })
        const opened = step(state, { type: 'opened', at })
        const added = step(state, { type: 'command', command: { type: 'subscribe', markets: tokens.map(market) }, at })
        const removed = step(state, {
          type: 'command',
          command: { type: 'unsubscribe', markets: tokens.map((one) => market(one).market) },
          at,
        })
        const effects = isFirst ? opened : body.operation === 'subscribe' ? added : removed
        const sent = effects.find((effect) => effect.type === 'send') as { readonly text?: string } | undefined
        tally.check(title, sent?.text, frame)
      }
    }
    if (frames.length === 0) tally.check(`frame "${name}": none is sent`, frames.length, 0)
  }
  return tally.outcomes()
}
