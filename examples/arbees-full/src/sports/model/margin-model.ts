/*
 * Football and basketball: what the lead still changes by is normal, with a drift that the pregame
 * prior sets and a variance that shrinks with the time left. Points are whole, so a level end is a
 * chance of its own and goes to overtime. At the end nothing is left to chance.
 */
import type { Chances } from './chances.ts'
import { normalBelow, normalQuantile } from './normal.ts'

/** How a league's margins behave. Points. */
export type MarginSettings = {
  /** Spread of the final margin around what was expected before the game. */
  readonly sigma: number
  /** Seconds of regulation. */
  readonly regulationSeconds: number
  readonly overtimeSeconds: number
  /** Spread that stays however little time is left, while any is: the shot in the air. */
  readonly lastShot: number
  /** How much a whole game's drift is worth in one overtime. */
  readonly overtimeDrift: number
  /** The chance that overtime ends level too and the game is a draw. */
  readonly drawAfterOvertime: number
}

/** One moment of a game. */
export type MarginMoment = {
  readonly lead: number
  /** Seconds of regulation left, or of overtime when `isOvertime`. */
  readonly secondsLeft: number
  readonly isOvertime: boolean
  /** What the ball is worth to the home team now, in points; negative when the away team has it. */
  readonly ball: number
}

/** Returns the home team's drift over a whole game, in points, that makes its chance `home`. */
export function driftOf(settings: MarginSettings, home: number): number {
  return settings.sigma * normalQuantile(home)
}

function overtimeChances(settings: MarginSettings, drift: number): Chances {
  const home = normalBelow((drift * settings.overtimeDrift) / settings.sigma)
  const decided = 1 - settings.drawAfterOvertime
  return { home: home * decided, draw: settings.drawAfterOvertime, away: (1 - home) * decided }
}

/** Returns the chances at a moment; `drift` as `driftOf` gives it. */
export function marginChances(settings: MarginSettings, moment: MarginMoment, drift: number): Chances {
  const { lead, secondsLeft, isOvertime, ball } = moment
  const extra = overtimeChances(settings, drift)
  if (secondsLeft <= 0) {
    if (lead !== 0) return { home: lead > 0 ? 1 : 0, draw: 0, away: lead > 0 ? 0 : 1 }
    return isOvertime && settings.drawAfterOvertime > 0 ? { home: 0, draw: 1, away: 0 } : extra
  }
  const part = secondsLeft / settings.regulationSeconds
  const expected = lead + drift * part + ball
  const spread = Math.sqrt(settings.sigma ** 2 * part + settings.lastShot ** 2 * Math.min(1, secondsLeft / 60))
  const home = 1 - normalBelow((0.5 - expected) / spread)
  const level = normalBelow((0.5 - expected) / spread) - normalBelow((-0.5 - expected) / spread)
  const end = isOvertime && settings.drawAfterOvertime > 0 ? { home: 0, draw: 1, away: 0 } : extra
  const chances = {
    home: home + level * end.home,
    draw: level * end.draw,
    away: 1 - home - level + level * end.away,
  }
  return { ...chances, away: Math.max(0, 1 - chances.home - chances.draw) }
}
