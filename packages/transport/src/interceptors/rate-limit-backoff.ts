import type { Clock, Log, Micros, VenueId } from '@arbees/core'
import { isVenueError, millis, VenueError } from '@arbees/core'
import { expiredError } from '../call.ts'
import type { Interceptor } from '../compose.ts'
import { nameOf } from '../endpoint.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import { pause } from './pause.ts'

/** Settings of `rateLimitBackoff`. */
export type RateLimitBackoffOptions = {
  readonly venue: VenueId
  /** The venue's name as people write it: it begins the log line. */
  readonly venueName: string
  readonly clock: Clock
  readonly log?: Log
  /** The wait before each new try, in milliseconds. @default 4000, 8000, 16000, 32000, 64000 */
  readonly scheduleMillis?: readonly number[]
}

const SCHEDULE_MILLIS = [4_000, 8_000, 16_000, 32_000, 64_000]

/**
 * Returns the interceptor that waits after a 429 and sends again: the one case in which an order may
 * be sent twice, because the venue certainly did not process it. A longer `retry-after` is honored.
 * A request that would expire during the wait is not sent. `retry: 'never'` is not retried here either.
 *
 * @throws VenueError `rate.limited` with the number of attempts, when the schedule is used up;
 *   `order.rejected` (expired).
 * @example
 * rateLimitBackoff({ venue: 'kalshi', venueName: 'Kalshi', clock, log })
 * // logs "Kalshi rate limit hit, backing off 4000ms (retry 1/5)"
 */
export function rateLimitBackoff(options: RateLimitBackoffOptions): Interceptor {
  const { venue, venueName, clock, log, scheduleMillis = SCHEDULE_MILLIS } = options

  /** Waits after the failure of an attempt, if another may follow. */
  const wait = async (error: unknown, request: OutgoingRequest, attempt: number): Promise<void> => {
    if (!isVenueError(error, 'rate.limited') || error.context.by !== 'venue') throw error
    if (request.endpoint.retry === 'never') throw error
    const scheduled = scheduleMillis[attempt - 1]
    if (scheduled === undefined) {
      throw new VenueError('rate.limited', { ...error.context, attempts: attempt }, { cause: error })
    }
    const delay = Math.max(millis(scheduled), error.context.retryAfterMicros ?? 0) as Micros
    if (request.expiresAt !== undefined && clock.now() + delay > request.expiresAt) {
      throw expiredError(venue, `not sent again: it would expire during a wait of ${delay} µs after a 429`, error)
    }
    const waited = `${Math.ceil(delay / 1_000)}ms (retry ${attempt}/${scheduleMillis.length})`
    log?.('warn', `${venueName} rate limit hit, backing off ${waited}`, {
      request: nameOf(request.endpoint),
      delayMicros: delay,
    })
    await pause(clock, delay, request)
  }

  const again: Interceptor = async (request, next) => {
    for (let attempt = 2; ; attempt++) {
      try {
        return await next(request)
      } catch (error) {
        await wait(error, request, attempt)
      }
    }
  }

  // An order that succeeds at once pays for one promise, not for a loop.
  return (request, next) =>
    next(request).catch(async (error: unknown) => {
      await wait(error, request, 1)
      return again(request, next)
    })
}
