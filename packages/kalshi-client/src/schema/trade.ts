import { z } from 'zod'
import { flag, instant, integer, listOf, maybe, pageOf, price, quantity, seconds, text } from './scalars.ts'
import { maybeWord, wire } from './wire.ts'

/** Somebody's trade. The price is the same trade's on either scale. */
export const tradeSchema = wire({
  trade_id: text,
  ticker: text,
  count_fp: quantity,
  yes_price_dollars: price,
  no_price_dollars: price,
  taker_outcome_side: maybeWord('trade taker outcome', ['yes', 'no']),
  taker_book_side: maybeWord('trade taker side', ['bid', 'ask']),
  created_time: instant,
  is_block_trade: maybe(flag),
})

/** Somebody's trade. */
export type KalshiTrade = z.output<typeof tradeSchema>

/** The answer that holds a page of trades, newest first. */
export const tradesAnswer = z.object({ trades: pageOf(tradeSchema), cursor: maybe(text) })

const quotes = wire({
  open_dollars: maybe(price),
  high_dollars: maybe(price),
  low_dollars: maybe(price),
  close_dollars: maybe(price),
})
const traded = wire({
  open_dollars: maybe(price),
  high_dollars: maybe(price),
  low_dollars: maybe(price),
  close_dollars: maybe(price),
  mean_dollars: maybe(price),
  previous_dollars: maybe(price),
  min_dollars: maybe(price),
  max_dollars: maybe(price),
})

/** One period of a market: quotes, and trades where there were any. */
const candlestickObject = wire({
  end_period_ts: seconds,
  yes_bid: quotes,
  yes_ask: quotes,
  price: traded,
  volume_fp: quantity,
  open_interest_fp: quantity,
})

/** One period of a market. */
export interface KalshiCandlestick extends z.output<typeof candlestickObject> {}

const candlestick: z.ZodType<KalshiCandlestick> = candlestickObject

/** The answer that holds one market's candlesticks. */
export const candlesticksAnswer = z.object({ ticker: text, candlesticks: pageOf(candlestick) })
/** The answer that holds several markets' candlesticks. */
export const batchCandlesticksAnswer = z.object({
  markets: pageOf(wire({ market_ticker: text, candlesticks: pageOf(candlestick) })),
})
/** The answer that holds the candlesticks of an event's markets, in the order of `marketTickers`. */
export const eventCandlesticksAnswer = wire({
  market_tickers: pageOf(text),
  market_candlesticks: pageOf(z.array(candlestick)),
  adjusted_end_ts: maybe(seconds),
})

const plainQuotes = z.object({ open: maybe(price), high: maybe(price), low: maybe(price), close: maybe(price) })

/** The answer that holds candlesticks of the past: the same amounts under names without a unit. */
export const historicalCandlesticksAnswer = z.object({
  ticker: text,
  candlesticks: pageOf(
    wire({
      end_period_ts: seconds,
      yes_bid: plainQuotes,
      yes_ask: plainQuotes,
      price: plainQuotes.extend({ mean: maybe(price), previous: maybe(price) }),
      volume: quantity,
      open_interest: quantity,
    }),
  ),
})

/** The answer that holds how often a forecast stood where. */
export const forecastHistoryAnswer = z.object({
  forecast_history: pageOf(
    wire({
      event_ticker: text,
      end_period_ts: seconds,
      period_interval: integer,
      percentile_points: listOf(z.record(z.string(), z.unknown())),
    }),
  ),
})
