/* Whether trades earn more than fees and slippage: by what came in and went out, in which both are. */
import type { Money } from '@arbees/core'
import { formatMoney, toMoney } from '@arbees/core'
import type { ClosedTrade, Evidence } from './evidence.ts'
import { meanInterval } from './mean-interval.ts'
import type { Verdict } from './verdict.ts'

/** Below so many trades, or games that they are on, an interval is not to be believed. */
const TRADES_NEEDED = 30
const GAMES_NEEDED = 10

function byGame(trades: readonly ClosedTrade[]): readonly (readonly number[])[] {
  const games = new Map<string, number[]>()
  for (const { game, pnl } of trades) games.set(game, [...(games.get(game) ?? []), pnl])
  return [...games.values()]
}

/** A statistic in micro-dollars, as dollars: rounded down, so that what is earned is never overstated. */
function dollars(micros: number): string {
  return formatMoney(toMoney(Math.floor(micros)))
}

/** Says whether a trade earns more than nothing: the lower end of the mean's interval is above 0. */
export function judgeProfitability({ trades }: Evidence): Verdict {
  const games = byGame(trades)
  const paper = trades.filter(({ isPaper }) => isPaper).length
  const total = trades.reduce((sum, { pnl }) => sum + pnl, 0) as Money
  const sums = `${trades.length} closed trades on ${games.length} games, ${paper} on paper, net $${formatMoney(total)}`
  if (trades.length < TRADES_NEEDED || games.length < GAMES_NEEDED) {
    const missing = `missing: ${TRADES_NEEDED} trades on ${GAMES_NEEDED} games at least`
    return { name: 'Profitability', holds: 'not proven', found: `${sums}; ${missing}` }
  }
  const { mean, low, high } = meanInterval(games)
  const found = `${sums}; mean $${dollars(mean)} a trade, 95 % within $${dollars(low)} to $${dollars(high)}`
  return { name: 'Profitability', found, holds: low > 0 ? 'yes' : high <= 0 ? 'no' : 'not proven' }
}
