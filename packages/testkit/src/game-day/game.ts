/*
 * One game as it really went: its scores and, second by second, how likely home was to win. Venues
 * see it late, each in its own way (`quoter.ts`).
 */
import type { Micros, Rng } from '@arbees/core'
import { nextChance, nextFloat, nextInteger, ONE_SECOND, toMicros } from '@arbees/core'
import { goalsWinProbability, pointsWinProbability } from './win-probability.ts'

/** The kinds of game: many small scores and no draw, or few goals and perhaps a draw. */
export type Sport = 'basketball' | 'soccer'

/** A score, with what the board says after it. */
export type Score = { readonly at: Micros; readonly home: number; readonly away: number }

/** A game as it went. Plain data. */
export type Game = {
  readonly sport: Sport
  readonly home: string
  readonly away: string
  readonly startsAt: Micros
  readonly breakFrom: Micros
  readonly breakTo: Micros
  readonly endsAt: Micros
  /** Whole seconds after the start, each once, in order. */
  readonly scores: readonly Score[]
  readonly winner: 'home' | 'away' | 'draw'
  /** The probability that home wins, after each second from the start. An opinion, so a float. */
  readonly homeChances: Float64Array
}

/** How long a game takes at its full length, break included, and the break alone. In seconds. */
export const GAME_SECONDS: Readonly<Record<Sport, { readonly whole: number; readonly pause: number }>> = {
  basketball: { whole: 8_100, pause: 900 },
  soccer: { whole: 6_600, pause: 900 },
}

/** What the parties to a game, its place and its time are. */
export type GameSettings = {
  readonly sport: Sport
  readonly home: string
  readonly away: string
  readonly startsAt: Micros
  /** The length with the break; shorter than the sport's own means less is played, at the same pace. */
  readonly wholeSeconds: number
}

/** One score in 60 s of play, of 1, 2 or 3 points. */
const SCORES_PER_SECOND = 1 / 60
const POINTS = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3] as const
const POINTS_MEAN = POINTS.reduce<number>((sum, points) => sum + points, 0) / POINTS.length
const POINTS_SQUARE = POINTS.reduce<number>((sum, points) => sum + points * points, 0) / POINTS.length

type Rules = {
  /** What the scoreboard gains in one second: [home, away]. */
  readonly play: (rng: Rng) => readonly [number, number]
  readonly homeChance: (lead: number, secondsLeft: number) => number
  readonly canDraw: boolean
}

const NOTHING = [0, 0] as const

function pointsRules(homeShare: number): Rules {
  return {
    play: (rng) => {
      if (!nextChance(rng, SCORES_PER_SECOND)) return NOTHING
      const points = POINTS[nextInteger(rng, 0, POINTS.length - 1)] as number
      return nextChance(rng, homeShare) ? [points, 0] : [0, points]
    },
    homeChance: (lead, secondsLeft) =>
      pointsWinProbability({
        lead,
        scoresLeft: secondsLeft * SCORES_PER_SECOND,
        drift: (2 * homeShare - 1) * POINTS_MEAN,
        square: POINTS_SQUARE,
      }),
    canDraw: false,
  }
}

function goalsRules(homeRate: number, awayRate: number): Rules {
  return {
    play: (rng) => {
      const drawn = nextFloat(rng)
      return drawn < homeRate ? [1, 0] : drawn < homeRate + awayRate ? [0, 1] : NOTHING
    },
    homeChance: (lead, secondsLeft) => goalsWinProbability(lead, secondsLeft * homeRate, secondsLeft * awayRate),
    canDraw: true,
  }
}

function drawRules(sport: Sport, rng: Rng): Rules {
  if (sport === 'basketball') return pointsRules(0.46 + 0.08 * nextFloat(rng))
  const played = GAME_SECONDS.soccer.whole - GAME_SECONDS.soccer.pause
  return goalsRules((0.9 + 1.2 * nextFloat(rng)) / played, (0.7 + 1 * nextFloat(rng)) / played)
}

/** Plays a game from start to end. The same generator state gives the same game. */
export function playGame(settings: GameSettings, rng: Rng): Game {
  const { sport, startsAt, wholeSeconds } = settings
  const rules = drawRules(sport, rng)
  const { whole, pause } = GAME_SECONDS[sport]
  const breakSeconds = Math.floor((wholeSeconds * pause) / whole)
  const breakFrom = Math.floor((wholeSeconds - breakSeconds) / 2)
  const scores: Score[] = []
  const homeChances = new Float64Array(wholeSeconds + 1)
  const secondAt = (second: number) => toMicros(startsAt + second * ONE_SECOND)
  let home = 0
  let away = 0
  let left = wholeSeconds - breakSeconds
  homeChances[0] = rules.homeChance(0, left)
  for (let second = 1; second <= wholeSeconds; second++) {
    if (second <= breakFrom || second > breakFrom + breakSeconds) {
      left -= 1
      let [homeGain, awayGain] = rules.play(rng)
      if (left === 0 && !rules.canDraw && home + homeGain === away + awayGain) {
        // The last ball of a tied game goes in, on one side or the other.
        if (nextChance(rng, 0.5)) homeGain += 1
        else awayGain += 1
      }
      home += homeGain
      away += awayGain
      if (homeGain + awayGain > 0) scores.push({ at: secondAt(second), home, away })
    }
    homeChances[second] = rules.homeChance(home - away, left)
  }
  return Object.freeze({
    sport,
    home: settings.home,
    away: settings.away,
    startsAt,
    breakFrom: secondAt(breakFrom),
    breakTo: secondAt(breakFrom + breakSeconds),
    endsAt: secondAt(wholeSeconds),
    scores,
    winner: home > away ? 'home' : home < away ? 'away' : 'draw',
    homeChances,
  })
}
