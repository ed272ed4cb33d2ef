/*
 * Every message of the stream, by Kalshi's AsyncAPI 2.0.0 and its changelog to 2026-10-15. Unknown
 * fields are tolerated; words from open lists stay text; a needed field that is missing is an error
 * that names its path. The hot messages are also decoded by hand (see scan-delta.ts) and held to these.
 */

import type { PriceGrid } from '@arbees/core'
import { createPriceGrid, InvariantError } from '@arbees/core'
import { z } from 'zod'
import {
  streamBookSide,
  streamChange,
  streamCount,
  streamMillis,
  streamMoney,
  streamOutcome,
  streamPrice,
  streamPriceOrNone,
  streamSeconds,
} from './stream-scalars.ts'

const sid = z.int().positive()
const seq = z.int().nonnegative()
const commandId = z.int().nonnegative()
const sent = { sending_ts_ms: streamMillis.optional() }
const sequenced = { sid, seq, ...sent }
const unsequenced = { sid, ...sent }
const level = z.tuple([streamPrice, streamCount])

/** The grid of a market; a list of bands that do not join is refused. */
export const streamGrid = z
  .array(z.looseObject({ start: streamPrice, end: streamPrice, step: streamPrice }))
  .min(1)
  .transform((ranges, context): PriceGrid => {
    try {
      return createPriceGrid(ranges.map(({ start, end, step }) => ({ start, end, step })))
    } catch (error) {
      if (!(error instanceof InvariantError)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })

const lifecycle = z.looseObject({
  market_ticker: z.string().min(1),
  event_type: z.string(),
  exchange_index: z.int().optional(),
  open_ts: streamSeconds.optional(),
  close_ts: streamSeconds.optional(),
  result: z.string().optional(),
  settlement_value: streamPrice.optional(),
  determination_ts: streamSeconds.optional(),
  settled_ts: streamSeconds.optional(),
  is_deactivated: z.boolean().optional(),
  price_level_structure: z.string().optional(),
  price_ranges: streamGrid.optional(),
  additional_metadata: z.looseObject({}).optional(),
})

const rfq = {
  id: z.string(),
  creator_id: z.string(),
  market_ticker: z.string(),
  event_ticker: z.string().optional(),
  contracts_fp: streamCount.optional(),
}
const quote = {
  quote_id: z.string(),
  rfq_id: z.string(),
  quote_creator_id: z.string(),
  rfq_creator_id: z.string().optional(),
  market_ticker: z.string(),
  event_ticker: z.string().optional(),
}
const quotePrices = {
  yes_bid_dollars: streamPrice,
  no_bid_dollars: streamPrice,
  yes_contracts_offered_fp: streamCount.optional(),
  no_contracts_offered_fp: streamCount.optional(),
}

/** The schemas of the stream's messages by their `type`. */
export const STREAM_SCHEMAS = {
  subscribed: z.looseObject({
    type: z.literal('subscribed'),
    id: commandId.optional(),
    ...sent,
    msg: z.looseObject({ channel: z.string(), sid }),
  }),
  unsubscribed: z.looseObject({
    type: z.literal('unsubscribed'),
    id: commandId.optional(),
    sid,
    seq: seq.optional(),
    ...sent,
  }),
  ok: z.looseObject({
    type: z.literal('ok'),
    id: commandId.optional(),
    sid: sid.optional(),
    seq: seq.optional(),
    ...sent,
    msg: z.unknown(),
  }),
  error: z.looseObject({
    type: z.literal('error'),
    id: commandId.optional(),
    sid: sid.optional(),
    seq: seq.optional(),
    ...sent,
    msg: z.looseObject({ code: z.int(), msg: z.string() }),
  }),
  orderbook_snapshot: z.looseObject({
    type: z.literal('orderbook_snapshot'),
    id: commandId.optional(),
    ...sequenced,
    msg: z.looseObject({
      market_ticker: z.string().min(1),
      // The key of an empty side is absent.
      yes_dollars_fp: z.array(level).optional(),
      no_dollars_fp: z.array(level).optional(),
    }),
  }),
  orderbook_delta: z.looseObject({
    type: z.literal('orderbook_delta'),
    ...sequenced,
    msg: z.looseObject({
      market_ticker: z.string().min(1),
      price_dollars: streamPrice,
      delta_fp: streamChange,
      side: streamOutcome,
      ts_ms: streamMillis.optional(),
      client_order_id: z.string().optional(),
    }),
  }),
  ticker: z.looseObject({
    type: z.literal('ticker'),
    ...unsequenced,
    msg: z.looseObject({
      market_ticker: z.string().min(1),
      price_dollars: streamPriceOrNone,
      yes_bid_dollars: streamPriceOrNone,
      yes_ask_dollars: streamPriceOrNone,
      yes_bid_size_fp: streamCount.optional(),
      yes_ask_size_fp: streamCount.optional(),
      last_trade_size_fp: streamCount.optional(),
      volume_fp: streamCount,
      open_interest_fp: streamCount,
      ts_ms: streamMillis.optional(),
      ts: streamSeconds.optional(),
    }),
  }),
  trade: z.looseObject({
    type: z.literal('trade'),
    ...sequenced,
    msg: z.looseObject({
      trade_id: z.string(),
      market_ticker: z.string().min(1),
      yes_price_dollars: streamPrice,
      no_price_dollars: streamPrice.optional(),
      count_fp: streamCount,
      taker_outcome_side: streamOutcome.optional(),
      taker_side: streamOutcome.optional(),
      is_block_trade: z.boolean().optional(),
      ts_ms: streamMillis.optional(),
      ts: streamSeconds.optional(),
    }),
  }),
  fill: z.looseObject({
    type: z.literal('fill'),
    ...unsequenced,
    msg: z.looseObject({
      trade_id: z.string(),
      order_id: z.string(),
      client_order_id: z.string().optional(),
      market_ticker: z.string().min(1),
      exchange_index: z.int().optional(),
      is_taker: z.boolean(),
      yes_price_dollars: streamPrice,
      count_fp: streamCount,
      fee_cost: streamMoney,
      outcome_side: streamOutcome,
      book_side: streamBookSide,
      post_position_fp: streamChange.optional(),
      subaccount: z.int().optional(),
      ts_ms: streamMillis,
    }),
  }),
  user_order: z.looseObject({
    type: z.literal('user_order'),
    ...unsequenced,
    msg: z.looseObject({
      order_id: z.string(),
      client_order_id: z.string().optional(),
      ticker: z.string().min(1),
      exchange_index: z.int().optional(),
      status: z.string(),
      outcome_side: streamOutcome,
      book_side: streamBookSide,
      yes_price_dollars: streamPrice,
      fill_count_fp: streamCount,
      remaining_count_fp: streamCount,
      initial_count_fp: streamCount,
      taker_fill_cost_dollars: streamMoney,
      maker_fill_cost_dollars: streamMoney,
      taker_fees_dollars: streamMoney,
      maker_fees_dollars: streamMoney,
      last_update_reason: z.string().optional(),
      created_ts_ms: streamMillis.optional(),
      last_updated_ts_ms: streamMillis.optional(),
      expiration_ts_ms: streamMillis.optional(),
    }),
  }),
  market_position: z.looseObject({
    type: z.literal('market_position'),
    ...unsequenced,
    msg: z.looseObject({
      market_ticker: z.string().min(1),
      position_fp: streamChange,
      position_cost_dollars: streamMoney,
      realized_pnl_dollars: streamMoney,
      fees_paid_dollars: streamMoney,
      subaccount: z.int().optional(),
    }),
  }),
  market_lifecycle_v2: z.looseObject({ type: z.literal('market_lifecycle_v2'), ...sequenced, msg: lifecycle }),
  multivariate_market_lifecycle: z.looseObject({
    type: z.literal('multivariate_market_lifecycle'),
    ...sequenced,
    msg: lifecycle,
  }),
  event_lifecycle: z.looseObject({
    type: z.literal('event_lifecycle'),
    ...sequenced,
    msg: z.looseObject({
      event_ticker: z.string(),
      series_ticker: z.string().optional(),
      title: z.string().optional(),
    }),
  }),
  event_fee_update: z.looseObject({
    type: z.literal('event_fee_update'),
    ...sequenced,
    msg: z.looseObject({
      event_ticker: z.string(),
      fee_type_override: z.string().nullable(),
      fee_multiplier_override: z.number().nullable(),
    }),
  }),
  order_group_updates: z.looseObject({
    type: z.literal('order_group_updates'),
    ...sequenced,
    msg: z.looseObject({
      event_type: z.string(),
      order_group_id: z.string(),
      contracts_limit_fp: streamCount.optional(),
      ts_ms: streamMillis.optional(),
    }),
  }),
  rfq_created: z.looseObject({
    type: z.literal('rfq_created'),
    ...sequenced,
    msg: z.looseObject({ ...rfq, created_ts: z.string() }),
  }),
  rfq_deleted: z.looseObject({
    type: z.literal('rfq_deleted'),
    ...sequenced,
    msg: z.looseObject({ ...rfq, deleted_ts: z.string() }),
  }),
  quote_created: z.looseObject({
    type: z.literal('quote_created'),
    ...sequenced,
    msg: z.looseObject({ ...quote, ...quotePrices, created_ts: z.string() }),
  }),
  quote_accepted: z.looseObject({
    type: z.literal('quote_accepted'),
    ...sequenced,
    msg: z.looseObject({ ...quote, ...quotePrices, accepted_side: streamOutcome }),
  }),
  quote_executed: z.looseObject({
    type: z.literal('quote_executed'),
    ...sequenced,
    msg: z.looseObject({ ...quote, order_id: z.string(), executed_ts: z.string() }),
  }),
  cfbenchmarks_value: z.looseObject({
    type: z.literal('cfbenchmarks_value'),
    ...sequenced,
    msg: z.looseObject({ index_id: z.string(), data: z.string() }),
  }),
  cfbenchmarks_value_5hz: z.looseObject({
    type: z.literal('cfbenchmarks_value_5hz'),
    ...sequenced,
    msg: z.looseObject({ index_id: z.string(), data: z.string() }),
  }),
  pyth_value: z.looseObject({
    type: z.literal('pyth_value'),
    ...sequenced,
    msg: z.looseObject({ underlying_ticker: z.string(), value_usd: z.string() }),
  }),
} as const

/** The `type` of a message we know. */
export type StreamType = keyof typeof STREAM_SCHEMAS
/** A message of the stream, its numbers in exact units. */
export type StreamFrame = { [Type in StreamType]: z.output<(typeof STREAM_SCHEMAS)[Type]> }[StreamType]
/** A message of one type. */
export type FrameOf<Type extends StreamType> = z.output<(typeof STREAM_SCHEMAS)[Type]>
