import type { Micros } from '@arbees/core'
import { endpoint } from '@arbees/transport'
import { seriesAnswer, seriesFeeChangesAnswer, seriesListAnswer } from '../schema/series.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'

/** Gives one series: what its markets share, its fees among it. */
export const getSeries = endpoint({
  method: 'GET',
  path: '/series/{series_ticker}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly seriesTicker: string; readonly includeVolume?: boolean }) => ({
    path: { series_ticker: input.seriesTicker },
    query: { include_volume: input.includeVolume },
  }),
  output: seriesAnswer,
})

/** Gives all series at once: a large answer without pages. */
export const getSeriesList = endpoint({
  method: 'GET',
  path: '/series',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: {
    readonly category?: string
    readonly tags?: string
    readonly includeProductMetadata?: boolean
    readonly includeVolume?: boolean
    readonly minUpdatedTs?: Micros
  }) => ({
    query: {
      category: input.category,
      tags: input.tags,
      include_product_metadata: input.includeProductMetadata,
      include_volume: input.includeVolume,
      min_updated_ts: secondsOf(input.minUpdatedTs),
    },
  }),
  output: seriesListAnswer,
})

/** Gives the changes of series' fees that are to come, and those of the past where asked for. */
export const getFeeChanges = endpoint({
  method: 'GET',
  path: '/series/fee_changes',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly seriesTicker?: string; readonly showHistorical?: boolean }) => ({
    query: { series_ticker: input.seriesTicker, show_historical: input.showHistorical },
  }),
  output: seriesFeeChangesAnswer,
})
