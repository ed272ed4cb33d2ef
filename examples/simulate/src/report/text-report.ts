/*
 * A summary for a terminal.
 */

import type { Money, Quantity } from '@arbees/core'
import { formatMoney, formatQuantity } from '@arbees/core'
import type { Covered } from './coverage.ts'
import type { Summary } from './summary.ts'

const SHOWN_MAX = 10

function least(covered: Covered | null): string {
  return covered === null ? 'nothing' : `${covered.name} (${covered.times})`
}

/** Returns the report. */
export function textReport(summary: Summary): string {
  const { runs, firstSeed, lastSeed, trader, endings, worstExposure, findings, violations } = summary
  const { microContracts, microDollars, shareOfBoundBps } = worstExposure
  const flat = summary.longestMicrosToFlat
  const lines = [
    `${runs} runs, seeds ${firstSeed} to ${lastSeed}, commit ${summary.commit ?? 'unknown'}${summary.mutant === null ? '' : `, mutant ${summary.mutant}`}`,
    `${summary.steps} steps, ${summary.virtualSeconds} virtual seconds, ${trader.lives} lives of the trader`,
    `${trader.plans} plans, ${trader.trades} trades, ${trader.orders} orders of which ${trader.filledOrders} filled, ${trader.alerts} alerts`,
    `endings: ${endings.hedged} hedged, ${endings.flattened} flattened, ${endings.halted} halted`,
    `worst one-sided: ${formatQuantity(microContracts.value as Quantity)} contracts (seed ${microContracts.seed}), $${formatMoney(microDollars.value as Money)} (seed ${microDollars.seed}), ${shareOfBoundBps.value / 100} % of a bound (seed ${shareOfBoundBps.seed})`,
    `longest to flat: ${(flat.value / 1_000_000).toFixed(3)} s (seed ${flat.seed})`,
    `least met: ${least(summary.leastMetFault)}; ${least(summary.leastMetBoundary)}`,
  ]
  if (violations === 0) return [...lines, 'no violation'].join('\n')
  const checkers = Object.entries(summary.violatedRunsByChecker).map(([name, count]) => `  ${name}: ${count} runs`)
  const first = findings
    .slice(0, SHOWN_MAX)
    .map(({ seed, checker, sentence }) => `  seed ${seed} ${checker}: ${sentence.split('\n', 1)[0]}`)
  return [...lines, 'VIOLATED', ...checkers, ...first, `again: pnpm simulate --replay ${findings[0]?.seed}`].join('\n')
}
