import type { Micros } from '@arbees/core'
import { commaSeparated, endpoint } from '@arbees/transport'
import {
  balanceAnswer,
  depositsAnswer,
  fillsAnswer,
  positionsAnswer,
  restingValueAnswer,
  settlementsAnswer,
  withdrawalsAnswer,
} from '../schema/portfolio.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

/** Gives the account's money: the sum of all shards, unless one is asked for. */
export const getBalance = endpoint({
  method: 'GET',
  path: '/portfolio/balance',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: {
    /** @default 0, the primary one */
    readonly subaccount?: number
    readonly exchangeIndex?: number
  }) => ({ query: { subaccount: input.subaccount, exchange_index: input.exchangeIndex } }),
  output: balanceAnswer,
})

/** Gives what is held, by page; only what has not settled, unless more is asked for. */
export const getPositions = endpoint({
  method: 'GET',
  path: '/portfolio/positions',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      /** Only what differs from zero in these. */
      readonly countFilter?: readonly ('position' | 'total_traded')[]
      readonly ticker?: string
      readonly eventTicker?: string
      /** @default 'unsettled' */
      readonly settlementStatus?: 'unsettled' | 'settled' | 'all'
      /** @default 0, the primary one */
      readonly subaccount?: number
      readonly exchangeIndex?: number
    },
  ) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      count_filter: commaSeparated(input.countFilter),
      ticker: input.ticker,
      event_ticker: input.eventTicker,
      settlement_status: input.settlementStatus,
      subaccount: input.subaccount,
      exchange_index: input.exchangeIndex,
    },
  }),
  output: positionsAnswer,
  paging: { items: (page) => page.marketPositions, next: nextByCursor },
})

/** Gives one's own fills by page, newest first. */
export const getFills = endpoint({
  method: 'GET',
  path: '/portfolio/fills',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      /** Up to 100. */
      readonly tickers?: readonly string[]
      readonly orderId?: string
      readonly minTs?: Micros
      readonly maxTs?: Micros
      /** @default all of them */
      readonly subaccount?: number
      readonly exchangeIndex?: number
    },
  ) => ({
    query: {
      ticker: commaSeparated(input.tickers),
      order_id: input.orderId,
      min_ts: secondsOf(input.minTs),
      max_ts: secondsOf(input.maxTs),
      limit: input.limit,
      cursor: input.cursor,
      subaccount: input.subaccount,
      exchange_index: input.exchangeIndex,
    },
  }),
  output: fillsAnswer,
  paging: { items: (page) => page.fills, next: nextByCursor },
})

/** Gives what markets paid, by page. */
export const getSettlements = endpoint({
  method: 'GET',
  path: '/portfolio/settlements',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      readonly ticker?: string
      readonly eventTicker?: string
      readonly minTs?: Micros
      readonly maxTs?: Micros
      readonly subaccount?: number
    },
  ) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      ticker: input.ticker,
      event_ticker: input.eventTicker,
      min_ts: secondsOf(input.minTs),
      max_ts: secondsOf(input.maxTs),
      subaccount: input.subaccount,
    },
  }),
  output: settlementsAnswer,
  paging: { items: (page) => page.settlements, next: nextByCursor },
})

/** Gives deposits by page (at most 500). */
export const getDeposits = endpoint({
  method: 'GET',
  path: '/portfolio/deposits',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput) => ({ query: { limit: input.limit, cursor: input.cursor } }),
  output: depositsAnswer,
  paging: { items: (page) => page.deposits, next: nextByCursor },
})

/** Gives withdrawals by page (at most 500). */
export const getWithdrawals = endpoint({
  method: 'GET',
  path: '/portfolio/withdrawals',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput) => ({ query: { limit: input.limit, cursor: input.cursor } }),
  output: withdrawalsAnswer,
  paging: { items: (page) => page.withdrawals, next: nextByCursor },
})

/** Gives what resting orders hold (brokers only). */
export const getTotalRestingOrderValue = endpoint({
  method: 'GET',
  path: '/portfolio/summary/total_resting_order_value',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: restingValueAnswer,
})
