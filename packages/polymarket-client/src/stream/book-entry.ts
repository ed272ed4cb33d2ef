/*
 * A market is one book in YES terms: its two tokens are the two ways to look at it.
 */
import type { Ladder, Level, MarketId, Micros } from '@arbees/core'
import { createLadder, DISCONTINUOUS } from '@arbees/core'
import type { SessionEffect } from '@arbees/transport'

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

/**
 * A book has changed: what its ladder says now. One object per book, made once, so that a change makes nothing;
 * where it comes several times in one delivery, the ladder is already as the last of them left it.
 */
export type PolymarketBook = {
  readonly type: 'polymarket.book'
  readonly market: MarketId
  readonly ladder: Readonly<Ladder>
}

/** One market of a stream: its names, its book, and what is known of the book's health. */
export type BookEntry = StreamMarket & {
  readonly ladder: Ladder
  /** Where the venue's hash of the YES token's book after the last message is written: read it by `hashOf`. */
  hashText: string
  /** Where in that text it begins; −1 when it is all of it. */
  hashAt: number
  /** That the book has changed, for those who read the ladder: the same each time. */
  readonly told: readonly SessionEffect<PolymarketBook>[]
  /** The venue's time of the last message about this book, believed or not. */
  venueAt: Micros
  /** When the book was last proved right by a snapshot, or by asking the venue; changes prove it too, and stamp the ladder. 0 before the first. */
  confirmedAt: Micros
  /** While set, the venue's own book is newer than the stream, which has until the deadline to catch up. */
  suspect: Suspect | undefined
  /** By when a snapshot must have come; 0 when none is awaited. */
  snapshotBy: Micros
}

// Fields that begin with a fraction are kept as doubles and written in place; those that begin with a small
// integer get a new box on the heap for every time that is written into them.
const FRACTION = 0.5 as Micros

/** Returns the entry of a market whose book has not been seen. */
export function createBookEntry(market: StreamMarket): BookEntry {
  const ladder = createLadder()
  // Not frozen: whoever goes through the effects would pay for it at each change.
  const messages: readonly PolymarketBook[] = [{ type: 'polymarket.book', market: market.market, ladder }]
  // One by one and what a change touches first: behind a spread, the engine keeps what follows in a place of its own.
  const entry: BookEntry = {
    ladder,
    told: [{ type: 'emit', messages }],
    suspect: undefined,
    hashText: '',
    hashAt: -1,
    venueAt: FRACTION,
    confirmedAt: FRACTION,
    snapshotBy: FRACTION,
    market: market.market,
    conditionId: market.conditionId,
    yes: market.yes,
    no: market.no,
  }
  entry.venueAt = 0 as Micros
  entry.confirmedAt = 0 as Micros
  entry.snapshotBy = 0 as Micros
  return entry
}

/** Says whether a book may be traded on. */
export function isWhole(entry: BookEntry): boolean {
  return entry.ladder.continuity !== DISCONTINUOUS
}

/** The length of a hash within a frame. */
export const HASH_BYTES = 40

/** Returns the venue's hash of the YES token's book after the last message; empty before the first. */
export function hashOf({ hashText, hashAt }: BookEntry): string {
  return hashAt < 0 ? hashText : hashText.slice(hashAt, hashAt + HASH_BYTES)
}

/** Remembers a hash: a text of its own, or one within a frame, cut out only when it is asked for. */
export function setHash(entry: BookEntry, text: string, at = -1): void {
  entry.hashText = text
  entry.hashAt = at
}
