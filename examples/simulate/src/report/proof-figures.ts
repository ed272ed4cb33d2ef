/*
 * The figures of a large run, written into the page that says what they prove.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Money, Quantity } from '@arbees/core'
import { formatMoney, formatQuantity, InvariantError } from '@arbees/core'
import type { Covered } from './coverage.ts'
import type { Summary } from './summary.ts'

const BEGIN = '<!-- figures of the last large run: written by `pnpm simulate --proof` -->'
const END = '<!-- end of the figures -->'

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function coverageRows(covered: readonly Covered[]): readonly (readonly string[])[] {
  return covered.map(({ name, times, runs }) => [`\`${name}\``, grouped(times), grouped(runs)])
}

/** Returns the figures as Markdown. */
export function proofFigures(summary: Summary): string {
  const { trader, endings, worstExposure } = summary
  const { microContracts, microDollars, shareOfBoundBps } = worstExposure
  const figures: readonly (readonly string[])[] = [
    ['commit', `\`${summary.commit ?? 'unknown'}\``],
    ['seeds', `${grouped(summary.firstSeed)} to ${grouped(summary.lastSeed)} (${grouped(summary.runs)} runs)`],
    ['violations', grouped(summary.violations)],
    ['virtual steps', grouped(summary.steps)],
    ['virtual time', `${grouped(Math.round(summary.virtualSeconds / 3_600))} hours`],
    ['lives of the trader', grouped(trader.lives)],
    ['trades', grouped(trader.trades)],
    ['orders, of which filled', `${grouped(trader.orders)}, ${grouped(trader.filledOrders)}`],
    [
      'ended hedged, flattened, halted',
      `${grouped(endings.hedged)}, ${grouped(endings.flattened)}, ${grouped(endings.halted)}`,
    ],
    ['worst one-sided, contracts', `${formatQuantity(microContracts.value as Quantity)} (seed ${microContracts.seed})`],
    ['worst one-sided, dollars', `${formatMoney(microDollars.value as Money)} (seed ${microDollars.seed})`],
    ['largest share of a trade’s bound', `${shareOfBoundBps.value / 100} % (seed ${shareOfBoundBps.seed})`],
    [
      'longest from one-sided to flat',
      `${(summary.longestMicrosToFlat.value / 1_000_000).toFixed(1)} s (seed ${summary.longestMicrosToFlat.seed})`,
    ],
  ]
  return [
    table(['figure', 'value'], figures),
    'Each class of faults and how often it struck:',
    table(['fault', 'times', 'runs'], coverageRows(summary.faults)),
    'Each boundary of the journal and how often the trader died there:',
    table(['boundary', 'times', 'runs'], coverageRows(summary.boundaries)),
  ].join('\n\n')
}

/**
 * Writes the figures into a page, between its two marks.
 *
 * @throws InvariantError when the page has no marks.
 */
export function renewProof(path: string, summary: Summary): void {
  const page = readFileSync(path, 'utf8')
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) {
    throw new InvariantError(`the page has the marks ${BEGIN} and ${END}, found none in ${path}`)
  }
  writeFileSync(path, `${before}${BEGIN}\n\n${proofFigures(summary)}\n\n${END}${after}`)
}
