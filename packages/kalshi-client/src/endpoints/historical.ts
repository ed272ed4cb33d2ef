import type { Micros } from '@arbees/core'
import { commaSeparated, endpoint } from '@arbees/transport'
import { historicalCutoff } from '../schema/exchange.ts'
import { marketAnswer, marketsAnswer } from '../schema/market.ts'
import { ordersAnswer } from '../schema/order.ts'
import { fillsAnswer, positionsAnswer } from '../schema/portfolio.ts'
import { historicalCandlesticksAnswer, tradesAnswer } from '../schema/trade.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

type TickerPage = PageInput & { readonly ticker?: string; readonly minTs?: Micros; readonly maxTs?: Micros }

const tickerQuery = (input: TickerPage) => ({
  limit: input.limit,
  cursor: input.cursor,
  ticker: input.ticker,
  min_ts: secondsOf(input.minTs),
  max_ts: secondsOf(input.maxTs),
})

/** Says from when on the live endpoints know. */
export const getCutoff = endpoint({
  method: 'GET',
  path: '/historical/cutoff',
  access: 'public',
  cost: READ,
  retry: 'reads',
  output: historicalCutoff,
})

/** Gives markets that settled before the cutoff, by page. */
export const getMarkets = endpoint({
  method: 'GET',
  path: '/historical/markets',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      readonly tickers?: readonly string[]
      readonly eventTicker?: string
      readonly combos?: 'only' | 'exclude'
    },
  ) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      tickers: commaSeparated(input.tickers),
      event_ticker: input.eventTicker,
      mve_filter: input.combos,
    },
  }),
  output: marketsAnswer,
  paging: { items: (page) => page.markets, next: nextByCursor },
})

/** Gives one market that settled before the cutoff. */
export const getMarket = endpoint({
  method: 'GET',
  path: '/historical/markets/{ticker}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly ticker: string }) => ({ path: { ticker: input.ticker } }),
  output: marketAnswer,
})

/** Gives the candlesticks of a market that settled before the cutoff. */
export const getCandlesticks = endpoint({
  method: 'GET',
  path: '/historical/markets/{ticker}/candlesticks',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: {
    readonly ticker: string
    readonly startTs: Micros
    readonly endTs: Micros
    readonly periodInterval: 1 | 60 | 1440
  }) => ({
    path: { ticker: input.ticker },
    query: {
      start_ts: secondsOf(input.startTs),
      end_ts: secondsOf(input.endTs),
      period_interval: input.periodInterval,
    },
  }),
  output: historicalCandlesticksAnswer,
})

/** Gives trades from before the cutoff, by page. */
export const getTrades = endpoint({
  method: 'GET',
  path: '/historical/trades',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: TickerPage) => ({ query: tickerQuery(input) }),
  output: tradesAnswer,
  paging: { items: (page) => page.trades, next: nextByCursor },
})

/** Gives one's own fills from before the cutoff, by page. */
export const getFills = endpoint({
  method: 'GET',
  path: '/historical/fills',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: TickerPage) => ({ query: tickerQuery(input) }),
  output: fillsAnswer,
  paging: { items: (page) => page.fills, next: nextByCursor },
})

/** Gives one's own orders from before the cutoff, by page. */
export const getOrders = endpoint({
  method: 'GET',
  path: '/historical/orders',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: TickerPage) => ({ query: tickerQuery(input) }),
  output: ordersAnswer,
  paging: { items: (page) => page.orders, next: nextByCursor },
})

/** Gives one's own settled positions from before the cutoff, by page. */
export const getPositions = endpoint({
  method: 'GET',
  path: '/historical/positions',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput & { readonly ticker?: string; readonly eventTicker?: string }) => ({
    query: { limit: input.limit, cursor: input.cursor, ticker: input.ticker, event_ticker: input.eventTicker },
  }),
  output: positionsAnswer,
  paging: { items: (page) => page.marketPositions, next: nextByCursor },
})
