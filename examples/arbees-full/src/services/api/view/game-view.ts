import { z } from 'zod'
import { gameStatus } from '../../../messages/game.ts'
import { chance, contracts, dollars, instant, priceText } from './scalars.ts'

/** A market of a game and its best prices. */
export const priceView = z.object({
  market_id: z.string(),
  platform: z.string(),
  title: z.string(),
  yes_on: z.enum(['home', 'away', 'draw']),
  yes_bid: priceText.nullable(),
  yes_ask: priceText.nullable(),
  yes_bid_size: contracts.nullable(),
  yes_ask_size: contracts.nullable(),
  /** False while the book is not whole: nothing is traded on it. */
  is_tradable: z.boolean(),
  received_at: instant.nullable(),
})

/** Two markets on one question. */
export const pairView = z.object({
  pair: z.string(),
  a: z.string(),
  b: z.string(),
  polarity: z.enum(['same', 'inverse']),
  /** What is left of a dollar after one contract on both legs, before fees; null unless both books are tradable. */
  gap: dollars.nullable(),
})

/** A game as it stands, with its markets. */
export const gameView = z.object({
  game_id: z.string(),
  sport: z.string(),
  home_team: z.string(),
  away_team: z.string(),
  home_team_abbrev: z.string(),
  away_team_abbrev: z.string(),
  scheduled_time: instant.nullable(),
  home_score: z.int().nullable(),
  away_score: z.int().nullable(),
  period: z.int().nullable(),
  /** `7:32`; null where there is no clock or it is not known. */
  time_remaining: z.string().nullable(),
  status: gameStatus,
  possession: z.enum(['home', 'away']).nullable(),
  /** Our chance that home wins, and that of the source. */
  home_win_prob: chance.nullable(),
  source_home_win_prob: chance.nullable(),
  last_update: instant.nullable(),
  winner: z.enum(['home', 'away', 'draw', 'none']).nullable(),
  /** The shard that works on it. */
  shard: z.string().nullable(),
  prices: z.array(priceView),
  pairs: z.array(pairView),
  /** The best gap of its pairs. */
  best_gap: dollars.nullable(),
  /** Markets that were looked at and not taken. */
  refused_markets: z.array(z.object({ market_id: z.string(), reason: z.string() })),
})

/** A game as the API shows it. */
export type GameView = z.output<typeof gameView>
/** A market as the API shows it. */
export type PriceView = z.output<typeof priceView>
