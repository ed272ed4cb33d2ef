import { z } from 'zod'
import type { Routes } from '../server-parts.ts'
import { orderView, positionView, tradeStatus, tradeView } from '../view/ledger-view.ts'
import { platformField, sportField, wholeField } from './query-fields.ts'

/** Adds what is asked of orders, trades and positions. */
export const tradingRoutes: Routes = (app, { state }) => {
  const { ledger, games } = state
  const isOfSport = (sport: string | undefined) => (one: { readonly game_id: string }) =>
    sport === undefined || games.sportOf(one.game_id) === sport
  app.get(
    '/api/paper-trading/orders',
    {
      schema: {
        summary: 'Orders at their end, newest first',
        querystring: z.strictObject({
          platform: platformField,
          sport: sportField,
          status: z.enum(['filled', 'cancelled']).optional(),
          limit: wholeField(50, 1, 1_000),
        }),
        response: { 200: z.array(orderView) },
      },
    },
    ({ query: { platform, sport, status, limit } }) =>
      ledger
        .orders()
        .filter((one) => platform === undefined || one.platform === platform)
        .filter((one) => status === undefined || one.status === status)
        .filter(isOfSport(sport))
        .slice(0, limit),
  )
  app.get(
    '/api/paper-trading/trades',
    {
      schema: {
        summary: 'Trades, newest first',
        querystring: z.strictObject({
          status: tradeStatus.optional(),
          sport: sportField,
          limit: wholeField(50, 1, 1_000),
        }),
        response: { 200: z.array(tradeView) },
      },
    },
    ({ query: { status, sport, limit } }) =>
      ledger
        .trades()
        .filter((one) => status === undefined || one.status === status)
        .filter(isOfSport(sport))
        .slice(0, limit),
  )
  app.get(
    '/api/paper-trading/positions',
    { schema: { summary: 'What is held', response: { 200: z.array(positionView) } } },
    () => [...ledger.positions()],
  )
}
