import type { FeeSchedule, MarketId, Money, Outcome, Quantity } from '@arbees/core'
import { mulDiv } from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import { doubtCostOf, doubtOf, isOrderFinal, namedCostOf } from '../journal/order-doubt.ts'

/** How one leg stands, once nothing of it is in doubt. */
export type LegStand = {
  readonly market: MarketId
  readonly outcome: Outcome
  /** Contracts held now, after fees taken in contracts and after sales. */
  readonly held: Quantity
  /** Contracts that buying brought in all. */
  readonly bought: Quantity
  /** What they cost, fees included; at the most it can be where fills have no names yet. */
  readonly paid: Money
}

/**
 * Returns by how many contracts an order changed what is held; undefined while that is not known.
 * Fills that the venue has counted and not named yet are known only where no fee is taken in contracts.
 */
export function receivedOf(order: JournalOrder, fees: FeeSchedule): Quantity | undefined {
  if (!isOrderFinal(order)) return undefined
  const unnamed = doubtOf(order)
  if (order.action === 'buy' && unnamed > 0 && fees.buyFeeIn === 'quantity') return undefined
  let named = 0
  for (const { quantity, received, stage } of order.fills) {
    if (stage !== 'failed') named += order.action === 'buy' ? received : quantity
  }
  return (named + unnamed) as Quantity
}

/**
 * Returns how each leg of a trade stands, in the order of the plan; undefined while that is not known.
 *
 * @param received `receivedOf`.
 */
export function standsOf(
  trade: JournalTrade,
  feesOf: (market: MarketId) => FeeSchedule | undefined,
  received: typeof receivedOf,
): readonly LegStand[] | undefined {
  const sums = Array.from({ length: trade.legs }, () => ({ held: 0, bought: 0, paid: 0 }))
  for (const order of trade.orders) {
    const fees = feesOf(order.market)
    const change = fees === undefined ? undefined : received(order, fees)
    if (change === undefined) return undefined
    const sum = sums[order.leg] as (typeof sums)[number]
    if (order.action === 'buy') {
      sum.held += change
      sum.bought += change
      sum.paid += namedCostOf(order) + doubtCostOf(order)
    } else sum.held -= change
  }
  return sums.map(({ held, bought, paid }, leg) => {
    const { market, outcome } = trade.orders[leg] as JournalOrder
    return { market, outcome, held: held as Quantity, bought: bought as Quantity, paid: paid as Money }
  })
}

/** Returns what a leg paid for a part of what it bought, rounded up. */
export function paidForPart({ paid, bought }: LegStand, part: number): number {
  return part <= 0 || bought === 0 ? 0 : mulDiv(paid, part, bought, 'ceil')
}
