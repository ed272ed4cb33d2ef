import type { IocOrder, Micros, Price, Quantity } from '@arbees/core'
import { invariant, nativeOf, ONE_SECOND, venueOf } from '@arbees/core'
import type { BookSide } from './direction.ts'
import { bookSideOf, yesPriceOf } from './direction.ts'
import { formatCount, formatOrderPrice } from './number-format.ts'

/** How long an order lives. */
export type KalshiTimeInForce = 'immediate_or_cancel' | 'fill_or_kill' | 'good_till_canceled'

/** Whose order is canceled when one's own meet: the one that arrives, or the one that rests. */
export type SelfTradePrevention = 'taker_at_cross' | 'maker'

/** An order as Kalshi takes it: the price is always the YES price. */
export type CreateOrderInput = {
  readonly ticker: string
  /** `bid` buys YES, `ask` sells YES; buying NO at q is an ask at 1 − q. */
  readonly side: BookSide
  readonly quantity: Quantity
  readonly price: Price
  readonly timeInForce: KalshiTimeInForce
  readonly selfTradePrevention: SelfTradePrevention
  /** Up to 64 characters, unique for ever: an id stays burned after its order is gone. */
  readonly clientOrderId?: string
  /** In whole seconds; only with `good_till_canceled`. */
  readonly expiresAt?: Micros
  /** Refused when it would cross. */
  readonly isPostOnly?: boolean
  /** Capped by the position; only with `immediate_or_cancel`. */
  readonly isReduceOnly?: boolean
  readonly isCanceledOnPause?: boolean
  readonly orderGroupId?: string
  readonly subaccount?: number
  /** The market's shard. Left out, the exchange routes by ticker: slower, and billed to every shard. */
  readonly exchangeIndex?: number
}

/** The body of an order's request. */
export type OrderBody = Readonly<Record<string, string | number | boolean>>

/**
 * Returns an instant in Kalshi's whole seconds.
 *
 * @throws InvariantError unless it is a whole second.
 */
export function toSeconds(at: Micros): number {
  invariant(at % ONE_SECOND === 0, `Kalshi takes this time in whole seconds, found ${at} microseconds`)
  return at / ONE_SECOND
}

/** Returns the body of an order's request. */
export function toOrderBody(input: CreateOrderInput): OrderBody {
  const { timeInForce, clientOrderId, expiresAt } = input
  // Every order comes through here: the sentences are put together only where they are needed.
  if (clientOrderId !== undefined && !(clientOrderId.length > 0 && clientOrderId.length <= 64)) {
    invariant(false, `a client order id has 1 to 64 characters, found ${clientOrderId.length}`)
  }
  if (expiresAt !== undefined && timeInForce !== 'good_till_canceled') {
    invariant(false, `only a good_till_canceled order expires, found ${timeInForce}`)
  }
  if (input.isReduceOnly === true && timeInForce !== 'immediate_or_cancel') {
    invariant(false, `only an immediate_or_cancel order may be reduce-only, found ${timeInForce}`)
  }
  // One by one, in the order of Kalshi's own client; spreads cost.
  const body: Record<string, string | number | boolean> = { ticker: input.ticker }
  if (clientOrderId !== undefined) body['client_order_id'] = clientOrderId
  body['side'] = input.side
  body['count'] = formatCount(input.quantity)
  body['price'] = formatOrderPrice(input.price)
  body['time_in_force'] = timeInForce
  if (expiresAt !== undefined) body['expiration_time'] = toSeconds(expiresAt)
  if (input.isPostOnly !== undefined) body['post_only'] = input.isPostOnly
  if (input.isReduceOnly !== undefined) body['reduce_only'] = input.isReduceOnly
  body['self_trade_prevention_type'] = input.selfTradePrevention
  if (input.isCanceledOnPause !== undefined) body['cancel_order_on_pause'] = input.isCanceledOnPause
  if (input.orderGroupId !== undefined) body['order_group_id'] = input.orderGroupId
  if (input.subaccount !== undefined) body['subaccount'] = input.subaccount
  if (input.exchangeIndex !== undefined) body['exchange_index'] = input.exchangeIndex
  return body
}

/** What an order's request needs beside the order. */
export type OrderRouting = {
  readonly exchangeIndex?: number
  readonly subaccount?: number
  /** @default 'taker_at_cross' */
  readonly selfTradePrevention?: SelfTradePrevention
}

/**
 * Returns Kalshi's form of an immediate-or-cancel order. A sale is not `reduce_only`: the exchange nets YES against
 * NO over all that an account holds, so where one trade holds YES and another NO, the sale of either opens the rest.
 *
 * @throws InvariantError when the order is for another venue.
 * @example
 * toCreateOrder(order, { exchangeIndex: 2 }) // buy NO at 0.42 → { side: 'ask', price: 5800, … }
 */
export function toCreateOrder(order: IocOrder, routing: OrderRouting = {}): CreateOrderInput {
  if (venueOf(order.market) !== 'kalshi') invariant(false, `the order is for Kalshi, found ${order.market}`)
  const { exchangeIndex, subaccount, selfTradePrevention = 'taker_at_cross' } = routing
  return {
    ticker: nativeOf(order.market),
    side: bookSideOf(order.action, order.outcome),
    quantity: order.quantity,
    price: yesPriceOf(order.outcome, order.limit),
    timeInForce: order.fill === 'all' ? 'fill_or_kill' : 'immediate_or_cancel',
    selfTradePrevention,
    clientOrderId: order.id,
    ...(subaccount === undefined ? {} : { subaccount }),
    ...(exchangeIndex === undefined ? {} : { exchangeIndex }),
  }
}
