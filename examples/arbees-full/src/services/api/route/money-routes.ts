import { seconds, toMicros } from '@arbees/core'
import { z } from 'zod'
import { equityHistory } from '../equity-history.ts'
import type { Routes } from '../server-parts.ts'
import { bankrollView, equityPoint, positionView } from '../view/ledger-view.ts'
import { performanceView, riskView } from '../view/oversight-view.ts'
import { wholeField } from './query-fields.ts'

const DAY = seconds(86_400)

const statusView = z.object({
  stats: performanceView,
  bankroll: bankrollView.nullable(),
  open_positions: z.array(positionView),
  open_positions_count: z.int(),
})

/** Adds what is asked of money. */
export const moneyRoutes: Routes = (app, { state, store }) => {
  const { ledger } = state
  app.get(
    '/api/paper-trading/status',
    { schema: { summary: 'Trades, bankroll and open positions', response: { 200: statusView } } },
    () => {
      const positions = [...ledger.positions()]
      return {
        stats: state.performance(),
        bankroll: ledger.bankroll(),
        open_positions: positions,
        open_positions_count: positions.length,
      }
    },
  )
  app.get(
    '/api/paper-trading/performance',
    { schema: { summary: 'How trades ended since the start of the account', response: { 200: performanceView } } },
    state.performance,
  )
  app.get(
    '/api/paper-trading/equity-history',
    {
      schema: {
        summary: 'The whole account over time, at most 1,001 points, the last of them now',
        querystring: z.strictObject({ days: wholeField(30, 1, 3_650) }),
        response: { 200: z.array(equityPoint) },
      },
    },
    async ({ query: { days } }) => {
      const now = state.now()
      return [...(await equityHistory(store, toMicros(Math.max(0, now - days * DAY)), now))]
    },
  )
  app.get(
    '/api/risk/metrics',
    { schema: { summary: 'What bounds the day, and how much of it is used', response: { 200: riskView } } },
    state.risk,
  )
}
