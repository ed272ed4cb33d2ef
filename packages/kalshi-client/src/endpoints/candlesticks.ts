import type { Micros } from '@arbees/core'
import { commaSeparated, endpoint } from '@arbees/transport'
import {
  batchCandlesticksAnswer,
  candlesticksAnswer,
  eventCandlesticksAnswer,
  forecastHistoryAnswer,
} from '../schema/trade.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'

type Span = {
  readonly startTs: Micros
  readonly endTs: Micros
  /** In minutes: one, an hour, a day. */
  readonly periodInterval: 1 | 60 | 1440
  readonly includeLatestBeforeStart?: boolean
}

const spanQuery = (span: Span) => ({
  start_ts: secondsOf(span.startTs),
  end_ts: secondsOf(span.endTs),
  period_interval: span.periodInterval,
  include_latest_before_start: span.includeLatestBeforeStart,
})

/** Gives one market's candlesticks (at most 5000). */
export const getMarketCandlesticks = endpoint({
  method: 'GET',
  path: '/series/{series_ticker}/markets/{ticker}/candlesticks',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: Span & { readonly seriesTicker: string; readonly ticker: string }) => ({
    path: { series_ticker: input.seriesTicker, ticker: input.ticker },
    query: spanQuery(input),
  }),
  output: candlesticksAnswer,
})

/** Gives the candlesticks of up to 100 markets (at most 10,000 in all). */
export const getBatchCandlesticks = endpoint({
  method: 'GET',
  path: '/markets/candlesticks',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: Span & { readonly tickers: readonly string[] }) => ({
    query: { market_tickers: commaSeparated(input.tickers), ...spanQuery(input) },
  }),
  output: batchCandlesticksAnswer,
})

/** Gives the candlesticks of an event's markets. */
export const getEventCandlesticks = endpoint({
  method: 'GET',
  path: '/series/{series_ticker}/events/{event_ticker}/candlesticks',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: Span & { readonly seriesTicker: string; readonly eventTicker: string }) => ({
    path: { series_ticker: input.seriesTicker, event_ticker: input.eventTicker },
    query: spanQuery(input),
  }),
  output: eventCandlesticksAnswer,
})

/** Gives how an event's forecast stood, by percentile (up to ten, 0 to 9999). */
export const getForecastHistory = endpoint({
  method: 'GET',
  path: '/series/{series_ticker}/events/{event_ticker}/forecast_percentile_history',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (
    input: Omit<Span, 'periodInterval'> & {
      readonly seriesTicker: string
      readonly eventTicker: string
      readonly percentiles: readonly number[]
      /** In minutes; 0 is the finest. */
      readonly periodInterval: 0 | 1 | 60 | 1440
    },
  ) => ({
    path: { series_ticker: input.seriesTicker, event_ticker: input.eventTicker },
    query: {
      percentiles: input.percentiles,
      start_ts: secondsOf(input.startTs),
      end_ts: secondsOf(input.endTs),
      period_interval: input.periodInterval,
    },
  }),
  output: forecastHistoryAnswer,
})
