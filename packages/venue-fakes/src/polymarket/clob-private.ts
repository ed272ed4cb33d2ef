/** The CLOB's private reads and cancels, behind an API key. */
import { ONE_SECOND } from '@arbees/core'
import type { Admission } from './admission.ts'
import type { PolymarketAnswer, PolymarketRequest } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'
import type { ApiKeys, KeyRecord } from './api-keys.ts'
import type { ExchangeState, FakeOrder } from './exchange-state.ts'
import type { Heartbeats } from './heartbeats.ts'
import type { Wallet } from './ledger.ts'
import { tokensOf } from './ledger.ts'
import { withdrawOrder } from './matching.ts'
import type { Notifications } from './notifications.ts'
import { isFields, readJson } from './order-payload.ts'
import { isPartyOf, orderShape, tradeShape } from './order-shape.ts'
import { pageAnswer } from './page.ts'

/** What private routes work on. */
export type PrivateContext = {
  readonly state: ExchangeState
  readonly keys: ApiKeys
  readonly heartbeats: Heartbeats
  readonly notifications: Notifications
  readonly admission: Admission
  /** The contracts whose allowance is told. */
  readonly spenders: readonly string[]
}

type Route = (context: PrivateContext, request: PolymarketRequest, record: KeyRecord) => PolymarketAnswer

const PAGE = 100
const CANCELS_MAX = 1000
const MAX_UINT = '115792089237316195423570985008687907853269984665640564039457584007913129639935'
const NOT_CANCELED = "order can't be found - already canceled or matched"

const queryOf = (request: PolymarketRequest) => new URLSearchParams(request.query)

/** Returns a key's orders that rest or wait, oldest first. */
export function openOrdersOfKey(state: ExchangeState, record: KeyRecord): readonly FakeOrder[] {
  const found: FakeOrder[] = []
  for (const orders of state.open.values()) {
    for (const order of orders) if (order.keyId === record.key.id) found.push(order)
  }
  return found.sort((a, b) => a.createdAt - b.createdAt)
}

/** Cancels orders of a key by id and says which were not. */
export function cancelOrders(state: ExchangeState, record: KeyRecord, ids: readonly string[]): PolymarketAnswer {
  const canceled: string[] = []
  const failed: Record<string, string> = {}
  for (const id of ids) {
    const order = state.orders.get(id.toLowerCase())
    if (order === undefined || order.keyId !== record.key.id) failed[id] = NOT_CANCELED
    else if (order.status === 'DELAYED') failed[id] = 'order is delayed and cannot be canceled'
    else if (withdrawOrder(state, order)) canceled.push(id)
    else failed[id] = NOT_CANCELED
  }
  return jsonAnswer({ canceled, not_canceled: failed })
}

/** Returns which orders a cancel names; undefined when its body is none. */
export function idsToCancel(
  state: ExchangeState,
  request: PolymarketRequest,
  record: KeyRecord,
): readonly string[] | PolymarketAnswer {
  const value = readJson(request.body)
  const open = () => openOrdersOfKey(state, record).filter((order) => order.status === 'LIVE')
  switch (request.path) {
    case '/order': {
      const id = isFields(value) ? value['orderID'] : undefined
      return typeof id === 'string' && /^0x[0-9a-fA-F]{64}$/.test(id) ? [id] : errorAnswer(400, 'Invalid orderID')
    }
    case '/orders': {
      if (!Array.isArray(value) || value.some((id) => typeof id !== 'string'))
        return errorAnswer(400, 'Invalid order payload')
      if (value.length > CANCELS_MAX) return errorAnswer(400, `Too many orders in payload, max allowed: ${CANCELS_MAX}`)
      return value as readonly string[]
    }
    case '/cancel-all':
      return open().map((order) => order.id)
    default: {
      const { market, asset_id: asset } = (isFields(value) ? value : {}) as { market?: unknown; asset_id?: unknown }
      if ((market ?? asset) === undefined) return errorAnswer(400, 'Invalid order payload')
      return open()
        .filter(({ market: { settings }, token }) => {
          const isMarket = market === undefined || market === '' || market === settings.conditionId
          return isMarket && (asset === undefined || asset === '' || asset === settings.tokenIds[token])
        })
        .map((order) => order.id)
    }
  }
}

const listOrders: Route = ({ state }, request, record) => {
  const query = queryOf(request)
  const [id, market, asset] = [query.get('id'), query.get('market'), query.get('asset_id')]
  const found = openOrdersOfKey(state, record).filter(
    (order) =>
      (id === null || order.id === id) &&
      (market === null || order.market.settings.conditionId === market) &&
      (asset === null || order.market.settings.tokenIds[order.token] === asset),
  )
  return pageAnswer(found.map(orderShape), query.get('next_cursor'), PAGE)
}

const listTrades: Route = ({ state }, request, record) => {
  const query = queryOf(request)
  const keyId = record.key.id
  const is = (name: string, found: string) => query.get(name) === null || query.get(name) === found
  const secondsOf = (name: string, otherwise: number) =>
    query.get(name) === null ? otherwise : Number(query.get(name))
  const [after, before] = [secondsOf('after', 0), secondsOf('before', Number.MAX_SAFE_INTEGER)]
  if (!Number.isInteger(after) || !Number.isInteger(before)) return errorAnswer(400, 'Invalid trade params payload')
  const found = state.trades
    .filter((trade) => isPartyOf(trade, keyId))
    .filter((trade) => {
      const { settings } = trade.market
      const at = Math.floor(trade.matchedAt / ONE_SECOND)
      const shape = tradeShape(trade, keyId, '')
      const isMaker = query.get('maker_address')?.toLowerCase() ?? shape.maker_address.toLowerCase()
      return (
        is('id', trade.id) &&
        is('market', settings.conditionId) &&
        is('asset_id', settings.tokenIds[trade.taker.token]) &&
        isMaker === shape.maker_address.toLowerCase() &&
        at >= after &&
        at <= before
      )
    })
    .reverse()
  return pageAnswer(
    found.map((trade) => tradeShape(trade, keyId, 'TRADE_STATUS_')),
    query.get('next_cursor'),
    PAGE,
  )
}

