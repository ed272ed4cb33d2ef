/*
 * Every path the fake knows: what it is called, whether it needs a key, what it costs, who answers.
 */
import type { KalshiCall } from './call.ts'
import { isFields } from './call.ts'
import { DEFAULT_COST } from './limits.ts'
import * as market from './market-reads.ts'
import * as entry from './order-entry.ts'
import * as group from './order-groups.ts'
import * as portfolio from './portfolio-reads.ts'
import type { TransferBook } from './transfers.ts'
import * as transfer from './transfers.ts'

/** Where the API begins. */
export const BASE = '/trade-api/v2'

/** One path. */
export type KalshiRoute = {
  readonly method: string
  /** Below the base; parts that begin with a colon vary. */
  readonly path: string
  readonly operation: string
  readonly isPrivate: boolean
  readonly bucket: 'read' | 'write'
  readonly cost: number
  /** What a call of this path costs, when that depends on what it carries. */
  readonly costOf?: (call: KalshiCall) => number
  /** Which write bucket pays. @default unscoped */
  readonly payer?: (call: KalshiCall) => number | 'auto'
  readonly status: number
  readonly answer: (call: KalshiCall) => unknown
}

type Extra = Partial<Pick<KalshiRoute, 'cost' | 'costOf' | 'payer' | 'status'>>
type Answer = KalshiRoute['answer']

function open(path: string, operation: string, answer: Answer): KalshiRoute {
  const base = { bucket: 'read', cost: DEFAULT_COST, status: 200, isPrivate: false } as const
  return { ...base, method: 'GET', path, operation, answer }
}

function read(path: string, operation: string, answer: Answer, extra: Extra = {}): KalshiRoute {
  return { ...open(path, operation, answer), isPrivate: true, ...extra }
}

function write(method: string, path: string, operation: string, answer: Answer, extra: Extra = {}): KalshiRoute {
  return { ...open(path, operation, answer), isPrivate: true, method, bucket: 'write', ...extra }
}

/** The bucket of a write that names its shard; a write that only names its market pays everywhere. */
function payerOf(call: KalshiCall): number | 'auto' {
  const fields = isFields(call.json) ? call.json : {}
  const named = fields['exchange_index'] ?? call.query.get('exchange_index')
  const shard = named === null || named === undefined ? Number.NaN : Number(named)
  if (shard >= 0 && shard <= 3) return shard
  const ticker = fields['ticker'] ?? fields['market_ticker'] ?? call.query.get('market_ticker')
  return ticker === null || ticker === undefined ? 0 : 'auto'
}

const ORDERS = '/portfolio/events/orders'
const GROUPS = '/portfolio/order_groups'

function orderRoutes(): readonly KalshiRoute[] {
  const single = { payer: payerOf }
  return [
    write('POST', ORDERS, 'CreateOrderV2', entry.createOrder, { ...single, status: 201 }),
    write('DELETE', ORDERS, 'CancelAllOrders', entry.cancelAll, { cost: 2, status: 204 }),
    write('POST', `${ORDERS}/batched`, 'BatchCreateOrdersV2', entry.createBatch, {
      costOf: (call) => DEFAULT_COST * entry.batchSize(call),
      status: 201,
    }),
    write('DELETE', `${ORDERS}/batched`, 'BatchCancelOrdersV2', entry.cancelBatch, {
      cost: 2,
      costOf: (call) => 2 * entry.batchSize(call),
    }),
    write('DELETE', `${ORDERS}/:id`, 'CancelOrderV2', entry.cancelById, { ...single, cost: 2 }),
    write('POST', `${ORDERS}/:id/amend`, 'AmendOrderV2', entry.amendById, single),
    write('POST', `${ORDERS}/:id/decrease`, 'DecreaseOrderV2', entry.decreaseById, single),
    write('POST', `${GROUPS}/create`, 'CreateOrderGroup', group.createGroup, { status: 201 }),
    read(GROUPS, 'GetOrderGroups', group.listGroups),
    read(`${GROUPS}/:id`, 'GetOrderGroup', group.readGroup),
    write('PUT', `${GROUPS}/:id/reset`, 'ResetOrderGroup', group.resetGroup),
    write('PUT', `${GROUPS}/:id/trigger`, 'TriggerOrderGroup', group.triggerGroup),
    write('PUT', `${GROUPS}/:id/limit`, 'UpdateOrderGroupLimit', group.limitGroup),
    write('DELETE', `${GROUPS}/:id`, 'DeleteOrderGroup', group.deleteGroup),
  ]
}

