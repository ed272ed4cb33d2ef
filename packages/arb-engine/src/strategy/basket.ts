import type { MarketId, Micros, Money, Outcome } from '@arbees/core'
import { invariant, ONE_DOLLAR, venueOf } from '@arbees/core'
import { LEGS_MAX } from '../journal/trade-terms.ts'
import { judgeLegs } from './judge-legs.ts'
import type { Strategy, StrategyView } from './strategy.ts'
import { createOpportunity } from './strategy.ts'

/** Settings of {@link basket}. */
export type BasketSettings = {
  readonly name: string
  /** Of these questions exactly one settles as YES, whatever happens: somebody has to have checked that. */
  readonly markets: readonly MarketId[]
}

/**
 * Returns the strategy of outcomes that exclude each other and of which one must come: it buys all YES
 * when they cost less than a dollar together, or all NO when those cost less than n − 1 dollars.
 *
 * @throws InvariantError unless there are 2 to 16 markets, each once.
 */
export function basket({ name, markets }: BasketSettings): Strategy {
  const count = markets.length
  invariant(count >= 2 && count <= LEGS_MAX, `a basket has 2 to ${LEGS_MAX} markets, found ${count} in ${name}`)
  invariant(new Set(markets).size === count, `a basket has each market once, found one twice in ${name}`)
  const venues = new Set(markets.map(venueOf))
  const all = (outcome: Outcome, payout: number) =>
    createOpportunity({
      direction: `all-${outcome}`,
      opportunityType: venues.size === 1 ? 'same_platform_arb' : 'cross_platform_arb',
      legs: markets.map((_, market) => ({ market, outcome })),
      payout: payout as Money,
    })
  return Object.freeze({
    name,
    strategy: 'basket',
    markets,
    start: (view: StrategyView) => {
      const opportunities = [all('yes', ONE_DOLLAR), all('no', (count - 1) * ONE_DOLLAR)]
      return {
        opportunities,
        judge: (now: Micros) => {
          for (const opportunity of opportunities) judgeLegs(opportunity, view, now)
        },
      }
    },
  })
}
