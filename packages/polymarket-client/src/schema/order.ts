import { z } from 'zod'
import { clobPage } from './clob-market.ts'
import { Side } from './price.ts'
import { hex, maybe, money, price, quantity, quantityOrNone, secondsOrMilliseconds, tokenId } from './scalars.ts'
import { prefixedWord, word } from './word.ts'

/** What became of a posted order, in the venue's words. */
export const PostStatus = word(['live', 'matched', 'delayed', 'unmatched'])

const amount = z.union([z.literal('').transform(() => 0), money], { error: 'expected an amount or an empty text' })

/**
 * `POST /order`, and the elements of `POST /orders`. An order was taken only if `success` is true,
 * `errorMsg` empty and `orderID` not: a refused leg of a batch may say `success: true`.
 */
export const PostOrderAnswer = z.object({
  success: z.boolean(),
  errorMsg: maybe(z.string()).transform((text) => text ?? ''),
  orderID: z.string(),
  status: maybe(PostStatus).transform((status) => status ?? ''),
  /** Given so far, in millionths: money of a buy, contracts of a sale. */
  makingAmount: maybe(amount),
  /** Got so far, in millionths: contracts of a buy, money of a sale. */
  takingAmount: maybe(amount),
  tradeIDs: maybe(z.array(z.string())),
  transactionsHashes: maybe(z.array(z.string())),
})

/** The venue's answer to one posted order. */
export type PostOrderAnswer = z.infer<typeof PostOrderAnswer>

/** `POST /orders`: in the order of the request. */
export const PostOrdersAnswer = z.array(PostOrderAnswer)

/** `DELETE /order` and its kin. The reasons are texts of many kinds. */
export const CancelAnswer = z.object({
  canceled: maybe(z.array(z.string())).transform((ids) => ids ?? []),
  not_canceled: z.record(z.string(), z.string()),
})

/** Which orders were canceled, and why others were not. */
export type CancelAnswer = z.infer<typeof CancelAnswer>

/** Order types: FAK fills what it can and cancels the rest. */
export const OrderType = word(['GTC', 'GTD', 'FOK', 'FAK'])

/** The state of an order; the reason of a kill may follow `CANCELED_`. */
export const OrderState = prefixedWord('ORDER_STATUS_', [
  'LIVE',
  'MATCHED',
  'DELAYED',
  'CANCELED',
  'CANCELED_MARKET_RESOLVED',
  'INVALID',
  'UNMATCHED',
])

/** `GET /data/order/{id}`, and the elements of `GET /data/orders`. */
export const OpenOrder = z.object({
  id: hex,
  status: OrderState,
  owner: z.string(),
  maker_address: hex,
  market: hex,
  asset_id: tokenId,
  side: Side,
  original_size: quantity,
  size_matched: quantityOrNone,
  price,
  outcome: maybe(z.string()),
  expiration: maybe(secondsOrMilliseconds),
  order_type: maybe(OrderType),
  associate_trades: maybe(z.array(z.string())),
  created_at: maybe(secondsOrMilliseconds),
})

/** An order as the venue knows it. */
export type OpenOrder = z.infer<typeof OpenOrder>

/** `GET /data/order/{id}`: null for an order that is finished and forgotten. */
export const OpenOrderOrNone = OpenOrder.nullable()

/** `GET /data/orders`. */
export const OpenOrdersPage = clobPage(OpenOrder)
