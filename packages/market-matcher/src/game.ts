import type { Micros } from '@arbees/core'
import { gamesOf, isOneStart } from './doubleheader.ts'
import type { GameDate } from './game-date.ts'
import { easternDate } from './game-date.ts'
import type { GameWinner } from './game-winner.ts'
import type { LeagueId } from './league.ts'
import { leagueOf } from './league.ts'
import { teamsNamed } from './names.ts'
import type { Refused } from './refusal.ts'
import { isRefused, refuse } from './refusal.ts'

/** A game as a source of scores names it. */
export type Game = {
  readonly type: 'game'
  readonly league: LeagueId
  /** Full names, as in our tables. */
  readonly home: string
  readonly away: string
  /** The day in eastern time. */
  readonly date: GameDate
  readonly startsAt: Micros
}

function fullName(league: LeagueId, name: string): string | Refused {
  const [team, other] = teamsNamed(leagueOf(league), name)
  if (team === undefined) return refuse('unknown-team', `${league} has no team named ${name}`)
  return other === undefined ? team.name : refuse('ambiguous-team', `${name} can be ${team.name} or ${other.name}`)
}

/** Returns a game by its teams' names (`Denver Nuggets`) and start, or why it is not known. */
export function describeGame(game: {
  readonly league: LeagueId
  readonly home: string
  readonly away: string
  readonly startsAt: Micros
}): Game | Refused {
  const home = fullName(game.league, game.home)
  if (isRefused(home)) return home
  const away = fullName(game.league, game.away)
  if (isRefused(away)) return away
  if (home === away) return refuse('contradiction', `expected two teams, found ${home} twice`)
  return { type: 'game', league: game.league, home, away, date: easternDate(game.startsAt), startsAt: game.startsAt }
}

/**
 * Says whether a market is on this very game: league, teams and day, and the start where the market has
 * one. In a league with doubleheaders a market without a start is on none: the day does not decide. There a start
 * must be nearer where the market has a number, or its venue lists two games: `listed` is every described market.
 */
export function isOnGame(game: Game, market: GameWinner, listed: readonly GameWinner[] = []): boolean {
  const isTeams = market.teams.includes(game.home) && market.teams.includes(game.away)
  if (!isTeams || market.league !== game.league || market.date !== game.date) return false
  const { hasDoubleheaders } = leagueOf(game.league)
  if (market.startsAt === null) return !hasDoubleheaders
  const isOneOfTwo = hasDoubleheaders && (market.gameNumber !== null || gamesOf(market, listed) > 1)
  return isOneStart(market.startsAt, game.startsAt, isOneOfTwo)
}
