import { ONE_DOLLAR, venueOf } from '@arbees/core'
import type { MarketView } from '../market-view.ts'
import type { Pair } from '../pair.ts'
import { createPair } from '../pair.ts'
import type { PairFees, PairWatch } from '../pair-watch.ts'
import { advanceWatch, createPairWatch, holdWatch, judgeWatch } from '../pair-watch.ts'
import type { RefusalReason } from '../risk/refusal.ts'
import type { UnitEdge } from '../unit-edge.ts'
import type { Opportunity, RunningStrategy, Strategy, StrategyView } from './strategy.ts'
import { createOpportunity } from './strategy.ts'

/** A pair at work: it also measures for how long which edge stood. */
export type RunningPair = RunningStrategy & { readonly watch: PairWatch }

function feesOf(a: MarketView, b: MarketView): { -readonly [Field in keyof PairFees]: PairFees[Field] } {
  const own = { a: a.feeTable, b: b.feeTable }
  const [partlyA, partlyB] = [a.partlyFeeTable, b.partlyFeeTable]
  const isSame = partlyA === own.a && partlyB === own.b
  if (partlyA === undefined || partlyB === undefined || isSame) return own
  return { ...own, partly: { a: partlyA, b: partlyB } }
}

function reasonOf(a: MarketView, b: MarketView, watch: PairWatch, judged: UnitEdge): RefusalReason | undefined {
  if (!a.isOpen || !b.isOpen) return 'market-closed'
  if (judged.status === 'discontinuous') return 'no-book'
  if (!watch.isJoint) return 'stale'
  return judged.status === 'tradable' ? undefined : judged.status
}

function startPair(pair: Pair, { markets, limits }: StrategyView): RunningPair {
  const [a, b] = markets as readonly [MarketView, MarketView]
  const fees = feesOf(a, b)
  const watch = createPairWatch(pair, limits.maxAgeUs, limits.thresholds, fees.partly !== undefined)
  const opportunityType = a.market.venue === b.market.venue ? 'same_platform_arb' : 'cross_platform_arb'
  const [first, second] = watch.directions.map(
    ({ direction }): Opportunity =>
      createOpportunity({
        direction: direction.name,
        opportunityType,
        legs: [
          { market: 0, outcome: direction.a },
          { market: 1, outcome: direction.b },
        ],
        payout: ONE_DOLLAR,
      }),
  ) as [Opportunity, Opportunity]
  const take = (opportunity: Opportunity, judged: UnitEdge) => {
    opportunity.reason = reasonOf(a, b, watch, judged)
    opportunity.edge = judged.edge
  }
  return {
    opportunities: [first, second],
    watch,
    holds: (now) => holdWatch(watch, a.ladder, b.ladder, now),
    judge: (now) => {
      advanceWatch(watch, now)
      // A market may have been listed again.
      fees.a = a.feeTable
      fees.b = b.feeTable
      judgeWatch(watch, a.ladder, b.ladder, fees, now)
      take(first, watch.directions[0].judged)
      take(second, watch.directions[1].judged)
    },
  }
}

/**
 * Returns the strategy that buys both legs of a pair, in either direction, when a dollar costs less than
 * a dollar. With both markets on one venue (sister markets of a game) it is a `same_platform_arb`.
 *
 * @throws InvariantError when a market id is malformed or both are one market.
 * @example
 * crossVenuePair({ name: 'final', a: kalshi.id, b: polymarket.id, polarity: 'same' })
 */
export function crossVenuePair(given: Pair): Strategy {
  const pair = createPair(given)
  const isOneVenue = venueOf(pair.a) === venueOf(pair.b)
  return Object.freeze({
    name: pair.name,
    strategy: isOneVenue ? 'same-venue-pair' : 'cross-venue-pair',
    markets: [pair.a, pair.b],
    start: (view: StrategyView) => startPair(pair, view),
  })
}
