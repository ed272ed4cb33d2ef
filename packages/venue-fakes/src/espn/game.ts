/*
 * A game as a sequence of plays with an instant each: recorded, or played out of a seed. What a
 * viewer knows at any moment is the plays up to it.
 */
import type { Micros, Rng } from '@arbees/core'
import { InvariantError, invariant, nextChance, nextFloat, nextInteger, ONE_SECOND, toMicros } from '@arbees/core'

/** A team, in ESPN's words. */
export type FakeTeam = { readonly id: string; readonly abbreviation: string; readonly name: string }

/** One play. */
export type FakePlay = {
  readonly id: string
  /** When it is known: never before the play that precedes it. */
  readonly at: Micros
  readonly period: number
  /** As ESPN prints it: `18:14`, `4.2`. */
  readonly clock: string
  readonly home: number
  readonly away: number
  readonly isScoring: boolean
  readonly kind: string
  readonly text: string
  /** From 0 to 1; undefined when nobody says. */
  readonly homeWinProbability: number | undefined
}

/** A whole game, its future included. */
export type FakeGame = {
  readonly id: string
  /** `basketball` */
  readonly sport: string
  /** `nba` */
  readonly league: string
  readonly scheduled: Micros
  readonly home: FakeTeam
  readonly away: FakeTeam
  /** Periods without overtime. */
  readonly periods: number
  readonly plays: readonly FakePlay[]
}

/** Settings of `generateGame`. */
export type GenerateGameOptions = {
  readonly rng: Rng
  readonly id: string
  readonly scheduled: Micros
  readonly home: FakeTeam
  readonly away: FakeTeam
  /** How many seconds of the game pass in one of the clock. @default 1 */
  readonly speed?: number
  /** How likely the home team wins before the game: what it scores leans that way. @default 0.5 */
  readonly homeStrength?: number
}

const PERIODS = 4
const PERIOD_SECONDS = 720
const OVERTIME_SECONDS = 300
/** Real time is longer than the game's: fouls, time-outs, whistles. */
const STOPPAGE = 2.2
const BREAK_SECONDS = 150
const HALFTIME_SECONDS = 900

function clockText(secondsLeft: number): string {
  const minutes = Math.floor(secondsLeft / 60)
  return minutes === 0 ? `${secondsLeft}.0` : `${minutes}:${String(secondsLeft % 60).padStart(2, '0')}`
}

/** How likely the home team wins, from the lead and the time left: a random walk with drift. */
function homeChance(lead: number, secondsLeft: number, homeStrength: number): number {
  const left = Math.max(secondsLeft, 1) / (PERIODS * PERIOD_SECONDS)
  const drift = (homeStrength - 0.5) * 20 * left
  const chance = 1 / (1 + Math.exp((-1.7 * (lead + drift)) / (12 * Math.sqrt(left))))
  return Math.round(Math.min(0.999, Math.max(0.001, chance)) * 1000) / 1000
}

const MADE: readonly (readonly [string, number])[] = [
  ['makes two point shot', 2],
  ['makes three point jumper', 3],
  ['makes free throw', 1],
]

/**
 * Plays a basketball game out of a seed; it ends with a winner, in overtime if it must.
 *
 * @example
 * generateGame({ rng: createRng('game 1'), id: '401700001', scheduled: clock.now(), home, away, speed: 20 })
 */
