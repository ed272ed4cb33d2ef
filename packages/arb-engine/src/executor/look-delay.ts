import type { Micros } from '@arbees/core'
import type { ExecutionLimits } from '../legs/execution-limits.ts'

/** Returns how long to wait before a venue is asked once more, after so many times. */
export function lookDelay({ lookFirstMicros, lookCapMicros }: ExecutionLimits, attempt: number): Micros {
  return Math.min(lookCapMicros, lookFirstMicros * 2 ** Math.min(attempt, 30)) as Micros
}
