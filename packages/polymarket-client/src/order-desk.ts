/*
 * Sends orders, each once. What leaves here answers in three ways: accepted, rejected, unknown; only
 * a definite refusal for the exchange's version is tried again, signed anew, once.
 */
import type { Micros } from '@arbees/core'
import { isVenueError, orderOutcomeOf, VenueError } from '@arbees/core'
import type { CallContext, CallOptions } from '@arbees/transport'
import { call } from '@arbees/transport'
import { getVersion } from './endpoints/books.ts'
import { postOrder, postOrders } from './endpoints/orders.ts'
import { VERSION_MISMATCH } from './error.ts'
import type { MarketLookup } from './market-lookup.ts'
import type { OrderBuilder, OrderDraft, SignedOrder } from './order-builder.ts'
import type { OrderOutcome } from './order-outcome.ts'
import { immediateOutcomeOf, outcomeOf } from './order-outcome.ts'
import type { PostOrderAnswer } from './schema/order.ts'
import type { OrderVersion } from './sign/order.ts'

/** Sends orders. */
export type OrderDesk = {
  /** Sends a signed order, once. Never rejects for reasons of the world. */
  readonly post: (order: SignedOrder, options?: CallOptions) => Promise<OrderOutcome>
  /**
   * Prepares, signs and sends an order. When the exchange's version is refused, the version is asked
   * for and the order signed and sent once more. `onSigned` learns each order before it leaves.
   *
   * @throws VenueError `order.rejected` before anything is sent, for an order the venue would refuse.
   */
  readonly place: (draft: OrderDraft, options?: CallOptions, onSigned?: (order: SignedOrder) => void) => Promise<Placed>
  /**
   * Sends at most 15 orders in one request; they are matched in no order, and each has its own outcome.
   *
   * @throws VenueError `order.rejected` before anything is sent.
   */
  readonly placeMany: (drafts: readonly OrderDraft[], options?: CallOptions) => Promise<readonly Placed[]>
}

/** An order that was sent, and what became of it. */
export type Placed = { readonly order: SignedOrder; readonly outcome: OrderOutcome }

/** The most orders in one request. */
export const ORDERS_MAX = 15

function isImmediate({ draft: { kind } }: SignedOrder): boolean {
  return kind === 'FAK' || kind === 'FOK'
}

function failed(order: SignedOrder, error: unknown): OrderOutcome {
  if (!isVenueError(error)) throw error
  if (orderOutcomeOf(error) === 'rejected') return { type: 'rejected', error }
  return { type: 'unknown', orderId: order.orderId, error }
}

type DeskParts = { readonly context: CallContext; readonly builder: OrderBuilder; readonly lookup: MarketLookup }

/** Returns the version to sign for instead: the market's own, asked for anew; where that stands, the CLOB's. */
async function otherVersion({ context, lookup }: DeskParts, order: SignedOrder): Promise<OrderVersion | undefined> {
  const [market, { version }] = await Promise.all([
    lookup.find({ market: order.draft.market.market.id }, { isFresh: true }),
    call(context, getVersion, {}),
  ])
  if (market.orderVersion !== order.version) return market.orderVersion
  return (version === 2 || version === 3) && version !== order.version ? version : undefined
}

function isVersionMismatch(outcome: OrderOutcome): boolean {
  if (outcome.type !== 'rejected' || !isVenueError(outcome.error, 'order.rejected')) return false
  return outcome.error.context.venueCode === VERSION_MISMATCH
}

/** Returns what each leg's own answer says; answers that are too few or too many say nothing. */
function batchOutcome(
  orders: readonly SignedOrder[],
  answers: readonly PostOrderAnswer[],
  index: number,
): OrderOutcome {
  const order = orders[index] as SignedOrder
  const answer = answers.length === orders.length ? answers[index] : undefined
  if (answer !== undefined) return isImmediate(order) ? immediateOutcomeOf(order, answer) : outcomeOf(order, answer)
  const issue = `expected ${orders.length} answers in the order of the request, found ${answers.length}`
  const error = new VenueError('payload.malformed', { where: 'POST /orders', issues: [issue] })
  return { type: 'unknown', orderId: order.orderId, error }
}

async function placeAll(
  parts: DeskParts,
  drafts: readonly OrderDraft[],
  options: CallOptions,
): Promise<readonly Placed[]> {
  const { context, builder } = parts
  if (drafts.length > ORDERS_MAX) {
    const detail = `at most ${ORDERS_MAX} orders go into one request, found ${drafts.length}`
    throw new VenueError('order.rejected', { reason: 'limit', venue: 'polymarket', detail })
  }
  if (drafts.length === 0) return []
  const prepared = drafts.map(builder.prepare)
  const orders = await Promise.all(prepared.map((one) => builder.sign(one)))
  try {
    const answers = await call(context, postOrders, { bodies: orders.map((order) => order.body) }, options)
    return orders.map((order, index) => ({ order, outcome: batchOutcome(orders, answers, index) }))
  } catch (error) {
    return orders.map((order) => ({ order, outcome: failed(order, error) }))
  }
}

/** Creates the desk of one client. */
export function createOrderDesk(parts: DeskParts): OrderDesk {
  const { context, builder } = parts

  const post = async (order: SignedOrder, options: CallOptions = {}): Promise<OrderOutcome> => {
    try {
      const answer = await call(context, postOrder, { body: order.body }, options)
      return isImmediate(order) ? immediateOutcomeOf(order, answer) : outcomeOf(order, answer)
    } catch (error) {
      return failed(order, error)
    }
  }

  const place: OrderDesk['place'] = async (draft, options = {}, onSigned = () => undefined) => {
    const prepared = builder.prepare(draft)
    const signed = builder.sign(prepared)
    const order = signed instanceof Promise ? await signed : signed
    onSigned(order)
    const outcome = await post(order, options)
    if (!isVersionMismatch(outcome)) return { order, outcome }
    try {
      const version = await otherVersion(parts, order)
      if (version === undefined) return { order, outcome }
      const again = await builder.sign(prepared, version)
      onSigned(again)
      return { order: again, outcome: await post(again, options) }
    } catch (error) {
      // Nothing more is known than the definite refusal.
      if (!isVenueError(error)) throw error
      return { order, outcome }
    }
  }

  return Object.freeze({
    post,
    place,
    placeMany: (drafts: readonly OrderDraft[], options: CallOptions = {}) => placeAll(parts, drafts, options),
  })
}

/** Options for an order that must not leave after `expiresAt`. */
export function untilThen(expiresAt: Micros | undefined, isUnwind = false): CallOptions {
  return { ...(expiresAt === undefined ? {} : { expiresAt }), lane: isUnwind ? 'unwind' : 'normal' }
}
