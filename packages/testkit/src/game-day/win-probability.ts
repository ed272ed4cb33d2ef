/*
 * How likely the home side is to win from where the game stands. Each sport's answer is that of the
 * very process that `game.ts` draws scores from, so a market that quotes it is fair in the long run.
 */

/** The standard normal distribution function, to seven digits (Abramowitz and Stegun 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * series
  return z > 0 ? 1 - tail : tail
}

/** What is left of a game of many small scores. */
export type PointsAhead = {
  /** Home points less away points. */
  readonly lead: number
  /** Scores still to come, on average. */
  readonly scoresLeft: number
  /** What a score adds to the lead, on average, and on average squared. */
  readonly drift: number
  readonly square: number
}

/** Returns the probability that home wins a game of many small scores; a tie is decided by a coin. */
export function pointsWinProbability({ lead, scoresLeft, drift, square }: PointsAhead): number {
  if (scoresLeft < 1e-9) return lead > 0 ? 1 : lead < 0 ? 0 : 0.5
  return normal((lead + scoresLeft * drift) / Math.sqrt(scoresLeft * square))
}

const GOALS_MAX = 16

/** Probabilities of 0 … GOALS_MAX goals when `mean` are to be expected. */
function poisson(mean: number): number[] {
  const chances = [Math.exp(-mean)]
  for (let goals = 1; goals <= GOALS_MAX; goals++) chances.push(((chances[goals - 1] as number) * mean) / goals)
  return chances
}

/**
 * Returns the probability that home wins a game of few goals that may end in a draw.
 *
 * @param lead Home goals less away goals.
 */
export function goalsWinProbability(lead: number, homeGoalsLeft: number, awayGoalsLeft: number): number {
  const home = poisson(homeGoalsLeft)
  const away = poisson(awayGoalsLeft)
  let probability = 0
  let awayBelow = 0
  let counted = 0
  for (let goals = 0; goals <= GOALS_MAX; goals++) {
    // Home wins with `goals` more when away scores fewer than goals + lead.
    while (counted < goals + lead && counted <= GOALS_MAX) {
      awayBelow += away[counted] as number
      counted += 1
    }
    probability += (home[goals] as number) * awayBelow
  }
  return Math.min(1, probability)
}
