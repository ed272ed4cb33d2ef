/*
 * Every endpoint, by the resource it belongs to and the host it is on: what a client binds, and what
 * the table of endpoints in the README is made from.
 */
import type { AnyEndpoint } from '@arbees/transport'
import * as account from './endpoints/account.ts'
import * as books from './endpoints/books.ts'
import * as data from './endpoints/data.ts'
import * as gamma from './endpoints/gamma.ts'
import * as orders from './endpoints/orders.ts'
import * as site from './endpoints/site.ts'
import * as trades from './endpoints/trades.ts'
import type { Hosts } from './environment.ts'

/** Every endpoint as a value, by resource. */
export const POLYMARKET_RESOURCES = { gamma, books, orders, trades, account, data, site }

/** A group of endpoints. */
export type ResourceName = keyof typeof POLYMARKET_RESOURCES

/** Which host serves a resource. */
export const RESOURCE_HOSTS: Readonly<Record<ResourceName, keyof Hosts>> = {
  gamma: 'gamma',
  books: 'clob',
  orders: 'clob',
  trades: 'clob',
  account: 'clob',
  data: 'data',
  site: 'site',
}

/** An endpoint with the name it is called by: `books.getBook`. */
export type NamedEndpoint = {
  readonly name: string
  readonly host: keyof Hosts
  readonly endpoint: AnyEndpoint
}

/** Returns every endpoint with its name and host. */
export function namedEndpoints(): readonly NamedEndpoint[] {
  return (Object.keys(POLYMARKET_RESOURCES) as ResourceName[]).flatMap((resource) =>
    Object.entries(POLYMARKET_RESOURCES[resource] as Readonly<Record<string, AnyEndpoint>>).map(([name, endpoint]) => ({
      name: `${resource}.${name}`,
      host: RESOURCE_HOSTS[resource],
      endpoint,
    })),
  )
}
