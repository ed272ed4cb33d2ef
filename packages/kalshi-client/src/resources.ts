/*
 * Every endpoint, by the resource it belongs to: what a client binds, and what the table of endpoints,
 * the example tests and mock handlers are derived from.
 */
import type { AnyEndpoint } from '@arbees/transport'
import * as account from './endpoints/account.ts'
import * as apiKeys from './endpoints/api-keys.ts'
import * as candlesticks from './endpoints/candlesticks.ts'
import * as communications from './endpoints/communications.ts'
import * as discovery from './endpoints/discovery.ts'
import * as events from './endpoints/events.ts'
import * as exchange from './endpoints/exchange.ts'
import * as historical from './endpoints/historical.ts'
import * as markets from './endpoints/markets.ts'
import * as milestones from './endpoints/milestones.ts'
import * as orderGroups from './endpoints/order-groups.ts'
import * as orders from './endpoints/orders.ts'
import * as portfolio from './endpoints/portfolio.ts'
import * as series from './endpoints/series.ts'
import * as transfers from './endpoints/transfers.ts'

/** Every endpoint as a value, by resource. */
export const KALSHI_RESOURCES = {
  exchange,
  series,
  events,
  milestones,
  markets,
  candlesticks,
  historical,
  discovery,
  portfolio,
  orders,
  orderGroups,
  transfers,
  communications,
  account,
  apiKeys,
}

/** An endpoint with the name it is called by: `markets.getMarket`. */
export type NamedEndpoint = { readonly name: string; readonly endpoint: AnyEndpoint }

/** Returns every endpoint with its name. */
export function namedEndpoints(): readonly NamedEndpoint[] {
  return Object.entries(KALSHI_RESOURCES).flatMap(([resource, endpoints]) =>
    Object.entries(endpoints as Readonly<Record<string, AnyEndpoint>>).map(([method, endpoint]) => ({
      name: `${resource}.${method}`,
      endpoint,
    })),
  )
}
