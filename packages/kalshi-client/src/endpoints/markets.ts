import type { Micros } from '@arbees/core'
import { endpoint } from '@arbees/transport'
import { orderBookAnswer, orderBooksAnswer } from '../schema/book.ts'
import { marketAnswer, marketsAnswer } from '../schema/market.ts'
import { tradesAnswer } from '../schema/trade.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'
import type { MarketsInput } from './markets-query.ts'
import { marketsQuery } from './markets-query.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

/** Gives markets by page (at most 1000). */
export const getMarkets = endpoint({
  method: 'GET',
  path: '/markets',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: MarketsInput) => ({ query: marketsQuery(input) }),
  output: marketsAnswer,
  paging: { items: (page) => page.markets, next: nextByCursor },
})

/** Gives one market with its rules. */
export const getMarket = endpoint({
  method: 'GET',
  path: '/markets/{ticker}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly ticker: string }) => ({ path: { ticker: input.ticker } }),
  output: marketAnswer,
})

/** Gives a market's book in YES terms. */
export const getOrderBook = endpoint({
  method: 'GET',
  path: '/markets/{ticker}/orderbook',
  access: 'optional',
  cost: READ,
  retry: 'reads',
  request: (input: {
    readonly ticker: string
    /** Levels of each side, up to 100; 0 is all. */
    readonly depth?: number
  }) => ({ path: { ticker: input.ticker }, query: { depth: input.depth } }),
  output: orderBookAnswer,
})

/** Gives the books of up to 100 markets. */
export const getOrderBooks = endpoint({
  method: 'GET',
  path: '/markets/orderbooks',
  access: 'optional',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly tickers: readonly string[] }) => ({ query: { tickers: input.tickers } }),
  output: orderBooksAnswer,
})

/** Gives trades by page (at most 1000), newest first. */
export const getTrades = endpoint({
  method: 'GET',
  path: '/markets/trades',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      readonly ticker?: string
      readonly minTs?: Micros
      readonly maxTs?: Micros
      readonly isBlockTrade?: boolean
    },
  ) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      ticker: input.ticker,
      min_ts: secondsOf(input.minTs),
      max_ts: secondsOf(input.maxTs),
      is_block_trade: input.isBlockTrade,
    },
  }),
  output: tradesAnswer,
  paging: { items: (page) => page.trades, next: nextByCursor },
})
