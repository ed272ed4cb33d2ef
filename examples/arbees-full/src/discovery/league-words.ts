import type { LeagueId } from '@arbees/market-matcher'
import { LEAGUES } from '@arbees/market-matcher'
import type { MessageOf } from '../messages/topics.ts'

/** A league as messages name it. */
export type LeagueWord = MessageOf<'game.found'>['league']

const IDS: Readonly<Record<LeagueWord, LeagueId>> = {
  nfl: 'nfl',
  ncaaf: 'college-football',
  nba: 'nba',
  ncaab: 'mens-college-basketball',
  nhl: 'nhl',
  mlb: 'mlb',
  mls: 'mls',
  epl: 'epl',
}

/** Returns what the matcher calls a league. */
export function leagueIdOf(word: LeagueWord): LeagueId {
  return IDS[word]
}

/** Returns Kalshi's series of a league's game winners. */
export function seriesOf(word: LeagueWord): string {
  const league = LEAGUES.find(({ id }) => id === IDS[word])
  if (league === undefined) throw new Error(`the matcher knows every league of ours, found none for ${word}`)
  return league.series
}
