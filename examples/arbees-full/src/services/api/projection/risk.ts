import type { Money } from '@arbees/core'
import { addMoney, formatMoney, mulDiv, NO_MONEY, parseDecimal, parseMoney, subtractMoney } from '@arbees/core'
import type { OrderView, PositionView } from '../view/ledger-view.ts'
import type { RiskView } from '../view/oversight-view.ts'
import { formatMillis, formatPercent } from '../view/scalars.ts'
import { exposureOf } from './ledger.ts'
import type { GameNames } from './opportunities.ts'

/** What the risk is told from. */
export type RiskGround = {
  readonly dailyPnl: Money
  readonly dailyLimit: Money
  readonly positionMax: Money
  readonly positions: readonly PositionView[]
  readonly orders: readonly OrderView[]
  readonly names: GameNames
}

function sumBy(
  positions: readonly PositionView[],
  keyOf: (one: PositionView) => string,
): readonly (readonly [string, Money])[] {
  const sums = new Map<string, Money>()
  for (const one of positions) {
    const key = keyOf(one)
    sums.set(key, addMoney(sums.get(key) ?? NO_MONEY, parseMoney(one.cost)))
  }
  return [...sums].sort(([, a], [, b]) => b - a)
}

/** Returns a percentile of the latencies of orders, nearest rank; null before the first. */
function percentileOf(sorted: readonly number[], percent: number): string | null {
  const found = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]
  return found === undefined ? null : formatMillis(found)
}

/** Returns what bounds the day, and how much of it is used. */
export function riskOf({ dailyPnl, dailyLimit, positionMax, positions, orders, names }: RiskGround): RiskView {
  const loss = Math.max(0, -dailyPnl)
  const latencies = orders
    .flatMap(({ latency_ms: text }) => (text === null ? [] : [parseDecimal(text, 3)]))
    .sort((a, b) => a - b)
  return {
    daily_pnl: formatMoney(dailyPnl),
    daily_limit: formatMoney(dailyLimit),
    daily_limit_remaining: formatMoney(subtractMoney(dailyLimit, loss as Money)),
    daily_limit_pct: formatPercent(dailyLimit > 0 ? mulDiv(loss, 10_000, dailyLimit, 'half-up') : 0),
    max_position: formatMoney(positionMax),
    total_exposure: formatMoney(exposureOf(positions)),
    exposure_by_game: sumBy(positions, ({ game_id: game }) => game).map(([game, exposure]) => ({
      game_id: game,
      name: names.titleOf(game),
      exposure: formatMoney(exposure),
    })),
    exposure_by_sport: sumBy(positions, ({ game_id: game }) => names.sportOf(game) ?? 'unknown').map(
      ([sport, exposure]) => ({ sport, exposure: formatMoney(exposure) }),
    ),
    p50_latency_ms: percentileOf(latencies, 50),
    p95_latency_ms: percentileOf(latencies, 95),
  }
}
