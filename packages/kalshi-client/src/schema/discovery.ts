import { z } from 'zod'
import { marketSchema, priceRanges } from './market.ts'
import { flag, instant, integer, listOf, maybe, pageOf, quantity, text } from './scalars.ts'
import { wire } from './wire.ts'

const free = z.record(z.string(), z.unknown())

/** What is known of a happening as it goes on; `details` is free-form, by `type`. */
const liveData = wire({
  type: text,
  details: free,
  milestone_id: maybe(text),
  is_historical: maybe(flag),
  default_range: maybe(text),
  range_options: listOf(text),
})

/** What is known of a happening as it goes on. */
export type KalshiLiveData = z.output<typeof liveData>

/** The answer that holds one happening's live data. */
export const liveDataAnswer = wire({ live_data: liveData })
/** The answer that holds several happenings' live data. */
export const liveDatasAnswer = wire({ live_datas: pageOf(liveData) })
/** An answer whose content is free-form: statistics, weather. */
export const freeAnswer = free

const collectionObject = wire({
  collection_ticker: text,
  series_ticker: text,
  title: text,
  description: maybe(text),
  open_date: instant,
  close_date: instant,
  associated_events: listOf(
    wire({
      ticker: text,
      is_yes_only: flag,
      size_min: maybe(integer),
      size_max: maybe(integer),
      active_quoters: listOf(text),
    }),
  ),
  associated_event_tickers: listOf(text),
  is_ordered: flag,
  is_single_market_per_event: maybe(flag),
  is_all_yes: maybe(flag),
  size_min: integer,
  size_max: integer,
  functional_description: maybe(text),
  exchange_index: maybe(integer),
  price_level_structure: maybe(text),
  price_ranges: maybe(priceRanges),
})

/** A way to combine markets into one. */
export interface KalshiCollection extends z.output<typeof collectionObject> {}

const collection: z.ZodType<KalshiCollection> = collectionObject

/** The answer that holds one collection. */
export const collectionAnswer = wire({ multivariate_contract: collection })
/** The answer that holds a page of collections. */
export const collectionsAnswer = wire({ multivariate_contracts: pageOf(collection), cursor: maybe(text) })
/** The answer to making a combo. */
export const createComboAnswer = wire({ event_ticker: text, market_ticker: text, market: maybe(marketSchema) })

/** The answer that holds tags by category. */
export const tagsAnswer = wire({ tags_by_categories: z.record(z.string(), listOf(text)) })
/** The answer that holds filters by sport. */
export const sportFiltersAnswer = free

/** The answer that holds a page of structured targets: what a market's name may point at. */
const structuredTarget = wire({
  id: text,
  name: text,
  type: text,
  details: maybe(free),
  source_ids: maybe(free),
  last_updated_ts: maybe(instant),
})
/** The answer that holds one structured target. */
export const structuredTargetAnswer = wire({ structured_target: structuredTarget })
/** The answer that holds a page of structured targets. */
export const structuredTargetsAnswer = wire({ structured_targets: pageOf(structuredTarget), cursor: maybe(text) })

/** The answer that holds a page of incentives; the reward is in Kalshi's own unit. */
export const incentivesAnswer = wire({
  incentive_programs: pageOf(
    wire({
      id: text,
      market_id: maybe(text),
      market_ticker: text,
      incentive_type: text,
      incentive_description: maybe(text),
      start_date: instant,
      end_date: instant,
      period_reward: integer,
      paid_out: flag,
      discount_factor_bps: maybe(integer),
      target_size_fp: maybe(quantity),
    }),
  ),
  next_cursor: maybe(text),
})
