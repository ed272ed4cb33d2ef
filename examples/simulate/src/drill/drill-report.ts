/*
 * What a drill has shown, as plain data and as a table.
 */
import type { Micros, Money, Quantity } from '@arbees/core'
import { formatMoney, formatQuantity } from '@arbees/core'
import type { Violation } from '../checkers/violation.ts'
import type { WitnessedTrade } from '../checkers/witness.ts'
import type { Closing } from './closing.ts'
import type { Drill, KillMoment } from './drill-hands.ts'
import type { Stopping } from './stopping.ts'

/** The whole drill. */
export type DrillSummary = {
  readonly seed: number
  readonly seconds: number
  readonly kills: number
  readonly killsByMoment: Readonly<Record<KillMoment['type'], number>>
  /** Deaths that left an order on disk without a last word. */
  readonly killsWithOpenOrders: number
  /** Deaths that left a trade one-sided. */
  readonly killsOneSided: number
  readonly medianStartMillis: number
  readonly trades: number
  readonly orders: number
  readonly arrivals: number
  readonly filledOrders: number
  readonly endings: Readonly<Record<string, number>>
  readonly worst: {
    /** At any moment, and right after a death. */
    readonly microContracts: number
    readonly microContractsAtKill: number
    readonly microDollars: number
    /** The largest part of a trade's own bound, in percent. */
    readonly shareOfBound: number
  }
  readonly faults: Readonly<Record<string, number>>
  readonly killSwitch: Stopping | null
  readonly closing: Closing | null
  readonly violations: readonly Violation[]
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

const most = (values: readonly number[]): number => values.reduce((max, value) => Math.max(max, value), 0)

function shareOf({ worst, intended: { bound } }: WitnessedTrade): number {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : (part * 100) / whole)
  return Math.max(share(worst.quantity, bound.quantity), share(worst.money, bound.money))
}

/** Returns what a drill has shown. */
export function summarizeDrill(parts: {
  readonly drill: Drill
  readonly stopping: Stopping | undefined
  readonly closing: Closing | undefined
  readonly micros: Micros
}): DrillSummary {
  const { drill, stopping, closing, micros } = parts
  const { killed, watch, violations, options, venues } = drill
  const trades = [...watch.witness.trades.values()]
  const orders = [...watch.witness.orders.values()]
  const starts = killed.flatMap(({ startMicros }) => (startMicros === undefined ? [] : [startMicros]))
  const ofMoment = (type: KillMoment['type']) => killed.filter(({ moment }) => moment.type === type).length
  const endings: Record<string, number> = {}
  for (const ending of watch.endings.values()) endings[ending] = (endings[ending] ?? 0) + 1
  return {
    seed: options.seed,
    seconds: Math.round(micros / 1_000_000),
    kills: killed.length,
    killsByMoment: { start: ofMoment('start'), trading: ofMoment('trading'), order: ofMoment('order') },
    killsWithOpenOrders: killed.filter(({ standing }) => standing.open > 0).length,
    killsOneSided: killed.filter(({ standing }) => standing.uneven > 0).length,
    medianStartMillis: Math.round(median(starts) / 1_000),
    trades: trades.length,
    orders: orders.length,
    arrivals: watch.arrivals.length,
    filledOrders: orders.filter(({ fills }) => fills.size > 0).length,
    endings,
    worst: {
      microContracts: most(trades.map(({ worst }) => worst.quantity)),
      microContractsAtKill: most(killed.map(({ standing }) => standing.quantity)),
      microDollars: most(trades.map(({ worst }) => worst.money)),
      shareOfBound: Math.round(most(trades.map(shareOf)) * 10) / 10,
    },
    faults: venues.struck(),
    killSwitch: stopping ?? null,
    closing: closing ?? null,
    violations: violations.all,
  }
}

function switchRows({ killSwitch, closing }: DrillSummary): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = []
  if (killSwitch !== null) {
    const { ordersBefore, ordersWithin, ordersAfter, lastMicros } = killSwitch
    const last = `the last ${(lastMicros / 1_000).toFixed(0)} ms after`
    rows.push([
      'kill switch',
      `${ordersBefore} orders in the second before, ${ordersWithin} within one after (${last}), ${ordersAfter} later`,
    ])
  }
  if (closing !== null) {
    const shown = ({ restingOrders, heldMicroContracts }: typeof closing.after) =>
      `${restingOrders} orders rest, ${formatQuantity(heldMicroContracts as Quantity)} contracts held`
    rows.push(['cancel-all and flatten', `before: ${shown(closing.before)}; after: ${shown(closing.after)}`])
  }
  return rows
}

/** Returns the drill as a table for a terminal. */
export function formatDrill(summary: DrillSummary): string {
  const { killsByMoment: by, worst, endings, faults, violations } = summary
  const rows: (readonly [string, string])[] = [
    ['seed', `${summary.seed}, ${summary.seconds} s`],
    ['kills', `${summary.kills}: ${by.start} while it started, ${by.trading} while it traded, ${by.order} at an order`],
    ['left behind', `${summary.killsWithOpenOrders} times an order in doubt, ${summary.killsOneSided} times one side`],
    ['start', `${summary.medianStartMillis} ms (median)`],
    ['trades', `${summary.trades}, ${summary.orders} orders on disk, ${summary.arrivals} arrived`],
    ['filled', `${summary.filledOrders} orders`],
    [
      'endings',
      Object.entries(endings)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    ],
    [
      'one-sided at most',
      `${formatQuantity(worst.microContracts as Quantity)} contracts (${formatQuantity(worst.microContractsAtKill as Quantity)} at a kill), $${formatMoney(worst.microDollars as Money)}, ${worst.shareOfBound} % of a bound`,
    ],
    [
      'faults',
      Object.entries(faults)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ],
    ...switchRows(summary),
    ['violations', String(violations.length)],
  ]
  const table = rows.map(([name, text]) => `${name.padEnd(24)} ${text}`)
  return [...table, ...violations.map(({ checker, sentence }) => `  ${checker}: ${sentence}`)].join('\n')
}
