import type { Micros } from '@arbees/core'
import { seconds, toMicros } from '@arbees/core'

/** Returns the instant so many hours earlier, and not before 1970. */
export function hoursBefore(until: Micros, hours: number): Micros {
  return toMicros(Math.max(0, until - hours * seconds(3_600)))
}
