/*
 * Polymarket US: a separate venue, regulated and in dollars, that shares nothing with the CLOB but its
 * name. A smaller client: REST alone, no Feed and no Broker. Its streams are described too little (no
 * deltas, no limits) and its fees not at all, so it is not traded through core's ports.
 */
import type { Runtime } from '@arbees/core'
import { millis } from '@arbees/core'
import type { Bound, CallContext } from '@arbees/transport'
import { bind, compose, nodeRuntime, rateLimitBackoff, retryReads, statusError } from '@arbees/transport'
import type { UsCredentials } from './us-credentials.ts'
import { createUsKey } from './us-credentials.ts'
import * as endpoints from './us-endpoints.ts'

/** Settings of `createPolymarketUsClient`. */
export type PolymarketUsClientOptions = {
  /** Without it, public endpoints only. */
  readonly credentials?: UsCredentials
  /** @default the venue's two hosts */
  readonly hosts?: { readonly gateway: string; readonly api: string }
  /** @default nodeRuntime() */
  readonly runtime?: Runtime
  /** @default 10000 */
  readonly timeoutMillis?: number
}

/** The venue: a method for each endpoint. */
export type PolymarketUsClient = Bound<typeof endpoints>

const HOSTS = { gateway: 'https://gateway.polymarket.us', api: 'https://api.polymarket.us' }

/** Returns what a refusal says, under either of the keys that the venue uses. */
function wordsOf(body: string): { readonly venueMessage?: string } {
  try {
    const { message, error } = JSON.parse(body) as { readonly message?: unknown; readonly error?: unknown }
    const found = [message, error].find((one) => typeof one === 'string')
    return typeof found === 'string' ? { venueMessage: found } : {}
  } catch {
    return {}
  }
}

/**
 * Creates a client for Polymarket US.
 *
 * @throws VenueError `config.invalid` for a key that is none.
 * @example
 * const us = createPolymarketUsClient()
 * const book = await us.getBook({ slug: 'btc-100k-2025' })
 */
export function createPolymarketUsClient(options: PolymarketUsClientOptions = {}): PolymarketUsClient {
  const { hosts = HOSTS, runtime = nodeRuntime(), credentials, timeoutMillis = 10_000 } = options
  const { clock, rng, log, http } = runtime
  const key = credentials === undefined ? undefined : createUsKey(credentials)
  const contextOf = (baseUrl: string): CallContext => ({
    dialect: {
      venue: 'polymarket-us',
      baseUrl,
      ...(key === undefined
        ? {}
        : { sign: ({ method, path }, now) => key.headers(Math.floor(now / 1_000), method, path) }),
      toError: (response, request) => statusError('polymarket-us', response, request, wordsOf(response.body)),
    },
    http,
    clock,
    timeoutMicros: millis(timeoutMillis),
    intercept: compose(
      retryReads({ clock, rng, log }),
      rateLimitBackoff({ venue: 'polymarket-us', venueName: 'Polymarket US', clock, log }),
    ),
  })
  const open = bind(contextOf(hosts.gateway), endpoints)
  const own = bind(contextOf(hosts.api), endpoints)
  const methods = Object.entries(endpoints).map(([name, { access }]) => {
    const from = access === 'private' ? own : open
    return [name, from[name as keyof typeof from]]
  })
  return Object.freeze(Object.fromEntries(methods)) as PolymarketUsClient
}
