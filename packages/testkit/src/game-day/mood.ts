/*
 * What all markets of one venue share: a drift of opinion and spells in which its feed is slow. So
 * the errors of one venue's markets on different games come together, as they do.
 */
import type { Micros, Rng } from '@arbees/core'
import { nextChance, nextFloat, nextInteger } from '@arbees/core'
import { nextBell, nextWait } from './chance.ts'

/** A venue's mood, advanced in place. */
export type Mood = {
  /** What all its markets believe too much, in ticks. */
  driftTicks: number
  /** What its delays are multiplied by. */
  slowness: number
  nextAt: number
}

const STEP_MEAN_MICROS = 20_000_000

/** Returns the mood of a venue in an ordinary moment. */
export function createMood(): Mood {
  return { driftTicks: 0, slowness: 1, nextAt: 0 }
}

/** Brings the mood up to `at`. */
export function advanceMood(mood: Mood, at: Micros, rng: Rng): void {
  if (at < mood.nextAt) return
  mood.driftTicks = Math.round(mood.driftTicks * 0.8 + 12 * nextBell(rng))
  mood.slowness = nextChance(rng, 0.08) ? nextInteger(rng, 2, 4) : 0.8 + 0.4 * nextFloat(rng)
  mood.nextAt = at + nextWait(rng, STEP_MEAN_MICROS)
}
