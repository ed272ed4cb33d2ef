/*
 * Polymarket US's REST API, as far as its SDK describes it. Lists whose rows are not described are
 * kept as they come. Its rate limits and fees are not documented: none are assumed.
 */
import type { QueryValue } from '@arbees/transport'
import { endpoint } from '@arbees/transport'
import { UsBalances, UsBook, UsLoose, UsOrder, UsOrderAnswer } from '../schema/us.ts'

const cost = { bucket: 'us', tokens: 1 }
const read = { method: 'GET', access: 'public', retry: 'reads', cost } as const
const ownRead = { ...read, access: 'private' } as const
const write = { method: 'POST', access: 'private', retry: 'never', cost } as const

type Slug = { readonly slug: string }
type Id = { readonly id: string }
type ListInput = Readonly<Record<string, QueryValue>>

const bySlug = ({ slug }: Slug) => ({ path: { slug } })
const byId = ({ id }: Id) => ({ path: { id } })
const byQuery = (query: ListInput) => ({ query })

/** Lists events. */
export const getEvents = endpoint({ ...read, path: '/v1/events', request: byQuery, output: UsLoose })
/** Gets one event. */
export const getEvent = endpoint({ ...read, path: '/v1/events/{id}', request: byId, output: UsLoose })
/** Gets one event by slug. */
export const getEventBySlug = endpoint({ ...read, path: '/v1/events/slug/{slug}', request: bySlug, output: UsLoose })
/** Lists markets. */
export const getMarkets = endpoint({ ...read, path: '/v1/markets', request: byQuery, output: UsLoose })
/** Gets one market. */
export const getMarket = endpoint({ ...read, path: '/v1/market/id/{id}', request: byId, output: UsLoose })
/** Gets one market by slug. */
export const getMarketBySlug = endpoint({ ...read, path: '/v1/market/slug/{slug}', request: bySlug, output: UsLoose })
/** Gets a market's book. */
export const getBook = endpoint({ ...read, path: '/v1/markets/{slug}/book', request: bySlug, output: UsBook })
/** Gets a market's best bid and offer. */
export const getBestPrices = endpoint({ ...read, path: '/v1/markets/{slug}/bbo', request: bySlug, output: UsLoose })
/** Gets how a market settled. */
export const getSettlement = endpoint({
  ...read,
  path: '/v1/markets/{slug}/settlement',
  request: bySlug,
  output: UsLoose,
})
/** Lists series. */
export const getSeriesList = endpoint({ ...read, path: '/v1/series', request: byQuery, output: UsLoose })
/** Gets one series. */
export const getSeries = endpoint({ ...read, path: '/v1/series/id/{id}', request: byId, output: UsLoose })
/** Lists sports. */
export const getSports = endpoint({ ...read, path: '/v1/sports', output: UsLoose })
/** Searches. */
export const search = endpoint({ ...read, path: '/v1/search', request: byQuery, output: UsLoose })

/** An order as it is sent: prices and money as decimal text with their currency. */
export type UsOrderInput = {
  readonly marketSlug: string
  readonly intent:
    | 'ORDER_INTENT_BUY_LONG'
    | 'ORDER_INTENT_SELL_LONG'
    | 'ORDER_INTENT_BUY_SHORT'
    | 'ORDER_INTENT_SELL_SHORT'
  readonly type: 'ORDER_TYPE_LIMIT' | 'ORDER_TYPE_MARKET'
  readonly price?: { readonly value: string; readonly currency: 'USD' }
  readonly quantity?: number
  readonly cashOrderQty?: { readonly value: string; readonly currency: 'USD' }
  readonly tif:
    | 'TIME_IN_FORCE_GOOD_TILL_CANCEL'
    | 'TIME_IN_FORCE_GOOD_TILL_DATE'
    | 'TIME_IN_FORCE_IMMEDIATE_OR_CANCEL'
    | 'TIME_IN_FORCE_FILL_OR_KILL'
  readonly goodTillTime?: string
  readonly participateDontInitiate?: boolean
  readonly synchronousExecution?: boolean
  readonly maxBlockTime?: string
  readonly manualOrderIndicator?: 'MANUAL_ORDER_INDICATOR_MANUAL' | 'MANUAL_ORDER_INDICATOR_AUTOMATIC'
}

/** Creates one order. */
export const createOrder = endpoint({
  ...write,
  path: '/v1/orders',
  request: (body: UsOrderInput) => ({ body }),
  output: UsOrderAnswer,
})
/** Lists open orders. */
export const getOpenOrders = endpoint({
  ...ownRead,
  path: '/v1/orders/open',
  request: ({ slugs }: { readonly slugs?: readonly string[] }) => ({ query: { slugs } }),
  output: UsLoose,
})
/** Gets one order. */
export const getOrder = endpoint({ ...ownRead, path: '/v1/order/{id}', request: byId, output: UsOrder })
/** Cancels one order. */
export const cancelOrder = endpoint({
  ...write,
  path: '/v1/order/{id}/cancel',
  request: ({ id, marketSlug }: Id & { readonly marketSlug: string }) => ({ path: { id }, body: { marketSlug } }),
  output: UsLoose,
})
/** Cancels all open orders, or those of some markets. */
export const cancelOpenOrders = endpoint({
  ...write,
  path: '/v1/orders/open/cancel',
  request: ({ slugs }: { readonly slugs?: readonly string[] }) => ({ body: { slugs } }),
  output: UsLoose,
})
/** Lists positions. */
export const getPositions = endpoint({ ...ownRead, path: '/v1/portfolio/positions', request: byQuery, output: UsLoose })
/** Lists what happened in the account. */
export const getActivities = endpoint({
  ...ownRead,
  path: '/v1/portfolio/activities',
  request: byQuery,
  output: UsLoose,
})
/** Gets the account's balances. */
export const getBalances = endpoint({ ...ownRead, path: '/v1/account/balances', output: UsBalances })
