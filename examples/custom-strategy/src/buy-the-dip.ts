/*
 * A strategy in a package of its own: it buys YES for less than the last trades of the market paid on
 * average. Copy it and change what `worth` means; sizes, limits, orders and repairs are the engine's.
 */
import type { EngineInput, Opportunity, Strategy, StrategyView } from '@arbees/arb-engine'
import { createOpportunity, judgeLegs } from '@arbees/arb-engine'
import type { MarketId, Micros, Money } from '@arbees/core'
import { mulDiv, NO_MONEY, ONE_DOLLAR, PRICE_ONE } from '@arbees/core'

/** Settings of {@link buyTheDip}. */
export type BuyTheDipSettings = {
  readonly name: string
  readonly market: MarketId
  /** How many trades the average is of; before there were as many, nothing is bought. */
  readonly trades: number
}

function averageWorth(prices: readonly number[], trades: number): Money {
  if (prices.length < trades) return NO_MONEY
  const sum = prices.reduce((total, price) => total + price, 0)
  // Ticks to micro-dollars, rounded down: what something is worth is never overstated.
  return mulDiv(sum, ONE_DOLLAR, PRICE_ONE * prices.length, 'floor') as Money
}

/** Returns the strategy that buys YES below the average price of the last trades. */
export function buyTheDip({ name, market, trades }: BuyTheDipSettings): Strategy {
  return {
    name,
    strategy: 'buy-the-dip',
    markets: [market],
    start: (view: StrategyView) => {
      let prices: readonly number[] = []
      const dip: Opportunity = createOpportunity({
        direction: 'yes',
        opportunityType: 'model_edge_yes',
        legs: [{ market: 0, outcome: 'yes' }],
        payout: NO_MONEY,
      })
      return {
        opportunities: [dip],
        judge: (now: Micros) => {
          dip.worth = averageWorth(prices, trades)
          judgeLegs(dip, view, now)
          if (dip.worth === NO_MONEY) dip.reason = 'no-estimate'
        },
        fold: (input: EngineInput) => {
          if (input.type !== 'trade.printed' || input.market !== market) return false
          prices = [...prices, input.price].slice(-trades)
          return true
        },
        snapshot: () => prices,
        restore: (snapshot: unknown) => {
          prices = Array.isArray(snapshot) ? snapshot.filter((price) => Number.isInteger(price)) : []
        },
      }
    },
  }
}
