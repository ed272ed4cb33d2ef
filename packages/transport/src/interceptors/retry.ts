import type { Backoff, Clock, Log, Rng, VenueError } from '@arbees/core'
import { backoffDelay, ERROR_RULES, isVenueError, millis } from '@arbees/core'
import type { Interceptor } from '../compose.ts'
import { nameOf } from '../endpoint.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import { pause } from './pause.ts'

/** Settings of `retryReads`. */
export type RetryReadsOptions = {
  readonly clock: Clock
  readonly rng: Rng
  readonly log?: Log
  /** New tries after the first. @default 2 */
  readonly retriesMax?: number
  /** @default 250 ms, doubled to 4 s, up to half of it taken away by chance */
  readonly backoff?: Backoff
}

const BACKOFF: Backoff = { firstMicros: millis(250), capMicros: millis(4_000), jitterPercent: 50 }

/** Says whether the error table lets a request that only reads be tried again after this. */
export function mayRetryRead(error: VenueError): boolean {
  switch (ERROR_RULES[error.code].retry) {
    case 'after-backoff':
      return true
    case 'reads-only':
      return !isVenueError(error, 'response.status') || error.context.status >= 500
    case 'after-retry-after':
    case 'resnapshot':
    case 'never':
      return false
  }
}

function outlasts(request: OutgoingRequest, until: number): boolean {
  return request.expiresAt === undefined || until <= request.expiresAt
}

/**
 * Returns the interceptor that tries reads again, as the error table allows: a failed connection, a
 * timeout, a broken answer, a 5xx. Nothing that changes anything at the venue is ever sent again here.
 */
export function retryReads(options: RetryReadsOptions): Interceptor {
  const { clock, rng, log, retriesMax = 2, backoff = BACKOFF } = options
  const again: Interceptor = async (request, next) => {
    for (let retry = 1; ; retry++) {
      try {
        return await next(request)
      } catch (error) {
        const isOver = retry > retriesMax || request.signal?.aborted === true
        if (isOver || !isVenueError(error) || !mayRetryRead(error)) throw error
        const delay = backoffDelay(backoff, retry, rng)
        if (!outlasts(request, clock.now() + delay)) throw error
        log?.('info', 'reading again', {
          request: nameOf(request.endpoint),
          code: error.code,
          retry,
          delayMicros: delay,
        })
        await pause(clock, delay, request)
      }
    }
  }
  // An order passes without a promise more.
  return (request, next) => (request.endpoint.retry === 'reads' ? again(request, next) : next(request))
}
