import { formatInstant } from '../src/platform/store/sql-values.ts'
import type { Queries } from '../src/platform/store/store.ts'

/** One row of the ledger of orders, as far as a test says it. */
export type LedgerRow = {
  readonly order: string
  readonly trade?: string
  readonly platform?: string
  readonly market?: string
  readonly side?: 'yes' | 'no'
  readonly action?: 'buy' | 'sell' | 'settle'
  readonly purpose?: string
  readonly status?: string
  readonly quantity?: string
  readonly filled?: string
  readonly venueFilled?: string
  readonly pnl?: string | null
  readonly edgePct?: string
  readonly latencyMs?: string
  readonly isPaper?: boolean
  readonly tif?: string
  /** Microseconds since 1970. */
  readonly at: number
}

/** Inserts a row, with everything that the test does not say filled in lawfully. */
export async function insertLedgerRow(queries: Queries, row: LedgerRow): Promise<void> {
  const { order, trade = 't1', platform = 'kalshi', side = 'yes', action = 'buy', purpose = 'entry' } = row
  const { status = 'filled', quantity = '10', filled = '10', pnl = null, edgePct = '2.5', latencyMs = '12' } = row
  await queries.query(
    `INSERT INTO paper_trades (order_id, client_order_id, trade_id, arb_group_id, game_id, platform, market_id, side,
       action, purpose, status, venue_status, quantity, filled_qty, venue_filled_qty, limit_price, cost, fee, pnl,
       edge_pct, opportunity_type, time_in_force, is_paper, latency_ms, created_at)
     VALUES ($1, $1, $2, $2, 'g1', $3, $4, $5, $6, $7, $8, 'executed', $9, $10, $11, '0.5', '5', '0.1', $12, $13,
       'cross_platform_arb', $14, $15, $16, $17)`,
    [
      order,
      trade,
      platform,
      row.market ?? `${platform}:M`,
      side,
      action,
      purpose,
      status,
      quantity,
      filled,
      row.venueFilled ?? filled.replace('-', ''),
      pnl,
      edgePct,
      row.tif ?? 'immediate_or_cancel',
      row.isPaper ?? true,
      latencyMs,
      formatInstant(row.at),
    ],
  )
}

/** Inserts the row of a trade that has opened. */
export async function insertTrade(queries: Queries, trade: string, at: number, isPaper = true): Promise<void> {
  await queries.query(
    `INSERT INTO trades (trade_id, signal_id, game_id, pair, opportunity_type, is_paper, status, opened_at)
     VALUES ($1, 's1', 'g1', 'p1', 'cross_platform_arb', $2, 'open', $3)`,
    [trade, isPaper, formatInstant(at)],
  )
}
