import type { Micros, Money, Outcome, Price } from '@arbees/core'
import { complement, mulDiv, NO_MONEY, ONE_CONTRACT, ONE_DOLLAR, otherOutcome, PRICE_ONE } from '@arbees/core'
import type { MarketView } from '../market-view.ts'
import type { Pair } from '../pair.ts'
import { createPair } from '../pair.ts'
import { bestOffer } from '../unit-edge.ts'
import { blockOfLegs, judgeLegs } from './judge-legs.ts'
import type { Opportunity, Strategy, StrategyView } from './strategy.ts'
import { createOpportunity } from './strategy.ts'

/** Settings of {@link laggingMarket}. */
export type LaggingMarketSettings = {
  /** `a` leads, `b` lags. */
  readonly pair: Pair
  /** How long the lagging book must have stood still. */
  readonly stillFor: Micros
  /** How recently the leading book must have changed. */
  readonly movedWithin: Micros
}

function worthOf(leader: MarketView, outcome: Outcome): Money {
  // What the leader's buyers bid for the outcome now: nobody who offers the other one asks for less than the rest.
  const asked = bestOffer(leader.ladder, otherOutcome(outcome))
  return (asked < 0 ? 0 : mulDiv(complement(asked as Price), ONE_CONTRACT, PRICE_ONE, 'floor')) as Money
}

/**
 * Returns the strategy that buys an outcome on a market that stands still while the same question moves
 * elsewhere: worth what the leader bids for it. One leg, directional: it gets a fraction of Kelly's stake.
 */
export function laggingMarket({ pair: given, stillFor, movedWithin }: LaggingMarketSettings): Strategy {
  const pair = createPair(given)
  return Object.freeze({
    name: pair.name,
    strategy: 'lagging-market',
    markets: [pair.a, pair.b],
    start: (view: StrategyView) => {
      const [leader, follower] = view.markets as readonly [MarketView, MarketView]
      const create = (outcome: Outcome) =>
        createOpportunity({
          direction: outcome,
          opportunityType: 'lagging_market',
          legs: [{ market: 1, outcome }],
          payout: NO_MONEY,
        })
      const both: readonly Opportunity[] = [create('yes'), create('no')]
      const judge = (side: Opportunity, outcome: Outcome, now: Micros) => {
        const led = pair.polarity === 'same' ? outcome : otherOutcome(outcome)
        side.worth = worthOf(leader, led)
        judgeLegs(side, view, now)
        if (side.reason !== undefined) return
        side.reason = blockOfLegs({ legs: [{ market: 0, outcome: led }] }, view, now)
        const isLagging = now - follower.ladder.at >= stillFor && now - leader.ladder.at <= movedWithin
        if (side.reason === undefined && (!isLagging || side.worth <= 0 || side.worth >= ONE_DOLLAR)) {
          side.reason = 'no-estimate'
        }
      }
      return {
        opportunities: both,
        judge: (now: Micros) => {
          judge(both[0] as Opportunity, 'yes', now)
          judge(both[1] as Opportunity, 'no', now)
        },
      }
    },
  })
}
