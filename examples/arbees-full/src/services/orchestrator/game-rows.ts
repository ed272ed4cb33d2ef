/*
 * Games and their markets as rows. The last word of each counts, so they are written as one statement a row:
 * there are few of them.
 */
import type { Micros } from '@arbees/core'
import type { MessageOf } from '../../messages/topics.ts'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { Queries } from '../../platform/store/store.ts'

type Settled = MessageOf<'market.settled'>

/** What changed, to be written. */
export type GameRow = { readonly at: Micros } & (
  | { readonly type: 'found'; readonly found: MessageOf<'game.found'> }
  | { readonly type: 'ended'; readonly ended: MessageOf<'game.ended'> }
  | { readonly type: 'matched'; readonly matched: MessageOf<'market.matched'> }
  | { readonly type: 'settled'; readonly settled: Settled }
)

async function writeFound({ query }: Queries, found: MessageOf<'game.found'>, at: string): Promise<void> {
  const { game, league, home, away, startsAt, status } = found
  await query(
    `INSERT INTO games (game_id, league, home_team, away_team, home_abbreviation, away_abbreviation, starts_at, status,
       updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (game_id) DO UPDATE SET league = excluded.league, home_team = excluded.home_team,
       away_team = excluded.away_team, home_abbreviation = excluded.home_abbreviation,
       away_abbreviation = excluded.away_abbreviation, starts_at = excluded.starts_at, status = excluded.status,
       updated_at = excluded.updated_at`,
    [game, league, home.name, away.name, home.abbreviation, away.abbreviation, formatInstant(startsAt), status, at],
  )
}

async function writeEnded({ query }: Queries, ended: MessageOf<'game.ended'>, at: string): Promise<void> {
  const { game, winner, home, away } = ended
  await query(
    `UPDATE games SET winner = $2, home_score = $3, away_score = $4, ended_at = $5, updated_at = $6 WHERE game_id = $1`,
    [game, winner, home, away, formatInstant(ended.at), at],
  )
}

async function writeMatched({ query }: Queries, matched: MessageOf<'market.matched'>, at: string): Promise<void> {
  for (const { market, yesOn } of matched.markets) {
    await query(
      `INSERT INTO game_markets (market_id, game_id, platform, title, yes_on, status, updated_at)
       SELECT $1, game_id, $3, $4, $5, $6, $7 FROM games WHERE game_id = $2
       ON CONFLICT (market_id) DO UPDATE SET game_id = excluded.game_id, title = excluded.title,
         yes_on = excluded.yes_on, status = excluded.status, updated_at = excluded.updated_at
         WHERE game_markets.settled_as IS NULL`,
      [market.id, matched.game, market.venue, market.title, yesOn, market.status, at],
    )
  }
}

async function writeSettled({ query }: Queries, { market, outcome, yesPrice }: Settled, at: string): Promise<void> {
  await query(
    `UPDATE game_markets SET status = 'settled', settled_as = $2, settled_yes_price = $3::int / 10000::numeric,
       updated_at = $4 WHERE market_id = $1`,
    [market, outcome, yesPrice, at],
  )
}

/** Writes what changed, in order. */
export async function writeGameRows(queries: Queries, rows: readonly GameRow[]): Promise<void> {
  for (const row of rows) {
    const at = formatInstant(row.at)
    if (row.type === 'found') await writeFound(queries, row.found, at)
    else if (row.type === 'ended') await writeEnded(queries, row.ended, at)
    else if (row.type === 'matched') await writeMatched(queries, row.matched, at)
    else await writeSettled(queries, row.settled, at)
  }
}
