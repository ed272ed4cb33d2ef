import type { Micros } from '@arbees/core'
import { commaSeparated, endpoint } from '@arbees/transport'
import { eventAnswer, eventFeeChangesAnswer, eventMetadata, eventsAnswer } from '../schema/event.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

type EventsInput = PageInput & {
  readonly status?: 'unopened' | 'open' | 'closed' | 'settled'
  readonly seriesTicker?: string
  readonly tickers?: readonly string[]
  readonly withNestedMarkets?: boolean
  readonly withMilestones?: boolean
  readonly minCloseTs?: Micros
  readonly minUpdatedTs?: Micros
}

/** Gives events by page (at most 200), combos left out. */
export const getEvents = endpoint({
  method: 'GET',
  path: '/events',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: EventsInput) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      with_nested_markets: input.withNestedMarkets,
      with_milestones: input.withMilestones,
      status: input.status,
      series_ticker: input.seriesTicker,
      tickers: commaSeparated(input.tickers),
      min_close_ts: secondsOf(input.minCloseTs),
      min_updated_ts: secondsOf(input.minUpdatedTs),
    },
  }),
  output: eventsAnswer,
  paging: { items: (page) => page.events, next: nextByCursor },
})

/** Gives the events of combos by page. */
export const getMultivariateEvents = endpoint({
  method: 'GET',
  path: '/events/multivariate',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (
    input: PageInput & {
      readonly seriesTicker?: string
      readonly collectionTicker?: string
      readonly withNestedMarkets?: boolean
    },
  ) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      series_ticker: input.seriesTicker,
      collection_ticker: input.collectionTicker,
      with_nested_markets: input.withNestedMarkets,
    },
  }),
  output: eventsAnswer,
  paging: { items: (page) => page.events, next: nextByCursor },
})

/** Gives one event. */
export const getEvent = endpoint({
  method: 'GET',
  path: '/events/{event_ticker}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly eventTicker: string; readonly withNestedMarkets?: boolean }) => ({
    path: { event_ticker: input.eventTicker },
    query: { with_nested_markets: input.withNestedMarkets },
  }),
  output: eventAnswer,
})

/** Gives an event's pictures and sources. */
export const getEventMetadata = endpoint({
  method: 'GET',
  path: '/events/{event_ticker}/metadata',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly eventTicker: string }) => ({ path: { event_ticker: input.eventTicker } }),
  output: eventMetadata,
})

/** Gives the changes of events' fees by page. */
export const getFeeChanges = endpoint({
  method: 'GET',
  path: '/events/fee_changes',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput & { readonly eventTicker?: string }) => ({
    query: { event_ticker: input.eventTicker, limit: input.limit, cursor: input.cursor },
  }),
  output: eventFeeChangesAnswer,
  paging: { items: (page) => page.eventFeeChanges, next: nextByCursor },
})
