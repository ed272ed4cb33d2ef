/*
 * The executor of one life, as a deployment would make it; or a broken one, to see that the checkers
 * notice.
 */
import type { ExecutorFact, ExecutorSettings } from '@arbees/arb-engine'
import { createExecutor, createKillSwitch, legsRules } from '@arbees/arb-engine'
import type { Fact, Micros, Runtime } from '@arbees/core'
import { millis } from '@arbees/core'
import type { Mutant } from '../mutants/mutant.ts'
import type { Executing, ExecutingParts } from './executing-parts.ts'
import { LIMITS, TERMS } from './limits.ts'

/** What the executor needs beyond its parts. */
export type ExecutingOptions = {
  readonly mutant: Mutant | undefined
  /** Reads the kill switch where it is kept. */
  readonly isStopped: () => boolean
  readonly onFact: (fact: Fact | ExecutorFact) => void
}

/** How often the kill switch is read. */
const WATCH_MICROS: Micros = millis(400)

function watchKillSwitch({ clock }: Runtime, isStopped: () => boolean) {
  const killSwitch = createKillSwitch({ clock, mayUnwind: true })
  const watch = (): void => {
    killSwitch.heard(isStopped())
    clock.setTimer(WATCH_MICROS, watch)
  }
  watch()
  return killSwitch
}

/** Creates the executor of one life. */
export function createExecuting(parts: ExecutingParts, { mutant, isStopped, onFact }: ExecutingOptions): Executing {
  const { runtime, journal, brokers, books, refreshMarket, signal } = parts
  const { clock, log } = runtime
  const honest: ExecutorSettings = {
    clock,
    log,
    journal,
    brokers,
    terms: TERMS,
    limits: LIMITS,
    killSwitch: watchKillSwitch(runtime, isStopped),
    market: books.market,
    book: books.book,
    refreshMarket,
    onFact,
    rules: legsRules,
    signal,
  }
  return createExecutor(mutant?.change(honest) ?? honest)
}
