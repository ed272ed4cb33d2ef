/*
 * A recording is what two venues showed over a stretch of time, as JSON Lines: a header, then one
 * observation a line. docs/guides/recording.md describes the format; these are its words.
 */
import type { LevelBuffer, MarketId, Micros, Outcome, Price, Quantity, Settlement, VenueId } from '@arbees/core'

/** Under which field a header names a market the way its venue does. */
export type NativeName = 'ticker' | 'tokenIdYes' | 'slug'

/** One market of a recording. */
export type RecordedMarket = {
  readonly id: MarketId
  readonly venue: VenueId
  /** The venue's own name for it: a ticker, a YES token id or a slug, as `nativeName` says. */
  readonly native: string
  readonly nativeName: NativeName
  readonly title: string
  /** The step of its prices, in ticks of $0.0001. */
  readonly tick: number
  readonly closesAt: Micros | null
}

/** Two markets of a recording that settle on one question. */
export type RecordedPair = {
  readonly name: string
  /** Index into the header's markets. */
  readonly a: number
  /** Index into the header's markets. */
  readonly b: number
  /** `same`: YES of both pay in the same case. `inverse`: YES of a pays when NO of b pays. */
  readonly polarity: 'same' | 'inverse'
}

/** What a venue charged takers at the time of a recording. */
export type RecordedFee = {
  /** In ten-thousandths: 700 is 0.07. */
  readonly takerRate: number
  /** Whether the rate is somebody's assumption rather than the venue's word. */
  readonly assumed: boolean
}

/** The first line of a recording. */
export type RecordingHeader = {
  readonly version: 1
  readonly description: string
  /** The first look of the recorder. */
  readonly from: Micros
  /** The last look of the recorder: the last state lasts until then. */
  readonly to: Micros
  readonly markets: readonly RecordedMarket[]
  readonly pairs: readonly RecordedPair[]
  /** By venue; every venue of a market is there. */
  readonly fees: Readonly<Record<string, RecordedFee>>
}

/** The kinds of observation a recording holds. */
export type RecordingEventType = 'book.replaced' | 'book.changed' | 'trade.printed' | 'market.settled'

/**
 * One observation. A reader fills ONE such object again for each line, so it is valid until its
 * handler returns; `toFact` makes a copy to keep.
 */
export type RecordingEvent = {
  type: RecordingEventType
  /** When the recorder saw it. */
  at: Micros
  /** The venue's own time; −1 where the recording has none. */
  venueAt: Micros | -1
  /** Index into the header's markets. */
  market: number
  /** Levels of a book line, in YES terms; empty in any other line. */
  bids: LevelBuffer
  asks: LevelBuffer
  /** Of a trade, in YES terms; of a settlement, what one YES contract pays; else 0. */
  price: Price
  /** Of a trade; else 0. */
  quantity: Quantity
  /** Of a trade: what the taker bought; empty where the recording does not say. */
  takerSide: Outcome | ''
  /** Of a settlement. */
  outcome: Settlement | ''
}
