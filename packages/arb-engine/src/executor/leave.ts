/*
 * The last step before the wire: what is written leaves, or is dropped with its reason. All orders are
 * started before any is awaited.
 */
import type { Broker, ClientOrderId, IocOrder, LastLook, Micros, RejectReason, Submission } from '@arbees/core'
import { DISCONTINUOUS, venueOf } from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { LateReason, Refusal } from '../legs/late-reason.ts'
import type { SendPurpose } from '../legs/recheck.ts'
import { staleReason } from '../legs/recheck.ts'
import { answered, brokerFailed, timedOut } from './answers.ts'
import { barrierOf } from './barrier.ts'
import type { Desk } from './desk.ts'
import { act, failJournal, nowOf, tell } from './desk.ts'
import { noteOrder, noteTrade, write } from './notes.ts'

/** Says whether an order lessens what stands one-sided: the others of an ordered plan do, and all repairs. */
function isUnwindOf(trade: JournalTrade, order: JournalOrder): boolean {
  return order.purpose !== 'open' || order.action === 'sell' || (trade.first !== 'all' && order.leg !== trade.first)
}

/** Where a refusal of our own stands among the venues' reasons. */
const REJECT_REASONS: Readonly<Partial<Record<LateReason, RejectReason>>> = {
  expired: 'expired',
  discontinuous: 'discontinuous',
  halted: 'halted',
  stopped: 'halted',
}

/** Returns what a client asks right before the bytes leave: whether what was checked still holds after its waits. */
function lastLookOf(desk: Desk, trade: JournalTrade, { market }: JournalOrder, purpose: SendPurpose): LastLook {
  const { book } = desk.settings
  const held = book(market)?.continuity ?? DISCONTINUOUS
  return () => {
    const found = barrierOf(desk)(market, purpose, trade.name) ?? staleReason(book(market), held, market)
    return found === undefined ? undefined : { ...found, reason: REJECT_REASONS[found.reason] ?? 'other' }
  }
}

const NEXT_TURN = 0 as Micros

function submit(broker: Broker, order: IocOrder, lastLook: LastLook): Promise<Submission> {
  try {
    return broker.submit(order, lastLook)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Returns how an order is handed to its broker, as things are now. */
function sendingOf(
  desk: Desk,
  trade: JournalTrade,
  order: JournalOrder,
  purpose: SendPurpose,
): () => Promise<Submission> {
  const { order: id, market, action, outcome, limit, quantity, expiresAt } = order
  const broker = desk.settings.brokers.get(venueOf(market)) as Broker
  const isUnwind = isUnwindOf(trade, order)
  const draft: IocOrder = { id, market, action, outcome, limit, quantity, expiresAt, isUnwind }
  const lastLook = lastLookOf(desk, trade, order, purpose)
  return () => submit(broker, draft, lastLook)
}

/** The book that changed last comes first: its offer is the one that others have just seen too. */
function mostUrgentFirst({ settings }: Desk, orders: readonly JournalOrder[]): readonly JournalOrder[] {
  if (orders.length < 2) return orders
  const changedAt = ({ market }: JournalOrder) => settings.book(market)?.at ?? 0
  return orders.toSorted((one, other) => changedAt(other) - changedAt(one))
}

/**
 * Hands orders to their brokers, before any is awaited: the most urgent now, the others once this turn is
 * over. A client writes to its socket only then, and what the others need to be signed would hold the first up.
 */
function handOver(
  desk: Desk,
  trade: JournalTrade,
  orders: readonly JournalOrder[],
  purpose: SendPurpose,
): ReadonlyMap<JournalOrder, Promise<Submission>> {
  const { clock } = desk.settings
  const answers = new Map<JournalOrder, Promise<Submission>>()
  for (const order of mostUrgentFirst(desk, orders)) {
    const send = sendingOf(desk, trade, order, purpose)
    const later = () => new Promise<Submission>((resolve) => clock.setTimer(NEXT_TURN, () => resolve(send())))
    answers.set(order, answers.size === 0 ? send() : later())
  }
  return answers
}

/** Lets orders leave whose records are written. */
export function submitAll(
  desk: Desk,
  trade: JournalTrade,
  orders: readonly JournalOrder[],
  purpose: SendPurpose,
): void {
  const { clock, limits } = desk.settings
  const answers = handOver(desk, trade, orders, purpose)
  const now = clock.now()
  for (const order of orders) {
    const { order: id, leg, market, action, outcome, limit, quantity } = order
    // A client may hold an order back until it expires: only after that can it no longer leave.
    const patience = (Math.max(0, order.expiresAt - now) + limits.answerMicros) as Micros
    desk.flights.set(
      id,
      clock.setTimer(patience, () => act(desk, () => timedOut(desk, id))),
    )
    answers.get(order)?.then(
      (submission) => act(desk, () => answered(desk, id, submission)),
      (error: unknown) => act(desk, () => brokerFailed(desk, id, error)),
    )
    const isUnwind = isUnwindOf(trade, order)
    const about = { order: id, trade: trade.trade, leg, market, action, outcome, limit, quantity, isUnwind }
    tell(desk, { type: 'order.sent', at: now, ...about, purpose: order.purpose })
  }
  noteTrade(desk, trade.trade)
}

/** Returns the record that an order leaves now. */
export const sentRecord =
  (at: Micros) =>
  ({ order }: { readonly order: ClientOrderId }): JournalRecord => ({ type: 'order.sent', at, order })

/** Ends orders that never left. */
export function drop(desk: Desk, trade: JournalTrade, orders: readonly JournalOrder[], why: Refusal): void {
  const at = nowOf(desk)
  const none = 0 as JournalOrder['quantity']
  write(
    desk,
    orders.map(({ order, quantity }) => ({
      type: 'order.resolved',
      at,
      order,
      filled: none,
      canceled: quantity,
      by: 'not-sent',
    })),
  )
  for (const { order, leg, market } of orders) {
    tell(desk, { type: 'order.refused-late', at, order, trade: trade.trade, leg, ...why })
    noteOrder(desk, order, market)
  }
  noteTrade(desk, trade.trade)
  desk.dirty.add(trade.trade)
}

/** Lets written orders leave, unless `refusal` is one. */
export function leaveOrDrop(
  desk: Desk,
  trade: JournalTrade,
  orders: readonly JournalOrder[],
  purpose: SendPurpose,
  refusal: Refusal | undefined,
): void {
  if (refusal !== undefined) {
    drop(desk, trade, orders, refusal)
    return
  }
  write(desk, orders.map(sentRecord(nowOf(desk))))
  submitAll(desk, trade, orders, purpose)
}

/** Does something when records are durable; where that cannot be known, nothing leaves any more. */
export function whenDurable(desk: Desk, trade: number, durable: Promise<void>, then: () => void): void {
  desk.unsynced.add(trade)
  durable.then(
    () =>
      act(desk, () => {
        desk.unsynced.delete(trade)
        desk.dirty.add(trade)
        if (desk.failure === undefined) then()
      }),
    (error: unknown) =>
      act(desk, () => {
        desk.unsynced.delete(trade)
        failJournal(desk, error)
      }),
  )
}
