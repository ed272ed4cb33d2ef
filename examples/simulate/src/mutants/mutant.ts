import type { ExecutorSettings } from '@arbees/arb-engine'
import type { CheckerName } from '../checkers/violation.ts'

/** A broken executor: the checkers have to notice what is wrong with it. */
export type Mutant = {
  /** What is wrong with it. */
  readonly sentence: string
  /** A checker that must notice. */
  readonly caughtBy: CheckerName
  /** Returns the settings of an executor that is broken. */
  readonly change: (settings: ExecutorSettings) => ExecutorSettings
}
