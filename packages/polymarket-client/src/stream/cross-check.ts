/*
 * The venue's own book against ours. An answer that is not our book may be ahead of the stream, behind
 * it, or the proof of a lost message: only the same moment tells, by its hash, by a stream that does
 * not come to it, or by a venue's book that stands while ours does.
 */
import type { Fact, Micros } from '@arbees/core'
import type { ClobBook } from '../schema/book.ts'
import type { BookEntry } from './book-entry.ts'
import { hashOf, isWhole } from './book-entry.ts'
import { isSameBook, stale, yesLevels } from './market-facts.ts'

/** Takes a book out of trade, and returns false. */
function lose(entry: BookEntry, at: Micros, facts: Fact[]): false {
  entry.suspect = undefined
  stale(entry, 'gap', at, facts)
  return false
}

/** Compares a whole book with the venue's own, and returns whether it is still believed. */
export function compareBook(entry: BookEntry, book: ClobBook, at: Micros, graceMicros: Micros, facts: Fact[]): boolean {
  const { timestamp: venueAt } = book
  const { bids, asks } = yesLevels(entry, book)
  if (isSameBook(entry, bids, asks)) {
    entry.confirmedAt = at
    entry.suspect = undefined
    return true
  }
  // Hashes are of one token's view of the book, and the stream's is of YES.
  const hash = book.asset_id === entry.yes ? book.hash : ''
  if (hash !== '' && hash === hashOf(entry)) return lose(entry, at, facts)
  const { suspect } = entry
  // The stream still has time to catch up with an earlier answer.
  if (suspect !== undefined && entry.venueAt < suspect.venueAt) return true
  // Two messages of one moment, one of them lost: the venue's book stands, and so does ours.
  const isStill = suspect?.venueAt === venueAt && entry.venueAt === venueAt && at >= suspect.since + graceMicros
  if (isStill) return lose(entry, at, facts)
  const deadline = (at + graceMicros) as Micros
  // An older book proves nothing.
  entry.suspect = venueAt < entry.venueAt ? undefined : { venueAt, hash, bids, asks, since: at, deadline }
  return true
}

/** When the stream reaches the moment of the venue's own book, by its hash, the two must be the same. */
export function settleSuspect(entry: BookEntry, at: Micros, facts: Fact[]): boolean {
  const { suspect } = entry
  if (suspect === undefined || suspect.hash === '' || suspect.hash !== hashOf(entry)) return true
  entry.suspect = undefined
  return isSameBook(entry, suspect.bids, suspect.asks) || lose(entry, at, facts)
}

/**
 * Looks whether a book's stream came to the venue's own book in time: `lost` when it did not, and the
 * book is out of trade; `ask` when it went past it, which is no proof.
 */
export function lookAtSuspect(
  entry: BookEntry,
  at: Micros,
  graceMicros: Micros,
  facts: Fact[],
): 'lost' | 'ask' | undefined {
  const { suspect } = entry
  if (suspect === undefined || at < suspect.deadline) return undefined
  if (isWhole(entry) && entry.venueAt >= suspect.venueAt) {
    entry.suspect = { ...suspect, deadline: (at + graceMicros) as Micros }
    return 'ask'
  }
  const wasWhole = isWhole(entry)
  lose(entry, at, facts)
  return wasWhole ? 'lost' : undefined
}
