import { invariant } from './invariant.ts'
import type { Rng } from './rng.ts'
import { nextInteger } from './rng.ts'
import type { Micros } from './units.ts'

/** How long to wait before each new attempt. */
export type Backoff = {
  readonly firstMicros: Micros
  readonly capMicros: Micros
  /** The part of a delay that chance may take away, in percent: 0 is a fixed schedule. */
  readonly jitterPercent: number
}

/**
 * Returns the delay before attempt `attempt` (1 is the first retry): doubled each time, capped,
 * then shortened by chance.
 *
 * @example
 * backoffDelay({ firstMicros: millis(4000), capMicros: millis(64000), jitterPercent: 0 }, 2, rng) // 8 s
 */
export function backoffDelay(backoff: Backoff, attempt: number, rng: Rng): Micros {
  const { firstMicros, capMicros, jitterPercent } = backoff
  invariant(Number.isInteger(attempt) && attempt >= 1, `an attempt is a positive integer, found ${attempt}`)
  invariant(jitterPercent >= 0 && jitterPercent <= 100, `jitter is a percentage, found ${jitterPercent}`)
  const full = Math.min(capMicros, firstMicros * 2 ** Math.min(attempt - 1, 40))
  const shave = Math.floor((full * jitterPercent) / 100)
  return (shave === 0 ? full : full - nextInteger(rng, 0, shave)) as Micros
}
