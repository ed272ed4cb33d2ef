/*
 * Orders. Nothing here is retried: re-sending the same signed bytes is refused as a duplicate, but
 * whether the first ones arrived must be asked, not tried.
 */
import type { Charge } from '@arbees/transport'
import { endpoint } from '@arbees/transport'
import { CancelAnswer, OpenOrderOrNone, OpenOrdersPage, PostOrderAnswer, PostOrdersAnswer } from '../schema/order.ts'
import { cancelTokens, one, orderTokens } from './charge.ts'
import type { ClobPageInput } from './page.ts'
import { nextClobPage } from './page.ts'

/** A signed order as text: exactly what is sent and what the headers sign. */
type PostInput = { readonly body: string }

/** Posts one signed order. */
export const postOrder = endpoint({
  method: 'POST',
  path: '/order',
  access: 'private',
  auth: 'L2',
  cost: one('clob.order'),
  charges: (_input: PostInput, cost: Charge) => [cost, orderTokens(1)],
  retry: 'never',
  request: ({ body }: PostInput) => ({ body }),
  output: PostOrderAnswer,
})

/** Posts at most 15 signed orders; they are taken up in parallel, so in no order. */
export const postOrders = endpoint({
  method: 'POST',
  path: '/orders',
  access: 'private',
  auth: 'L2',
  cost: one('clob.orders'),
  charges: ({ bodies }: { readonly bodies: readonly string[] }, cost: Charge) => [cost, orderTokens(bodies.length)],
  retry: 'never',
  request: ({ bodies }: { readonly bodies: readonly string[] }) => ({ body: `[${bodies.join(',')}]` }),
  output: PostOrdersAnswer,
})

/** Cancels one order. */
export const cancelOrder = endpoint({
  method: 'DELETE',
  path: '/order',
  access: 'private',
  auth: 'L2',
  cost: one('clob.cancel'),
  charges: (_input: { readonly orderId: string }, cost: Charge) => [cost, cancelTokens(1)],
  retry: 'unprocessed',
  request: ({ orderId }: { readonly orderId: string }) => ({ body: { orderID: orderId } }),
  output: CancelAnswer,
})

/** Cancels at most 1,000 orders. */
export const cancelOrders = endpoint({
  method: 'DELETE',
  path: '/orders',
  access: 'private',
  auth: 'L2',
  cost: one('clob.cancels'),
  charges: ({ orderIds }: { readonly orderIds: readonly string[] }, cost: Charge) => [
    cost,
    cancelTokens(orderIds.length),
  ],
  retry: 'unprocessed',
  request: ({ orderIds }: { readonly orderIds: readonly string[] }) => ({ body: orderIds }),
  output: CancelAnswer,
})

/** Cancels every order of the API key. */
export const cancelAll = endpoint({
  method: 'DELETE',
  path: '/cancel-all',
  access: 'private',
  auth: 'L2',
  cost: one('clob.cancel-all'),
  charges: (_input: object, cost: Charge) => [cost, cancelTokens(1)],
  retry: 'unprocessed',
  output: CancelAnswer,
})

/** Cancels the orders of one market, or of one of its tokens. */
export const cancelMarketOrders = endpoint({
  method: 'DELETE',
  path: '/cancel-market-orders',
  access: 'private',
  auth: 'L2',
  cost: one('clob.cancel-market'),
  charges: (_input: object, cost: Charge) => [cost, cancelTokens(1)],
  retry: 'unprocessed',
  request: ({ conditionId, tokenId }: { readonly conditionId?: string; readonly tokenId?: string }) => ({
    body: { market: conditionId, asset_id: tokenId },
  }),
  output: CancelAnswer,
})

/** Gets one order by its id; null, or a 404, for an order that is finished and forgotten. */
export const getOrder = endpoint({
  method: 'GET',
  path: '/data/order/{orderId}',
  access: 'private',
  auth: 'L2',
  cost: one('clob.ledger'),
  retry: 'reads',
  request: ({ orderId }: { readonly orderId: string }) => ({ path: { orderId } }),
  output: OpenOrderOrNone,
})

/** Lists the open orders of the API key. */
export const getOrders = endpoint({
  method: 'GET',
  path: '/data/orders',
  access: 'private',
  auth: 'L2',
  cost: one('clob.data'),
  retry: 'reads',
  request: (
    input: { readonly id?: string; readonly conditionId?: string; readonly tokenId?: string } & ClobPageInput,
  ) => ({
    query: { id: input.id, market: input.conditionId, asset_id: input.tokenId, next_cursor: input.nextCursor },
  }),
  output: OpenOrdersPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})
