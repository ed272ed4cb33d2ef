import { endpoint } from '@arbees/transport'
import {
  collectionAnswer,
  collectionsAnswer,
  createComboAnswer,
  incentivesAnswer,
  sportFiltersAnswer,
  structuredTargetAnswer,
  structuredTargetsAnswer,
  tagsAnswer,
} from '../schema/discovery.ts'
import { READ } from './costs.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

/** Gives the ways to combine markets into one, by page (at most 200). */
export const getCollections = endpoint({
  method: 'GET',
  path: '/multivariate_event_collections',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      readonly status?: 'unopened' | 'open' | 'closed'
      readonly associatedEventTicker?: string
      readonly seriesTicker?: string
    },
  ) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      status: input.status,
      associated_event_ticker: input.associatedEventTicker,
      series_ticker: input.seriesTicker,
    },
  }),
  output: collectionsAnswer,
  paging: { items: (page) => page.multivariateContracts, next: nextByCursor },
})

/** Gives one way to combine markets. */
export const getCollection = endpoint({
  method: 'GET',
  path: '/multivariate_event_collections/{collection_ticker}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly collectionTicker: string }) => ({ path: { collection_ticker: input.collectionTicker } }),
  output: collectionAnswer,
})

/** Makes the market of one combination, or finds it; at most 5000 a week. */
export const createCombo = endpoint({
  method: 'POST',
  path: '/multivariate_event_collections/{collection_ticker}',
  access: 'private',
  cost: READ,
  retry: 'unprocessed',
  request: (input: {
    readonly collectionTicker: string
    readonly selectedMarkets: readonly {
      readonly ticker: string
      readonly eventTicker: string
      readonly side: 'yes' | 'no'
    }[]
    readonly withMarketPayload?: boolean
  }) => ({
    path: { collection_ticker: input.collectionTicker },
    body: {
      selected_markets: input.selectedMarkets.map((leg) => ({
        market_ticker: leg.ticker,
        event_ticker: leg.eventTicker,
        side: leg.side,
      })),
      with_market_payload: input.withMarketPayload,
    },
  }),
  output: createComboAnswer,
})

/** Gives the tags of each category. */
export const getTags = endpoint({
  method: 'GET',
  path: '/search/tags_by_categories',
  access: 'public',
  cost: READ,
  retry: 'reads',
  output: tagsAnswer,
})

/** Gives the filters of each sport, free-form. */
export const getSportFilters = endpoint({
  method: 'GET',
  path: '/search/filters_by_sport',
  access: 'public',
  cost: READ,
  retry: 'reads',
  output: sportFiltersAnswer,
})

/** Gives structured targets by page (at most 2000): what markets' names point at. */
export const getStructuredTargets = endpoint({
  method: 'GET',
  path: '/structured_targets',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (
    input: Omit<PageInput, 'limit'> & {
      readonly pageSize?: number
      readonly ids?: readonly string[]
      readonly type?: string
    },
  ) => ({
    query: { page_size: input.pageSize, cursor: input.cursor, ids: input.ids, type: input.type },
  }),
  output: structuredTargetsAnswer,
  paging: { items: (page) => page.structuredTargets, next: nextByCursor },
})

/** Gives one structured target. */
export const getStructuredTarget = endpoint({
  method: 'GET',
  path: '/structured_targets/{structured_target_id}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly structuredTargetId: string }) => ({
    path: { structured_target_id: input.structuredTargetId },
  }),
  output: structuredTargetAnswer,
})

/** Gives incentive programs by page (at most 10,000). */
export const getIncentivePrograms = endpoint({
  method: 'GET',
  path: '/incentive_programs',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput & { readonly status?: 'all' | 'active' | 'upcoming' | 'closed' | 'paid_out' }) => ({
    query: { limit: input.limit, cursor: input.cursor, status: input.status },
  }),
  output: incentivesAnswer,
  paging: {
    items: (page) => page.incentivePrograms,
    next: ({ nextCursor }, input) => nextByCursor({ cursor: nextCursor }, input),
  },
})
