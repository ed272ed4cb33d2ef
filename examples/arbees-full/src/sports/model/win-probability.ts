/*
 * What a game's state says about its end. A model is made once a game, of what was thought before it,
 * and asked with every state. It answers null where it knows nothing: nobody trades on a guess.
 */
import type { LeagueId } from '@arbees/market-matcher'
import type { GameState } from '../game-state.ts'
import type { SportsLeague } from '../league-table.ts'
import { sportsLeague } from '../league-table.ts'
import { baseballChances, baseballHome, baseballTeamsOf } from './baseball.ts'
import { COLLEGE_BASKETBALL_MARGINS, NBA_MARGINS, WNBA_MARGINS } from './basketball.ts'
import type { Chances } from './chances.ts'
import { settledChances } from './chances.ts'
import { COLLEGE_FOOTBALL_MARGINS, footballChances, NFL_MARGINS } from './football.ts'
import { ratesOf } from './goal-model.ts'
import { HOCKEY_GOALS, hockeyChances } from './hockey.ts'
import type { MarginSettings } from './margin-model.ts'
import { driftOf, marginChances } from './margin-model.ts'
import { priorOfChance, priorOfLine } from './prior.ts'
import { SOCCER_GOALS, SOCCER_PRIOR, soccerChances } from './soccer.ts'

/** A game's model: chances of a state, or null where the state does not carry an answer. */
export type WinModel = (state: GameState) => Chances | null

const MARGINS: Readonly<Partial<Record<LeagueId, MarginSettings>>> = {
  nfl: NFL_MARGINS,
  'college-football': COLLEGE_FOOTBALL_MARGINS,
  nba: NBA_MARGINS,
  wnba: WNBA_MARGINS,
  'mens-college-basketball': COLLEGE_BASKETBALL_MARGINS,
}

/** How often the home team wins a game of which nothing else is known. */
const HOME: Readonly<Record<LeagueId, number>> = {
  nfl: 0.55,
  'college-football': 0.6,
  nba: 0.57,
  'mens-college-basketball': 0.64,
  wnba: 0.56,
  nhl: 0.54,
  mlb: 0.535,
  mls: SOCCER_PRIOR.home,
  epl: SOCCER_PRIOR.home,
}

/** Returns the prior of a game with no opinion on the teams: only that one of them is at home. */
export function priorOfHome(league: LeagueId): Chances {
  return sportsLeague(league).sport === 'soccer' ? SOCCER_PRIOR : priorOfChance(HOME[league])
}

/** Returns the prior of a game's lines, or of its league where it has none. */
export function priorOfGame(state: GameState): Chances {
  const sigma = MARGINS[state.league]?.sigma ?? 1
  const hasSpread = MARGINS[state.league] !== undefined
  const line = state.line === null ? null : hasSpread ? state.line : { ...state.line, homeSpread: null }
  return (line === null ? null : priorOfLine(line, sigma)) ?? priorOfHome(state.league)
}

/** Seconds of regulation left, or of the overtime that is played; null when no clock says. */
function secondsLeft(
  league: SportsLeague,
  { period, clockMillis }: GameState,
): { left: number; isOvertime: boolean } | null {
  if (clockMillis === null || period < 1) return null
  const isOvertime = period > league.periods
  const later = isOvertime ? 0 : (league.periods - period) * league.periodSeconds
  return { left: clockMillis / 1000 + later, isOvertime }
}

type Live = (state: GameState, lead: number) => Chances | null

function marginLive(league: SportsLeague, settings: MarginSettings, prior: Chances): Live {
  const drift = driftOf(settings, prior.home / (prior.home + prior.away))
  return (state, lead) => {
    const time = secondsLeft(league, state)
    if (time === null) return null
    // College football's overtime has no clock: a level score is all there is to know.
    const left = time.isOvertime && settings.overtimeSeconds === 0 ? 0 : time.left
    if (time.isOvertime && settings.overtimeSeconds === 0 && lead !== 0) return null
    if (league.sport === 'football') return footballChances(settings, state, left, time.isOvertime, drift)
    return marginChances(settings, { lead, secondsLeft: left, isOvertime: time.isOvertime, ball: 0 }, drift)
  }
}

function hockeyLive(league: SportsLeague, prior: Chances): Live {
  const rates = ratesOf({ ...prior, draw: 0 }, HOCKEY_GOALS)
  return (state, lead) => {
    const time = secondsLeft(league, state)
    return time === null ? null : hockeyChances(lead, time.left, time.isOvertime, rates)
  }
}

function baseballLive(prior: Chances): Live {
  const teams = baseballTeamsOf(prior.home / (prior.home + prior.away))
  return (state, lead) =>
    state.situation?.type === 'baseball' && state.period >= 1
      ? baseballChances(baseballHome(teams, lead, state.period, state.situation))
      : null
}

/** Extra time and penalties come after what a soccer market settles on: then nothing is said. */
function soccerLive(prior: Chances): Live {
  const rates = ratesOf(prior.draw > 0 ? prior : { ...prior, draw: SOCCER_PRIOR.draw }, SOCCER_GOALS)
  return (state, lead) =>
    state.minute === null || state.period < 1 || state.period > 2
      ? null
      : soccerChances(lead, state.period, state.minute.played, state.minute.added, rates)
}

function liveOf(league: SportsLeague, prior: Chances): Live {
  const settings = MARGINS[league.id]
  if (settings !== undefined) return marginLive(league, settings, prior)
  if (league.sport === 'hockey') return hockeyLive(league, prior)
  return league.sport === 'baseball' ? baseballLive(prior) : soccerLive(prior)
}

/**
 * Returns the model of a game: `prior` is what was thought before it, of `priorOfGame` or of a market
 * (`priorOfChance`).
 */
export function createWinModel(id: LeagueId, prior: Chances): WinModel {
  const league = sportsLeague(id)
  const live = liveOf(league, prior)
  return (state) => {
    switch (state.phase) {
      case 'scheduled':
        return prior
      case 'final':
        return state.score === null || (league.sport === 'soccer' && state.period > 2)
          ? null
          : settledChances(state.score.home, state.score.away)
      case 'playing':
      case 'break':
      case 'delayed':
        return state.score === null ? null : live(state, state.score.home - state.score.away)
      case 'shootout':
      case 'postponed':
      case 'canceled':
      case 'suspended':
      case 'unknown':
        return null
    }
  }
}
