import { seconds } from '@arbees/core'
import { z } from 'zod'
import { formatInstant } from '../../../platform/store/sql-values.ts'
import { ApiError } from '../api-error.ts'
import type { Routes } from '../server-parts.ts'
import { gameView, priceView } from '../view/game-view.ts'
import { opportunityView } from '../view/opportunity-view.ts'
import { booleanField, sportField, wholeField } from './query-fields.ts'

const gameId = z.strictObject({ game_id: z.string().min(1).max(200) })
const HOUR = seconds(3_600)
const OVER = ['final', 'postponed', 'canceled']

/** Adds what is asked of games. */
export const gameRoutes: Routes = (app, { state }) => {
  const known = (game: string) => {
    const view = state.games.view(game)
    if (view === undefined) throw new ApiError(404, 'unknown-game', `no game ${JSON.stringify(game)} is known`)
    return view
  }
  app.get(
    '/api/live-games',
    {
      schema: {
        summary: 'Games as they stand, with their markets',
        querystring: z.strictObject({
          sport: sportField,
          max_age_hours: wholeField(6, 1, 168),
          include_final: booleanField.default(false),
        }),
        response: { 200: z.array(gameView) },
      },
    },
    ({ query: { sport, max_age_hours: hours, include_final: withFinal } }) => {
      const oldest = formatInstant(Math.max(0, state.now() - hours * HOUR))
      return state.games
        .list()
        .filter((game) => sport === undefined || game.sport === sport)
        .filter(({ status }) => withFinal || !OVER.includes(status))
        .filter(({ last_update: at, scheduled_time: start }) => (at ?? start ?? oldest) >= oldest)
    },
  )
  app.get(
    '/api/live-games/:game_id/state',
    { schema: { summary: 'One game', params: gameId, response: { 200: gameView } } },
    ({ params }) => known(params.game_id),
  )
  app.get(
    '/api/live-games/:game_id/prices',
    {
      schema: { summary: "The best prices of a game's markets", params: gameId, response: { 200: z.array(priceView) } },
    },
    ({ params }) => known(params.game_id).prices,
  )
  app.get(
    '/api/live-games/:game_id/signals',
    {
      schema: {
        summary: 'Opportunities of a game, newest first',
        params: gameId,
        response: { 200: z.array(opportunityView) },
      },
    },
    ({ params }) => state.opportunities.list().filter(({ event_id: game }) => game === params.game_id),
  )
}
