/*
 * A size made into legs: limits on the venues' grids, quantities in their lots, and the most that each
 * leg can take.
 */
import type { Micros, Money, Price, Quantity } from '@arbees/core'
import { mulDiv, NO_MONEY, ONE_CONTRACT, PRICE_ONE, snapToGrid } from '@arbees/core'
import type { ExposureBound } from '../journal/trade-terms.ts'
import type { MarketView } from '../market-view.ts'
import type { Quote } from '../quote.ts'
import type { Limits } from '../risk/limits.ts'
import type { Size } from '../size/best-size.ts'
import { askedFor, costMaxOf, mostBought } from '../size/buy-terms.ts'
import type { LegView } from '../size/leg-view.ts'
import type { Plan, PlannedLeg } from './plan.ts'
import type { Proposal, ProposedLeg } from './proposal.ts'
import { edgeOf } from './trade-edge.ts'

/** A leg with all that is known of it. */
export type DraftLeg = { readonly proposed: ProposedLeg; readonly view: MarketView }

/** Returns a leg as sizing sees it. */
export function legViewOf({ proposed, view }: DraftLeg): LegView {
  const { ladder, fees, buysBy, market } = view
  return { ladder, outcome: proposed.outcome, fees, lot: market.lot, buysBy }
}

/** The limit: the worst price that was quoted, and what is allowed beyond it, on the market's grid. */
function limitFor({ market }: MarketView, worst: Price, slippageTicks: number): Price {
  const allowed = Math.min(worst + slippageTicks, PRICE_ONE - 1) as Price
  const snapped = snapToGrid(market.grid, allowed, 'down')
  return snapped !== undefined && snapped > worst ? snapped : worst
}

/** Returns the legs of a size as they would leave. */
export function planLegs(legs: readonly DraftLeg[], size: Size, slippageTicks: number): readonly PlannedLeg[] {
  return legs.map(({ proposed, view }, index) => {
    const quote = size.quotes[index] as Quote
    const limit = limitFor(view, quote.worst, slippageTicks)
    const quantity = askedFor(view, quote, limit)
    const { market, outcome } = proposed
    const most = mostBought(view, limit, quantity)
    return {
      market,
      outcome,
      limit,
      quantity,
      ...(most > quantity ? { most } : {}),
      costMax: costMaxOf(view, limit, quantity),
      continuity: view.ladder.continuity,
      quoted: { cost: quote.cost, fee: quote.fee, received: quote.received },
    }
  })
}

/**
 * Returns how far a trade may stand one-sided: all legs but the cheapest filled and that one not, or all
 * filled at their limits, and what repairs may lose. A leg alone may lose all it cost.
 */
export function boundOf(
  legs: readonly PlannedLeg[],
  { contracts, payout, repairLossMax }: { contracts: Quantity; payout: Money; repairLossMax: Money },
): ExposureBound {
  let quantity = 0
  let money = 0
  let cheapest = Number.POSITIVE_INFINITY
  for (const leg of legs) {
    quantity = Math.max(quantity, leg.most ?? leg.quantity)
    money += leg.costMax
    cheapest = Math.min(cheapest, leg.costMax)
  }
  const paid = mulDiv(payout, contracts, ONE_CONTRACT, 'floor')
  const oneSided = legs.length === 1 ? money : Math.max(money - cheapest, money - paid)
  const repairs = legs.length === 1 ? 0 : mulDiv(repairLossMax, contracts, ONE_CONTRACT, 'ceil')
  return { quantity: quantity as Quantity, money: (oneSided + repairs) as Money }
}

/** What a leg's book shows within its limit, in hundredths of what is asked for. */
function coverOf({ limit, quantity, outcome }: PlannedLeg, { ladder }: MarketView): number {
  const side = outcome === 'yes' ? ladder.asks : ladder.bids
  let shown = 0
  for (let index = side.length - 1; index >= 0; index--) {
    const price = side.prices[index] as number
    if ((outcome === 'yes' ? price : PRICE_ONE - price) > limit) break
    shown += side.quantities[index] as number
  }
  return Math.floor((shown * 100) / quantity)
}

function orderOfLegs(
  legs: readonly PlannedLeg[],
  views: readonly MarketView[],
  legOrder: Limits['legOrder'],
): Pick<Plan, 'first' | 'why'> {
  if (legs.length === 1) return { first: 'all', why: 'there is one leg' }
  if (legOrder === 'all') return { first: 'all', why: 'all at once: the settings say so' }
  const covers = legs.map((leg, index) => coverOf(leg, views[index] as MarketView))
  const least = Math.min(...covers)
  const first = covers.indexOf(least)
  const others = covers.map((cover, index) => `leg ${index} ${cover}%`).join(', ')
  return { first, why: `leg ${first} is thinnest: within their limits the books show, of what is asked, ${others}` }
}

/** Returns the plan of a size: not approved yet. */
export function draftPlan(
  proposal: Proposal,
  legs: readonly DraftLeg[],
  size: Size,
  planned: readonly PlannedLeg[],
  limits: Limits,
  now: Micros,
): Plan {
  const views = legs.map(({ view }) => view)
  const { name, strategy, opportunityType, payout, worth, expiresAt } = proposal
  return {
    name,
    strategy,
    opportunityType,
    legs: planned,
    payout: legs.length === 1 ? NO_MONEY : payout,
    bound: boundOf(planned, { contracts: size.contracts, payout, repairLossMax: limits.repairLossMax }),
    ...orderOfLegs(planned, views, limits.legOrder),
    expiresAt: Math.min(expiresAt, now + limits.planLife) as Micros,
    at: now,
    edge: edgeOf(size, planned, views, { worth, hurdleBps: limits.hurdleBps, at: now }),
  }
}
