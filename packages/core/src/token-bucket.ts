import { mulDiv } from './cost.ts'
import { invariant } from './invariant.ts'
import type { Micros } from './units.ts'

/** A rate budget: synchronous, exact, changed in place. Amounts are in millionths of a token. */
export type TokenBucket = {
  capacity: number
  refillPerSecond: number
  level: number
  at: Micros
}

const SCALE = 1_000_000

/**
 * Returns a full bucket of whole tokens.
 *
 * @example
 * const bucket = createTokenBucket({ capacity: 200, refillPerSecond: 200 }, clock.now())
 * const wait = takeTokens(bucket, 10, clock.now()) // 0: taken; else try again after so many microseconds
 */
export function createTokenBucket(
  settings: { readonly capacity: number; readonly refillPerSecond: number },
  now: Micros,
): TokenBucket {
  const { capacity, refillPerSecond } = settings
  invariant(
    Number.isInteger(capacity) && capacity > 0 && Number.isInteger(refillPerSecond) && refillPerSecond > 0,
    `a bucket has a positive whole capacity and refill, found ${capacity} and ${refillPerSecond}`,
  )
  return { capacity: capacity * SCALE, refillPerSecond, level: capacity * SCALE, at: now }
}

/** Brings the level up to `now`. A clock that went back adds nothing. */
export function refillTokens(bucket: TokenBucket, now: Micros): void {
  const elapsed = now - bucket.at
  if (elapsed <= 0) return
  // One token a second is one millionth of a token a microsecond.
  const gained = elapsed * bucket.refillPerSecond
  bucket.level = Math.min(bucket.capacity, bucket.level + gained)
  bucket.at = now
}

/**
 * Takes `cost` tokens and returns 0, or takes nothing and returns how many microseconds to wait.
 * `reserve` tokens are left in the bucket: what only unwinds may spend (they pass 0).
 *
 * @throws InvariantError when the cost is negative or could never be met.
 */
export function takeTokens(bucket: TokenBucket, cost: number, now: Micros, reserve = 0): Micros {
  // Every order comes through here: the sentences are put together only where they are needed.
  if (!(cost >= 0 && reserve >= 0)) {
    invariant(false, `a cost and a reserve are not negative, found ${cost} and ${reserve}`)
  }
  if (!((cost + reserve) * SCALE <= bucket.capacity)) {
    const capacity = bucket.capacity / SCALE
    invariant(false, `a cost of ${cost} above a reserve of ${reserve} fits the capacity of ${capacity}`)
  }
  refillTokens(bucket, now)
  const missing = (cost + reserve) * SCALE - bucket.level
  if (missing <= 0) {
    bucket.level -= cost * SCALE
    return 0 as Micros
  }
  return mulDiv(missing, 1, bucket.refillPerSecond, 'ceil') as Micros
}

/** Empties the bucket: the venue said 429, so its count and ours differ. */
export function drainTokens(bucket: TokenBucket, now: Micros): void {
  refillTokens(bucket, now)
  bucket.level = 0
}
