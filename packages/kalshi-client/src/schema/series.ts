import { z } from 'zod'
import { FEE_TYPES, settlementSource } from './event.ts'
import { decimalText, instant, integer, listOf, maybe, millionths, pageOf, text } from './scalars.ts'
import { wire, word } from './wire.ts'

/**
 * A kind of question that comes again: its fees, its sources. `feeMultiplier` is in millionths;
 * `volume` stays text, since a series may trade more micro-contracts than a number holds.
 */
const seriesObject = wire({
  ticker: text,
  title: text,
  frequency: maybe(text),
  category: maybe(text),
  categories: listOf(text),
  tags: listOf(text),
  settlement_sources: listOf(settlementSource),
  contract_url: maybe(text),
  contract_terms_url: maybe(text),
  additional_prohibitions: listOf(text),
  fee_type: word('series fee type', FEE_TYPES),
  fee_multiplier: millionths,
  product_metadata: maybe(z.record(z.string(), z.unknown())),
  volume_fp: maybe(decimalText),
  last_updated_ts: maybe(instant),
  exchange_index: maybe(integer),
})

/** A kind of question that comes again. */
export interface KalshiSeries extends z.output<typeof seriesObject> {}

/** Its schema. */
export const seriesSchema: z.ZodType<KalshiSeries> = seriesObject

/** The answer that holds one series. */
export const seriesAnswer = z.object({ series: seriesSchema })
/** The answer that holds all series. */
export const seriesListAnswer = z.object({ series: pageOf(seriesSchema) })
/** The answer that holds changes of series' fees. */
export const seriesFeeChangesAnswer = wire({
  series_fee_change_arr: pageOf(
    wire({
      id: text,
      series_ticker: text,
      fee_type: word('series fee type', FEE_TYPES),
      fee_multiplier: millionths,
      scheduled_ts: instant,
    }),
  ),
})
