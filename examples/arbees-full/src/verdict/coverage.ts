import { seconds } from '@arbees/core'
import type { Evidence } from './evidence.ts'

const HOUR = seconds(3_600)
/** What a mark stands for. */
const MARK = seconds(600)

/** For how long nothing may be written: prices of games that are days away come oftener. */
const SILENCE_MAX = HOUR

/** How much of a span is on record. */
export type Coverage = {
  /** In hours, to a tenth. */
  readonly ofHours: string
  readonly recordedHours: string
  readonly longestSilenceHours: string
  readonly isWhole: boolean
}

const inHours = (micros: number) => (Math.floor(micros / (HOUR / 10)) / 10).toFixed(1)

/** Returns how much of the span something was written in, silences of up to an hour included. */
export function coverageOf({ since, until, marks }: Pick<Evidence, 'since' | 'until' | 'marks'>): Coverage {
  let upTo: number = since
  let [longest, silent] = [0, 0]
  for (const next of [...marks, until]) {
    const gap = Math.max(0, next - upTo)
    longest = Math.max(longest, gap)
    if (gap > SILENCE_MAX) silent += gap
    upTo = Math.max(upTo, Math.min(until, next + MARK))
  }
  return {
    ofHours: inHours(until - since),
    recordedHours: inHours(until - since - silent),
    longestSilenceHours: inHours(longest),
    isWhole: silent === 0,
  }
}
