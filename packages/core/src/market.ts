import { invariant } from './invariant.ts'
import type { PriceGrid } from './price-grid.ts'
import type { Micros, Money, Quantity } from './units.ts'

declare const id: unique symbol

/** The lower-case name of a venue: `kalshi`, `polymarket`. Open, so that users can add their own. */
export type VenueId = 'kalshi' | 'polymarket' | (string & {})

/** A market's name across venues: `venue:native`, where native is a ticker or the YES token id. */
export type MarketId = string & { readonly [id]: 'MarketId' }

/** The two sides of a binary question. */
export type Outcome = 'yes' | 'no'

/** What a market settled as: `void` pays by the venue's void rule, see `market.settled`. */
export type Settlement = 'yes' | 'no' | 'void'

/**
 * A market's state. `unknown` is what a venue's unknown word becomes: nothing is traded there.
 * `paused` may open again, `closed` awaits its result.
 */
export type MarketStatus = 'upcoming' | 'open' | 'paused' | 'closed' | 'settled' | 'unknown'

/** One binary question as one venue trades it. Plain data. */
export type Market = {
  readonly id: MarketId
  readonly venue: VenueId
  readonly title: string
  readonly status: MarketStatus
  readonly grid: PriceGrid
  /** Order quantities are whole multiples of this. */
  readonly lot: Quantity
  /** The smallest quantity an order may have. */
  readonly quantityMin: Quantity
  /** The least a marketable buy may cost. */
  readonly notionalMin: Money
  /** When trading ends; null when the venue does not say. */
  readonly closesAt: Micros | null
}

/**
 * Returns the market id of a venue's own name.
 *
 * @throws InvariantError unless the venue is a lower-case word and the name is not empty.
 * @example
 * toMarketId('kalshi', 'KXHIGHNY-26NOV22-B53.5') // "kalshi:KXHIGHNY-26NOV22-B53.5"
 */
export function toMarketId(venue: VenueId, native: string): MarketId {
  invariant(/^[a-z][a-z0-9-]*$/.test(venue), `a venue is a lower-case word, found ${JSON.stringify(venue)}`)
  invariant(
    native !== '' && !/\s/.test(native),
    `a market's own name has no space and is not empty, found ${JSON.stringify(native)}`,
  )
  return `${venue}:${native}` as MarketId
}

/** Says whether `text` has the form of a market id, `venue:native`. */
export function isMarketId(text: string): text is MarketId {
  return /^[a-z][a-z0-9-]*:\S+$/.test(text)
}

/** Returns the venue in a market id. */
export function venueOf(market: MarketId): VenueId {
  return market.slice(0, market.indexOf(':'))
}

/** Returns the venue's own name in a market id: Kalshi's ticker, Polymarket's YES token id. */
export function nativeOf(market: MarketId): string {
  return market.slice(market.indexOf(':') + 1)
}

/** Returns the other outcome. */
export function otherOutcome(outcome: Outcome): Outcome {
  return outcome === 'yes' ? 'no' : 'yes'
}
