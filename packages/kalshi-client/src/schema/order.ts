import { z } from 'zod'
import { decimalText, flag, instant, integer, maybe, millis, money, pageOf, price, quantity, text } from './scalars.ts'
import { maybeWord, wire, word } from './wire.ts'

/** The states of an order. */
export const ORDER_STATUSES = ['resting', 'canceled', 'executed'] as const

/**
 * An order as Kalshi keeps it. After a cancel `remainingCount` is 0, so what was canceled is
 * `initialCount − fillCount`. Costs and fees are totals.
 */
const orderObject = wire({
  order_id: text,
  client_order_id: maybe(text),
  ticker: text,
  side: maybeWord('order outcome', ['yes', 'no']),
  action: maybeWord('order action', ['buy', 'sell']),
  outcome_side: word('order outcome side', ['yes', 'no']),
  book_side: word('order book side', ['bid', 'ask']),
  type: maybe(text),
  status: word('order status', ORDER_STATUSES),
  yes_price_dollars: price,
  no_price_dollars: maybe(price),
  fill_count_fp: quantity,
  remaining_count_fp: quantity,
  initial_count_fp: quantity,
  taker_fill_cost_dollars: maybe(money),
  maker_fill_cost_dollars: maybe(money),
  taker_fees_dollars: maybe(money),
  maker_fees_dollars: maybe(money),
  created_time: maybe(instant),
  last_update_time: maybe(instant),
  expiration_time: maybe(instant),
  self_trade_prevention_type: maybeWord('order self-trade prevention', ['', 'taker_at_cross', 'maker']),
  order_group_id: maybe(text),
  cancel_order_on_pause: maybe(flag),
  subaccount_number: maybe(integer),
  exchange_index: maybe(integer),
})

/** An order as Kalshi keeps it. */
export interface KalshiOrder extends z.output<typeof orderObject> {}

/** Its schema. */
export const orderSchema: z.ZodType<KalshiOrder> = orderObject

/** The answer that holds one order. */
export const orderAnswer = z.object({ order: orderSchema })
/** The answer that holds a page of orders. */
export const ordersAnswer = z.object({ orders: pageOf(orderSchema), cursor: maybe(text) })

/**
 * The answer to an order's request. The average price is the YES price whatever was bought; averages
 * are for reading: money is in the fills.
 */
export const createOrderAnswer = wire({
  order_id: text,
  client_order_id: maybe(text),
  fill_count: quantity,
  remaining_count: quantity,
  average_fill_price: maybe(decimalText),
  average_fee_paid: maybe(decimalText),
  ts_ms: millis,
})

/** The answer to an order's request. */
export type CreateOrderAnswer = z.output<typeof createOrderAnswer>

/** The answer to a change of an order; counts are absent when nothing of them changed. */
export const amendOrderAnswer = wire({
  order_id: text,
  client_order_id: maybe(text),
  fill_count: maybe(quantity),
  remaining_count: maybe(quantity),
  average_fill_price: maybe(decimalText),
  average_fee_paid: maybe(decimalText),
  ts_ms: millis,
})

/** The answer to making an order smaller. */
export const decreaseOrderAnswer = wire({
  order_id: text,
  client_order_id: maybe(text),
  remaining_count: quantity,
  ts_ms: millis,
})

/** The answer to a cancel: how much was still resting. */
export const cancelOrderAnswer = wire({
  order_id: text,
  client_order_id: maybe(text),
  reduced_by: quantity,
  ts_ms: millis,
})

/** What is wrong with one item of a batch. */
const itemError = maybe(z.object({ code: maybe(text), message: maybe(text), details: maybe(text) }))

/** The answer to a batch of orders: each item has an id, or an error. */
export const batchCreateAnswer = z.object({
  orders: z.array(
    wire({
      order_id: maybe(text),
      client_order_id: maybe(text),
      fill_count: maybe(quantity),
      remaining_count: maybe(quantity),
      average_fill_price: maybe(decimalText),
      average_fee_paid: maybe(decimalText),
      ts_ms: maybe(millis),
      error: itemError,
    }),
  ),
})

/** The answer to a batch of cancels. */
export const batchCancelAnswer = z.object({
  orders: z.array(
    wire({
      order_id: text,
      client_order_id: maybe(text),
      reduced_by: maybe(quantity),
      ts_ms: maybe(millis),
      error: itemError,
    }),
  ),
})

/** The answer that holds the contracts ahead of one order. */
export const queuePositionAnswer = wire({ queue_position_fp: quantity })
/** The answer that holds the contracts ahead of several orders. */
export const queuePositionsAnswer = wire({
  queue_positions: pageOf(wire({ order_id: text, market_ticker: text, queue_position_fp: quantity })),
})
