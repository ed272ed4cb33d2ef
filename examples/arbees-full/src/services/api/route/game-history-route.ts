import { toMicros } from '@arbees/core'
import { z } from 'zod'
import { formatInstant } from '../../../platform/store/sql-values.ts'
import type { Routes } from '../server-parts.ts'
import { chance, instant } from '../view/scalars.ts'
import { wholeField } from './query-fields.ts'

const historyPoint = z.object({
  time: instant,
  home_win_prob: chance.nullable(),
  source_home_win_prob: chance.nullable(),
  home_score: z.int(),
  away_score: z.int(),
})

/** Adds the history of a game. */
export const gameHistoryRoute: Routes = (app, { store }) => {
  app.get(
    '/api/live-games/:game_id/history',
    {
      schema: {
        summary: 'Win probability and score over time, out of the database, oldest first',
        params: z.strictObject({ game_id: z.string().min(1).max(200) }),
        querystring: z.strictObject({ limit: wholeField(500, 1, 5_000) }),
        response: { 200: z.array(historyPoint) },
      },
    },
    async ({ params, query: { limit } }) => {
      const rows = await store.query<{
        at: number
        ours: number | null
        theirs: number | null
        home: number
        away: number
      }>(
        `SELECT received_at AS at, home_win_prob AS ours, source_home_win_prob AS theirs, home_score AS home,
           away_score AS away
         FROM game_states WHERE game_id = $1 ORDER BY received_at DESC LIMIT $2`,
        [params.game_id, limit],
      )
      return rows.toReversed().map(({ at, ours, theirs, home, away }) => ({
        time: formatInstant(toMicros(at)),
        home_win_prob: ours,
        source_home_win_prob: theirs,
        home_score: home,
        away_score: away,
      }))
    },
  )
}
