import type { Micros, Money } from '@arbees/core'
import { formatMoney, mulDiv, parseMoney } from '@arbees/core'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { Queries } from '../../platform/store/store.ts'
import type { EquityPoint } from './view/ledger-view.ts'
import { formatPercent } from './view/scalars.ts'

/** More points than a screen has columns show nothing more. */
const POINTS_MAX = 1_000

/**
 * Returns what the whole account was worth at each entry since an instant, thinned out evenly, and as the last point what
 * it is worth now.
 */
export async function equityHistory({ query }: Queries, since: Micros, now: Micros): Promise<readonly EquityPoint[]> {
  const rows = await query<{ at: Micros; equity: string }>(
    `SELECT timestamp AS at, balance + piggybank_balance AS equity FROM bankroll WHERE timestamp >= $1 ORDER BY entry`,
    [formatInstant(since)],
  )
  let peak = 0
  const points = rows.map(({ at, equity: text }) => {
    const equity = parseMoney(text)
    peak = Math.max(peak, equity)
    const drawdown = peak > 0 ? mulDiv(peak - equity, 10_000, peak, 'half-up') : 0
    return {
      time: formatInstant(at),
      equity: formatMoney(equity),
      peak: formatMoney(peak as Money),
      drawdown_pct: formatPercent(drawdown),
    }
  })
  const step = Math.ceil(points.length / POINTS_MAX)
  const last = points.at(-1)
  const thinned = points.filter((point, index) => index % step === 0 || point === last)
  return last === undefined ? [] : [...thinned, { ...last, time: formatInstant(now) }]
}
