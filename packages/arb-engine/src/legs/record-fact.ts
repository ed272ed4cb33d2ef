import type { Fact, Quantity } from '@arbees/core'
import type { JournalState } from '../journal/journal-state.ts'
import type { JournalRecord } from '../journal/record.ts'

/**
 * Returns the fact that a record tells an engine: each is told once, however often a venue said it.
 * `state` is that before the record; records of our own intentions tell nothing.
 */
export function factOfRecord(record: JournalRecord, state: JournalState): readonly Fact[] {
  const { at } = record
  switch (record.type) {
    case 'order.accepted': {
      const { order, venueOrder, filled, isDone } = record
      const quantity = state.orders.get(order)?.quantity ?? filled
      const accepted: Fact = { type: 'order.accepted', at, order, venueOrder }
      const canceled = Math.max(0, quantity - filled) as Quantity
      return isDone ? [accepted, { type: 'order.done', at, order, filled, canceled }] : [accepted]
    }
    case 'order.rejected': {
      const { order, reason, sentence } = record
      return [{ type: 'order.rejected', at, order, reason, sentence }]
    }
    case 'order.unknown': {
      const { order, code, sentence } = record
      return [{ type: 'order.unknown', at, order, code, sentence }]
    }
    case 'order.filled':
      return [{ type: 'order.filled', at, fill: record.fill }]
    case 'fill.settled': {
      const { order, fill, stage } = record
      return [{ type: 'fill.settled', at, order, fill, stage }]
    }
    case 'order.resolved': {
      const { order, filled, canceled } = record
      return [{ type: 'order.done', at, order, filled, canceled }]
    }
    default:
      return []
  }
}
