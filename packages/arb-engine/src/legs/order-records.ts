/*
 * What a venue said of an order → records of the journal. Said twice, said late, said in another
 * order than it happened: a record is made of what is new, and only where it can follow.
 */
import type { Fact, Fill, Micros, OrderReport, Quantity, SettlementStage, Submission, VenueId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { JournalOrder, JournalState } from '../journal/journal-state.ts'
import { filledOf, isOrderFinal, mostOf } from '../journal/order-doubt.ts'
import type { JournalRecord } from '../journal/record.ts'

/** At which stage a venue's fills are first claimed. */
export type FirstStage = (venue: VenueId) => SettlementStage

const RANK: Readonly<Record<SettlementStage, number>> = { matched: 0, mined: 1, confirmed: 2, failed: 2 }

function newFills(order: JournalOrder, fills: readonly Fill[], at: Micros, first: FirstStage): JournalRecord[] {
  const known = new Set(order.fills.map(({ id }) => id))
  const records: JournalRecord[] = []
  for (const fill of fills) {
    if (known.has(fill.id)) continue
    known.add(fill.id)
    records.push({ type: 'order.filled', at, fill, stage: first(venueOf(order.market)) })
  }
  return records
}

/** What has filled by the venue's count, fills that it took back again included. */
function countedOf({ filled, fills }: JournalOrder): number {
  return fills.reduce((sum, fill) => (fill.stage === 'failed' ? sum + fill.quantity : sum), filled as number)
}

function resolved({ order, quantity }: JournalOrder, filled: Quantity, at: Micros): JournalRecord {
  const canceled = Math.max(0, quantity - filled) as Quantity
  return { type: 'order.resolved', at, order, filled, canceled, by: 'venue-record' }
}

/** The last word on an order, unless it has been said. */
function lastWord(order: JournalOrder, filled: Quantity, at: Micros): JournalRecord[] {
  const isSaid = order.status === 'done' && filled <= countedOf(order)
  if (isSaid || order.status === 'rejected' || filled > mostOf(order)) return []
  return [resolved(order, filled, at)]
}

function doubt(
  order: JournalOrder,
  at: Micros,
  more: Pick<Extract<Fact, { type: 'order.unknown' }>, 'code' | 'sentence'>,
) {
  if (isOrderFinal(order) || order.status === 'intended' || order.status === 'unknown') return []
  return [{ type: 'order.unknown' as const, at, order: order.order, ...more }]
}

function acceptedRecords(
  order: JournalOrder,
  said: Extract<Submission, { type: 'accepted' }>,
  at: Micros,
  first: FirstStage,
): JournalRecord[] {
  const fills = newFills(order, said.fills, at, first)
  if (said.filled > mostOf(order)) {
    const sentence = `the answer says that ${said.filled} of ${order.quantity} filled`
    return [...fills, ...doubt(order, at, { code: 'payload.malformed', sentence })]
  }
  if (isOrderFinal(order)) return [...fills, ...(said.isDone ? lastWord(order, said.filled, at) : [])]
  const { orderId: venueOrder, filled, isDone } = said
  return [{ type: 'order.accepted', at, order: order.order, venueOrder, filled, isDone }, ...fills]
}

/** Returns the records of an answer to an order's request. */
export function submissionRecords(
  order: JournalOrder,
  submission: Submission,
  at: Micros,
  first: FirstStage,
): readonly JournalRecord[] {
  switch (submission.type) {
    case 'accepted':
      return acceptedRecords(order, submission, at, first)
    case 'rejected': {
      if (isOrderFinal(order)) return []
      const sentence = submission.error.message
      // What has filled was not refused: somebody errs, and the venue's record decides.
      if (order.filled > 0 || order.status === 'accepted')
        return doubt(order, at, { code: submission.error.code, sentence })
      return [{ type: 'order.rejected', at, order: order.order, reason: submission.reason, sentence }]
    }
    case 'unknown':
      return doubt(order, at, { code: submission.error.code, sentence: submission.error.message })
  }
}

/** Fills that were claims and are in the record no more, where the venue takes claims back: nobody may have heard of it. */
function takenBack(order: JournalOrder, report: OrderReport, at: Micros, first: FirstStage): JournalRecord[] {
  if (first(venueOf(order.market)) === 'confirmed' || report.filled >= filledOf(order)) return []
  const standing = new Set(report.fills.map(({ id }) => id))
  return order.fills
    .filter(({ id, stage }) => !standing.has(id) && (stage === 'matched' || stage === 'mined'))
    .map(({ id }) => ({ type: 'fill.settled', at, order: order.order, fill: id, stage: 'failed' }))
}

/**
 * Returns the records of what the venue's own record says of an order: undefined, that it certainly
 * never took it.
 */
export function reportRecords(
  order: JournalOrder,
  report: OrderReport | undefined,
  at: Micros,
  first: FirstStage,
): readonly JournalRecord[] {
  // An order that the venue has answered for was taken: its records are not complete.
  if (report === undefined) return isOrderFinal(order) ? [] : lastWord(order, 0 as Quantity, at)
  const fills = newFills(order, report.fills, at, first)
  if (!report.isDone) return fills
  const failed = takenBack(order, report, at, first)
  if (failed.length > 0) return [...fills, ...failed]
  const claimed = fills.reduce(
    (sum, one) => (one.type === 'order.filled' ? sum + one.fill.quantity : sum),
    filledOf(order) as number,
  )
  // Fewer than it answered, and none of them named before: the record counts.
  const isFewer = order.status === 'done' && report.filled < order.filled && claimed <= report.filled
  return [...fills, ...(isFewer ? [resolved(order, report.filled, at)] : lastWord(order, report.filled, at))]
}

function stageRecords(order: JournalOrder, fact: Extract<Fact, { type: 'fill.settled' }>): readonly JournalRecord[] {
  const fill = order.fills.find(({ id }) => id === fact.fill)
  // A stage of a fill that was not told is no news of its own: the venue is asked for the fill.
  if (fill === undefined || fill.stage === fact.stage) return []
  if (RANK[fact.stage] < RANK[fill.stage]) return []
  return [{ type: 'fill.settled', at: fact.at, order: fact.order, fill: fact.fill, stage: fact.stage }]
}

/** Returns the records of a fact that a venue told of an order. Of orders that no open trade has it says nothing. */
export function factRecords(state: JournalState, fact: Fact, first: FirstStage): readonly JournalRecord[] {
  switch (fact.type) {
    case 'order.accepted': {
      const order = state.orders.get(fact.order)
      if (order === undefined || (order.status !== 'sent' && order.status !== 'unknown')) return []
      const { venueOrder, at } = fact
      return [{ type: 'order.accepted', at, order: fact.order, venueOrder, filled: order.filled, isDone: false }]
    }
    case 'order.rejected': {
      const order = state.orders.get(fact.order)
      if (order === undefined || (order.status !== 'sent' && order.status !== 'unknown') || order.filled > 0) return []
      const { at, reason, sentence } = fact
      return [{ type: 'order.rejected', at, order: fact.order, reason, sentence }]
    }
    case 'order.unknown': {
      const order = state.orders.get(fact.order)
      return order === undefined ? [] : doubt(order, fact.at, { code: fact.code, sentence: fact.sentence })
    }
    case 'order.filled': {
      const order = state.orders.get(fact.fill.order)
      return order === undefined ? [] : newFills(order, [fact.fill], fact.at, first)
    }
    case 'fill.settled': {
      const order = state.orders.get(fact.order)
      return order === undefined ? [] : stageRecords(order, fact)
    }
    case 'order.done': {
      const order = state.orders.get(fact.order)
      return order === undefined ? [] : lastWord(order, fact.filled, fact.at)
    }
    default:
      return []
  }
}
