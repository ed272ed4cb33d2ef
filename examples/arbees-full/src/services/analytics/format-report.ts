import { Table } from 'console-table-printer'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { AnalysisReport } from './generate-report.ts'

type Cells = Readonly<Record<string, string | number>>

/** A table whose first column is words and whose others are figures. */
function section(title: string, rows: readonly Cells[]): string {
  const [first] = rows
  if (first === undefined) return `${title}: nothing in this span\n`
  const columns = Object.keys(first).map((name, at) => ({ name, alignment: at === 0 ? 'left' : 'right' }) as const)
  const table = new Table({ shouldDisableColors: true, columns: [...columns] })
  for (const row of rows) table.addRow(row)
  return `${title}\n${table.render()}\n`
}

/** Returns a report as text for a terminal. */
export function formatReport(report: AnalysisReport): string {
  const { since, until, latencyMs, bankroll } = report
  const span = [since, until].map((at) => formatInstant(at).replace(/\.\d+Z$/, 'Z'))
  return [
    `Orders from ${span[0]} to ${span[1]}\n`,
    section(
      'Fill rate',
      report.platforms.map(({ platform, orders, filled, fillRatePct }) => ({
        platform,
        orders,
        filled,
        'fill rate %': fillRatePct,
      })),
    ),
    section(
      'Latency, cause to placing',
      latencyMs === null
        ? []
        : [
            {
              orders: String(latencyMs.orders),
              'p50 ms': latencyMs.p50,
              'p90 ms': latencyMs.p90,
              'p95 ms': latencyMs.p95,
              'p99 ms': latencyMs.p99,
            },
          ],
    ),
    section(
      'Edge by opportunity type',
      report.types.map(({ opportunityType, orders, edgePct, pnl }) => ({
        type: opportunityType,
        orders,
        'edge %': edgePct ?? '–',
        'P&L $': pnl,
      })),
    ),
    section(
      'P&L by day (UTC)',
      report.days.map(({ date, rows, pnl }) => ({ date, rows, 'P&L $': pnl })),
    ),
    `P&L $${report.pnl}, of which fees $${report.fees}; unbalanced arbitrage legs: ${report.unbalancedLegs}\n`,
    bankroll === null
      ? 'The bankroll has no entry yet\n'
      : `Bankroll $${bankroll.balance}, piggybank $${bankroll.piggybank}\n`,
  ].join('\n')
}
