import { z } from 'zod'
import {
  cents,
  centsPrice,
  flag,
  instant,
  integer,
  listOf,
  maybe,
  money,
  pageOf,
  price,
  quantity,
  seconds,
  signedQuantity,
  text,
} from './scalars.ts'
import { maybeWord, wire, word } from './wire.ts'

const shardBalance = wire({ exchange_index: integer, balance: money })

/**
 * Money by Kalshi's word. `balance` is exact and the sum of all shards unless one was asked for;
 * `portfolioValue` is cut to whole cents.
 */
export const balanceAnswer = wire({
  balance_dollars: money,
  portfolio_value: cents,
  updated_ts: seconds,
  balance_breakdown: listOf(shardBalance),
})

/** What is held in one market: positive is YES, negative is NO. */
const marketPosition = wire({
  ticker: text,
  exchange_index: maybe(integer),
  position_fp: signedQuantity,
  total_traded_dollars: money,
  market_exposure_dollars: money,
  realized_pnl_dollars: money,
  fees_paid_dollars: money,
  last_updated_ts: maybe(instant),
})

/** What is held in one market. */
export type KalshiPosition = z.output<typeof marketPosition>

const eventPosition = wire({
  event_ticker: text,
  total_cost_dollars: money,
  total_cost_shares_fp: quantity,
  event_exposure_dollars: money,
  realized_pnl_dollars: money,
  fees_paid_dollars: money,
})

/** The answer that holds a page of positions. */
export const positionsAnswer = wire({
  market_positions: pageOf(marketPosition),
  event_positions: pageOf(eventPosition),
  cursor: maybe(text),
})

/** One execution of one's own. `feeCost` is the whole fee of the fill, exactly. */
const fillObject = wire({
  fill_id: text,
  order_id: text,
  ticker: text,
  exchange_index: maybe(integer),
  side: maybeWord('fill outcome', ['yes', 'no']),
  action: maybeWord('fill action', ['buy', 'sell']),
  outcome_side: word('fill outcome side', ['yes', 'no']),
  book_side: word('fill book side', ['bid', 'ask']),
  count_fp: quantity,
  yes_price_dollars: price,
  no_price_dollars: maybe(price),
  is_taker: flag,
  fee_cost: money,
  created_time: instant,
  subaccount_number: maybe(integer),
})

/** One execution of one's own. */
export interface KalshiFill extends z.output<typeof fillObject> {}

/** Its schema. */
export const fillSchema: z.ZodType<KalshiFill> = fillObject

/** The answer that holds a page of fills. */
export const fillsAnswer = z.object({ fills: pageOf(fillSchema), cursor: maybe(text) })

/** What a market paid. `value` is what one YES contract paid, in whole cents. */
const settlement = wire({
  ticker: text,
  event_ticker: maybe(text),
  exchange_index: maybe(integer),
  market_result: word('settlement result', ['yes', 'no', 'scalar']),
  yes_count_fp: quantity,
  yes_total_cost_dollars: money,
  no_count_fp: quantity,
  no_total_cost_dollars: money,
  revenue: cents,
  value: maybe(centsPrice),
  fee_cost: money,
  settled_time: instant,
})

/** What a market paid. */
export type KalshiSettlement = z.output<typeof settlement>

/** The answer that holds a page of settlements. */
export const settlementsAnswer = z.object({ settlements: pageOf(settlement), cursor: maybe(text) })

const payment = wire({
  id: text,
  status: word('payment status', ['pending', 'applied', 'failed', 'returned']),
  type: maybe(text),
  amount_cents: cents,
  fee_cents: maybe(cents),
  created_ts: seconds,
  finalized_ts: maybe(seconds),
})

/** The answer that holds a page of deposits. */
export const depositsAnswer = z.object({ deposits: pageOf(payment), cursor: maybe(text) })
/** The answer that holds a page of withdrawals. */
export const withdrawalsAnswer = z.object({ withdrawals: pageOf(payment), cursor: maybe(text) })

/** The answer that holds what resting orders hold (brokers only). */
export const restingValueAnswer = wire({
  total_resting_order_value: cents,
  resting_order_value_breakdown: listOf(shardBalance),
})
