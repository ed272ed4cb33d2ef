import { endpoint } from '@arbees/transport'
import { BuilderTradesPage, TradesPage } from '../schema/trade.ts'
import { one } from './charge.ts'
import type { ClobPageInput } from './page.ts'
import { nextClobPage } from './page.ts'

/** What trades may be asked for. */
type TradesInput = ClobPageInput & {
  readonly id?: string
  readonly conditionId?: string
  readonly tokenId?: string
  readonly makerAddress?: string
  /** In seconds since 1970. */
  readonly before?: number
  /** In seconds since 1970. */
  readonly after?: number
}

/** Lists the trades of the API key, newest first. */
export const getTrades = endpoint({
  method: 'GET',
  path: '/data/trades',
  access: 'private',
  auth: 'L2',
  cost: one('clob.data'),
  retry: 'reads',
  request: (input: TradesInput) => ({
    query: {
      id: input.id,
      market: input.conditionId,
      asset_id: input.tokenId,
      maker_address: input.makerAddress,
      before: input.before,
      after: input.after,
      next_cursor: input.nextCursor,
    },
  }),
  output: TradesPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})

/** Lists the trades that carried a builder's code. */
export const getBuilderTrades = endpoint({
  method: 'GET',
  path: '/builder/trades',
  access: 'public',
  cost: one('clob.data'),
  retry: 'reads',
  request: ({ builderCode, nextCursor }: { readonly builderCode: string } & ClobPageInput) => ({
    query: { builder_code: builderCode, next_cursor: nextCursor },
  }),
  output: BuilderTradesPage,
  paging: { items: (page) => page.data, next: nextClobPage },
})
