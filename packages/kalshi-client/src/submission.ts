/*
 * What became of an order's request, in three words: accepted, rejected, unknown. Unknown is what is
 * left when neither of the others is certain.
 */
import type { IocOrder, OrderId, Submission } from '@arbees/core'
import { InvariantError, isVenueError, orderOutcomeOf, VenueError } from '@arbees/core'
import { defectOfAnswer } from './order-result.ts'
import type { CreateOrderAnswer } from './schema/order.ts'

const WHERE = 'POST /portfolio/events/orders'

function malformed(issue: string): VenueError<'payload.malformed'> {
  return new VenueError('payload.malformed', { where: WHERE, issues: [issue] })
}

/** Returns what an answer of 2xx says of an order; one that does not make sense leaves it unknown. */
export function submissionOf(order: IocOrder, answer: CreateOrderAnswer): Submission {
  const orderId = answer.orderId as OrderId
  const timeInForce = order.fill === 'all' ? 'fill_or_kill' : 'immediate_or_cancel'
  const { clientOrderId } = answer
  const defect =
    clientOrderId !== undefined && clientOrderId !== order.id
      ? `client_order_id: expected ${order.id}, found ${clientOrderId}`
      : defectOfAnswer(order.quantity, answer, timeInForce)
  if (defect !== undefined) return { type: 'unknown', orderId, error: malformed(defect) }
  // The answer names no single fill, only averages; they come by the stream or by a look at the order.
  return { type: 'accepted', orderId, at: answer.ts, filled: answer.fillCount, isDone: true, fills: [] }
}

/** Says whether a request failed because an order of its name exists already. */
export function isDuplicate(error: unknown): boolean {
  return isVenueError(error, 'order.rejected') && error.context.reason === 'duplicate'
}

/**
 * Returns what a failed request says of its order. A duplicate id is unknown as long as nobody has looked:
 * this request was refused, but an order of that id exists and may have filled.
 *
 * @throws InvariantError the program's own faults, as they came.
 */
export function failedSubmission(error: unknown): Submission {
  if (!isVenueError(error)) {
    if (error instanceof InvariantError) throw error
    throw new InvariantError(`a request fails with a VenueError, found ${String(error)}`)
  }
  if (isVenueError(error, 'order.rejected')) {
    if (isDuplicate(error)) return { type: 'unknown', error }
    return { type: 'rejected', reason: error.context.reason, error }
  }
  if (orderOutcomeOf(error) === 'unknown') return { type: 'unknown', error }
  switch (error.code) {
    case 'rate.limited':
    case 'circuit.open':
      return { type: 'rejected', reason: error.code === 'rate.limited' ? 'rate' : 'halted', error }
    case 'auth.missing':
    case 'auth.rejected':
    case 'auth.clock':
      return { type: 'rejected', reason: 'auth', error }
    case 'location.blocked':
      return { type: 'rejected', reason: 'blocked', error }
    default:
      return { type: 'rejected', reason: 'other', error }
  }
}
