/*
 * A tally in the form in which others read it: units in the names, nothing that has to be worked out.
 */
import type { Covered } from './coverage.ts'
import { coveredBoundaries, coveredFaults, leastMet } from './coverage.ts'
import type { Finding, Peak, Tally } from './tally.ts'

/** Where and how the runs were made. */
export type RunHead = {
  /** The commit of the sources; null where there is none. */
  readonly commit: string | null
  readonly firstSeed: number
  readonly lastSeed: number
  readonly mutant: string | null
}

/** What `--json` prints. */
export type Summary = RunHead & {
  readonly runs: number
  readonly steps: number
  readonly virtualSeconds: number
  readonly violations: number
  readonly violatedRunsByChecker: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
  readonly trader: {
    readonly lives: number
    readonly plans: number
    readonly trades: number
    readonly orders: number
    readonly filledOrders: number
    readonly alerts: number
  }
  readonly endings: Readonly<Tally['endings']>
  readonly worstExposure: {
    readonly microContracts: Peak
    readonly microDollars: Peak
    readonly shareOfBoundBps: Peak
  }
  readonly longestMicrosToFlat: Peak
  readonly faults: readonly Covered[]
  readonly boundaries: readonly Covered[]
  readonly leastMetFault: Covered | null
  readonly leastMetBoundary: Covered | null
}

/** Returns the summary of a tally. */
export function summaryOf(tally: Tally, head: RunHead): Summary {
  const { runs, steps, violated, findings, endings, lives, plans, trades, orders, filledOrders, alerts } = tally
  const faults = coveredFaults(tally)
  const boundaries = coveredBoundaries(tally)
  return {
    ...head,
    runs,
    steps,
    virtualSeconds: Math.floor(tally.virtualMicros / 1_000_000),
    violations: Object.values(violated).reduce((sum, one) => sum + one, 0),
    violatedRunsByChecker: violated,
    findings,
    trader: { lives, plans, trades, orders, filledOrders, alerts },
    endings,
    worstExposure: {
      microContracts: tally.worstQuantity,
      microDollars: tally.worstMoney,
      shareOfBoundBps: tally.worstShareBps,
    },
    longestMicrosToFlat: tally.flatMicros,
    faults,
    boundaries,
    leastMetFault: leastMet(faults) ?? null,
    leastMetBoundary: leastMet(boundaries) ?? null,
  }
}
