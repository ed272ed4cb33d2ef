/*
 * What is written down, and all that follows from it: facts for who listens, what is in doubt and asked
 * about, which names are taken, how far everything stands one-sided.
 */
import type { ClientOrderId, FillId, MarketId, VenueId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { Appended } from '../journal/journal.ts'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import { doubtOf, isOrderFinal } from '../journal/order-doubt.ts'
import type { JournalRecord } from '../journal/record.ts'
import { recordDefectOf } from '../journal/record-defect.ts'
import { openExposure } from '../journal/trade-exposure.ts'
import { factOfRecord } from '../legs/record-fact.ts'
import type { Desk } from './desk.ts'
import { alert, nowOf, tell } from './desk.ts'
import { noteRefusal } from './rule-doubts.ts'

const REMEMBERED_MAX = 20_000

/** Says whether an order is meant and has not left, and may still do so in this process. */
export function isInHand({ mine }: Desk, order: JournalOrder | undefined): boolean {
  return order !== undefined && order.status === 'intended' && mine.has(order.order)
}

function noteDoubt(desk: Desk, id: ClientOrderId, venue: VenueId, isInDoubt: boolean): void {
  const doubts = desk.doubts.get(venue)
  if (doubts === undefined || doubts.has(id) === isInDoubt) return
  if (isInDoubt) {
    doubts.add(id)
    if (doubts.size === 1) tell(desk, { type: 'venue.in-doubt', at: nowOf(desk), venue, order: id })
    return
  }
  doubts.delete(id)
  if (doubts.size > 0) return
  tell(desk, { type: 'venue.reconciled', at: nowOf(desk), venue, snapshot: null })
  // What waited for this venue may go on.
  for (const [number, { ending }] of desk.state.trades) if (ending === null) desk.dirty.add(number)
}

/** Brings all that follows from an order's state up to date: whether it is in doubt, and asked about. */
export function noteOrder(desk: Desk, id: ClientOrderId, market: MarketId): void {
  const order = desk.state.orders.get(id)
  const isOpen = order !== undefined && !isOrderFinal(order)
  if (!isOpen) desk.mine.delete(id)
  if (order !== undefined && !isOpen) {
    desk.lastWords.set(id, order.filled)
    forgetOldest(desk.lastWords)
  }
  const isInDoubt = isOpen && !desk.flights.has(id) && !isInHand(desk, order)
  noteDoubt(desk, id, venueOf(market), isInDoubt)
  const isOwed = isInDoubt || desk.unread.has(id) || (!isOpen && order !== undefined && doubtOf(order) > 0)
  if (order !== undefined && isOwed) desk.look(desk, order)
  else {
    desk.unread.delete(id)
    desk.looks.get(id)?.cancel()
    desk.looks.delete(id)
  }
}

/** A name is taken while a trade of it is open. */
function noteName(desk: Desk, number: number, trade: JournalTrade | undefined): void {
  if (trade?.ending === null) {
    if (!desk.names.has(trade.name)) desk.names.set(trade.name, number)
    return
  }
  for (const [name, holder] of desk.names) {
    if (holder !== number) continue
    desk.names.delete(name)
    // An older one of that name may have been opened again meanwhile.
    for (const [other, { name: of, ending }] of desk.state.trades) {
      if (of === name && ending === null) desk.names.set(name, other)
    }
  }
}

/** Brings the names that are taken and the total exposure up to date. */
export function noteTrade(desk: Desk, number: number): void {
  const before = desk.exposures.get(number)
  const trade = desk.state.trades.get(number)
  noteName(desk, number, trade)
  const after =
    trade === undefined ? undefined : openExposure(trade, (id) => desk.settings.market(id)?.market.status === 'settled')
  desk.exposedQuantity += (after?.quantity ?? 0) - (before?.quantity ?? 0)
  desk.exposedMoney += (after?.money ?? 0) - (before?.money ?? 0)
  if (after !== undefined) {
    desk.exposures.set(number, after)
    return
  }
  desk.exposures.delete(number)
  desk.plans.delete(number)
  desk.takenUp.delete(number)
  desk.wakes.get(number)?.()
  desk.wakes.delete(number)
}

/**
 * Writes records that have to stand together, and makes facts of them.
 *
 * @throws VenueError `journal.failed`, InvariantError as `Journal.appendAll`.
 */
export function write(desk: Desk, records: readonly JournalRecord[]): Appended {
  const facts = records.flatMap((record) => factOfRecord(record, desk.state))
  const appended = desk.settings.journal.appendAll(records)
  desk.written += records.length
  for (const fact of facts) tell(desk, fact)
  for (const record of records) if (record.type === 'order.filled') noteFill(desk, record.fill.id)
  return appended
}

function noteFill({ seenFills }: Desk, id: FillId): void {
  seenFills.add(id)
  forgetOldest(seenFills)
}

/** Keeps a memory from growing: the oldest goes. */
function forgetOldest<Key>(memory: {
  readonly size: number
  readonly keys: () => Iterable<Key>
  readonly delete: (key: Key) => boolean
}): void {
  if (memory.size <= REMEMBERED_MAX) return
  for (const oldest of memory.keys()) {
    memory.delete(oldest)
    return
  }
}

/** Writes what was learned of one order, each record as far as it can follow, and acts on it. */
export function learn(desk: Desk, order: JournalOrder, records: readonly JournalRecord[]): void {
  const halts = desk.state.halts.size
  for (const record of records) {
    const defect = recordDefectOf(desk.state, record)
    if (defect === undefined) {
      write(desk, [record])
      if (record.type === 'order.rejected') noteRefusal(desk, order.market, record.reason)
    } else alert(desk, 'surprise', defect, { trade: order.trade, venue: venueOf(order.market) })
  }
  noteOrder(desk, order.order, order.market)
  noteTrade(desk, order.trade)
  if (records.length > 0) desk.dirty.add(order.trade)
  if (desk.state.halts.size > halts) {
    for (const { scope, reason } of [...desk.state.halts.values()].slice(halts)) {
      alert(desk, 'halted', `${scope} is halted: ${reason}`, { trade: order.trade })
    }
  }
}
