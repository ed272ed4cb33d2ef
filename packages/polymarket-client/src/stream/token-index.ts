/*
 * The markets of one connection, found by token or by condition. A market is one book in YES terms:
 * its two tokens are the two ways to look at it.
 */
import type { ContinuityToken, Ladder, MarketId, Micros } from '@arbees/core'
import { createLadder, DISCONTINUOUS } from '@arbees/core'
import type { Segment } from './frame-layout.ts'
import { segmentOf } from './frame-layout.ts'
import type { TokenTable } from './token-table.ts'

/** What must be known of a market to read its messages. */
export type StreamMarket = {
  readonly market: MarketId
  readonly conditionId: string
  /** The token ids of the first outcome and of the second. */
  readonly yes: string
  readonly no: string
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
  /** While set, the venue's own book is newer than the stream: by then the stream must have caught up. */
  suspect: { readonly venueAt: Micros; readonly deadline: Micros } | undefined
  /** By when a snapshot must have come; 0 when none is awaited. */
  snapshotBy: Micros
}

/** The markets of a connection. */
export type TokenIndex = {
  readonly byToken: Map<string, BookEntry>
  readonly byMarket: Map<MarketId, BookEntry>
  /** Built from the markets when it is first needed after a change; undefined in between. */
  table: TokenTable | undefined
}

/** Returns an index of no markets. */
export function createTokenIndex(): TokenIndex {
  return { byToken: new Map(), byMarket: new Map(), table: undefined }
}

/** Adds a market that is not there, and returns its entry. */
export function addMarket(index: TokenIndex, market: StreamMarket): BookEntry {
  const known = index.byMarket.get(market.market)
  if (known !== undefined) return known
  const entry: BookEntry = {
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
  index.byMarket.set(market.market, entry)
  index.byToken.set(market.yes, entry)
  index.byToken.set(market.no, entry)
  index.table = undefined
  return entry
}

/** Takes a market out. */
export function removeMarket(index: TokenIndex, market: MarketId): BookEntry | undefined {
  const entry = index.byMarket.get(market)
  if (entry === undefined) return undefined
  index.byMarket.delete(market)
  index.byToken.delete(entry.yes)
  index.byToken.delete(entry.no)
  index.table = undefined
  return entry
}

/** Returns whether a book may be traded on. */
export function isWhole(entry: BookEntry): boolean {
  return entry.ladder.continuity !== DISCONTINUOUS
}

/** Returns the token under which a book stands now. */
export function continuityOf(entry: BookEntry): ContinuityToken {
  return entry.ladder.continuity
}
