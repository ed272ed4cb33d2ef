import type { Http } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import type { SportsLeague } from '../league-table.ts'
import { scoreboardPath } from '../league-table.ts'
import type { Scoreboard } from './read-scoreboard.ts'
import { readScoreboard } from './read-scoreboard.ts'

/** How long an answer may take. */
const TIMEOUT = seconds(10)

function parse(body: string, league: SportsLeague): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new VenueError('payload.malformed', { where: `ESPN scoreboard ${league.id}`, issues: ['it is no JSON'] })
  }
}

/**
 * Asks ESPN for a league's games of today, once; only those that are `wanted` are read.
 *
 * @throws VenueError when no answer came, or none that can be read.
 */
export async function askScoreboard(
  http: Http,
  baseUrl: string,
  league: SportsLeague,
  signal: AbortSignal,
  wanted?: (id: string) => boolean,
): Promise<Scoreboard> {
  const path = scoreboardPath(league)
  const headers = { accept: 'application/json' }
  const { status, body } = await http({
    method: 'GET',
    url: `${baseUrl}${path}`,
    headers,
    timeoutMicros: TIMEOUT,
    signal,
  })
  if (status !== 200) throw new VenueError('response.status', { method: 'GET', path, status })
  return readScoreboard(league, parse(body, league), wanted)
}
