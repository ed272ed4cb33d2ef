/*
 * The market stream's messages, whole. The hot ones are decoded by hand in stream/decode.ts, which a
 * property test holds to these schemas.
 */
import { z } from 'zod'
import { BookLevel } from './book.ts'
import { Side } from './price.ts'
import { hex, maybe, milliseconds, price, priceOrNone, quantity, tick, tokenId } from './scalars.ts'

/** The whole book of a token: on subscribing, and after trades. */
export const BookMessage = z.object({
  event_type: z.literal('book'),
  market: hex,
  asset_id: tokenId,
  timestamp: milliseconds,
  hash: z.string(),
  bids: z.array(BookLevel),
  asks: z.array(BookLevel),
  tick_size: tick.optional(),
  last_trade_price: priceOrNone.optional(),
})

/** New totals at some levels; both tokens of the market appear. */
export const PriceChangeMessage = z.object({
  event_type: z.literal('price_change'),
  market: hex,
  timestamp: milliseconds,
  price_changes: z.array(
    z.object({
      asset_id: tokenId,
      price,
      size: quantity,
      side: z.enum(['BUY', 'SELL']),
      hash: z.string(),
      best_bid: priceOrNone,
      best_ask: priceOrNone,
    }),
  ),
})

/** Somebody's trade. */
export const LastTradeMessage = z.object({
  event_type: z.literal('last_trade_price'),
  market: hex,
  asset_id: tokenId,
  price,
  size: quantity,
  side: Side,
  fee_rate_bps: maybe(z.string()),
  timestamp: milliseconds,
  transaction_hash: maybe(z.string()),
})

/** The price step changed. */
export const TickSizeMessage = z.object({
  event_type: z.literal('tick_size_change'),
  market: hex,
  asset_id: tokenId,
  old_tick_size: tick,
  new_tick_size: tick,
  timestamp: milliseconds,
})

/** The top of a book. */
export const BestBidAskMessage = z.object({
  event_type: z.literal('best_bid_ask'),
  market: hex,
  asset_id: tokenId,
  best_bid: priceOrNone,
  best_ask: priceOrNone,
  spread: priceOrNone,
  timestamp: milliseconds,
})

/** A market was created, anywhere on the venue. */
export const NewMarketMessage = z.object({
  event_type: z.literal('new_market'),
  id: z.string(),
  question: z.string(),
  market: hex,
  slug: z.string(),
  assets_ids: z.array(tokenId),
  outcomes: z.array(z.string()),
  timestamp: milliseconds,
  condition_id: maybe(hex),
  active: maybe(z.boolean()),
  clob_token_ids: maybe(z.array(tokenId)),
  order_price_min_tick_size: maybe(z.string()),
  group_item_title: maybe(z.string()),
  sports_market_type: maybe(z.string()),
  line: maybe(z.string()),
  game_start_time: maybe(z.string()),
  tags: maybe(z.array(z.string())),
})

/** A market was resolved. */
export const MarketResolvedMessage = z.object({
  event_type: z.literal('market_resolved'),
  id: maybe(z.string()),
  market: hex,
  assets_ids: z.array(tokenId),
  winning_asset_id: tokenId,
  winning_outcome: z.string(),
  timestamp: milliseconds,
  tags: maybe(z.array(z.string())),
})

/** Every message of the market stream that is known. */
export const MarketMessage = z.discriminatedUnion('event_type', [
  BookMessage,
  PriceChangeMessage,
  LastTradeMessage,
  TickSizeMessage,
  BestBidAskMessage,
  NewMarketMessage,
  MarketResolvedMessage,
])

/** A message of the market stream. */
export type MarketMessage = z.infer<typeof MarketMessage>
