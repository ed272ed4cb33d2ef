import type { FootballSituation, GameState } from '../game-state.ts'
import type { Chances } from './chances.ts'
import type { MarginSettings } from './margin-model.ts'
import { marginChances } from './margin-model.ts'

/** The NFL: a spread of 13.5 points around the line, ten minutes of overtime of which one in twenty ends level. */
export const NFL_MARGINS: MarginSettings = {
  sigma: 13.5,
  regulationSeconds: 3600,
  overtimeSeconds: 600,
  lastShot: 2.5,
  overtimeDrift: 0.3,
  drawAfterOvertime: 0.05,
}

/** College football: wider games, and an overtime without a clock that always decides. */
export const COLLEGE_FOOTBALL_MARGINS: MarginSettings = {
  ...NFL_MARGINS,
  sigma: 16,
  overtimeSeconds: 0,
  drawAfterOvertime: 0,
}

const KNEEL_SECONDS = 40
const DOWNS = 4

/** Points that a drive from here is worth, both teams' next scores counted: about −1.5 at the own goal, 6 at the other. */
function pointsOfField(yardsToGoal: number): number {
  return 6 - 0.075 * yardsToGoal
}

/** What down and distance take from it. */
function pointsOfDown({ down, distance }: FootballSituation): number {
  const byDown = [0, 0, 0.4, 1, 2][down ?? 1] ?? 0
  return byDown + 0.04 * Math.max(0, (distance ?? 10) - 10)
}

function ballOf(state: GameState, situation: FootballSituation | null): number {
  if (state.possession === null) return 0
  const yards = situation?.yardsToGoal
  const worth = typeof yards === 'number' && situation !== null ? pointsOfField(yards) - pointsOfDown(situation) : 1.5
  return state.possession === 'home' ? worth : -worth
}

/** Seconds that the team in possession can let run out by kneeling. */
function kneelSeconds(state: GameState, situation: FootballSituation): number {
  const timeouts = state.possession === 'home' ? situation.awayTimeouts : situation.homeTimeouts
  if (timeouts === null || situation.down === null) return 0
  return Math.max(0, DOWNS - situation.down - timeouts) * KNEEL_SECONDS
}

const KNEELING = 0.998

/** Returns the chances of a football game in play; `secondsLeft` of regulation, or of overtime. */
export function footballChances(
  settings: MarginSettings,
  state: GameState,
  secondsLeft: number,
  isOvertime: boolean,
  drift: number,
): Chances {
  const situation = state.situation?.type === 'football' ? state.situation : null
  const lead = (state.score?.home ?? 0) - (state.score?.away ?? 0)
  // A ball late in the game is worth only the points that there is time for.
  const ball = ballOf(state, situation) * Math.min(1, secondsLeft / 120)
  const isLeaderOnBall = (lead > 0 && state.possession === 'home') || (lead < 0 && state.possession === 'away')
  if (situation !== null && isLeaderOnBall && secondsLeft > 0 && secondsLeft <= kneelSeconds(state, situation)) {
    return { home: lead > 0 ? KNEELING : 1 - KNEELING, draw: 0, away: lead > 0 ? 1 - KNEELING : KNEELING }
  }
  return marginChances(settings, { lead, secondsLeft, isOvertime, ball }, drift)
}
