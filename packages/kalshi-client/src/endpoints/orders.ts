import type { Micros, Price, Quantity } from '@arbees/core'
import { invariant } from '@arbees/core'
import { commaSeparated, endpoint } from '@arbees/transport'
import { z } from 'zod'
import type { BookSide } from '../direction.ts'
import { formatCount, formatOrderPrice } from '../number-format.ts'
import type { CreateOrderInput } from '../order-request.ts'
import { toOrderBody } from '../order-request.ts'
import {
  amendOrderAnswer,
  batchCancelAnswer,
  batchCreateAnswer,
  cancelOrderAnswer,
  decreaseOrderAnswer,
  orderAnswer,
  ordersAnswer,
  queuePositionAnswer,
  queuePositionsAnswer,
} from '../schema/order.ts'
import { createOrderDecoder } from '../schema/order-answer.ts'
import { batchCharges, CANCEL, READ, routedCharges, WRITE } from './costs.ts'
import { secondsOf } from './instants.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

/** Names one order to be changed; without its shard or its ticker the exchange looks on shard 0 only. */
type OneOrder = {
  readonly orderId: string
  readonly ticker?: string
  readonly exchangeIndex?: number
  readonly subaccount?: number
}

/** Places one order. Sent again only after a 429: anything else may have been an order. */
export const createOrder = endpoint({
  method: 'POST',
  path: '/portfolio/events/orders',
  access: 'private',
  cost: WRITE,
  charges: routedCharges,
  retry: 'unprocessed',
  request: (input: CreateOrderInput) => ({ body: toOrderBody(input) }),
  output: createOrderDecoder,
})

/** Places several orders; each has its own outcome in the answer. */
export const createOrders = endpoint({
  method: 'POST',
  path: '/portfolio/events/orders/batched',
  access: 'private',
  cost: WRITE,
  charges: (input, cost) => batchCharges(input.orders.length, cost),
  retry: 'unprocessed',
  request: (input: { readonly orders: readonly CreateOrderInput[] }) => ({
    body: { orders: input.orders.map(toOrderBody) },
  }),
  output: batchCreateAnswer,
})

/**
 * Changes an order's price, size or expiry. `quantity` is what has filled plus what shall remain.
 * A smaller size or another expiry keeps the place in the queue; another price or a larger size does not.
 */
export const amendOrder = endpoint({
  method: 'POST',
  path: '/portfolio/events/orders/{order_id}/amend',
  access: 'private',
  cost: WRITE,
  charges: routedCharges,
  retry: 'unprocessed',
  request: (
    input: OneOrder & {
      readonly ticker: string
      readonly side: BookSide
      readonly price: Price
      readonly quantity: Quantity
      readonly clientOrderId?: string
      readonly updatedClientOrderId?: string
      /** In whole seconds; 0 takes it away. */
      readonly expiresAt?: Micros
    },
  ) => ({
    path: { order_id: input.orderId },
    query: { subaccount: input.subaccount },
    body: {
      ticker: input.ticker,
      side: input.side,
      price: formatOrderPrice(input.price),
      count: formatCount(input.quantity),
      client_order_id: input.clientOrderId,
      updated_client_order_id: input.updatedClientOrderId,
      exchange_index: input.exchangeIndex,
      expiration_time: secondsOf(input.expiresAt),
    },
  }),
  output: amendOrderAnswer,
})

/** Makes an order smaller by, or to, a quantity. */
export const decreaseOrder = endpoint({
  method: 'POST',
  path: '/portfolio/events/orders/{order_id}/decrease',
  access: 'private',
  cost: WRITE,
  charges: routedCharges,
  retry: 'unprocessed',
  request: (input: OneOrder & { readonly reduceBy?: Quantity; readonly reduceTo?: Quantity }) => {
    const { reduceBy, reduceTo } = input
    invariant((reduceBy === undefined) !== (reduceTo === undefined), 'a decrease has either reduceBy or reduceTo')
    return {
      path: { order_id: input.orderId },
      query: { subaccount: input.subaccount },
      body: {
        reduce_by: reduceBy === undefined ? undefined : formatCount(reduceBy),
        reduce_to: reduceTo === undefined ? undefined : formatCount(reduceTo),
        exchange_index: input.exchangeIndex,
        market_ticker: input.ticker,
      },
    }
  },
  output: decreaseOrderAnswer,
})

