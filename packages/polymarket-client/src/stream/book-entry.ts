/*
 * A market is one book in YES terms: its two tokens are the two ways to look at it.
 */
import type { Ladder, Level, MarketId, Micros } from '@arbees/core'
import { createLadder, DISCONTINUOUS } from '@arbees/core'
import type { Segment } from './frame-layout.ts'
import { segmentOf } from './frame-layout.ts'

/** What must be known of a market to read its messages. */
export type StreamMarket = {
  readonly market: MarketId
  readonly conditionId: string
  /** The token ids of the first outcome and of the second. */
  readonly yes: string
  readonly no: string
}

/** The venue's own book where it is not ours and newer, in YES terms. */
export type Suspect = {
  readonly venueAt: Micros
  readonly hash: string
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  /** When the answer came, and when it is looked at again. */
  readonly since: Micros
  readonly deadline: Micros
}

/** One market of a stream: its names, its book, and what is known of the book's health. */
export type BookEntry = StreamMarket & {
  /** The ids as bytes, for comparing them in place. */
  readonly conditionBytes: Segment
  readonly yesBytes: Segment
  readonly noBytes: Segment
  readonly ladder: Ladder
  /** The venue's hash of the YES token's book after the last message; empty before the first. */
  hash: string
  /** The venue's time of the last message about this book, believed or not. */
  venueAt: Micros
  /** When the book was last proved right: by a message, or by asking the venue. 0 before the first snapshot. */
  confirmedAt: Micros
  /** While set, the venue's own book is newer than the stream, which has until the deadline to catch up. */
  suspect: Suspect | undefined
  /** By when a snapshot must have come; 0 when none is awaited. */
  snapshotBy: Micros
}

/** Returns the entry of a market whose book has not been seen. */
export function createBookEntry(market: StreamMarket): BookEntry {
  return {
    ...market,
    conditionBytes: segmentOf(market.conditionId),
    yesBytes: segmentOf(market.yes),
    noBytes: segmentOf(market.no),
    ladder: createLadder(),
    hash: '',
    venueAt: 0 as Micros,
    confirmedAt: 0 as Micros,
    suspect: undefined,
    snapshotBy: 0 as Micros,
  }
}

/** Says whether a book may be traded on. */
export function isWhole(entry: BookEntry): boolean {
  return entry.ladder.continuity !== DISCONTINUOUS
}
