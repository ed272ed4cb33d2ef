import type { EngineFact, RefusalReason } from '@arbees/arb-engine'
import { REFUSAL_REASONS } from '@arbees/arb-engine'
import type { Fact } from '@arbees/core'

/** What happened, counted. */
export type Tally = {
  readonly opportunities: {
    /** Times a direction's edge rose above the least edge on whole, fresh, uncrossed books. */
    found: number
    /** Those of them that were traded. */
    actedOn: number
    /** Times a direction's reason for not being traded became this one. */
    readonly refused: Record<RefusalReason, number>
  }
  readonly orders: {
    sent: number
    filled: number
    partlyFilled: number
    canceled: number
    rejected: number
    fills: number
  }
}

/** Returns a tally of nothing. */
export function createTally(): Tally {
  const refused = Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, 0])) as Record<RefusalReason, number>
  return {
    opportunities: { found: 0, actedOn: 0, refused },
    orders: { sent: 0, filled: 0, partlyFilled: 0, canceled: 0, rejected: 0, fills: 0 },
  }
}

/** Counts a decision. */
export function tallyEngineFact(tally: Tally, fact: EngineFact): void {
  if (fact.type === 'opportunity.opened') tally.opportunities.found += 1
  else if (fact.type === 'opportunity.taken') tally.opportunities.actedOn += 1
  else if (fact.type === 'opportunity.refused') tally.opportunities.refused[fact.reason] += 1
}

/** Counts what became of an order. */
export function tallyOrderFact(tally: Tally, fact: Fact): void {
  const { orders } = tally
  if (fact.type === 'order.filled') orders.fills += 1
  else if (fact.type === 'order.rejected') orders.rejected += 1
  else if (fact.type === 'order.done') {
    if (fact.canceled === 0) orders.filled += 1
    else if (fact.filled === 0) orders.canceled += 1
    else orders.partlyFilled += 1
  }
}