/**
 * Cancels one order. An order that is finished already, or on another shard than the one looked at, is
 * `order.not-found`: which of the two, only the order itself says.
 */
export const cancelOrder = endpoint({
  method: 'DELETE',
  path: '/portfolio/events/orders/{order_id}',
  access: 'private',
  cost: CANCEL,
  charges: routedCharges,
  retry: 'unprocessed',
  request: (input: OneOrder) => ({
    path: { order_id: input.orderId },
    query: { subaccount: input.subaccount, exchange_index: input.exchangeIndex, market_ticker: input.ticker },
  }),
  output: cancelOrderAnswer,
})

/** Cancels several orders; each has its own outcome in the answer. */
export const cancelOrders = endpoint({
  method: 'DELETE',
  path: '/portfolio/events/orders/batched',
  access: 'private',
  cost: CANCEL,
  charges: (input, cost) => batchCharges(input.orders.length, cost),
  retry: 'unprocessed',
  request: (input: { readonly orders: readonly OneOrder[] }) => ({
    body: {
      orders: input.orders.map((order) => ({
        order_id: order.orderId,
        subaccount: order.subaccount,
        exchange_index: order.exchangeIndex,
        market_ticker: order.ticker,
      })),
    },
  }),
  output: batchCancelAnswer,
})

/**
 * Cancels all orders on every shard (direct members), of all subaccounts unless one is named. Orders
 * placed within the next minute may be canceled too.
 */
export const cancelAllOrders = endpoint({
  method: 'DELETE',
  path: '/portfolio/events/orders',
  access: 'private',
  cost: CANCEL,
  retry: 'unprocessed',
  request: (input: { readonly subaccount?: number }) => ({ query: { subaccount: input.subaccount } }),
  output: z.unknown(),
})

/** Gives orders by page (at most 1000). */
export const getOrders = endpoint({
  method: 'GET',
  path: '/portfolio/orders',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      readonly ticker?: string
      /** Up to 10. */
      readonly eventTickers?: readonly string[]
      readonly status?: 'resting' | 'canceled' | 'executed'
      readonly minTs?: Micros
      readonly maxTs?: Micros
      /** @default all of them */
      readonly subaccount?: number
      readonly exchangeIndex?: number
    },
  ) => ({
    query: {
      ticker: input.ticker,
      event_ticker: commaSeparated(input.eventTickers),
      min_ts: secondsOf(input.minTs),
      max_ts: secondsOf(input.maxTs),
      status: input.status,
      limit: input.limit,
      cursor: input.cursor,
      subaccount: input.subaccount,
      exchange_index: input.exchangeIndex,
    },
  }),
  output: ordersAnswer,
  paging: { items: (page) => page.orders, next: nextByCursor },
})

/** Gives one order. */
export const getOrder = endpoint({
  method: 'GET',
  path: '/portfolio/orders/{order_id}',
  access: 'private',
  cost: { ...READ, tokens: 2 },
  retry: 'reads',
  request: (input: { readonly orderId: string }) => ({ path: { order_id: input.orderId } }),
  output: orderAnswer,
})

/** Gives the contracts ahead of one order. */
export const getQueuePosition = endpoint({
  method: 'GET',
  path: '/portfolio/orders/{order_id}/queue_position',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly orderId: string }) => ({ path: { order_id: input.orderId } }),
  output: queuePositionAnswer,
})

/** Gives the contracts ahead of all one's orders in some markets or one event. */
export const getQueuePositions = endpoint({
  method: 'GET',
  path: '/portfolio/orders/queue_positions',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: {
    readonly tickers?: readonly string[]
    readonly eventTicker?: string
    /** @default 0, the primary one */
    readonly subaccount?: number
  }) => ({
    query: {
      market_tickers: commaSeparated(input.tickers),
      event_ticker: input.eventTicker,
      subaccount: input.subaccount,
    },
  }),
  output: queuePositionsAnswer,
})
