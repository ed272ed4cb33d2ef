/*
 * What an answer to a posted order means. An answer of success is not trusted by its first word: a
 * refused leg of a batch says `success: true`, and a killed order may answer with an error inside.
 */
import type { OrderId, Quantity } from '@arbees/core'
import { NO_QUANTITY, VenueError } from '@arbees/core'
import { orderWordOf } from './error.ts'
import type { SignedOrder } from './order-builder.ts'
import type { PostOrderAnswer } from './schema/order.ts'

/** What became of a posted order. */
export type OrderOutcome =
  | {
      readonly type: 'accepted'
      readonly orderId: OrderId
      readonly status: 'live' | 'matched' | 'delayed' | 'unmatched'
      /** Contracts matched so far. */
      readonly filled: Quantity
      /** Money paid or got so far, in micro-dollars. */
      readonly money: number
      readonly tradeIds: readonly string[]
    }
  | { readonly type: 'rejected'; readonly error: VenueError }
  | { readonly type: 'unknown'; readonly orderId: OrderId; readonly error: VenueError }

const STATUSES = ['live', 'matched', 'delayed', 'unmatched'] as const

function unclear(found: string): VenueError {
  return new VenueError('payload.malformed', {
    where: 'POST /order',
    issues: [`expected a clear answer, found ${found}`],
  })
}

/** Returns what the venue's answer to `order` means. */
export function outcomeOf(order: SignedOrder, answer: PostOrderAnswer): OrderOutcome {
  const { orderId, amounts } = order
  const { success, errorMsg, orderID, status, makingAmount, takingAmount, tradeIDs } = answer
  if (errorMsg !== '' || !success) {
    const word = orderWordOf(errorMsg)
    if (word.type === 'unknown') return { type: 'unknown', orderId, error: unclear(errorMsg) }
    // Refused, yet named: it may be there.
    if (orderID !== '' && word.reason === 'other')
      return { type: 'unknown', orderId, error: unclear(`${orderID} ${errorMsg}`) }
    const { reason, code: venueCode } = word
    const error = new VenueError('order.rejected', { reason, venue: 'polymarket', venueCode, venueMessage: errorMsg })
    return { type: 'rejected', error }
  }
  if (orderID.toLowerCase() !== orderId) {
    return {
      type: 'unknown',
      orderId,
      error: unclear(orderID === '' ? 'no order id' : `the order id ${orderID}, ours is ${orderId}`),
    }
  }
  const known = STATUSES.find((one) => one === status)
  if (known === undefined) return { type: 'unknown', orderId, error: unclear(`the status ${JSON.stringify(status)}`) }
  const [given, got] = [makingAmount ?? 0, takingAmount ?? 0]
  const isBuy = amounts.side === 'BUY'
  return {
    type: 'accepted',
    orderId,
    status: known,
    filled: (isBuy ? got : given) as number as Quantity,
    money: isBuy ? given : got,
    tradeIds: tradeIDs ?? [],
  }
}

/**
 * Returns the outcome of an order that must match at once: only `matched` is the last word. A FAK
 * that is `live`, `delayed` or `unmatched` may still match, so what became of it is unknown.
 */
export function immediateOutcomeOf(order: SignedOrder, answer: PostOrderAnswer): OrderOutcome {
  const outcome = outcomeOf(order, answer)
  if (outcome.type !== 'accepted') return outcome
  const { status, orderId, filled } = outcome
  if (status === 'matched' && filled > NO_QUANTITY) return outcome
  return {
    type: 'unknown',
    orderId,
    error: unclear(`${status} with ${filled} micro-contracts filled, for an order that cannot rest`),
  }
}