function marketRoutes(): readonly KalshiRoute[] {
  return [
    open('/exchange/status', 'GetExchangeStatus', market.exchangeStatus),
    open('/exchange/schedule', 'GetExchangeSchedule', market.exchangeSchedule),
    open('/exchange/user_data_timestamp', 'GetUserDataTimestamp', market.userDataTimestamp),
    open('/series', 'GetSeriesList', market.listSeries),
    open('/series/fee_changes', 'GetSeriesFeeChanges', market.listSeriesFeeChanges),
    open('/series/:ticker', 'GetSeries', market.readSeries),
    open('/events', 'GetEvents', market.listEvents),
    open('/events/fee_changes', 'GetEventFeeChanges', market.listEventFeeChanges),
    open('/events/:ticker', 'GetEvent', market.readEvent),
    open('/markets', 'GetMarkets', market.listMarkets),
    open('/markets/trades', 'GetTrades', market.listTrades),
    open('/markets/orderbooks', 'GetMarketOrderbooks', market.readBooks),
    open('/markets/:ticker', 'GetMarket', market.readMarket),
    open('/markets/:ticker/orderbook', 'GetMarketOrderbook', market.readBook),
    open('/historical/cutoff', 'GetHistoricalCutoff', market.historicalCutoff),
  ]
}

function portfolioRoutes(book: TransferBook): readonly KalshiRoute[] {
  const transfers = '/portfolio/intra_exchange_instance_transfer'
  return [
    read('/portfolio/balance', 'GetBalance', portfolio.readBalance),
    read('/portfolio/positions', 'GetPositions', portfolio.listPositions),
    read('/portfolio/orders', 'GetOrders', portfolio.listOrders),
    read('/portfolio/orders/queue_positions', 'GetOrderQueuePositions', portfolio.listQueuePositions),
    read('/portfolio/orders/:id', 'GetOrder', portfolio.readOrder, { cost: 2 }),
    read('/portfolio/orders/:id/queue_position', 'GetOrderQueuePosition', portfolio.readQueuePosition),
    read('/portfolio/fills', 'GetFills', portfolio.listFills),
    read('/portfolio/settlements', 'GetSettlements', portfolio.listSettlements),
    read('/portfolio/summary/total_resting_order_value', 'GetTotalRestingOrderValue', portfolio.restingValue),
    read('/account/limits', 'GetAccountLimits', portfolio.accountLimits),
    write('POST', transfers, 'IntraExchangeInstanceTransfer', (call) => transfer.transferShards(call, book)),
    read(`${transfers}s`, 'GetIntraExchangeInstanceTransfers', (call) => transfer.listTransfers(call, book)),
    read(`${transfers}s/:id`, 'GetIntraExchangeInstanceTransfer', (call) => transfer.readTransfer(call, book)),
    write('POST', '/portfolio/subaccounts', 'CreateSubaccount', transfer.createSubaccount, { status: 201 }),
    read('/portfolio/subaccounts/balances', 'GetSubaccountBalances', transfer.subaccountBalances),
    write('POST', '/portfolio/subaccounts/transfer', 'SubaccountTransfer', (call) =>
      transfer.transferSubaccounts(call, book),
    ),
  ]
}

/** Returns every path, fixed parts before parts that vary. */
export function kalshiRoutes(book: TransferBook): readonly KalshiRoute[] {
  const routes = [...orderRoutes(), ...marketRoutes(), ...portfolioRoutes(book)]
  const costs = routes.map(({ method, path, cost }) => ({
    method,
    path: `${BASE}${path.replace(':id', ':order_id')}`,
    cost,
  }))
  routes.push(read('/account/endpoint_costs', 'GetAccountEndpointCosts', () => portfolio.endpointCosts(costs)))
  return routes
}

/** A path that is found: its route and the parts that vary. */
export type FoundRoute = { readonly route: KalshiRoute; readonly path: Readonly<Record<string, string>> }

/** Returns a function that finds a path. */
export function routeFinder(routes: readonly KalshiRoute[]): (method: string, path: string) => FoundRoute | undefined {
  const split = routes.map((route) => ({ route, parts: route.path.split('/') }))
  return (method, path) => {
    const parts = path.split('/')
    let best: { readonly route: KalshiRoute; readonly parts: readonly string[]; readonly fixed: number } | undefined
    for (const one of split) {
      if (one.route.method !== method || one.parts.length !== parts.length) continue
      let fixed = 0
      const fits = one.parts.every((part, index) => {
        if (part === parts[index]) fixed += 1
        return part === parts[index] || (part.startsWith(':') && parts[index] !== '')
      })
      if (fits && (best === undefined || fixed > best.fixed)) best = { ...one, fixed }
    }
    if (best === undefined) return undefined
    const varying = best.parts.flatMap((part, index) =>
      part.startsWith(':') ? [[part.slice(1), decodeURIComponent(parts[index] ?? '')] as const] : [],
    )
    return { route: best.route, path: Object.fromEntries(varying) }
  }
}

/** Says whether a path is one of the order paths that are no more. */
export function isLegacy(method: string, path: string): boolean {
  return method !== 'GET' && (path === '/portfolio/orders' || path.startsWith('/portfolio/orders/'))
}
