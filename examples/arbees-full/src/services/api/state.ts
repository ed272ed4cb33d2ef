/*
 * What the API knows, in one place: the projections together, and what is told of the whole.
 */
import type { Micros, Money } from '@arbees/core'
import { formatInstant } from '../../platform/store/sql-values.ts'
import { funnelOf } from './projection/funnel.ts'
import type { Games } from './projection/games.ts'
import { createGames } from './projection/games.ts'
import type { Ledger } from './projection/ledger.ts'
import { createLedger } from './projection/ledger.ts'
import type { Opportunities } from './projection/opportunities.ts'
import { createOpportunities } from './projection/opportunities.ts'
import type { Oversight } from './projection/oversight.ts'
import { createOversight } from './projection/oversight.ts'
import { riskOf } from './projection/risk.ts'
import type { ControlView, OverviewView, PerformanceView, RiskView } from './view/oversight-view.ts'

/** What the state is made with. */
export type StateSettings = {
  readonly isPaper: boolean
  readonly dailyLimit: Money
  readonly positionMax: Money
  readonly silentAfter: Micros
  readonly now: () => Micros
  readonly control: () => ControlView
}

/** Everything that the API can tell. */
export type ApiState = {
  readonly games: Games
  readonly opportunities: Opportunities
  readonly ledger: Ledger
  readonly oversight: Oversight
  readonly now: () => Micros
  readonly control: () => ControlView
  readonly performance: () => PerformanceView
  readonly risk: () => RiskView
  readonly overview: () => OverviewView
}

/** Games in which something may happen now. */
const LIVE = ['in-progress', 'break']

/** Returns a state that knows nothing yet. */
export function createApiState(settings: StateSettings): ApiState {
  const { now, control } = settings
  const games = createGames()
  const opportunities = createOpportunities(games)
  const ledger = createLedger(games)
  const oversight = createOversight(settings.silentAfter)
  const performance = () => ledger.tally.performance(ledger.trades().filter(({ status }) => status === 'open').length)
  const risk = () =>
    riskOf({
      dailyPnl: ledger.tally.pnlOfDay(now()),
      dailyLimit: settings.dailyLimit,
      positionMax: settings.positionMax,
      positions: ledger.positions(),
      orders: ledger.orders(),
      names: games,
    })
  const overview = () => ({
    now: formatInstant(now()),
    paper_trading: settings.isPaper,
    control: control(),
    bankroll: ledger.bankroll(),
    performance: performance(),
    risk: risk(),
    funnel: funnelOf(opportunities.list()),
    live_games: games.list().filter(({ status }) => LIVE.includes(status)).length,
    open_positions: ledger.positions().length,
  })
  return Object.freeze({ games, opportunities, ledger, oversight, now, control, performance, risk, overview })
}
