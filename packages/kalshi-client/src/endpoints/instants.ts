import type { Micros } from '@arbees/core'
import { toSeconds } from '../order-request.ts'

/** Returns an instant in whole seconds where there is one. */
export function secondsOf(at: Micros | undefined): number | undefined {
  return at === undefined ? undefined : toSeconds(at)
}
