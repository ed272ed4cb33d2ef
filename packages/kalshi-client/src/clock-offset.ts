/*
 * How far the venue's clock is from ours. Each answer bounds it: its `date` (whole seconds) was
 * written between our sending and our receiving. Bounds of several answers are intersected, so the
 * estimate is finer than a second after a few of them.
 */
import type { Micros } from '@arbees/core'
import { millis, ONE_SECOND, seconds, toMicros } from '@arbees/core'
import { readHttpDate } from './time-text.ts'

/** The venue's clock minus ours. */
export type ClockOffset = {
  /** The middle of what is possible, in microseconds; positive when the venue is ahead. */
  readonly offsetMicros: number
  /** How far from it the truth may be. */
  readonly uncertaintyMicros: number
  /** When it was last measured, by our clock. */
  readonly at: Micros
}

/** Measures the venue's clock, with a life. */
export type ClockWatch = {
  /** Takes the `date` header of an answer: asked for at `sentAt`, received at `receivedAt`. */
  readonly observe: (date: string | undefined, sentAt: Micros, receivedAt: Micros) => void
  /** Returns what is known; undefined before the first answer. */
  readonly offset: () => ClockOffset | undefined
  /**
   * Returns the offset when the clocks are certainly further apart than the venue allows, and this is
   * news: a measurement older than a minute convicts nobody, or a clock set right would stay refused.
   */
  readonly violation: (now: Micros) => ClockOffset | undefined
}

/** How far from its own clock Kalshi certainly still takes a timestamp. */
export const CLOCK_ALLOWED_MICROS = seconds(5)

const FRESH_MICROS = seconds(60)
const SAMPLES_MAX = 32
/** Answers that come faster say nothing new: a `date` has whole seconds, and orders should not pay for it. */
const SPACING_MICROS = millis(200)

type Bounds = { readonly low: number; readonly high: number; readonly at: Micros }

function intersect(samples: readonly Bounds[]): Bounds | undefined {
  let bounds: Bounds | undefined
  for (const sample of samples.toReversed()) {
    if (bounds === undefined) {
      bounds = sample
      continue
    }
    const low = Math.max(bounds.low, sample.low)
    const high = Math.min(bounds.high, sample.high)
    // A clock that was set meanwhile: what came before says nothing any more.
    if (low > high) return bounds
    bounds = { low, high, at: bounds.at }
  }
  return bounds
}

/** Creates a watch on the venue's clock. */
export function createClockWatch(allowedMicros: Micros = CLOCK_ALLOWED_MICROS): ClockWatch {
  let samples: Bounds[] = []
  let known: ClockOffset | undefined

  return Object.freeze({
    observe: (date: string | undefined, sentAt: Micros, receivedAt: Micros) => {
      if (known !== undefined && receivedAt >= known.at && receivedAt - known.at < SPACING_MICROS) return
      const written = date === undefined ? undefined : readHttpDate(date)
      if (written === undefined || receivedAt < sentAt) return
      samples = [
        ...samples.filter((sample) => receivedAt - sample.at <= FRESH_MICROS),
        { low: written - receivedAt, high: written + ONE_SECOND - sentAt, at: receivedAt },
      ].slice(-SAMPLES_MAX)
      const bounds = intersect(samples)
      if (bounds === undefined) return
      known = {
        offsetMicros: Math.round((bounds.low + bounds.high) / 2),
        uncertaintyMicros: Math.ceil((bounds.high - bounds.low) / 2),
        at: toMicros(bounds.at),
      }
    },
    offset: () => known,
    violation: (now: Micros) => {
      if (known === undefined || now - known.at > FRESH_MICROS) return undefined
      return Math.abs(known.offsetMicros) - known.uncertaintyMicros > allowedMicros ? known : undefined
    },
  })
}
