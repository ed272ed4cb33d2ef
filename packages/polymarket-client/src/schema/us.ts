/*
 * Polymarket US: another venue under the same name. USD, slugs, LONG and SHORT of one instrument.
 */
import { z } from 'zod'
import { byKey } from './by-key.ts'
import { approximateMoney, maybe, price, quantity } from './scalars.ts'
import { word } from './word.ts'

/** A price with its currency; anything but USD is refused. */
export const UsPrice = z.object({ value: price, currency: z.literal('USD') }).transform(({ value }) => value)

/** One level of a book. */
const UsLevel = z.object({ px: UsPrice, qty: quantity })

const book = z.object({
  marketSlug: z.string(),
  bids: z.array(UsLevel),
  offers: z.array(UsLevel),
  state: word([
    'MARKET_STATE_OPEN',
    'MARKET_STATE_PREOPEN',
    'MARKET_STATE_SUSPENDED',
    'MARKET_STATE_HALTED',
    'MARKET_STATE_EXPIRED',
    'MARKET_STATE_TERMINATED',
    'MARKET_STATE_MATCH_AND_CLOSE_AUCTION',
  ]),
  transactTime: maybe(z.string()),
})

/** `GET /v1/markets/{slug}/book`: bare, or wrapped as the stream wraps it. */
export const UsBook = byKey({
  marketData: z.object({ marketData: book }).transform(({ marketData }) => marketData),
  marketSlug: book,
})

/** An order. */
export const UsOrder = z.object({
  id: z.string(),
  marketSlug: z.string(),
  side: maybe(word(['ORDER_SIDE_BUY', 'ORDER_SIDE_SELL'])),
  type: maybe(word(['ORDER_TYPE_LIMIT', 'ORDER_TYPE_MARKET'])),
  price: maybe(UsPrice),
  quantity,
  cumQuantity: quantity,
  leavesQuantity: quantity,
  tif: maybe(
    word([
      'TIME_IN_FORCE_GOOD_TILL_CANCEL',
      'TIME_IN_FORCE_GOOD_TILL_DATE',
      'TIME_IN_FORCE_IMMEDIATE_OR_CANCEL',
      'TIME_IN_FORCE_FILL_OR_KILL',
    ]),
  ),
  intent: maybe(
    word(['ORDER_INTENT_BUY_LONG', 'ORDER_INTENT_SELL_LONG', 'ORDER_INTENT_BUY_SHORT', 'ORDER_INTENT_SELL_SHORT']),
  ),
  state: word([
    'ORDER_STATE_NEW',
    'ORDER_STATE_PENDING_NEW',
    'ORDER_STATE_PENDING_REPLACE',
    'ORDER_STATE_PENDING_CANCEL',
    'ORDER_STATE_PENDING_RISK',
    'ORDER_STATE_PARTIALLY_FILLED',
    'ORDER_STATE_FILLED',
    'ORDER_STATE_CANCELED',
    'ORDER_STATE_REPLACED',
    'ORDER_STATE_REJECTED',
    'ORDER_STATE_EXPIRED',
  ]),
})

/** One execution of an order. */
export const UsExecution = z.object({
  id: z.string(),
  type: word([
    'EXECUTION_TYPE_NEW',
    'EXECUTION_TYPE_PARTIAL_FILL',
    'EXECUTION_TYPE_FILL',
    'EXECUTION_TYPE_CANCELED',
    'EXECUTION_TYPE_REPLACE',
    'EXECUTION_TYPE_REJECTED',
    'EXECUTION_TYPE_EXPIRED',
    'EXECUTION_TYPE_DONE_FOR_DAY',
  ]),
  order: maybe(UsOrder),
  lastShares: maybe(quantity),
  lastPx: maybe(UsPrice),
  tradeId: maybe(z.string()),
  transactTime: maybe(z.string()),
  aggressor: maybe(z.boolean()),
})

/** `POST /v1/orders`. */
export const UsOrderAnswer = z.object({ id: z.string(), executions: maybe(z.array(UsExecution)) })

/** `GET /v1/account/balances`. */
export const UsBalances = z.object({
  balances: z.array(
    z.object({
      currency: z.string(),
      currentBalance: approximateMoney,
      buyingPower: maybe(approximateMoney),
      openOrders: maybe(approximateMoney),
    }),
  ),
})

/** A message of either stream of Polymarket US. */
export const UsMessage = byKey({
  marketData: z.object({ requestId: z.string(), marketData: book }),
  trade: z.object({
    requestId: z.string(),
    trade: z.object({
      marketSlug: z.string(),
      price: UsPrice,
      quantity: z.object({ value: quantity }),
      tradeTime: z.string(),
    }),
  }),
  orderSubscriptionUpdate: z.object({
    requestId: z.string(),
    orderSubscriptionUpdate: z.object({ execution: UsExecution }),
  }),
  heartbeat: z.object({ heartbeat: z.looseObject({}) }),
  error: z.object({ error: z.string(), requestId: maybe(z.string()) }),
})

/** Answers whose rows are kept as they come: events, markets, positions and the like. */
export const UsLoose = z.looseObject({})
