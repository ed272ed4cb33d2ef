/*
 * Hockey and soccer: each team's goals to come are a Poisson count, whose means shrink with the time
 * left and lean as the pregame prior says.
 */
import type { Chances } from './chances.ts'
import { solveRising } from './normal.ts'

const GOALS_MAX = 25

/** Returns the chances of 0 to 25 goals for a mean. */
function goalChances(mean: number): readonly number[] {
  const chances = [Math.exp(-mean)]
  for (let goals = 1; goals <= GOALS_MAX; goals++) chances.push(((chances[goals - 1] as number) * mean) / goals)
  return chances
}

/** Returns the chances that a lead and the goals to come end above, at, or below zero. */
export function leadChances(lead: number, homeMean: number, awayMean: number): Chances {
  const [home, away] = [goalChances(homeMean), goalChances(awayMean)]
  let [won, level, lost] = [0, 0, 0]
  for (let one = 0; one <= GOALS_MAX; one++) {
    for (let two = 0; two <= GOALS_MAX; two++) {
      const chance = (home[one] as number) * (away[two] as number)
      const end = lead + one - two
      if (end > 0) won += chance
      else if (end === 0) level += chance
      else lost += chance
    }
  }
  const sum = won + level + lost
  return { home: won / sum, draw: level / sum, away: lost / sum }
}

/** Goals of a whole game: `total` of both, and how far it leans, as the log of their ratio. */
export type GoalRates = { readonly total: number; readonly lean: number }

/** Returns the means of both teams over a part of a game. */
export function meansOf({ total, lean }: GoalRates, part: number): readonly [number, number] {
  const home = (total * part) / (1 + Math.exp(-lean))
  return [home, total * part - home]
}

/** The home team's share of what is decided: a draw taken out. */
function decidedShare({ home, away }: Chances): number {
  return home / (home + away)
}

/**
 * Returns the rates that say of a whole game what the prior says: the lean by who wins, and the total by
 * how often it ends level, where the prior knows of draws; otherwise `total` stays.
 */
export function ratesOf(prior: Chances, total: number): GoalRates {
  const leanFor = (goals: number): number =>
    solveRising(
      (lean) => decidedShare(leadChances(0, ...meansOf({ total: goals, lean }, 1))),
      decidedShare(prior),
      -4,
      4,
    )
  if (prior.draw <= 0) return { total, lean: leanFor(total) }
  // More goals, fewer draws: so the chance of a decision rises with the total.
  const goals = solveRising(
    (one) => 1 - leadChances(0, ...meansOf({ total: one, lean: leanFor(one) }, 1)).draw,
    1 - prior.draw,
    0.8,
    6,
  )
  return { total: goals, lean: leanFor(goals) }
}
