import type { Chances } from './chances.ts'
import type { GoalRates } from './goal-model.ts'
import { leadChances, meansOf } from './goal-model.ts'

/** Goals of both teams in sixty minutes. */
export const HOCKEY_GOALS = 6.1

const REGULATION_SECONDS = 3600
/** What is left of a lean in overtime and shootout: little more than a coin. */
const OVERTIME_LEAN = 0.5
/** A team that is behind late takes its keeper out: more goals for both, above all into the empty net. */
const EMPTY_NET_SECONDS = 120

/** The home team's chance once the game is level at the end of regulation. */
function overtimeHome(rates: GoalRates): number {
  return 1 / (1 + Math.exp(-rates.lean * OVERTIME_LEAN))
}

/** Returns the chances of a hockey game: it always has a winner. */
export function hockeyChances(lead: number, secondsLeft: number, isOvertime: boolean, rates: GoalRates): Chances {
  if (isOvertime || secondsLeft <= 0) {
    const home = lead === 0 ? overtimeHome(rates) : lead > 0 ? 1 : 0
    return { home, draw: 0, away: 1 - home }
  }
  let [home, away] = meansOf(rates, secondsLeft / REGULATION_SECONDS)
  const netSeconds = Math.min(secondsLeft, EMPTY_NET_SECONDS)
  if (lead !== 0 && Math.abs(lead) <= 2 && secondsLeft <= EMPTY_NET_SECONDS * 2) {
    // Twice its own rate for the team behind, four times for the one ahead, while the net is empty.
    const part = netSeconds / secondsLeft
    const [ahead, behind] = [1 + 3 * part, 1 + part]
    home *= lead > 0 ? ahead : behind
    away *= lead > 0 ? behind : ahead
  }
  const end = leadChances(lead, home, away)
  const won = end.home + end.draw * overtimeHome(rates)
  return { home: won, draw: 0, away: 1 - won }
}
