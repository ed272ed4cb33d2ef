/*
 * What the database has on record. Heartbeats, memory, dead letters and answers of 429 are not: they are of the bus, the
 * metrics and the log.
 */
import type { Micros } from '@arbees/core'
import { parseMoney, toMicros } from '@arbees/core'
import { hoursBefore } from '../platform/hours-before.ts'
import { formatInstant } from '../platform/store/sql-values.ts'
import type { Queries } from '../platform/store/store.ts'
import type { Alarm, ClosedTrade, Evidence, Life } from './evidence.ts'

const WRITTEN = [
  ['game_states', 'received_at'],
  ['market_prices', 'received_at'],
  ['trading_signals', 'created_at'],
  ['paper_trades', 'created_at'],
] as const

const MARKS = WRITTEN.map(
  ([table, at]) =>
    `SELECT date_bin('10 minutes', ${at}, TIMESTAMPTZ 'epoch') AS at FROM ${table} WHERE ${at} > $1 AND ${at} <= $2`,
).join(' UNION ')

/** A source is an instance and when its life began, in base 36. */
function lifeOf(source: string): Life | undefined {
  const dot = source.lastIndexOf('.')
  const startedAt = Number.parseInt(source.slice(dot + 1), 36)
  if (dot < 1 || !Number.isSafeInteger(startedAt)) return undefined
  return { instance: source.slice(0, dot), startedAt: toMicros(startedAt) }
}

type OrderFigures = Evidence['orders'] & { readonly entries: number; readonly p95Ms: string | null }

const ORDERS = `
  SELECT COUNT(*) AS sent, COUNT(*) FILTER (WHERE status = 'filled') AS filled,
         COUNT(*) FILTER (WHERE venue_status LIKE 'rejected%') AS rejected,
         COUNT(*) FILTER (WHERE venue_status LIKE 'rejected: rate%') AS "rateLimited",
         COUNT(latency_ms) FILTER (WHERE purpose = 'entry') AS entries,
         ROUND((percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms)
           FILTER (WHERE purpose = 'entry'))::numeric, 3) AS "p95Ms"
  FROM paper_trades WHERE created_at > $1 AND created_at <= $2 AND action <> 'settle' AND venue_status <> 'not sent'`

// What was missed never held anything: it neither earned nor cost.
const TRADES = `
  SELECT game_id AS game, pnl, is_paper AS "isPaper" FROM trades
  WHERE status IN ('closed', 'settled', 'flattened') AND pnl IS NOT NULL AND ended_at > $1 AND ended_at <= $2
  ORDER BY ended_at, trade_id`

const ALARMS = `
  SELECT kind, fields->>'instance' AS instance, fields->>'state' AS state, created_at AS at FROM notifications
  WHERE created_at > $1 AND created_at <= $2 ORDER BY created_at, id`

const STANDING = `
  SELECT (SELECT COUNT(*) FROM unbalanced_arb_legs) AS unbalanced,
         (SELECT COUNT(*) FROM trades WHERE status = 'halted') AS halted`

/** Returns what is on record of the `hours` before `until`. @throws StoreError */
export async function readEvidence({ query }: Queries, until: Micros, hours: number): Promise<Evidence> {
  const since = hoursBefore(until, hours)
  const span = [formatInstant(since), formatInstant(until)]
  const marks = await query<{ at: Micros }>(`SELECT at FROM (${MARKS}) AS written ORDER BY at`, span)
  const sources = await query<{ source: string }>('SELECT DISTINCT source FROM handled_messages ORDER BY source')
  const [orders] = await query<OrderFigures>(ORDERS, span)
  const [standing] = await query<{ unbalanced: number; halted: number }>(STANDING)
  const trades = await query<Omit<ClosedTrade, 'pnl'> & { pnl: string }>(TRADES, span)
  const { entries = 0, p95Ms = null, ...sums } = orders ?? { sent: 0, filled: 0, rejected: 0, rateLimited: 0 }
  return {
    since,
    until,
    marks: marks.map(({ at }) => at),
    lives: sources.flatMap(({ source }) => lifeOf(source) ?? []).filter(({ startedAt }) => startedAt <= until),
    alarms: await query<Alarm>(ALARMS, span),
    orders: sums,
    unbalancedLegs: standing?.unbalanced ?? 0,
    halted: standing?.halted ?? 0,
    latency: { entries, p95Ms },
    trades: trades.map((trade) => ({ ...trade, pnl: parseMoney(trade.pnl) })),
  }
}