/** Returns the wallet that a key means by a signature type; undefined when it has none of the kind. */
export function walletOfKey(state: ExchangeState, record: KeyRecord, signatureType: number): Wallet | undefined {
  for (const wallet of state.ledger.wallets.values()) {
    if (wallet.owner === record.address && wallet.signatureType === signatureType) return wallet
  }
  return undefined
}

const balance: Route = ({ state, spenders }, request, record) => {
  const query = queryOf(request)
  const signatureType = query.get('signature_type') ?? '0'
  if (!/^[0-3]$/.test(signatureType)) return errorAnswer(400, 'Invalid signature_type')
  const wallet = walletOfKey(state, record, Number(signatureType))
  const asset = query.get('asset_type')
  const allowance = wallet?.isApproved === true ? MAX_UINT : '0'
  const allowances = Object.fromEntries(spenders.map((spender) => [spender, allowance]))
  if (asset === 'COLLATERAL') return jsonAnswer({ balance: String(wallet?.cash ?? 0), allowances })
  if (asset !== 'CONDITIONAL' && asset !== 'CONDITIONAL-V2') return errorAnswer(400, 'Invalid asset type')
  const token = query.get('token_id') ?? ''
  if (!/^[0-9]{1,78}$/.test(token)) return errorAnswer(400, 'Invalid token id')
  // Each protocol has its own contract of tokens, and none of the other's.
  const home = state.byToken.get(token)?.market.settings.protocol === 'v2' ? 'CONDITIONAL-V2' : 'CONDITIONAL'
  const isHeld = wallet !== undefined && asset === home
  return jsonAnswer({ balance: String(isHeld ? tokensOf(wallet, token) : 0), allowances })
}

const beat: Route = ({ heartbeats }, request, record) => {
  const value = readJson(request.body)
  const id = isFields(value) ? (value['heartbeat_id'] ?? '') : undefined
  return typeof id === 'string' ? heartbeats.beat(record.key.id, id) : errorAnswer(400, 'Invalid Heartbeat ID')
}

const scoringOf: Route = (_context, request) => {
  const value = readJson(request.body)
  if (!Array.isArray(value)) return errorAnswer(400, 'Invalid order payload')
  return jsonAnswer(Object.fromEntries(value.map((id) => [String(id), false])))
}

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /data/orders': listOrders,
  'GET /data/trades': listTrades,
  'GET /balance-allowance': balance,
  'GET /balance-allowance/update': () => jsonAnswer(''),
  'PUT /balance-allowance': () => jsonAnswer(''),
  'POST /v1/heartbeats': beat,
  // The older form, which names no id and so keeps nothing alive.
  'POST /heartbeats': () => jsonAnswer({ status: 'ok' }),
  'GET /notifications': ({ notifications }, _request, record) => jsonAnswer(notifications.listOf(record.key.id)),
  'DELETE /notifications': ({ notifications }, request, record) => {
    notifications.drop(record.key.id, new Set((queryOf(request).get('ids') ?? '').split(',')))
    return jsonAnswer('OK')
  },
  'GET /auth/api-keys': ({ keys }, _request, record) =>
    jsonAnswer({ apiKeys: keys.listOf(record.address).map((one) => one.key.id) }),
  'DELETE /auth/api-key': ({ keys }, _request, record) => {
    keys.remove(record)
    return jsonAnswer('OK')
  },
  'GET /auth/ban-status/closed-only': ({ admission }, _request, record) =>
    jsonAnswer({ closed_only: admission.restrictions.get(record.address) === 'closed-only' }),
  'GET /order-scoring': () => jsonAnswer({ scoring: false }),
  'POST /orders-scoring': scoringOf,
  // Nobody earns rewards here.
  'GET /rewards/user': (_context, request) => pageAnswer([], queryOf(request).get('next_cursor'), PAGE),
  'GET /rewards/user/total': () => jsonAnswer([]),
  'GET /rewards/user/percentages': () => jsonAnswer({}),
  'GET /rewards/user/markets': (_context, request) => pageAnswer([], queryOf(request).get('next_cursor'), PAGE),
  'GET /data/pre-migration-orders': (_context, request) => pageAnswer([], queryOf(request).get('next_cursor'), PAGE),
}

/** Says whether a path of the CLOB is private, besides orders and cancels. */
export function isPrivateRoute({ method, path }: PolymarketRequest): boolean {
  return `${method} ${path}` in ROUTES || (method === 'GET' && path.startsWith('/data/order/'))
}

/** Returns the answer of a private route. */
export function answerPrivate(
  context: PrivateContext,
  request: PolymarketRequest,
  record: KeyRecord,
): PolymarketAnswer {
  const route = ROUTES[`${request.method} ${request.path}`]
  if (route !== undefined) return route(context, request, record)
  const id = request.path.slice('/data/order/'.length).toLowerCase()
  const order = context.state.orders.get(id)
  return order?.keyId === record.key.id ? jsonAnswer(orderShape(order)) : errorAnswer(404, 'order not found')
}
