import { z } from 'zod'
import { OrderType } from './order.ts'
import { Side } from './price.ts'
import { hex, maybe, price, quantity, quantityOrNone, secondsOrMilliseconds, tokenId } from './scalars.ts'
import { Trade } from './trade.ts'
import { word } from './word.ts'

/** An order of ours was placed, matched or canceled; a kill's reason follows `CANCELED_` in the status. */
export const UserOrderMessage = z.object({
  event_type: z.literal('order'),
  id: hex,
  type: word(['PLACEMENT', 'UPDATE', 'CANCELLATION']),
  /** Free text after `CANCELED_`, so not a closed set. */
  status: maybe(z.string()),
  owner: z.string(),
  order_owner: maybe(z.string()),
  maker_address: maybe(hex),
  market: hex,
  asset_id: tokenId,
  side: Side,
  price,
  original_size: quantity,
  size_matched: quantityOrNone,
  associate_trades: maybe(z.array(z.string())),
  outcome: maybe(z.string()),
  order_type: maybe(OrderType),
  created_at: maybe(secondsOrMilliseconds),
  expiration: maybe(secondsOrMilliseconds),
  timestamp: secondsOrMilliseconds,
})

/** A trade of ours went on: one message per stage, with the same id. */
export const UserTradeMessage = Trade.extend({
  event_type: z.literal('trade'),
  type: maybe(z.string()),
  trade_owner: maybe(z.string()),
  timestamp: secondsOrMilliseconds,
})

/** Every message of the user stream that is known. */
export const UserMessage = z.discriminatedUnion('event_type', [UserOrderMessage, UserTradeMessage])

/** A message of the user stream. */
export type UserMessage = z.infer<typeof UserMessage>
