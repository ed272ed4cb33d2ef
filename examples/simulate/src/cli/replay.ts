/*
 * One seed again. Where it fails, its faults are cut down to those that the failure needs, and what
 * remains is told.
 */
import { shrinkScript } from '@arbees/testkit'
import type { CheckerName } from '../checkers/violation.ts'
import { MUTANTS } from '../mutants/mutants.ts'
import type { RunOptions } from '../run-once.ts'
import { runOnce } from '../run-once.ts'
import type { RunResult } from '../run-result.ts'
import type { Strike } from '../world/fault-deck.ts'
import { createKeys } from '../world/keys.ts'
import type { PlannedCrash } from '../world/settings.ts'
import { drawSettings } from '../world/settings.ts'
import { hearUnheard } from './unheard.ts'

/** What a seed does, and the least that makes it fail. */
export type Replayed = RunResult & {
  readonly log: readonly string[]
  /** Of a failing run: the faults and the trader's deaths without which it does not fail. */
  readonly shrunk: {
    readonly checker: CheckerName
    readonly steps: readonly (Strike | PlannedCrash)[]
    readonly tries: number
    readonly isMinimal: boolean
    readonly log: readonly string[]
  } | null
}

const TRIES_MAX = 300

function isStrike(step: Strike | PlannedCrash): step is Strike {
  return 'fault' in step
}

async function shrink(base: RunOptions, failing: RunResult): Promise<Replayed['shrunk']> {
  const [first] = failing.violations
  if (first === undefined) return null
  const settings = drawSettings(base.seed)
  const withSteps = (steps: readonly (Strike | PlannedCrash)[], keepsLog = false) =>
    runOnce({
      ...base,
      keepsLog,
      script: steps.filter(isStrike),
      settings: { ...settings, crashes: steps.filter((step): step is PlannedCrash => !isStrike(step)) },
    })
  const fails = async (steps: readonly (Strike | PlannedCrash)[]) =>
    (await withSteps(steps)).violations.some(({ checker }) => checker === first.checker)
  const script = [...failing.faults, ...settings.crashes]
  // A script that does not fail as the run did is no story of it.
  if (!(await fails(script))) return null
  const { steps, tries, isMinimal } = await shrinkScript(script, { fails, triesMax: TRIES_MAX })
  const { log = [] } = await withSteps(steps, true)
  return { checker: first.checker, steps, tries, isMinimal, log }
}

/** Runs a seed, and where it fails finds out why. */
export async function replay(seed: number, mutant: string | null): Promise<Replayed> {
  const base: RunOptions = {
    seed,
    keys: createKeys(),
    hearUnheard,
    mutant: mutant === null ? undefined : MUTANTS[mutant],
  }
  const run = await runOnce({ ...base, keepsLog: true })
  return { ...run, log: run.log ?? [], shrunk: await shrink(base, run) }
}
