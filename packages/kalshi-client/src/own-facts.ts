/*
 * The account's own messages → facts. A fill is told under the name we gave its order; one of an order
 * that is not ours is kept and reported.
 */
import type { ClientOrderId, Fact, IocOrder, Micros, OrderId } from '@arbees/core'
import { subtractQuantity } from '@arbees/core'
import type { KalshiMessage } from './stream/stream-message.ts'
import { toFill } from './to-core.ts'

/** An order that we sent, as far as it is known. */
export type SentOrder = { readonly order: IocOrder; readonly orderId: OrderId | undefined }

/** The orders we sent, by our name and by the venue's; the oldest are forgotten. */
export type SentOrders = {
  readonly note: (order: IocOrder, orderId?: OrderId) => void
  readonly byClientId: (id: string) => SentOrder | undefined
  readonly byOrderId: (orderId: string) => SentOrder | undefined
}

const SENT_MAX = 20_000

/** Creates an empty memory of orders. */
export function createSentOrders(sentMax: number = SENT_MAX): SentOrders {
  const sent = new Map<string, { readonly order: IocOrder; orderId: OrderId | undefined }>()
  const names = new Map<string, string>()
  // In the order of their sending, written over from its begin: a Map finds its oldest entry only by walking past all deleted ones.
  const ring: string[] = []
  let next = 0
  return Object.freeze({
    note: (order: IocOrder, orderId?: OrderId) => {
      if (orderId !== undefined) names.set(orderId, order.id)
      const known = sent.get(order.id)
      if (known !== undefined) {
        known.orderId = orderId ?? known.orderId
        return
      }
      sent.set(order.id, { order, orderId })
      const oldest = ring[next]
      ring[next] = order.id
      next = (next + 1) % sentMax
      if (oldest === undefined) return
      const named = sent.get(oldest)?.orderId
      if (named !== undefined) names.delete(named)
      sent.delete(oldest)
    },
    byClientId: (id: string) => sent.get(id),
    byOrderId: (orderId: string) => {
      const name = names.get(orderId)
      return name === undefined ? undefined : sent.get(name)
    },
  })
}

function surprised(at: Micros, where: string, found: string): Fact {
  return { type: 'venue.surprised', at, venue: 'kalshi', where, found }
}

/** Returns the facts in one of the account's own messages. */
export function ownFacts(message: KalshiMessage, sent: SentOrders): readonly Fact[] {
  const { at } = message
  if (message.type === 'kalshi.fill') {
    const { msg } = message.frame
    const known = sent.byOrderId(msg.order_id) ?? sent.byClientId(msg.client_order_id ?? '')
    const name = msg.client_order_id ?? known?.order.id
    if (name === undefined) return [surprised(at, 'kalshi fill', 'a fill of an order that has no name of ours')]
    const words = msg as { readonly action?: unknown; readonly side?: unknown }
    const fill = toFill(
      {
        id: msg.trade_id,
        ticker: msg.market_ticker,
        bookSide: msg.book_side,
        yesPrice: msg.yes_price_dollars,
        quantity: msg.count_fp,
        fee: msg.fee_cost,
        isTaker: msg.is_taker,
        at: msg.ts_ms,
        action: typeof words.action === 'string' ? words.action : undefined,
        side: typeof words.side === 'string' ? words.side : undefined,
      },
      name as ClientOrderId,
      known?.order,
    )
    return [{ type: 'order.filled', at, venueAt: msg.ts_ms, fill }]
  }
  if (message.type !== 'kalshi.user_order') return []
  const { msg } = message.frame
  const name = (msg.client_order_id ?? sent.byOrderId(msg.order_id)?.order.id) as ClientOrderId | undefined
  if (name === undefined || name === '') return []
  const venueOrder = msg.order_id as OrderId
  switch (msg.status) {
    case 'resting':
      return [{ type: 'order.accepted', at, order: name, venueOrder }]
    case 'canceled':
    case 'executed': {
      const filled = msg.fill_count_fp
      const canceled = subtractQuantity(msg.initial_count_fp, filled)
      return [{ type: 'order.done', at, order: name, filled, canceled }]
    }
    default:
      return [surprised(at, 'kalshi order status', msg.status)]
  }
}
