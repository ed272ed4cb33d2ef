import { z } from 'zod'
import { marketSchema } from './market.ts'
import { flag, instant, integer, listOf, maybe, millionths, pageOf, text } from './scalars.ts'
import { maybeWord, wire } from './wire.ts'

/** Where a question's answer comes from. */
export const settlementSource = wire({ name: maybe(text), url: maybe(text) })

/** The fee types that exist; the list is open. */
export const FEE_TYPES = ['quadratic', 'quadratic_with_maker_fees', 'quadratic_with_combo_maker_fees', 'flat'] as const

const milestone = wire({
  id: text,
  category: maybe(text),
  type: text,
  start_date: instant,
  end_date: maybe(instant),
  related_event_tickers: listOf(text),
  primary_event_tickers: listOf(text),
  title: text,
  notification_message: maybe(text),
  source_id: maybe(text),
  source_ids: maybe(z.record(z.string(), z.unknown())),
  details: maybe(z.record(z.string(), z.unknown())),
  last_updated_ts: maybe(instant),
})

/** A real-world happening that events are about. */
export type KalshiMilestone = z.output<typeof milestone>

/** A group of markets on one happening. The fee overrides are those of all its markets. */
const eventObject = wire({
  event_ticker: text,
  series_ticker: text,
  title: text,
  sub_title: maybe(text),
  collateral_return_type: maybeWord('event collateral return', ['', 'MECNET', 'DIRECNET']),
  mutually_exclusive: flag,
  strike_date: maybe(instant),
  strike_period: maybe(text),
  markets: maybe(z.array(marketSchema)),
  product_metadata: maybe(z.record(z.string(), z.unknown())),
  settlement_sources: listOf(settlementSource),
  last_updated_ts: maybe(instant),
  fee_type_override: maybeWord('event fee type', FEE_TYPES),
  fee_multiplier_override: maybe(millionths),
  exchange_index: maybe(integer),
})

/** A group of markets on one happening. */
export interface KalshiEvent extends z.output<typeof eventObject> {}

/** Its schema. */
export const eventSchema: z.ZodType<KalshiEvent> = eventObject

/** The answer that holds one event; `markets` beside it is the older way to nest them. */
export const eventAnswer = z.object({ event: eventSchema, markets: listOf(marketSchema) })
/** The answer that holds a page of events. */
export const eventsAnswer = z.object({
  events: pageOf(eventSchema),
  milestones: listOf(milestone),
  cursor: maybe(text),
})
/** The answer that holds one milestone. */
export const milestoneAnswer = z.object({ milestone })
/** The answer that holds a page of milestones. */
export const milestonesAnswer = z.object({ milestones: pageOf(milestone), cursor: maybe(text) })

/** An event's pictures and sources. */
export const eventMetadata = wire({
  image_url: text,
  market_details: listOf(wire({ market_ticker: text, image_url: maybe(text), color_code: maybe(text) })),
  settlement_sources: listOf(settlementSource),
  competition: maybe(text),
  competition_scope: maybe(text),
})

/** The answer that holds changes of events' fees; absent overrides mean: the series' own again. */
export const eventFeeChangesAnswer = wire({
  event_fee_changes: pageOf(
    wire({
      id: text,
      event_ticker: text,
      series_ticker: maybe(text),
      fee_type_override: maybeWord('event fee type', FEE_TYPES),
      fee_multiplier_override: maybe(millionths),
      scheduled_ts: instant,
    }),
  ),
  cursor: maybe(text),
})
