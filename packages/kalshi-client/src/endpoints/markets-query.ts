import type { Micros } from '@arbees/core'
import { commaSeparated } from '@arbees/transport'
import { secondsOf } from './instants.ts'
import type { PageInput } from './paging.ts'

/** Which markets. The time filters exclude each other. */
export type MarketsInput = PageInput & {
  readonly eventTicker?: string
  readonly seriesTicker?: string
  readonly tickers?: readonly string[]
  readonly status?: 'unopened' | 'open' | 'paused' | 'closed' | 'settled'
  /** `only` combos, or none of them. */
  readonly combos?: 'only' | 'exclude'
  readonly minCreatedTs?: Micros
  readonly maxCreatedTs?: Micros
  readonly minCloseTs?: Micros
  readonly maxCloseTs?: Micros
  readonly minSettledTs?: Micros
  readonly maxSettledTs?: Micros
  readonly minUpdatedTs?: Micros
}

/** Returns the query of a list of markets; the historical list takes part of it. */
export function marketsQuery(input: MarketsInput) {
  return {
    limit: input.limit,
    cursor: input.cursor,
    event_ticker: input.eventTicker,
    series_ticker: input.seriesTicker,
    tickers: commaSeparated(input.tickers),
    status: input.status,
    mve_filter: input.combos,
    min_created_ts: secondsOf(input.minCreatedTs),
    max_created_ts: secondsOf(input.maxCreatedTs),
    min_close_ts: secondsOf(input.minCloseTs),
    max_close_ts: secondsOf(input.maxCloseTs),
    min_settled_ts: secondsOf(input.minSettledTs),
    max_settled_ts: secondsOf(input.maxSettledTs),
    min_updated_ts: secondsOf(input.minUpdatedTs),
  }
}
