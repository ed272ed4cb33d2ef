import type { HttpResponse, Micros } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { AnyEndpoint, Charge, OutgoingRequest, VenueDialect } from '@arbees/transport'
import type { ClockWatch } from './clock-offset.ts'
import { CLOCK_ALLOWED_MICROS } from './clock-offset.ts'
import type { KalshiCredentials } from './credentials.ts'
import { createOrder } from './endpoints/orders.ts'
import { toKalshiError } from './error.ts'
import { signRequest } from './sign.ts'
import type { SignAhead } from './sign-ahead.ts'

/** What a client's requests have of Kalshi's own. */
export type DialectOptions = {
  readonly baseUrl: string
  readonly credentials: KalshiCredentials | undefined
  readonly watch: ClockWatch
  /** For orders, where it is wanted. */
  readonly signAhead: SignAhead | undefined
  readonly costOf: () => ((endpoint: AnyEndpoint) => Charge) | undefined
}

/** Throws when a signature made now would be refused for its time. */
export function assertClock(watch: ClockWatch, now: Micros): void {
  const found = watch.violation(now)
  if (found === undefined) return
  const { offsetMicros } = found
  throw new VenueError('auth.clock', { venue: 'kalshi', offsetMicros, allowedMicros: CLOCK_ALLOWED_MICROS })
}

/** Returns Kalshi's way of signing, refusing and charging. */
export function createDialect(options: DialectOptions): VenueDialect {
  const { baseUrl, credentials, watch, signAhead, costOf } = options
  const sign =
    credentials === undefined
      ? undefined
      : (request: OutgoingRequest, now: Micros): Readonly<Record<string, string>> => {
          assertClock(watch, now)
          const { method, path, endpoint } = request
          // A copy of the endpoint is bound, so it is known by its template.
          if (signAhead !== undefined && method === createOrder.method && endpoint.path === createOrder.path) {
            return signAhead.headers(now)
          }
          return signRequest(credentials, now, method, path)
        }
  return {
    venue: 'kalshi',
    baseUrl,
    ...(sign === undefined ? {} : { sign }),
    toError: toKalshiError,
    costOf: (endpoint) => costOf()?.(endpoint) ?? endpoint.cost,
    onResponse: ({ headers }: HttpResponse, _request: OutgoingRequest, at: Micros, sentAt: Micros) =>
      watch.observe(headers['date'], sentAt, at),
  }
}
