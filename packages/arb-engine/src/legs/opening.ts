import type { ClientOrderId, Micros, Money } from '@arbees/core'
import { mulDiv, NO_QUANTITY, ONE_CONTRACT } from '@arbees/core'
import type { OrderIntent, TradeIntended } from '../journal/record.ts'
import type { ExposureBound } from '../journal/trade-terms.ts'
import type { Plan } from '../plan/plan.ts'
import type { OrderTerms } from './order-terms.ts'

/** The name and the number of an order, as the journal gives them. */
export type NamedOrder = { readonly order: ClientOrderId; readonly number: number }

/** Returns the orders that open a plan, one for each leg: what is bought, where, and to what limit. */
export function openingTerms(plan: Plan): readonly OrderTerms[] {
  return plan.legs.map(({ market, outcome, limit, quantity, most, costMax, continuity }) => ({
    market,
    action: 'buy',
    outcome,
    limit,
    quantity,
    ...(most === undefined ? {} : { most }),
    costMax,
    continuity,
  }))
}

/**
 * Returns the record that a trade is meant, with its orders under the names that `nameOrder` gives.
 *
 * @param terms `openingTerms`.
 */
export function intendTrade(
  plan: Plan,
  trade: number,
  at: Micros,
  nameOrder: () => NamedOrder,
  terms: typeof openingTerms = openingTerms,
): TradeIntended {
  const { name, strategy, opportunityType, payout, bound, expiresAt, first } = plan
  const legs = terms(plan).map((one): OrderIntent => {
    const { order, number } = nameOrder()
    return { ...one, order, number }
  })
  return { type: 'trade.intended', at, trade, name, strategy, opportunityType, payout, bound, expiresAt, first, legs }
}

/** Returns the legs that leave first, by their place in the plan. */
export function leavingFirst({ first, legs }: Plan): readonly number[] {
  return first === 'all' ? legs.map((_, leg) => leg) : [first]
}

/** Returns how far a plan may stand one-sided while nothing of it is known: as `tradeExposure` will say. */
export function planExposure({ legs, payout }: Plan): ExposureBound {
  const costs = legs.map(({ costMax }) => costMax)
  const total = costs.reduce((sum, cost) => sum + cost, 0)
  const quantity = legs.length === 1 ? NO_QUANTITY : Math.max(...legs.map(({ quantity: asked, most = asked }) => most))
  const money = payout === 0 ? total : Math.max(total - Math.min(...costs), lockedLoss(legs, payout, total))
  return { quantity: quantity as ExposureBound['quantity'], money: money as Money }
}

/** What is lost when every leg fills at its limit. */
function lockedLoss(legs: Plan['legs'], payout: Money, total: number): number {
  const certain = Math.min(...legs.map(({ quantity }) => quantity))
  return total - mulDiv(payout, certain, ONE_CONTRACT, 'floor')
}
