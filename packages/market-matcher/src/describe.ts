import { describeKalshi } from './describe-kalshi.ts'
import { describePolymarket } from './describe-polymarket.ts'
import type { GameWinner, MarketText } from './game-winner.ts'
import type { Refusal } from './refusal.ts'
import { isRefused } from './refusal.ts'

/**
 * Returns what a market settles on, or a refusal with its reason. It never throws and never guesses:
 * each text that is there must agree with all others.
 *
 * @example
 * describe({ venue: 'kalshi', ticker: 'KXNBAGAME-26JAN07DENBOS-DEN' })
 * // { type: 'game-winner', league: 'nba', date: '2026-01-07', yes: 'Denver Nuggets', … }
 */
export function describe(text: MarketText): GameWinner | Refusal {
  const read = text.venue === 'kalshi' ? describeKalshi(text) : describePolymarket(text)
  if (!isRefused(read)) return read
  return { ...read, venue: text.venue, native: text.venue === 'kalshi' ? text.ticker : text.slug }
}
