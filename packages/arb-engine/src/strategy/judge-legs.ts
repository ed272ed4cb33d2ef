/*
 * What one contract of every leg is worth above what it costs, at the best prices. In picodollars, so
 * that fees of ten-thousandths on prices of ten-thousandths are exact integers.
 */
import type { Micros } from '@arbees/core'
import { DISCONTINUOUS, isLadderCrossed, PRICE_ONE } from '@arbees/core'
import type { MarketView } from '../market-view.ts'
import type { RefusalReason } from '../risk/refusal.ts'
import { bestOffer, PICO_MICRO, PICO_TICK } from '../unit-edge.ts'
import type { Opportunity, StrategyView } from './strategy.ts'

function blockOf({ isOpen, ladder }: MarketView, maxAgeUs: number | null, now: Micros): RefusalReason | undefined {
  if (!isOpen) return 'market-closed'
  if (ladder.continuity === DISCONTINUOUS) return 'no-book'
  if (maxAgeUs !== null && now - ladder.at > maxAgeUs) return 'stale'
  return isLadderCrossed(ladder) ? 'book-crossed' : undefined
}

/** Returns what keeps the books of an opportunity's legs from being believed; undefined when nothing does. */
export function blockOfLegs(
  { legs }: Pick<Opportunity, 'legs'>,
  { markets, limits }: StrategyView,
  now: Micros,
): RefusalReason | undefined {
  for (const { market } of legs) {
    const block = blockOf(markets[market] as MarketView, limits.maxAgeUs, now)
    if (block !== undefined) return block
  }
  return undefined
}

/**
 * Sets an opportunity's reason and edge from the best prices of its legs: what most strategies need.
 *
 * @param trusts A reason not to stop at: the edge is then judged all the same.
 */
export function judgeLegs(opportunity: Opportunity, view: StrategyView, now: Micros, trusts?: RefusalReason): void {
  const block = blockOfLegs(opportunity, view, now)
  opportunity.reason = block
  opportunity.edge = 0
  if (block !== undefined && block !== trusts) return
  let edge = opportunity.worth * PICO_MICRO
  for (const { market, outcome } of opportunity.legs) {
    const { ladder, feeTable } = view.markets[market] as MarketView
    const price = bestOffer(ladder, outcome)
    if (price <= 0 || price === PRICE_ONE) {
      opportunity.reason = price < 0 ? 'side-empty' : 'price-at-bound'
      return
    }
    edge -= price * PICO_TICK + (feeTable[price] as number)
  }
  opportunity.reason = undefined
  opportunity.edge = edge
}
