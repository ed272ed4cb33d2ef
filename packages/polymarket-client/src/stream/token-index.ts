/*
 * The markets of one connection, found by token or by market.
 */
import type { MarketId } from '@arbees/core'
import type { BookEntry, StreamMarket } from './book-entry.ts'
import { createBookEntry } from './book-entry.ts'
import type { TokenTable } from './token-table.ts'

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

/** Adds a market, unless it is there, and returns its entry. */
export function addMarket(index: TokenIndex, market: StreamMarket): BookEntry {
  const known = index.byMarket.get(market.market)
  if (known !== undefined) return known
  const entry = createBookEntry(market)
  index.byMarket.set(market.market, entry)
  index.byToken.set(market.yes, entry)
  index.byToken.set(market.no, entry)
  index.table = undefined
  return entry
}

/** Takes a market out, and returns its entry; undefined when it was not there. */
export function removeMarket(index: TokenIndex, market: MarketId): BookEntry | undefined {
  const entry = index.byMarket.get(market)
  if (entry === undefined) return undefined
  index.byMarket.delete(market)
  index.byToken.delete(entry.yes)
  index.byToken.delete(entry.no)
  index.table = undefined
  return entry
}
