import type { Rng } from '@arbees/core'
import { nextFloat } from '@arbees/core'

const OFF = 0.45
const WILD = 0.1

/**
 * Returns this run's chances of faults, out of the most that each may have: many are off, some are
 * rare, a few are wild. Runs so unlike each other find what runs with every fault at its average
 * never reach: a bug may need one fault often and another not at all.
 *
 * @example
 * const chances = drawSwarm(createRng(seed), { 'socket.drop': 0.2, 'http.lose-answer': 0.3 })
 */
export function drawSwarm<Fault extends string>(
  rng: Rng,
  maxima: Readonly<Record<Fault, number>>,
): Readonly<Record<Fault, number>> {
  const chances: Record<string, number> = {}
  for (const [fault, most] of Object.entries<number>(maxima)) {
    const drawn = nextFloat(rng)
    const share = nextFloat(rng) ** 2
    chances[fault] = drawn < OFF ? 0 : drawn < OFF + WILD ? most : most * share
  }
  return chances as Record<Fault, number>
}
