import type { Chances } from './chances.ts'
import type { GoalRates } from './goal-model.ts'
import { leadChances, meansOf } from './goal-model.ts'

/** Goals of both teams in a game, and the chances of one of which nothing is known: MLS and EPL are alike here. */
export const SOCCER_GOALS = 2.8
/** What is thought of a game without a line: home, draw, away. */
export const SOCCER_PRIOR: Chances = { home: 0.45, draw: 0.26, away: 0.29 }

const REGULATION_MINUTES = 90
/** What referees add to a half, on average; a minute more may always come. */
const ADDED_MINUTES = [2, 6] as const

/** Returns the minutes that are still to be played, added time included. */
export function minutesLeft(period: number, played: number, added: number): number {
  const isFirst = period <= 1
  const [first, second] = ADDED_MINUTES
  const end = isFirst ? REGULATION_MINUTES / 2 : REGULATION_MINUTES
  const half = isFirst ? first : second
  const inHalf = Math.max(0, end - played) + (added > 0 ? Math.max(1, half - added) : half)
  return inHalf + (isFirst ? REGULATION_MINUTES / 2 + second : 0)
}

/** Returns the chances of a soccer game at the end of regulation: three, as its markets settle. */
export function soccerChances(lead: number, period: number, played: number, added: number, rates: GoalRates): Chances {
  const [first, second] = ADDED_MINUTES
  const part = minutesLeft(period, played, added) / (REGULATION_MINUTES + first + second)
  return leadChances(lead, ...meansOf(rates, part))
}
