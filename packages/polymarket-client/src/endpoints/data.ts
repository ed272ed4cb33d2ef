/*
 * The Data API: positions, trades and statistics of everybody. `user` is the wallet that holds the
 * funds. Answers are cached by the venue for up to minutes: not for the detection of fills.
 */
import { commaSeparated, endpoint } from '@arbees/transport'
import {
  Activity,
  Approvals,
  ClosedPositions,
  DataTrades,
  DataV2Page,
  Holders,
  LiveVolume,
  OpenInterest,
  PortfolioValue,
  Positions,
  Traded,
} from '../schema/data.ts'
import type { OrderSide } from '../sign/order.ts'
import { one } from './charge.ts'
import type { OffsetInput } from './page.ts'
import { nextOffset } from './page.ts'

const read = { method: 'GET', access: 'public', retry: 'reads' } as const

type UserInput = { readonly user: string }
type MarketsInput = { readonly market?: readonly string[] }

/** Lists a wallet's positions, at most 500 a page. */
export const getPositions = endpoint({
  ...read,
  path: '/positions',
  cost: one('data.positions'),
  request: ({
    market,
    ...input
  }: UserInput &
    MarketsInput &
    OffsetInput & {
      /** @default 1, the venue's: smaller positions are left out */
      readonly sizeThreshold?: number
      readonly redeemable?: boolean
      readonly mergeable?: boolean
      readonly sortBy?: string
      readonly sortDirection?: 'ASC' | 'DESC'
    }) => ({ query: { ...input, market: commaSeparated(market) } }),
  output: Positions,
  paging: { items: (page) => page, next: nextOffset(100) },
})

/** Lists a wallet's closed positions, at most 50 a page. */
export const getClosedPositions = endpoint({
  ...read,
  path: '/closed-positions',
  cost: one('data.positions'),
  request: ({ market, ...input }: UserInput & MarketsInput & OffsetInput) => ({
    query: { ...input, market: commaSeparated(market) },
  }),
  output: ClosedPositions,
  paging: { items: (page) => page, next: nextOffset(10) },
})

/** Lists trades of everybody, or of one wallet. */
export const getTrades = endpoint({
  ...read,
  path: '/trades',
  cost: one('data.trades'),
  request: ({
    market,
    ...input
  }: MarketsInput &
    OffsetInput & {
      readonly user?: string
      readonly side?: OrderSide /** @default true */
      readonly takerOnly?: boolean
    }) => ({
    query: { ...input, market: commaSeparated(market) },
  }),
  output: DataTrades,
  paging: { items: (page) => page, next: nextOffset(100) },
})

/** Lists what a wallet did: trades, splits, merges, redemptions, rewards. */
export const getActivity = endpoint({
  ...read,
  path: '/activity',
  cost: one('data'),
  request: ({
    market,
    type,
    ...input
  }: UserInput &
    MarketsInput &
    OffsetInput & { readonly type?: readonly string[]; readonly start?: number; readonly end?: number }) => ({
    query: { ...input, market: commaSeparated(market), type: commaSeparated(type) },
  }),
  output: Activity,
  paging: { items: (page) => page, next: nextOffset(100) },
})

/** Lists the largest holders of markets. */
export const getHolders = endpoint({
  ...read,
  path: '/holders',
  cost: one('data'),
  request: ({ market, limit }: { readonly market: readonly string[]; readonly limit?: number }) => ({
    query: { market: commaSeparated(market), limit },
  }),
  output: Holders,
})

/** Gets what a wallet's positions are worth. */
export const getValue = endpoint({
  ...read,
  path: '/value',
  cost: one('data'),
  request: ({ user, market }: UserInput & MarketsInput) => ({ query: { user, market: commaSeparated(market) } }),
  output: PortfolioValue,
})

/** Gets the open interest of markets. */
export const getOpenInterest = endpoint({
  ...read,
  path: '/oi',
  cost: one('data'),
  request: ({ market }: MarketsInput) => ({ query: { market: commaSeparated(market) } }),
  output: OpenInterest,
})

/** Gets the live volume of an event. */
export const getLiveVolume = endpoint({
  ...read,
  path: '/live-volume',
  cost: one('data'),
  request: ({ eventId }: { readonly eventId: string }) => ({ query: { id: eventId } }),
  output: LiveVolume,
})

/** Gets how many markets a wallet has traded. */
export const getTraded = endpoint({
  ...read,
  path: '/traded',
  cost: one('data'),
  request: ({ user }: UserInput) => ({ query: { user } }),
  output: Traded,
})

/** Lists what a wallet has approved, contract by contract. */
export const getApprovals = endpoint({
  ...read,
  path: '/v1/approvals',
  cost: one('data'),
  request: ({ user }: UserInput) => ({ query: { user } }),
  output: Approvals,
})

/** The lists of the Data API's second version that are asked for in one way. */
export type DataV2Route =
  | 'positions'
  | 'trades'
  | 'activity'
  | 'holders'
  | 'value'
  | 'oi'
  | 'live-volume'
  | 'approvals'
  | 'resolutions'
  | 'user-pnl'
  | 'user-stats'
  | 'user-volume'

/** Lists anything of the Data API's second version; filters must be the same on every page. */
export const getV2 = endpoint({
  ...read,
  path: '/v2/{route}',
  cost: one('data.v2'),
  request: ({
    route,
    filters,
    cursor,
    limit,
  }: {
    readonly route: DataV2Route
    readonly filters?: Readonly<Record<string, string | number | boolean>>
    readonly cursor?: string
    readonly limit?: number
  }) => ({ path: { route }, query: { ...filters, limit, cursor } }),
  output: DataV2Page,
  paging: {
    items: (page) => page.data ?? [],
    next: (page, input) => {
      const cursor = page.pagination?.next_cursor
      return cursor === null || cursor === undefined ? undefined : { ...input, cursor }
    },
  },
})
