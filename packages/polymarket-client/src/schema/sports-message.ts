import { z } from 'zod'
import { maybe } from './scalars.ts'

/** A game's state, without an envelope. Named by `gameId`, `metadataGameId` or `slug`. */
export const SportsMessage = z
  .object({
    gameId: maybe(z.number()),
    metadataGameId: maybe(z.string()),
    slug: maybe(z.string()),
    leagueAbbreviation: maybe(z.string()),
    homeTeam: maybe(z.string()),
    awayTeam: maybe(z.string()),
    status: maybe(z.string()),
    live: z.boolean(),
    ended: z.boolean(),
    score: maybe(z.string()),
    period: maybe(z.string()),
    elapsed: maybe(z.string()),
    turn: maybe(z.string()),
    finished_timestamp: maybe(z.string()),
    last_update: maybe(z.string()),
  })
  .refine((game) => game.gameId != null || game.metadataGameId != null || game.slug != null, {
    path: ['gameId'],
    message: 'expected gameId, metadataGameId or slug, found none',
  })

/** A game's state. */
export type SportsMessage = z.infer<typeof SportsMessage>
