import type { Price, PriceGrid } from '@arbees/core'
import { createPriceGrid } from '@arbees/core'
import { z } from 'zod'
import { flag, instant, integer, listOf, maybe, money, number, pageOf, price, quantity, text } from './scalars.ts'
import { maybeWord, wire, word } from './wire.ts'

const range = z.object({ start: price, end: price, step: price })

/** `price_ranges` → the market's grid; refused when it is not one. Never told by the name of a structure. */
export const priceRanges = z.array(range).transform((ranges, context): PriceGrid => {
  try {
    return createPriceGrid(ranges.map(({ start, end, step }) => ({ start, end, step: step as Price as number })))
  } catch (error) {
    context.addIssue({ code: 'custom', message: `expected a price grid: ${(error as Error).message}` })
    return z.NEVER
  }
})

/** The states of a market. */
export const MARKET_STATUSES = [
  'initialized',
  'active',
  'inactive',
  'closed',
  'determined',
  'disputed',
  'amended',
  'finalized',
] as const

/** One leg of a combo. */
const selectedLeg = wire({
  event_ticker: maybe(text),
  market_ticker: text,
  side: word('market leg side', ['yes', 'no']),
  yes_settlement_value_dollars: maybe(price),
})

/**
 * A market with its rules. Quotes of an empty side are 0 or 1: no quotes at all. `status`, `marketType`
 * and the other words are open lists.
 */
const marketObject = wire({
  ticker: text,
  event_ticker: text,
  market_type: word('market type', ['binary', 'scalar']),
  title: maybe(text),
  yes_sub_title: maybe(text),
  no_sub_title: maybe(text),
  created_time: maybe(instant),
  updated_time: maybe(instant),
  open_time: instant,
  close_time: instant,
  expected_expiration_time: maybe(instant),
  latest_expiration_time: maybe(instant),
  occurrence_datetime: maybe(instant),
  settlement_timer_seconds: maybe(integer),
  status: word('market status', MARKET_STATUSES),
  result: maybeWord('market result', ['', 'yes', 'no', 'scalar']),
  yes_bid_dollars: price,
  yes_bid_size_fp: maybe(quantity),
  yes_ask_dollars: price,
  yes_ask_size_fp: maybe(quantity),
  no_bid_dollars: price,
  no_ask_dollars: price,
  last_price_dollars: price,
  previous_yes_bid_dollars: maybe(price),
  previous_yes_ask_dollars: maybe(price),
  previous_price_dollars: maybe(price),
  volume_fp: quantity,
  volume_24h_fp: maybe(quantity),
  open_interest_fp: quantity,
  notional_value_dollars: maybe(money),
  settlement_value_dollars: maybe(price),
  settlement_ts: maybe(instant),
  settlement_bounds_type: maybeWord('market settlement bounds', ['default', 'floor']),
  settlement_floor_dollars: maybe(price),
  fee_waiver_expiration_time: maybe(instant),
  can_close_early: maybe(flag),
  early_close_condition: maybe(text),
  expiration_value: maybe(text),
  strike_type: maybe(text),
  floor_strike: maybe(number),
  cap_strike: maybe(number),
  functional_strike: maybe(text),
  custom_strike: maybe(z.record(z.string(), z.unknown())),
  rules_primary: maybe(text),
  rules_secondary: maybe(text),
  mve_collection_ticker: maybe(text),
  mve_selected_legs: listOf(selectedLeg),
  price_level_structure: maybe(text),
  price_ranges: priceRanges,
  is_provisional: maybe(flag),
  exchange_index: maybe(integer),
})

/** A market with its rules, in exact units. */
export interface KalshiMarket extends z.output<typeof marketObject> {}

/** Its schema. */
export const marketSchema: z.ZodType<KalshiMarket> = marketObject

/** The answer that holds one market. */
export const marketAnswer = z.object({ market: marketSchema })
/** The answer that holds a page of markets. */
export const marketsAnswer = z.object({ markets: pageOf(marketSchema), cursor: maybe(text) })
