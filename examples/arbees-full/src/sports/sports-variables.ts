import { listVariable, textVariable } from '../platform/config/variable.ts'

/** How games are found and followed. */
export const sportsVariables = {
  /** Which leagues are followed. */
  LEAGUES: listVariable(
    'nfl,ncaaf,nba,ncaab,nhl,mlb,mls,epl',
    'some of nfl, ncaaf, nba, ncaab, nhl, mlb, mls, epl between commas',
    /^(nfl|ncaaf|nba|ncaab|nhl|mlb|mls|epl)$/,
  ),
  /** Where ESPN's site API is. */
  ESPN_BASE_URL: textVariable('https://site.api.espn.com', 'an http(s) address without a path', /^https?:\/\/[^/\s]+$/),
} as const
