/*
 * The CLOB's public side: books, prices, what a token may be ordered at, markets.
 */
import { endpoint } from '@arbees/transport'
import { z } from 'zod'
import { ClobBook, ClobBooks } from '../schema/book.ts'
import {
  ClobMarket,
  ClobMarketInfo,
  ClobMarketsPage,
  CurrentRewardsPage,
  LiveActivities,
  LiveActivity,
  MarketByToken,
  RewardMarketsPage,
  SimplifiedMarketsPage,
} from '../schema/clob-market.ts'
import {
  ClobVersion,
  FeeRate,
  LastTradePrice,
  LastTradePrices,
  Midpoint,
  NegRisk,
  PriceHistories,
  PriceHistory,
  PricesByToken,
  Spread,
  TickSize,
  TokenPrice,
  TokenPrices,
} from '../schema/price.ts'
import type { OrderSide } from '../sign/order.ts'
import { one } from './charge.ts'
import type { ClobPageInput } from './page.ts'
import { nextClobPage } from './page.ts'

type TokenInput = { readonly tokenId: string }
type TokensInput = { readonly tokenIds: readonly string[] }
type ConditionInput = { readonly conditionId: string }

const read = { method: 'GET', access: 'public', retry: 'reads' } as const
const readByPost = { method: 'POST', access: 'public', retry: 'reads' } as const

const byToken = ({ tokenId }: TokenInput) => ({ query: { token_id: tokenId } })
const byTokens = ({ tokenIds }: TokensInput) => ({ body: tokenIds.map((token_id) => ({ token_id })) })
const byCondition = ({ conditionId }: ConditionInput) => ({ path: { conditionId } })
const byCursor = ({ nextCursor }: ClobPageInput) => ({ query: { next_cursor: nextCursor } })

/** Says whether the CLOB is up. */
export const getOk = endpoint({ ...read, path: '/ok', cost: one('clob.ok'), output: z.literal('OK') })

/** Gets the CLOB's clock, in whole seconds since 1970. */
export const getTime = endpoint({ ...read, path: '/time', cost: one('clob'), output: z.number().int() })

/** Gets the order version the CLOB takes. */
export const getVersion = endpoint({ ...read, path: '/version', cost: one('clob'), output: ClobVersion })

/** Gets the book of one token. */
export const getBook = endpoint({ ...read, path: '/book', cost: one('clob.book'), request: byToken, output: ClobBook })

/** Gets the books of at most 500 tokens; tokens the CLOB does not know are left out. */
export const getBooks = endpoint({
  ...readByPost,
  path: '/books',
  cost: one('clob.books'),
  request: byTokens,
  output: ClobBooks,
})

/** Gets the best bid (`BUY`) or the best ask (`SELL`) of one token. */
export const getPrice = endpoint({
  ...read,
  path: '/price',
  cost: one('clob.book'),
  request: ({ tokenId, side }: TokenInput & { readonly side: OrderSide }) => ({ query: { token_id: tokenId, side } }),
  output: TokenPrice,
})

/** Gets best bids (`BUY`) and best asks (`SELL`) of many tokens. */
export const getPrices = endpoint({
  ...readByPost,
  path: '/prices',
  cost: one('clob.books'),
  request: ({ asked }: { readonly asked: readonly { readonly tokenId: string; readonly side: OrderSide }[] }) => ({
    body: asked.map(({ tokenId, side }) => ({ token_id: tokenId, side })),
  }),
  output: TokenPrices,
})

/** Gets the middle between the best prices of one token. */
export const getMidpoint = endpoint({
  ...read,
  path: '/midpoint',
  cost: one('clob.book'),
  request: byToken,
  output: Midpoint,
})

/** Gets the midpoints of many tokens. */
export const getMidpoints = endpoint({
  ...readByPost,
  path: '/midpoints',
  cost: one('clob.books'),
  request: byTokens,
  output: PricesByToken,
})

/** Gets the difference between the best prices of one token. */
export const getSpread = endpoint({ ...read, path: '/spread', cost: one('clob'), request: byToken, output: Spread })

/** Gets the spreads of many tokens. */
export const getSpreads = endpoint({
  ...readByPost,
  path: '/spreads',
  cost: one('clob.books'),
  request: byTokens,
  output: PricesByToken,
})

/** Gets the last trade of one token; 0.5 with an empty side when there was none. */
export const getLastTradePrice = endpoint({
  ...read,
  path: '/last-trade-price',
  cost: one('clob'),
  request: byToken,
  output: LastTradePrice,
})

/** Gets the last trades of many tokens. */
export const getLastTradePrices = endpoint({
  ...readByPost,
  path: '/last-trades-prices',
  cost: one('clob.books'),
  request: byTokens,
  output: LastTradePrices,
})

