import type { Clock, FeeSchedule, Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { KalshiClient } from './client.ts'
import { feeTermsOf } from './fee-rate.ts'
import type { Membership } from './fees.ts'
import { kalshiFees } from './fees.ts'

/** Knows what markets are charged. */
export type FeeDesk = {
  /**
   * Returns a market's fees: of its event where that overrides them, else of its series.
   *
   * @throws VenueError `fees.unknown`; those of the requests.
   */
  readonly feesOf: (ticker: string, eventTicker: string) => Promise<FeeSchedule>
  /** Forgets what an event's markets are charged: it is about to change. */
  readonly forget: (eventTicker: string) => void
}

type Known = { readonly schedule: FeeSchedule; readonly until: Micros }

const KEPT_FOR = seconds(300)
const EVENTS_MAX = 10_000

/** Creates a desk that asks the exchange once in a while. */
export function createFeeDesk(client: KalshiClient, clock: Clock, membership: Membership): FeeDesk {
  const known = new Map<string, Known>()

  async function ask(ticker: string, eventTicker: string): Promise<FeeSchedule> {
    const { event } = await client.events.getEvent({ eventTicker })
    const { series } = await client.series.getSeries({ seriesTicker: event.seriesTicker })
    const terms = feeTermsOf(
      { feeType: series.feeType, multiplierMillionths: series.feeMultiplier },
      { feeType: event.feeTypeOverride, multiplierMillionths: event.feeMultiplierOverride },
    )
    return kalshiFees(terms, ticker, membership)
  }

  return Object.freeze({
    feesOf: async (ticker: string, eventTicker: string) => {
      const found = known.get(eventTicker)
      if (found !== undefined && clock.now() < found.until) return found.schedule
      const schedule = await ask(ticker, eventTicker)
      if (known.size >= EVENTS_MAX) known.clear()
      known.set(eventTicker, { schedule, until: (clock.now() + KEPT_FOR) as Micros })
      return schedule
    },
    forget: (eventTicker: string) => void known.delete(eventTicker),
  })
}
