import { z } from 'zod'
import { flag, instant, integer, listOf, maybe, pageOf, text } from './scalars.ts'
import { wire } from './wire.ts'

/** Whether the exchange is open; the top level speaks for shard 0. */
export const exchangeStatus = wire({
  exchange_active: flag,
  trading_active: flag,
  intra_exchange_transfers_active: maybe(flag),
  exchange_estimated_resume_time: maybe(instant),
  exchange_index_statuses: listOf(
    wire({
      exchange_index: integer,
      description: maybe(text),
      exchange_active: flag,
      trading_active: flag,
      intra_exchange_transfers_active: maybe(flag),
    }),
  ),
})

/** Whether the exchange is open. */
export type KalshiExchangeStatus = z.output<typeof exchangeStatus>

const hours = listOf(wire({ open_time: text, close_time: text }))

/** The exchange's hours (New York time) and its maintenance. */
export const exchangeScheduleAnswer = z.object({
  schedule: wire({
    standard_hours: pageOf(
      wire({
        start_time: instant,
        end_time: instant,
        monday: hours,
        tuesday: hours,
        wednesday: hours,
        thursday: hours,
        friday: hours,
        saturday: hours,
        sunday: hours,
      }),
    ),
    maintenance_windows: pageOf(wire({ start_datetime: instant, end_datetime: instant })),
  }),
})

/** How fresh the account's records are. */
export const userDataTimestamp = wire({ as_of_time: instant })

/** From when on the live endpoints know; what is older is under the historical ones. */
export const historicalCutoff = wire({
  market_settled_ts: instant,
  trades_created_ts: instant,
  orders_updated_ts: instant,
  market_positions_last_updated_ts: maybe(instant),
})
