import type { LeagueId } from '@arbees/market-matcher'

/** How a league's games are played and asked for. Seconds are of the game's clock. */
export type SportsLeague = {
  readonly id: LeagueId
  /** ESPN's path below `/apis/site/v2/sports/`. */
  readonly path: string
  /** What ESPN needs to print every game and not a chosen few. */
  readonly query: string
  readonly sport: 'football' | 'basketball' | 'hockey' | 'baseball' | 'soccer'
  /** Periods of regulation: quarters, halves, innings. */
  readonly periods: number
  /** Length of one of them; 0 where no clock runs (baseball). */
  readonly periodSeconds: number
  readonly overtimeSeconds: number
  /** How often a game in play is asked for. */
  readonly pollSeconds: number
  /** How old a playing game's state may be before nothing is decided on it. */
  readonly staleSeconds: number
}

type Row = readonly [
  id: LeagueId,
  path: string,
  query: string,
  sport: SportsLeague['sport'],
  periods: number,
  periodSeconds: number,
  overtimeSeconds: number,
  pollSeconds: number,
  staleSeconds: number,
]

// Without a group ESPN prints the ranked teams alone: 80 is all of FBS, 50 all of Division I.
const ROWS: readonly Row[] = [
  ['nfl', 'football/nfl', '', 'football', 4, 900, 600, 2, 90],
  ['college-football', 'football/college-football', 'groups=80&limit=300', 'football', 4, 900, 0, 2, 90],
  ['nba', 'basketball/nba', '', 'basketball', 4, 720, 300, 2, 60],
  [
    'mens-college-basketball',
    'basketball/mens-college-basketball',
    'groups=50&limit=500',
    'basketball',
    2,
    1200,
    300,
    2,
    60,
  ],
  ['wnba', 'basketball/wnba', '', 'basketball', 4, 600, 300, 2, 60],
  ['nhl', 'hockey/nhl', '', 'hockey', 3, 1200, 300, 3, 90],
  ['mlb', 'baseball/mlb', '', 'baseball', 9, 0, 0, 5, 180],
  ['mls', 'soccer/usa.1', '', 'soccer', 2, 2700, 900, 5, 150],
  ['epl', 'soccer/eng.1', '', 'soccer', 2, 2700, 900, 5, 150],
]

/** Every league that is followed. */
export const SPORTS_LEAGUES: readonly SportsLeague[] = ROWS.map(
  ([id, path, query, sport, periods, periodSeconds, overtimeSeconds, pollSeconds, staleSeconds]) => ({
    id,
    path,
    query,
    sport,
    periods,
    periodSeconds,
    overtimeSeconds,
    pollSeconds,
    staleSeconds,
  }),
)

/** Returns a league's row. */
export function sportsLeague(id: LeagueId): SportsLeague {
  return SPORTS_LEAGUES.find((league) => league.id === id) as SportsLeague
}

/** Returns the path and query of a league's scoreboard; `day` as `20261128`, without it ESPN's own today. */
export function scoreboardPath(league: SportsLeague, day?: string): string {
  const query = [day === undefined ? '' : `dates=${day}`, league.query].filter((part) => part !== '').join('&')
  return `/apis/site/v2/sports/${league.path}/scoreboard${query === '' ? '' : `?${query}`}`
}

/** Returns the path and query of a game's summary. */
export function summaryPath(league: SportsLeague, game: string): string {
  return `/apis/site/v2/sports/${league.path}/summary?event=${encodeURIComponent(game)}`
}
