/*
 * The line of requests that wait for tokens. Unwinds stand before all others; nobody overtakes in a
 * bucket, so that large costs are not starved; whoever needs another bucket passes.
 */
import type { Cancel, Clock, Micros, TokenBucket, VenueId } from '@arbees/core'
import { takeTokens, VenueError } from '@arbees/core'
import { expiredError } from '../call.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import { abortedError } from './pause.ts'

/** A bucket and the whole tokens of it that only unwinds may spend. */
export type HeldBucket = { readonly bucket: TokenBucket; readonly reserve: number }

/** Settings of `createTokenLine`. */
export type TokenLineOptions = {
  readonly venue: VenueId
  readonly clock: Clock
  readonly buckets: ReadonlyMap<string, HeldBucket>
  readonly waitMaxMicros: Micros
  readonly waitersMax: number
}

/** A line of waiting requests. */
export type TokenLine = {
  /** Takes a request's tokens now and returns undefined, or returns a promise of the moment they are taken. */
  readonly admit: (request: OutgoingRequest) => Promise<void> | undefined
  /** Looks again who can go: a bucket has changed. */
  readonly pump: () => void
  readonly length: () => number
}

type Waiter = { readonly request: OutgoingRequest; readonly end: (error?: Error) => void }

/** Buckets count in millionths of a token. */
export const TOKEN_SCALE = 1_000_000

type Buckets = TokenLineOptions['buckets']

/** Returns the wait until all of a request's tokens are there together, or Infinity when they never are. */
function waitFor(buckets: Buckets, request: OutgoingRequest, now: Micros): number {
  let wait = 0
  for (const { bucket: name, tokens } of request.charges) {
    const held = buckets.get(name)
    if (held === undefined) continue
    const kept = request.lane === 'unwind' ? 0 : held.reserve
    if ((tokens + kept) * TOKEN_SCALE > held.bucket.capacity) return Number.POSITIVE_INFINITY
    // A cost of nothing above a reserve of everything takes nothing, and tells the wait.
    wait = Math.max(wait, takeTokens(held.bucket, 0, now, tokens + kept))
  }
  return wait
}

function take(buckets: Buckets, request: OutgoingRequest, now: Micros): void {
  for (const { bucket: name, tokens } of request.charges) {
    const held = buckets.get(name)
    if (held !== undefined) takeTokens(held.bucket, tokens, now)
  }
}

function limitedError(request: OutgoingRequest, wait = Number.POSITIVE_INFINITY): VenueError<'rate.limited'> {
  return new VenueError('rate.limited', {
    by: 'us',
    method: request.method,
    path: request.path,
    cost: request.charges.reduce((sum, charge) => sum + charge.tokens, 0),
    ...(Number.isFinite(wait) ? { retryAfterMicros: wait as Micros } : {}),
  })
}

/** Puts a request into the line until it is let go, expires, is given up or has waited too long. */
function stand(
  options: TokenLineOptions,
  waiters: Waiter[],
  request: OutgoingRequest,
  pump: () => void,
): Promise<void> {
  const { clock, venue, waitMaxMicros } = options
  const { expiresAt, signal } = request
  const untilExpiry = expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt - clock.now() + 1
  return new Promise((resolve, reject) => {
    const waiter: Waiter = {
      request,
      end: (error) => {
        waiters.splice(waiters.indexOf(waiter), 1)
        cancelTimer()
        signal?.removeEventListener('abort', onAbort)
        if (error === undefined) resolve()
        else reject(error)
      },
    }
    const giveUp = (error: Error) => {
      waiter.end(error)
      pump()
    }
    const onAbort = () => giveUp(abortedError(request))
    const cancelTimer = clock.setTimer(Math.min(untilExpiry, waitMaxMicros) as Micros, () =>
      giveUp(
        untilExpiry <= waitMaxMicros ? expiredError(venue, 'not sent: it expired in line') : limitedError(request),
      ),
    )
    signal?.addEventListener('abort', onAbort, { once: true })
    const firstNormal = waiters.findIndex((one) => one.request.lane !== 'unwind')
    const place = request.lane === 'unwind' && firstNormal !== -1 ? firstNormal : waiters.length
    waiters.splice(place, 0, waiter)
    pump()
  })
}

/** Creates an empty line before `buckets`. */
export function createTokenLine(options: TokenLineOptions): TokenLine {
  const { clock, venue, buckets, waitMaxMicros, waitersMax } = options
  const waiters: Waiter[] = []
  let cancelPump: Cancel | undefined

  const pump = () => {
    cancelPump?.()
    cancelPump = undefined
    const claimed = new Set<string>()
    let soonest = Number.POSITIVE_INFINITY
    for (const waiter of [...waiters]) {
      const { request } = waiter
      const isBehind = request.charges.some(({ bucket }) => claimed.has(bucket))
      const now = clock.now()
      const wait = isBehind ? 0 : waitFor(buckets, request, now)
      if (wait === Number.POSITIVE_INFINITY) {
        waiter.end(limitedError(request))
      } else if (isBehind || wait > 0) {
        for (const { bucket } of request.charges) claimed.add(bucket)
        if (!isBehind) soonest = Math.min(soonest, wait)
      } else {
        take(buckets, request, now)
        waiter.end()
      }
    }
    if (soonest !== Number.POSITIVE_INFINITY) cancelPump = clock.setTimer(soonest as Micros, pump)
  }

  const isBehindSomebody = (request: OutgoingRequest) =>
    waiters.some((one) => {
      const isBefore = request.lane !== 'unwind' || one.request.lane === 'unwind'
      return isBefore && one.request.charges.some(({ bucket }) => request.charges.some((own) => own.bucket === bucket))
    })

  const admit = (request: OutgoingRequest): Promise<void> | undefined => {
    if (request.signal?.aborted) return Promise.reject(abortedError(request))
    const now = clock.now()
    const wait = waitFor(buckets, request, now)
    if (wait === 0 && !isBehindSomebody(request)) {
      take(buckets, request, now)
      return undefined
    }
    if (wait > waitMaxMicros || waiters.length >= waitersMax) return Promise.reject(limitedError(request, wait))
    if (request.expiresAt !== undefined && now + wait > request.expiresAt) {
      return Promise.reject(expiredError(venue, 'not sent: it would expire in line'))
    }
    return stand(options, waiters, request, pump)
  }

  return { admit, pump, length: () => waiters.length }
}
