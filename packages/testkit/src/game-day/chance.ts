import type { Rng } from '@arbees/core'
import { nextFloat } from '@arbees/core'

/** Returns an exponentially distributed wait in whole microseconds, at least 1. */
export function nextWait(rng: Rng, meanMicros: number): number {
  return 1 + Math.floor(-Math.log(1 - nextFloat(rng)) * meanMicros)
}

/** Returns a number with mean 0 and variance 1, nearly bell-shaped and within ±3.5: the sum of four uniforms. */
export function nextBell(rng: Rng): number {
  return (nextFloat(rng) + nextFloat(rng) + nextFloat(rng) + nextFloat(rng) - 2) * 1.7320508075688772
}
