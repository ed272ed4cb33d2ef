/*
 * What comes back about an order's request, or does not: written down before anything is made of it.
 */
import type { ClientOrderId, Submission, VenueId } from '@arbees/core'
import { ERROR_RULES, isVenueError, venueOf } from '@arbees/core'
import type { Desk } from './desk.ts'
import { alert, nowOf } from './desk.ts'
import { learn, write } from './notes.ts'

/** An answer about an order that is over and forgotten: what it says was known, or nothing more may leave. */
function answeredTooLate(desk: Desk, id: ClientOrderId, submission: Submission): void {
  const known = desk.lastWords.get(id)
  if (submission.type !== 'accepted' || known === undefined || submission.filled <= known) return
  const reason = `an answer came late: ${id} filled ${submission.filled}, its last word was ${known}`
  write(desk, [{ type: 'halt.set', at: nowOf(desk), scope: 'all', reason }])
  alert(desk, 'halted', `all is halted: ${reason}`)
}

/** Takes an answer to an order's request. */
export function answered(desk: Desk, id: ClientOrderId, submission: Submission): void {
  desk.flights.get(id)?.()
  desk.flights.delete(id)
  const order = desk.state.orders.get(id)
  if (desk.failure !== undefined) return
  if (order === undefined) {
    answeredTooLate(desk, id, submission)
    return
  }
  const first = (venue: VenueId) => (desk.settings.terms.get(venue)?.settles === 'in-stages' ? 'matched' : 'confirmed')
  learn(desk, order, desk.rules.submissionRecords(order, submission, nowOf(desk), first))
}

/** Takes what a broker threw: it may have sent the order. */
export function brokerFailed(desk: Desk, id: ClientOrderId, error: unknown): void {
  const sentence = error instanceof Error ? error.message : String(error)
  const order = desk.state.orders.get(id)
  if (order !== undefined) alert(desk, 'broker-failed', sentence, { trade: order.trade, venue: venueOf(order.market) })
  desk.flights.get(id)?.()
  desk.flights.delete(id)
  if (order === undefined || desk.failure !== undefined) return
  const code = isVenueError(error) ? error.code : 'request.interrupted'
  learn(desk, order, [{ type: 'order.unknown', at: nowOf(desk), order: id, code, sentence }])
}

/** Takes that no answer came in time. */
export function timedOut(desk: Desk, id: ClientOrderId): void {
  desk.flights.delete(id)
  const order = desk.state.orders.get(id)
  if (order === undefined || desk.failure !== undefined) return
  const sentence = ERROR_RULES['request.timeout'].sentence
  const isOpen = order.status === 'sent' || order.status === 'accepted'
  learn(
    desk,
    order,
    isOpen ? [{ type: 'order.unknown', at: nowOf(desk), order: id, code: 'request.timeout', sentence }] : [],
  )
}
