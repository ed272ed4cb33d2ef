/*
 * The way out of doubt: the venue's own record of an order, asked for until it answers. The same loop
 * runs after a restart, after an answer that did not come, and for fills that have no names yet.
 */
import type { Broker, IocOrder, Micros, OrderReport, VenueId } from '@arbees/core'
import { isVenueError, venueOf } from '@arbees/core'
import type { JournalOrder } from '../journal/journal-state.ts'
import type { Desk, Look } from './desk.ts'
import { act, alert, nowOf } from './desk.ts'
import { lookDelay } from './look-delay.ts'
import { learn } from './notes.ts'

function orderOf({ order: id, market, action, outcome, limit, quantity, expiresAt }: JournalOrder): IocOrder {
  return { id, market, action, outcome, limit, quantity, expiresAt }
}

function askAgain(desk: Desk, order: JournalOrder, look: Look): void {
  if (desk.looks.get(order.order) !== look) return
  look.attempt += 1
  look.cancel = desk.settings.clock.setTimer(lookDelay(desk.settings.limits, look.attempt), () =>
    ask(desk, order, look),
  )
}

function reported(desk: Desk, order: JournalOrder, look: Look, report: OrderReport | undefined): void {
  const known = desk.state.orders.get(order.order)
  if (known === undefined || desk.failure !== undefined) return
  desk.unread.delete(order.order)
  const first = (venue: VenueId) => (desk.settings.terms.get(venue)?.settles === 'in-stages' ? 'matched' : 'confirmed')
  learn(desk, known, desk.rules.reportRecords(known, report, nowOf(desk), first))
  askAgain(desk, order, look)
}

function notReported(desk: Desk, order: JournalOrder, look: Look, error: unknown): void {
  const sentence = error instanceof Error ? error.message : String(error)
  desk.settings.log('warn', 'an order could not be looked up', { order: order.order, attempt: look.attempt, sentence })
  // A venue that cannot be asked says so by a VenueError; everything else is a fault of the program.
  if (!isVenueError(error)) {
    alert(desk, 'broker-failed', sentence, { trade: order.trade, venue: venueOf(order.market) })
  }
  askAgain(desk, order, look)
}

function ask(desk: Desk, order: JournalOrder, look: Look): void {
  if (desk.looks.get(order.order) !== look || desk.failure !== undefined) return
  const broker = desk.settings.brokers.get(venueOf(order.market))
  if (broker === undefined) return
  let isOver = false
  const once = (work: () => void) => () => {
    if (isOver) return
    isOver = true
    patience()
    act(desk, work)
  }
  // A question that is never answered does not end the questions.
  const patience = desk.settings.clock.setTimer(
    (desk.settings.limits.answerMicros * 2) as Micros,
    once(() => askAgain(desk, order, look)),
  )
  const found = async (source: Broker) => source.find(orderOf(order), order.intendedAt)
  found(broker).then(
    (report) => once(() => reported(desk, order, look, report))(),
    (error: unknown) => once(() => notReported(desk, order, look, error))(),
  )
}

/** Begins to ask about an order, unless it is being asked about. The first question of an old order is at once. */
export function lookAt(desk: Desk, order: JournalOrder): void {
  if (desk.looks.has(order.order) || desk.isOver) return
  const isOld = order.intendedAt < desk.startedAt
  const look: Look = { attempt: 0, cancel: () => undefined }
  desk.looks.set(order.order, look)
  const delay = isOld ? (0 as Micros) : lookDelay(desk.settings.limits, 0)
  look.cancel = desk.settings.clock.setTimer(delay, () => ask(desk, order, look))
}

/** Has the venue's record of an order read, however often that fails and whatever is told of the order meanwhile. */
export function readOnce(desk: Desk, order: JournalOrder): void {
  desk.unread.add(order.order)
  lookAt(desk, order)
}
