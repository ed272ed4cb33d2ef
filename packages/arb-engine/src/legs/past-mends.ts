/*
 * What a trade's own past allows of the next repair: how many were tried, what has not arrived for
 * certain yet, and how far it would stand one-sided if that is taken back.
 */
import type { MarketId } from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import { doubtOf } from '../journal/order-doubt.ts'
import type { FurtherOrder } from '../journal/trade-exposure.ts'
import { exposureWith } from '../journal/trade-exposure.ts'
import type { OrderPurpose } from '../journal/trade-terms.ts'
import type { LegStand } from './leg-stand.ts'

/** A sale of what the venue does not have for us yet: it cost nothing and says nothing of the book. */
function isUnfunded({ action, refusal }: JournalOrder): boolean {
  return action === 'sell' && refusal === 'funds'
}

/** Returns how often the leg that was repaired most was repaired since the trade last ended. */
export function repairsOf({ orders, legs, ordersAtEnd }: JournalTrade): number {
  const counts = Array.from({ length: legs }, () => 0)
  for (const order of orders.slice(ordersAtEnd)) {
    if (order.purpose !== 'open' && !isUnfunded(order)) counts[order.leg] = (counts[order.leg] ?? 0) + 1
  }
  return Math.max(...counts)
}

/** Returns the last orders that an answer is true of, since the trade last ended. */
function lastWhere({ orders, ordersAtEnd }: JournalTrade, is: (order: JournalOrder) => boolean) {
  const own = orders.slice(ordersAtEnd)
  return own.slice(own.findLastIndex((order) => !is(order)) + 1)
}

/** Returns what the last repairs that filled nothing were for, one after the other. */
export function missesOf(trade: JournalTrade): readonly OrderPurpose[] {
  const last = lastWhere(trade, ({ purpose, filled }) => purpose !== 'open' && filled === 0)
  return last.flatMap(({ purpose }) => (purpose === 'open' ? [] : [purpose]))
}

/** Returns for how long the last sales were refused for want of what they sell, up to the last answer; 0: they were not. */
export function refusedFor(trade: JournalTrade): number {
  const [first] = lastWhere(trade, isUnfunded)
  return first === undefined ? 0 : Math.max(1, trade.changedAt - first.intendedAt)
}

/**
 * Returns the markets of which nothing can be sold yet: fills that are claims only, at a venue that
 * settles in stages. Buying the other legs need not wait for them.
 */
export function claimedLegs(
  { orders }: JournalTrade,
  stands: readonly LegStand[],
  settlesInStages: (market: MarketId) => boolean,
): ReadonlySet<MarketId> {
  const least = Math.min(...stands.map(({ held }) => held))
  const claimed = orders.filter((order) => {
    const { leg, action, fills, market } = order
    if (action === 'sell' || (stands[leg]?.held ?? 0) <= least) return false
    return fills.some(({ stage }) => stage === 'matched') || (settlesInStages(market) && doubtOf(order) > 0)
  })
  return new Set(claimed.map(({ market }) => market))
}

/**
 * Says whether a trade stays inside its bound if the legs that are short are bought, whatever becomes of
 * these orders and of every fill that may still be taken back.
 */
export function isBounded(
  trade: JournalTrade,
  further: readonly FurtherOrder[],
  settlesInStages: (market: MarketId) => boolean,
): boolean {
  const { quantity, money } = exposureWith(trade, further, settlesInStages)
  return quantity <= trade.bound.quantity && money <= trade.bound.money
}