export function generateGame(options: GenerateGameOptions): FakeGame {
  const { rng, id, scheduled, home, away, speed = 1, homeStrength = 0.5 } = options
  invariant(speed > 0, `a game's speed is above 0, found ${speed}`)
  const plays: FakePlay[] = []
  let [homeScore, awayScore, elapsed] = [0, 0, 0]
  const push = (period: number, secondsLeft: number, kind: string, text: string, isScoring: boolean): void => {
    const rest = secondsLeft + Math.max(0, PERIODS - period) * PERIOD_SECONDS
    plays.push({
      id: `${id}${String(plays.length + 1).padStart(4, '0')}`,
      at: toMicros(scheduled + Math.round((elapsed / speed) * ONE_SECOND)),
      period,
      clock: clockText(secondsLeft),
      home: homeScore,
      away: awayScore,
      isScoring,
      kind,
      text,
      homeWinProbability: homeChance(homeScore - awayScore, rest, homeStrength),
    })
  }
  const possession = (period: number, secondsLeft: number): void => {
    const isHome = nextChance(rng, 0.5 + (homeStrength - 0.5) * 0.08)
    const team = isHome ? home : away
    if (!nextChance(rng, 0.47)) {
      push(period, secondsLeft, 'JumpShot', `${team.name} misses`, false)
      return
    }
    const [words, points] = MADE[nextFloat(rng) < 0.62 ? 0 : nextInteger(rng, 1, 2)] as readonly [string, number]
    if (isHome) homeScore += points
    else awayScore += points
    push(period, secondsLeft, 'JumpShot', `${team.name} ${words}`, true)
  }
  for (let period = 1; period <= PERIODS || homeScore === awayScore; period++) {
    let left = period <= PERIODS ? PERIOD_SECONDS : OVERTIME_SECONDS
    push(period, left, 'Jumpball', `Start of period ${period}`, false)
    while (left > 0) {
      const step = Math.min(left, nextInteger(rng, 8, 22))
      left -= step
      elapsed += step * STOPPAGE
      if (left > 0) possession(period, left)
    }
    push(period, 0, 'End Period', `End of period ${period}`, false)
    elapsed += period === 2 ? HALFTIME_SECONDS : BREAK_SECONDS
  }
  elapsed -= BREAK_SECONDS
  push(plays.at(-1)?.period ?? PERIODS, 0, 'End Game', 'End of game', false)
  return { id, sport: 'basketball', league: 'nba', scheduled, home, away, periods: PERIODS, plays: settled(plays) }
}

/** The last word on who wins is no forecast. */
function settled(plays: readonly FakePlay[]): readonly FakePlay[] {
  return plays.map((play, index) =>
    index === plays.length - 1 ? { ...play, homeWinProbability: play.home > play.away ? 1 : 0 } : play,
  )
}

type Row = Readonly<Record<string, unknown>>

function textOf(row: Row, name: string): string {
  const value = row[name]
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new InvariantError(`a recorded game has ${name}, found ${JSON.stringify(value)}`)
}

function teamOf(row: Row, side: 'home' | 'away'): FakeTeam {
  const team = row[side] as Row
  return { id: textOf(team, 'id'), abbreviation: textOf(team, 'abbreviation'), name: textOf(team, 'name') }
}

/**
 * Returns the game in a recording (JSON Lines: one line of the game, then one for each play), moved
 * so that it begins at `scheduled`, `speed` times as fast. Plays whose instant is missing or earlier
 * than their predecessor's happen with it.
 *
 * @throws InvariantError when a line is not of that form.
 */
export function readRecordedGame(text: string, scheduled: Micros, speed = 1): FakeGame {
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
  const [head, ...rest] = rows
  invariant(head !== undefined && head['type'] === 'game', 'a recorded game begins with its game line')
  const first = rest.find((row) => typeof row['at'] === 'number')?.['at'] as number | undefined
  let last = 0
  const plays = rest.map((row): FakePlay => {
    const since = typeof row['at'] === 'number' && first !== undefined ? row['at'] - first : last
    last = Math.max(last, since)
    const chance = row['homeWinProbability']
    return {
      id: textOf(row, 'id'),
      at: toMicros(scheduled + Math.round(last / speed)),
      period: Number(textOf(row, 'period')),
      clock: textOf(row, 'clock'),
      home: Number(textOf(row, 'homeScore')),
      away: Number(textOf(row, 'awayScore')),
      isScoring: row['scoring'] === true,
      kind: textOf(row, 'kind'),
      // Some plays of old games have no words.
      text: row['text'] === null ? '' : textOf(row, 'text'),
      homeWinProbability: typeof chance === 'number' ? chance : undefined,
    }
  })
  return {
    id: textOf(head, 'id'),
    sport: textOf(head, 'sport'),
    league: textOf(head, 'league'),
    scheduled,
    home: teamOf(head, 'home'),
    away: teamOf(head, 'away'),
    periods: Number(textOf(head, 'periods')),
    plays,
  }
}

/** What is known of a game at a moment. */
export type GameView = {
  readonly state: 'pre' | 'in' | 'post'
  /** The plays so far. */
  readonly plays: readonly FakePlay[]
  /** The last of them; undefined before the game. */
  readonly last: FakePlay | undefined
}

/** Returns what is known of a game at `now`. */
export function viewGame(game: FakeGame, now: Micros): GameView {
  let [low, high] = [0, game.plays.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((game.plays[middle] as FakePlay).at <= now) low = middle + 1
    else high = middle
  }
  const plays = game.plays.slice(0, low)
  const state = low === 0 ? 'pre' : low === game.plays.length ? 'post' : 'in'
  return { state, plays, last: plays.at(-1) }
}
