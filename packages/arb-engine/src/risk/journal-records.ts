/*
 * An open trade of a journal told again as the records it came from: a compacted journal begins with what
 * is open instead of how it came to be.
 */
import type { ContinuityToken, Micros } from '@arbees/core'
import { DISCONTINUOUS } from '@arbees/core'
import type { JournalOrder, JournalSnapshot, JournalTrade } from '../journal/journal-state.ts'
import { isOrderFinal } from '../journal/order-doubt.ts'
import type { JournalRecord, OrderIntent } from '../journal/record.ts'

function intentOf(order: JournalOrder): OrderIntent {
  const { order: id, number, market, action, outcome, limit, quantity, most, costMax } = order
  const continuity: ContinuityToken = DISCONTINUOUS
  const more = most === undefined ? {} : { most }
  return { order: id, number, market, action, outcome, limit, quantity, ...more, costMax, continuity }
}

function* recordsOfOrder(order: JournalOrder, at: Micros): Generator<JournalRecord> {
  const { order: id, market, action, outcome, filled, quantity } = order
  for (const { stage, ...fill } of order.fills) {
    const whole = { ...fill, order: id, market, action, outcome, liquidity: 'taker', at } as const
    yield { type: 'order.filled', at, fill: whole, stage: stage === 'failed' ? 'matched' : stage }
    if (stage === 'failed') yield { type: 'fill.settled', at, order: id, fill: fill.id, stage }
  }
  const canceled = Math.max(0, quantity - filled) as typeof quantity
  if (isOrderFinal(order)) yield { type: 'order.resolved', at, order: id, filled, canceled, by: 'venue-record' }
}

function* recordsOfTrade(trade: JournalTrade): Generator<JournalRecord> {
  const { trade: number, at, name, strategy, opportunityType, payout, bound, expiresAt, first, orders, ending } = trade
  const opening = orders.slice(0, trade.legs).map(intentOf)
  const terms = { name, strategy, opportunityType, payout, bound, expiresAt, first, legs: opening }
  yield { type: 'trade.intended', at, trade: number, ...terms }
  for (const order of orders) {
    const { leg, purpose, intendedAt } = order
    if (purpose !== 'open') {
      const intent = intentOf(order)
      yield { type: 'order.intended', at: intendedAt, trade: number, leg, purpose, expiresAt: order.expiresAt, intent }
    }
    yield* recordsOfOrder(order, trade.changedAt)
  }
  if (ending !== null) yield { type: 'trade.ended', at: trade.changedAt, trade: number, ending, reason: trade.reason }
}

/** Tells all that a journal's snapshot says is open, as records in order. */
export function* recordsOfSnapshot(state: JournalSnapshot, at: Micros): Generator<JournalRecord> {
  for (const { scope, reason } of state.halts) yield { type: 'halt.set', at, scope, reason }
  for (const trade of state.trades) yield* recordsOfTrade(trade)
}
