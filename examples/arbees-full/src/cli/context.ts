import type { Clock } from '@arbees/core'
import type { ProgressTarget } from './progress.ts'

/** What a command may touch. */
export type CliContext = {
  /** Standard output: results alone. */
  readonly out: (text: string) => void
  readonly err: ProgressTarget
  /** Whether a person reads standard output. */
  readonly isTerminal: boolean
  readonly clock: Clock
}
