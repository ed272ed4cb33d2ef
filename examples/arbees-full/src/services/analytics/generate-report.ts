/*
 * What came of the orders of a span: the operators' four queries with a beginning. A settlement stands in
 * the ledger and is no order, so it counts for money and never for fills.
 */
import type { Micros } from '@arbees/core'
import { hoursBefore } from '../../platform/hours-before.ts'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { Queries } from '../../platform/store/store.ts'

/** Figures of a span. Amounts and shares are decimal text, exact as the database has them. */
export type AnalysisReport = {
  readonly since: Micros
  readonly until: Micros
  readonly platforms: readonly {
    readonly platform: string
    readonly orders: number
    readonly filled: number
    readonly fillRatePct: string
  }[]
  /** From a cause to the placing of its order, in milliseconds; null when nothing was placed. */
  readonly latencyMs: {
    readonly orders: number
    readonly p50: string
    readonly p90: string
    readonly p95: string
    readonly p99: string
  } | null
  readonly types: readonly {
    readonly opportunityType: string
    readonly orders: number
    readonly edgePct: string | null
    readonly pnl: string
  }[]
  /** UTC days, oldest first. */
  readonly days: readonly { readonly date: string; readonly rows: number; readonly pnl: string }[]
  readonly pnl: string
  readonly fees: string
  /** Legs of arbitrages that do not hold the same, whenever they were opened. */
  readonly unbalancedLegs: number
  /** The ledger's last entry; null before the first. */
  readonly bankroll: { readonly balance: string; readonly piggybank: string } | null
}

/** Returns the report of the `hours` before `now`. @throws StoreError */
export async function generateReport({ query }: Queries, now: Micros, hours: number): Promise<AnalysisReport> {
  const since = hoursBefore(now, hours)
  const span = [formatInstant(since), formatInstant(now)] as const
  const within = 'created_at > $1 AND created_at <= $2'
  const platforms = await query<AnalysisReport['platforms'][number]>(
    `SELECT platform, COUNT(*) AS orders, COUNT(*) FILTER (WHERE status = 'filled') AS filled,
            ROUND(100.0 * COUNT(*) FILTER (WHERE status = 'filled') / COUNT(*), 2) AS "fillRatePct"
     FROM paper_trades WHERE ${within} AND action <> 'settle' GROUP BY platform ORDER BY platform`,
    span,
  )
  const percentile = (part: string, name: string) =>
    `ROUND((percentile_cont(${part}) WITHIN GROUP (ORDER BY latency_ms))::numeric, 3) AS ${name}`
  const [latency] = await query<NonNullable<AnalysisReport['latencyMs']>>(
    `SELECT COUNT(*) AS orders, ${percentile('0.50', 'p50')}, ${percentile('0.90', 'p90')},
            ${percentile('0.95', 'p95')}, ${percentile('0.99', 'p99')}
     FROM paper_trades WHERE ${within} AND action <> 'settle' AND latency_ms IS NOT NULL`,
    span,
  )
  const types = await query<AnalysisReport['types'][number]>(
    `SELECT opportunity_type AS "opportunityType", COUNT(*) FILTER (WHERE action <> 'settle') AS orders,
            ROUND(AVG(edge_pct), 2) AS "edgePct", COALESCE(SUM(pnl), 0) AS pnl
     FROM paper_trades WHERE ${within} GROUP BY opportunity_type ORDER BY opportunity_type`,
    span,
  )
  const days = await query<AnalysisReport['days'][number]>(
    `SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date, COUNT(*) AS rows, COALESCE(SUM(pnl), 0) AS pnl
     FROM paper_trades WHERE ${within} GROUP BY 1 ORDER BY 1`,
    span,
  )
  const [sum] = await query<{ pnl: string; fees: string }>(
    `SELECT COALESCE(SUM(pnl), 0) AS pnl, COALESCE(SUM(fee), 0) AS fees FROM paper_trades WHERE ${within}`,
    span,
  )
  const [unbalanced] = await query<{ n: number }>('SELECT COUNT(*) AS n FROM unbalanced_arb_legs')
  const [bankroll] = await query<{ balance: string; piggybank: string }>(
    'SELECT balance, piggybank_balance AS piggybank FROM bankroll ORDER BY entry DESC LIMIT 1',
  )
  return {
    since,
    until: now,
    platforms,
    latencyMs: latency === undefined || latency.orders === 0 ? null : latency,
    types,
    days,
    pnl: sum?.pnl ?? '0',
    fees: sum?.fees ?? '0',
    unbalancedLegs: unbalanced?.n ?? 0,
    bankroll: bankroll ?? null,
  }
}
