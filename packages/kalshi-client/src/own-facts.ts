/*
 * The account's own messages → facts. A fill is told under the name we gave its order; one of an order
 * that is not ours is kept and reported.
 */
import type { ClientOrderId, Fact, IocOrder, Micros, OrderId } from '@arbees/core'
import { subtractQuantity } from '@arbees/core'
import type { KalshiMessage } from './stream/stream-message.ts'
import { toFill } from './to-core.ts'

/** An order that we sent, as far as it is known. */
export type SentOrder = { readonly order: IocOrder; orderId: OrderId | undefined }

/** The orders we sent, by our name and by the venue's; the oldest are forgotten. */
export type SentOrders = {
  /** Remembers an order, and returns its record, to be named. What was known of it under its name stays known. */
  readonly note: (order: IocOrder) => SentOrder
  /** Remembers the venue's name of an order that was noted. */
  readonly name: (sent: SentOrder, orderId: OrderId) => void
  readonly byClientId: (id: string) => SentOrder | undefined
  readonly byOrderId: (orderId: string) => SentOrder | undefined
}

const SENT_MAX = 8_000

type Generation = { readonly orders: Map<string, SentOrder>; readonly names: Map<string, SentOrder> }

function createGeneration(): Generation {
  return { orders: new Map(), names: new Map() }
}

/** Creates an empty memory: it keeps the youngest half of `sentMax` orders for sure, and never more than three times `sentMax`. */
export function createSentOrders(sentMax: number = SENT_MAX): SentOrders {
  // Forgotten by the generation: to take each oldest order out of a large Map, as each new one comes, would cost
  // an order on its way more than all else that is done for it here.
  const half = Math.ceil(sentMax / 2)
  let young = createGeneration()
  let old = createGeneration()
  // A name is hashed, and its place looked up in memory nobody has touched for long, when somebody asks for it: not
  // between a decision and its order. What is added to an order's record meanwhile adds it once more, so that an
  // order stands here twice at most.
  let unindexed: SentOrder[] = []

  const index = (sent: SentOrder) => {
    const { id } = sent.order
    const known = young.orders.get(id) ?? old.orders.get(id)
    if (known === undefined) {
      if (young.orders.size >= half) {
        old = young
        young = createGeneration()
      }
      young.orders.set(id, sent)
    }
    const { orderId } = sent
    if (orderId === undefined) return
    // Sent a second time under its name: the record that is found is the one that is known.
    if (known !== undefined) known.orderId = orderId
    young.names.set(orderId, known ?? sent)
  }
  const indexAll = () => {
    const all = unindexed
    unindexed = []
    for (const sent of all) index(sent)
  }
  const add = (sent: SentOrder) => {
    unindexed.push(sent)
    // Nobody has asked for any of them: the older half goes as it came, and with it all that is older still.
    if (unindexed.length < 4 * half) return
    unindexed = unindexed.slice(2 * half)
    young = createGeneration()
    old = createGeneration()
  }

  return Object.freeze({
    note: (order: IocOrder) => {
      const sent: SentOrder = { order, orderId: undefined }
      add(sent)
      return sent
    },
    name: (sent: SentOrder, orderId: OrderId) => {
      sent.orderId = orderId
      add(sent)
    },
    byClientId: (id: string) => {
      indexAll()
      return young.orders.get(id) ?? old.orders.get(id)
    },
    byOrderId: (orderId: string) => {
      indexAll()
      return young.names.get(orderId) ?? old.names.get(orderId)
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
