/*
 * Http over undici's dispatcher: kept-alive connections, no redirects, no hidden retries.
 */
import type { Http } from '@arbees/core'
import type { Dispatcher } from 'undici'
import { Pool, ProxyAgent } from 'undici'
import { createDeadlines } from './deadlines.ts'
import { createExchange } from './exchange.ts'
import { interrupted } from './http-failure.ts'

/** Settings of `undiciHttp`. */
export type UndiciHttpOptions = {
  /** Connections per origin; further requests wait for one. @default 64 */
  readonly connectionsMax?: number
  /** How long an idle connection is kept, unless the server says less. @default 30000 */
  readonly keepAliveMillis?: number
  /** Bytes of an answer, before and after decompression. @default 33554432 */
  readonly responseBytesMax?: number
  /** Offers gzip and brotli for GET. @default true */
  readonly isCompressed?: boolean
  /** `http://host:port` of a proxy that every connection leads through; none leads around it. @default none */
  readonly proxyUrl?: string
  /** Closes all connections when aborted. */
  readonly signal?: AbortSignal
}

/** Where a request goes. */
type Target = {
  readonly url: string
  readonly origin: string
  readonly path: string
  readonly dispatcher: Dispatcher
}

/**
 * Returns an Http over kept-alive connections. Redirects are answers like any other: nothing is sent on.
 * An answer that is too large or does not decompress is `payload.malformed`.
 *
 * @example
 * const http = undiciHttp()
 * const { status, body } = await http({ method: 'GET', url, headers: {}, timeoutMicros: seconds(5) })
 */
export function undiciHttp(options: UndiciHttpOptions = {}): Http {
  const { connectionsMax = 64, keepAliveMillis = 30_000, responseBytesMax = 33_554_432, isCompressed = true } = options
  const settings = {
    connections: connectionsMax,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMillis,
    // The whole exchange has one timeout, ours; undici's would only name it differently.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const { proxyUrl, signal } = options
  const proxy = proxyUrl === undefined ? undefined : new ProxyAgent({ ...settings, uri: proxyUrl, proxyTunnel: true })
  // One of our own for each origin rather than undici's agent, which puts a name together and looks it up at each request.
  const pools = new Map<string, Dispatcher>()
  const open = (origin: string): Dispatcher => {
    const pool = new Pool(origin, settings)
    // Ended before it began: it refuses what it is given.
    if (signal?.aborted) void pool.destroy()
    pools.set(origin, pool)
    return pool
  }
  const end = () => {
    for (const dispatcher of proxy === undefined ? pools.values() : [proxy]) void dispatcher.destroy()
  }
  signal?.addEventListener('abort', end, { once: true })

  const targetOf = (url: string): Target => {
    const slash = url.indexOf('/', url.indexOf('://') + 3)
    const origin = slash === -1 ? url : url.slice(0, slash)
    const dispatcher = proxy ?? pools.get(origin) ?? open(origin)
    return { url, origin, path: slash === -1 ? '/' : url.slice(slash), dispatcher }
  }
  // Orders follow each other to one address.
  let last: Target | undefined

  const exchanges = { deadlines: createDeadlines(), bytesMax: responseBytesMax }
  return (request) =>
    new Promise((resolve, reject) => {
      if (request.signal?.aborted) {
        reject(interrupted(request, false, 'aborted by the caller'))
        return
      }
      const { method, url, headers, body } = request
      if (last?.url !== url) last = targetOf(url)
      const { origin, path, dispatcher } = last
      const accepts = isCompressed && method === 'GET' && headers['accept-encoding'] === undefined
      dispatcher.dispatch(
        {
          origin,
          path,
          method,
          headers: accepts ? { 'accept-encoding': 'gzip, br', ...headers } : headers,
          body: body ?? null,
        },
        createExchange(exchanges, request, resolve, reject),
      )
    })
}
