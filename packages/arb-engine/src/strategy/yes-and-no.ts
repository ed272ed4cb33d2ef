import type { MarketId, Micros } from '@arbees/core'
import { ONE_DOLLAR } from '@arbees/core'
import { judgeLegs } from './judge-legs.ts'
import type { Strategy, StrategyView } from './strategy.ts'
import { createOpportunity } from './strategy.ts'

/** Settings of {@link yesAndNo}. */
export type YesAndNoSettings = {
  readonly name: string
  readonly market: MarketId
  /**
   * Whether a book is believed whose best bid reaches its best ask. One book holds both outcomes, so
   * this opportunity is never seen otherwise; mostly such a book is a feed's error. @default false
   */
  readonly trustsCrossedBook?: boolean
}

/**
 * Returns the strategy that buys YES and NO of one market when both together cost less than a dollar:
 * a `same_platform_arb`. Unless told to trust it, it refuses with `book-crossed`, which counts how
 * often it is seen.
 */
export function yesAndNo({ name, market, trustsCrossedBook = false }: YesAndNoSettings): Strategy {
  return Object.freeze({
    name,
    strategy: 'yes-and-no',
    markets: [market],
    start: (view: StrategyView) => {
      const opportunity = createOpportunity({
        direction: 'yes+no',
        opportunityType: 'same_platform_arb',
        legs: [
          { market: 0, outcome: 'yes' },
          { market: 0, outcome: 'no' },
        ],
        payout: ONE_DOLLAR,
      })
      const trusts = trustsCrossedBook ? 'book-crossed' : undefined
      return {
        opportunities: [opportunity],
        judge: (now: Micros) => judgeLegs(opportunity, view, now, trusts),
      }
    },
  })
}
