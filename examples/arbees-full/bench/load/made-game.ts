/*
 * A game of the load, in any league: its clock runs with time, somebody scores now and then, and ESPN prints it.
 * What a market thinks of it is what our own model says of an older score: so a score opens an edge, and the market
 * closes it a little later.
 */
import type { Micros, Rng } from '@arbees/core'
import { nextChance, nextInteger, ONE_SECOND, toMicros } from '@arbees/core'
import { leagueIdOf } from '../../src/discovery/league-words.ts'
import type { MessageOf } from '../../src/messages/topics.ts'
import { readScoreboard } from '../../src/sports/espn/read-scoreboard.ts'
import type { SportsLeague } from '../../src/sports/league-table.ts'
import { sportsLeague } from '../../src/sports/league-table.ts'
import type { WinModel } from '../../src/sports/model/win-probability.ts'
import { createWinModel, priorOfGame } from '../../src/sports/model/win-probability.ts'

export type LeagueWord = MessageOf<'game.found'>['league']

/** A game. Changed in place. */
export type MadeGame = {
  readonly id: string
  readonly word: LeagueWord
  readonly league: SportsLeague
  /** When its first second was played, by a clock that never stops. */
  readonly startsAt: Micros
  /** How many seconds of it pass in one. */
  readonly pace: number
  home: number
  away: number
  /** The score that the markets know. */
  known: { readonly home: number; readonly away: number }
  model: WinModel | undefined
}

/** Seconds of an inning: no clock says, so the load does. */
const INNING_SECONDS = 360

const POINTS: Readonly<Record<SportsLeague['sport'], readonly [number, number]>> = {
  football: [3, 7],
  basketball: [2, 5],
  hockey: [1, 1],
  baseball: [1, 1],
  soccer: [1, 1],
}

/** Returns how many seconds a league's game is played. */
export function playedSeconds({ periods, periodSeconds }: SportsLeague): number {
  return periods * (periodSeconds === 0 ? INNING_SECONDS : periodSeconds)
}

/** Returns a game that stands somewhere between its first and its last quarter at `now`. */
export function makeGame(id: string, word: LeagueWord, rng: Rng, now: Micros, pace: number, isNew: boolean): MadeGame {
  const league = sportsLeague(leagueIdOf(word))
  const seconds = playedSeconds(league)
  const played = isNew ? 0 : nextInteger(rng, Math.floor(seconds / 10), Math.floor(seconds / 2))
  const startsAt = toMicros(now - Math.floor((played / pace) * ONE_SECOND))
  const known = { home: 0, away: 0 }
  return { id, word, league, startsAt, pace, home: 0, away: 0, known, model: undefined }
}

function secondsPlayed({ startsAt, pace }: MadeGame, now: Micros): number {
  return Math.max(0, ((now - startsAt) / ONE_SECOND) * pace)
}

/** Says whether a game is over. */
export function isFinal(game: MadeGame, now: Micros): boolean {
  return secondsPlayed(game, now) >= playedSeconds(game.league)
}

/** Lets a team score: the one that is behind more often, so that the game stays open. */
export function score(game: MadeGame, rng: Rng): void {
  const [least, most] = POINTS[game.league.sport]
  const lead = game.home - game.away
  const isHome = nextChance(rng, lead === 0 ? 0.5 : lead > 0 ? 0.25 : 0.75)
  if (isHome) game.home += nextInteger(rng, least, most)
  else game.away += nextInteger(rng, least, most)
}

type Shown = { readonly period: number; readonly clock: string; readonly detail: string; readonly name: string }

function shownOf(game: MadeGame, now: Micros): Shown {
  const { league } = game
  const length = league.periodSeconds === 0 ? INNING_SECONDS : league.periodSeconds
  const played = secondsPlayed(game, now)
  const isOver = isFinal(game, now)
  const period = Math.min(league.periods, Math.floor(played / length) + 1)
  const into = Math.min(length, played - (period - 1) * length)
  if (league.sport === 'soccer') {
    const minute = Math.min(period * 45, Math.floor(((period - 1) * length + into) / 60) + 1)
    const name = isOver ? 'STATUS_FULL_TIME' : period === 1 ? 'STATUS_FIRST_HALF' : 'STATUS_SECOND_HALF'
    return { period, clock: `${minute}'`, detail: `${minute}'`, name }
  }
  const name = isOver ? 'STATUS_FINAL' : 'STATUS_IN_PROGRESS'
  if (league.sport === 'baseball') {
    const half = into < length / 2 ? 'Top' : 'Bottom'
    return { period, clock: '0:00', detail: `${half} ${period}th`, name }
  }
  const left = Math.max(0, Math.floor((length - into) * 10))
  const seconds = String(Math.floor(left / 10) % 60).padStart(2, '0')
  return { period, clock: `${Math.floor(left / 600)}:${seconds}.${left % 10}`, detail: '', name }
}

/** Returns the game as an event of ESPN's scoreboard, with the given score. */
export function eventOf(game: MadeGame, now: Micros, { home, away }: { home: number; away: number }) {
  const { period, clock, detail, name } = shownOf(game, now)
  const isOver = isFinal(game, now)
  const team = (homeAway: 'home' | 'away', points: number) => ({
    homeAway,
    score: String(points),
    team: { id: `${game.id}${homeAway}`, abbreviation: homeAway.toUpperCase(), displayName: `The ${homeAway} team` },
  })
  const status = { displayClock: clock, period, type: { name, state: isOver ? 'post' : 'in', detail } }
  const lastPlay = { id: String(now), wallclock: new Date(Math.floor(now / 1_000)).toISOString() }
  const date = '2026-11-28T18:00Z'
  const situation = { outs: 1, onFirst: false, onSecond: false, onThird: false, lastPlay }
  const competitors = [team('home', home), team('away', away)]
  return { id: game.id, date, competitions: [{ date, neutralSite: false, competitors, status, situation }] }
}

/** Returns what the markets think: the chance of the home team by our own model on the score that they know, in ticks. */
export function marketHomeTicks(game: MadeGame, now: Micros): number {
  const board = readScoreboard(game.league, { events: [eventOf(game, now, game.known)] })
  const [state] = board.games
  if (state === undefined) throw new Error(`a made game can be read, found ${JSON.stringify(board.defects)}`)
  game.model ??= createWinModel(state.league, priorOfGame(state))
  const chances = game.model(state)
  if (chances === null) throw new Error(`the model knows ${game.word}`)
  return Math.round(chances.home * 100) * 100
}
