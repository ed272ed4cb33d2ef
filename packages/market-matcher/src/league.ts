import { indexNames } from './names.ts'
import type { Team } from './team.ts'
import { EPL } from './teams/epl.ts'
import { MLB } from './teams/mlb.ts'
import { MLS } from './teams/mls.ts'
import { NBA } from './teams/nba.ts'
import { NFL } from './teams/nfl.ts'
import { NHL } from './teams/nhl.ts'
import { SCHOOLS_A_TO_M } from './teams/schools-a-to-m.ts'
import { SCHOOLS_N_TO_Z } from './teams/schools-n-to-z.ts'
import { WNBA } from './teams/wnba.ts'

/** The leagues that are matched, by ESPN's names. */
export type LeagueId =
  | 'nfl'
  | 'college-football'
  | 'nba'
  | 'mens-college-basketball'
  | 'wnba'
  | 'nhl'
  | 'mlb'
  | 'mls'
  | 'epl'

/**
 * What a level score at the end means: `impossible`, the rules play on until one wins; `possible`, it
 * may stay so and then a clause must say what is paid; `third`, it is an outcome with its own market.
 */
export type Draw = 'impossible' | 'possible' | 'third'

/** One league: what the venues call it, and what its games can end as. */
export type League = {
  readonly id: LeagueId
  /** Kalshi's series of game winners. */
  readonly series: string
  /** The first words of Polymarket's slugs. */
  readonly slugs: readonly string[]
  readonly draw: Draw
  /** Whether two teams may meet twice on one day. */
  readonly hasDoubleheaders: boolean
  /** Whether some of its level games go on after regulation while a draw is an outcome of its own (a cup, play-offs). */
  readonly hasExtraTime: boolean
  readonly teams: readonly Team[]
  /** The teams that a normalized name can mean. */
  readonly byName: ReadonlyMap<string, readonly Team[]>
}

const SCHOOLS: readonly Team[] = [...SCHOOLS_A_TO_M, ...SCHOOLS_N_TO_Z]

type Shape = readonly [LeagueId, string, readonly string[], Draw, readonly Team[]]

const SHAPES: readonly Shape[] = [
  ['nfl', 'KXNFLGAME', ['nfl'], 'possible', NFL],
  ['college-football', 'KXNCAAFGAME', ['cfb'], 'impossible', SCHOOLS],
  ['nba', 'KXNBAGAME', ['nba'], 'impossible', NBA],
  ['mens-college-basketball', 'KXNCAAMBGAME', ['cbb'], 'impossible', SCHOOLS],
  ['wnba', 'KXWNBAGAME', ['wnba'], 'impossible', WNBA],
  ['nhl', 'KXNHLGAME', ['nhl'], 'impossible', NHL],
  ['mlb', 'KXMLBGAME', ['mlb'], 'impossible', MLB],
  ['mls', 'KXMLSGAME', ['mls'], 'third', MLS],
  ['epl', 'KXEPLGAME', ['epl'], 'third', EPL],
]

/** Every league that is matched. What is not here is refused. */
export const LEAGUES: readonly League[] = SHAPES.map(([id, series, slugs, draw, teams]) => ({
  id,
  series,
  slugs,
  draw,
  teams,
  byName: indexNames(teams),
  hasDoubleheaders: id === 'mlb',
  hasExtraTime: id === 'mls',
}))

/** Returns the league whose game winners are Kalshi's `series`; undefined for any other series. */
export function leagueOfSeries(series: string): League | undefined {
  return LEAGUES.find((league) => league.series === series)
}

/** Returns the league of a Polymarket slug's word; undefined for any other word. */
export function leagueOfSlugWord(word: string): League | undefined {
  return LEAGUES.find((league) => league.slugs.includes(word))
}

/** Returns a league by its own name. */
export function leagueOf(id: LeagueId): League {
  return LEAGUES.find((league) => league.id === id) as League
}
