/*
 * The rate limits of a venue, kept on our side: token buckets by name, a part of each reserved for
 * unwinds. Where tokens are there, they are taken in the caller's tick.
 */
import type { Clock, Micros, VenueId } from '@arbees/core'
import { createTokenBucket, drainTokens, invariant, isVenueError, millis, refillTokens } from '@arbees/core'
import type { Interceptor } from '../compose.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import type { HeldBucket } from './token-line.ts'
import { createTokenLine, TOKEN_SCALE } from './token-line.ts'

/** A bucket's size in whole tokens. */
export type BucketSettings = {
  readonly capacity: number
  readonly refillPerSecond: number
  /** Tokens that only the unwind lane may spend. @default 0 */
  readonly reserve?: number
}

/** Settings of `createLimiter`. */
export type LimiterOptions = {
  readonly venue: VenueId
  readonly clock: Clock
  /** By the names that endpoints charge. A bucket that is not here does not limit, until `configure`. */
  readonly buckets: Readonly<Record<string, BucketSettings>>
  /** Nobody waits longer. @default 30 s */
  readonly waitMaxMicros?: Micros
  /** Requests that may wait at once. @default 1000 */
  readonly waitersMax?: number
}

/** A venue's rate limits, with a life. */
export type Limiter = {
  readonly intercept: Interceptor
  /** Sets or replaces a bucket, as the venue's own answer says; what was spent stays spent. */
  readonly configure: (name: string, settings: BucketSettings) => void
  /** Whole tokens left in each bucket. */
  readonly levels: () => Readonly<Record<string, number>>
  /** Requests in line. */
  readonly waiting: () => number
}

/**
 * Creates the rate limits of one venue and account. Where tokens lack, requests wait in line, unwinds
 * first; a 429 empties the buckets that were charged.
 *
 * @throws VenueError from the intercepted calls: `rate.limited` by us, when a cost never fits or the
 *   wait would be too long; `order.rejected` (expired).
 * @throws InvariantError when a reserve is not smaller than its bucket.
 * @example
 * const limiter = createLimiter({ venue: 'kalshi', clock, buckets: {
 *   write: { capacity: 100, refillPerSecond: 100, reserve: 20 },
 * } })
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { clock, venue, waitMaxMicros = millis(30_000), waitersMax = 1_000 } = options
  const buckets = new Map<string, HeldBucket>()
  const line = createTokenLine({ venue, clock, buckets, waitMaxMicros, waitersMax })

  const configure = (name: string, settings: BucketSettings) => {
    const { capacity, reserve = 0 } = settings
    invariant(
      Number.isInteger(reserve) && reserve >= 0 && reserve < capacity,
      `the reserve of ${name} is a whole number below its capacity of ${capacity}, found ${reserve}`,
    )
    const now = clock.now()
    const bucket = createTokenBucket(settings, now)
    const before = buckets.get(name)?.bucket
    if (before !== undefined) {
      refillTokens(before, now)
      bucket.level = Math.max(0, bucket.capacity - (before.capacity - before.level))
    }
    buckets.set(name, { bucket, reserve })
    line.pump()
  }
  for (const [name, settings] of Object.entries(options.buckets)) configure(name, settings)

  /** A 429 of the venue: its count and ours differ. */
  const drain = (error: unknown, request: OutgoingRequest) => {
    if (!isVenueError(error, 'rate.limited') || error.context.by !== 'venue') return
    for (const { bucket } of request.charges) {
      const held = buckets.get(bucket)
      if (held !== undefined) drainTokens(held.bucket, clock.now())
    }
  }

  const pass: Interceptor = (request, next) =>
    next(request).catch((error: unknown) => {
      drain(error, request)
      throw error
    })

  const intercept: Interceptor = (request, next) => {
    const waiting = line.admit(request)
    return waiting === undefined ? pass(request, next) : waiting.then(() => pass(request, next))
  }

  const levels = () => {
    const now = clock.now()
    return Object.fromEntries(
      [...buckets].map(([name, { bucket }]) => {
        refillTokens(bucket, now)
        return [name, Math.floor(bucket.level / TOKEN_SCALE)]
      }),
    )
  }

  return Object.freeze({ intercept, configure, levels, waiting: line.length })
}
