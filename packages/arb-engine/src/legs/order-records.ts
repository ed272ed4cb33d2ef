/*
 * What a venue said of an order → records of the journal. Said twice, said late, said in another
 * order than it happened: a record is made of what is new, and only where it can follow. What has
 * been learned to have filled is lowered by nothing but a fill that was taken back: whatever says
 * less is late, or not complete yet, and the venue is asked again.
 */
import type { Fact, Fill, Micros, OrderReport, Quantity, SettlementStage, Submission, VenueId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { JournalFill, JournalOrder, JournalState } from '../journal/journal-state.ts'
import { filledOf, isOrderFinal, leastOf, mostOf, takenBackOf } from '../journal/order-doubt.ts'
import type { FillStaged, JournalRecord, OrderFillClaimed } from '../journal/record.ts'

/** At which stage a venue's fills are first claimed. */
export type FirstStage = (venue: VenueId) => SettlementStage

const RANK: Readonly<Record<SettlementStage, number>> = { matched: 0, mined: 1, confirmed: 2, failed: 2 }

function newFills(order: JournalOrder, fills: readonly Fill[], at: Micros, first: FirstStage): OrderFillClaimed[] {
  const known = new Set(order.fills.map(({ id }) => id))
  const records: OrderFillClaimed[] = []
  for (const fill of fills) {
    if (known.has(fill.id)) continue
    known.add(fill.id)
    records.push({ type: 'order.filled', at, fill, stage: first(venueOf(order.market)) })
  }
  return records
}

function totalOf(fills: readonly { readonly quantity: Quantity }[]): number {
  return fills.reduce((sum, { quantity }) => sum + quantity, 0)
}

/** An order as it will be when these records of its fills are folded. */
function afterFills(
  order: JournalOrder,
  told: readonly OrderFillClaimed[],
  back: readonly FillStaged[],
): Pick<JournalOrder, 'filled' | 'fills'> {
  const known: JournalFill[] = [...order.fills, ...told.map(({ fill, stage }) => ({ ...fill, stage }))]
  const failed = new Set(back.map(({ fill }) => fill))
  const fills = known.map((fill): JournalFill => (failed.has(fill.id) ? { ...fill, stage: 'failed' } : fill))
  const lost = takenBackOf({ fills }) - takenBackOf({ fills: known })
  const filled = Math.max(0, Math.max(order.filled, filledOf({ fills: known })) - lost) as Quantity
  return { filled, fills }
}

function resolved({ order, quantity }: JournalOrder, filled: Quantity, at: Micros): JournalRecord {
  const canceled = Math.max(0, quantity - filled) as Quantity
  return { type: 'order.resolved', at, order, filled, canceled, by: 'venue-record' }
}

/** The last word on an order, unless it has been said, or says less than is known. */
function lastWord(order: JournalOrder, filled: Quantity, at: Micros): JournalRecord[] {
  // A count may have fills in it that were taken back since.
  const isSaid = order.status === 'done' && filled <= order.filled + takenBackOf(order)
  if (isSaid || order.status === 'rejected' || filled > mostOf(order) || filled < order.filled) return []
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
  const after = { ...order, ...afterFills(order, fills, []) }
  if (said.filled > mostOf(order)) {
    const sentence = `the answer says that ${said.filled} of ${order.quantity} filled`
    return [...fills, ...doubt(order, at, { code: 'payload.malformed', sentence })]
  }
  if (isOrderFinal(order)) return [...fills, ...(said.isDone ? lastWord(after, said.filled, at) : [])]
  if (said.isDone && said.filled < after.filled) {
    const sentence = `the answer says that ${said.filled} filled, ${after.filled} are known to have`
    return [...fills, ...doubt(order, at, { code: 'payload.malformed', sentence })]
  }
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

/** Whether the venue's silence about an order can mean that it never came: nothing says that it did. */
function mayBeAbsent(order: JournalOrder): boolean {
  return !isOrderFinal(order) && order.status !== 'accepted' && order.filled === 0 && filledOf(order) === 0
}

/** Fills that the venue's record says were taken back: nobody may have heard of it. */
function takenBack(order: JournalOrder, { takenBack: fills = [] }: OrderReport, at: Micros): readonly FillStaged[] {
  const known = new Map(order.fills.map(({ id, stage }) => [id, stage]))
  return fills
    .filter(({ id }) => known.get(id) !== 'failed')
    .map(({ id }) => ({ type: 'fill.settled', at, order: order.order, fill: id, stage: 'failed' }))
}

/** The last word by the venue's record, unless it has been said, or says less than is known. */
function recordedWord(order: JournalOrder, { filled }: OrderReport, at: Micros): JournalRecord[] {
  const isSaid = order.status === 'done' && filled === order.filled
  if (isSaid || order.status === 'rejected' || filled > mostOf(order) || filled < leastOf(order)) return []
  return [resolved(order, filled, at)]
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
  if (report === undefined) return mayBeAbsent(order) ? lastWord(order, 0 as Quantity, at) : []
  const { fills, takenBack: failed = [], filled, isDone } = report
  const told = newFills(order, [...fills, ...failed], at, first)
  const back = takenBack(order, report, at)
  // A record that has not even what was counted before is not complete.
  if (!isDone || filled + totalOf(failed) < order.filled) return [...told, ...back]
  return [...told, ...back, ...recordedWord({ ...order, ...afterFills(order, told, back) }, report, at)]
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
