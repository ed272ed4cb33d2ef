/*
 * The one door from a model's opinion to a price, and it always rounds against us: what we would pay
 * goes down to a tick, what we would ask goes up.
 */
import type { Outcome, Price } from '@arbees/core'
import { complement, priceFromProbability } from '@arbees/core'

/** Returns the most that buying an outcome may cost by a model, in ticks, when YES has chance `yes`. */
export function buyPriceOfModel(yes: number, outcome: Outcome): Price {
  return outcome === 'yes' ? priceFromProbability(yes, 'down') : complement(priceFromProbability(yes, 'up'))
}

/** Returns the least that selling an outcome must bring by a model, in ticks, when YES has chance `yes`. */
export function sellPriceOfModel(yes: number, outcome: Outcome): Price {
  return outcome === 'yes' ? priceFromProbability(yes, 'up') : complement(priceFromProbability(yes, 'down'))
}