/** Gets the price step of one token. */
export const getTickSize = endpoint({
  ...read,
  path: '/tick-size',
  cost: one('clob.tick-size'),
  request: byToken,
  output: TickSize,
})

/** Says whether a token belongs to a neg-risk market. */
export const getNegRisk = endpoint({ ...read, path: '/neg-risk', cost: one('clob'), request: byToken, output: NegRisk })

/** Gets the legacy base fee of one token: not the fee; see `getClobMarket`. */
export const getFeeRate = endpoint({ ...read, path: '/fee-rate', cost: one('clob'), request: byToken, output: FeeRate })

/** Gets what the matching engine knows of a market: tokens, minimums, tick, fee terms, delay. */
export const getClobMarket = endpoint({
  ...read,
  path: '/clob-markets/{conditionId}',
  cost: one('clob'),
  request: byCondition,
  output: ClobMarketInfo,
})

/** Gets the condition of a token, and both of its tokens. */
export const getMarketByToken = endpoint({
  ...read,
  path: '/markets-by-token/{tokenId}',
  cost: one('clob'),
  request: ({ tokenId }: TokenInput) => ({ path: { tokenId } }),
  output: MarketByToken,
})

/** Gets one market as the CLOB lists it. */
export const getMarket = endpoint({
  ...read,
  path: '/markets/{conditionId}',
  cost: one('clob'),
  request: byCondition,
  output: ClobMarket,
})

/** Lists the CLOB's markets. */
export const getMarkets = endpoint({
  ...read,
  path: '/markets',
  cost: one('clob'),
  request: byCursor,
  output: ClobMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Lists the markets that earn liquidity rewards. */
export const getSamplingMarkets = endpoint({
  ...read,
  path: '/sampling-markets',
  cost: one('clob'),
  request: byCursor,
  output: ClobMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Lists the CLOB's markets in short. */
export const getSimplifiedMarkets = endpoint({
  ...read,
  path: '/simplified-markets',
  cost: one('clob'),
  request: byCursor,
  output: SimplifiedMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Lists the markets that earn liquidity rewards, in short. */
export const getSamplingSimplifiedMarkets = endpoint({
  ...read,
  path: '/sampling-simplified-markets',
  cost: one('clob'),
  request: byCursor,
  output: SimplifiedMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Gets a market's names and tags. */
export const getLiveActivity = endpoint({
  ...read,
  path: '/markets/live-activity/{conditionId}',
  cost: one('clob'),
  request: byCondition,
  output: LiveActivity,
})

/** Gets the names and tags of many markets. */
export const getLiveActivities = endpoint({
  ...readByPost,
  path: '/markets/live-activity',
  cost: one('clob'),
  request: ({ conditionIds }: { readonly conditionIds: readonly string[] }) => ({ body: conditionIds }),
  output: LiveActivities,
})

/** How a price history is cut. */
type HistoryInput = {
  /** In seconds since 1970. */
  readonly startTs?: number
  /** In seconds since 1970. */
  readonly endTs?: number
  readonly interval?: 'max' | 'all' | '1m' | '1w' | '1d' | '6h' | '1h'
  /** In minutes. */
  readonly fidelity?: number
}

/** Gets the price history of one token. */
export const getPriceHistory = endpoint({
  ...read,
  path: '/prices-history',
  cost: one('clob.prices-history'),
  request: ({ tokenId, ...cut }: TokenInput & HistoryInput) => ({ query: { market: tokenId, ...cut } }),
  output: PriceHistory,
})

/** Gets the price histories of at most 20 tokens. */
export const getPriceHistories = endpoint({
  ...readByPost,
  path: '/batch-prices-history',
  cost: one('clob.prices-history'),
  request: ({ tokenIds, startTs, endTs, interval, fidelity }: TokensInput & HistoryInput) => ({
    body: { markets: tokenIds, start_ts: startTs, end_ts: endTs, interval, fidelity },
  }),
  output: PriceHistories,
})

/** Lists the reward terms of all markets. */
export const getCurrentRewards = endpoint({
  ...read,
  path: '/rewards/markets/current',
  cost: one('clob'),
  request: byCursor,
  output: CurrentRewardsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Lists markets with their reward terms. */
export const getRewardMarkets = endpoint({
  ...read,
  path: '/rewards/markets/multi',
  cost: one('clob'),
  request: byCursor,
  output: RewardMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Gets the reward terms of one market. */
export const getRewardMarket = endpoint({
  ...read,
  path: '/rewards/markets/{conditionId}',
  cost: one('clob'),
  request: ({ conditionId, nextCursor }: ConditionInput & ClobPageInput) => ({
    path: { conditionId },
    query: { next_cursor: nextCursor },
  }),
  output: RewardMarketsPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})
