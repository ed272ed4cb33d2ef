/*
 * The books of one connection. A book is whole from its snapshot on, and stops being so at the first
 * doubt: then it says so at once, and nothing changes it until a new snapshot.
 */
import type {
  ContinuitySource,
  Fact,
  Ladder,
  Level,
  MarketId,
  Micros,
  Price,
  Quantity,
  StaleReason,
} from '@arbees/core'
import {
  addToLevel,
  clearLadder,
  createLadder,
  DISCONTINUOUS,
  nextContinuity,
  setLevel,
  toMarketId,
} from '@arbees/core'

/** One market's book and what is known of it. */
export type KeptBook = {
  readonly ticker: string
  readonly market: MarketId
  readonly ladder: Ladder
  /** Whether the keeper has let go of it: another may stand in its place. */
  isForgotten: boolean
}

/** The books of one connection, by ticker. */
export type BookKeeper = {
  readonly source: ContinuitySource
  readonly books: Map<string, KeptBook>
  /** The books whose snapshots have been asked for and not come. */
  readonly awaited: Set<KeptBook>
}

/** Returns a keeper without books. Tokens come from `source`, which outlives connections. */
export function createBookKeeper(source: ContinuitySource): BookKeeper {
  return { source, books: new Map(), awaited: new Set() }
}

/** Returns the book of a ticker, empty and not whole if it is new. */
export function bookOf(keeper: BookKeeper, ticker: string): KeptBook {
  const kept = keeper.books.get(ticker)
  if (kept !== undefined) return kept
  const market = toMarketId('kalshi', ticker)
  const made = { ticker, market, ladder: createLadder(), isForgotten: false }
  keeper.books.set(ticker, made)
  return made
}

/** Lets go of a book, broken or not. */
export function forgetKept(keeper: BookKeeper, kept: KeptBook): void {
  kept.isForgotten = true
  keeper.awaited.delete(kept)
  keeper.books.delete(kept.ticker)
}

/** Replaces a book by a snapshot: levels in any order, in YES prices. It is whole from now on. */
export function replaceKept(
  keeper: BookKeeper,
  ticker: string,
  bids: readonly (readonly [Price, Quantity])[],
  asks: readonly (readonly [Price, Quantity])[],
  at: Micros,
): Fact {
  const kept = bookOf(keeper, ticker)
  const { ladder, market } = kept
  clearLadder(ladder)
  for (const [price, quantity] of bids) setLevel(ladder.bids, price, quantity)
  for (const [price, quantity] of asks) setLevel(ladder.asks, price, quantity)
  ladder.at = at
  ladder.continuity = nextContinuity(keeper.source)
  keeper.awaited.delete(kept)
  const levels = (side: Ladder['bids']): Level[] => {
    const list: Level[] = []
    for (let index = side.length - 1; index >= 0; index--) {
      list.push({ price: side.prices[index] as Price, quantity: side.quantities[index] as Quantity })
    }
    return list
  }
  return {
    type: 'book.replaced',
    at,
    market,
    bids: levels(ladder.bids),
    asks: levels(ladder.asks),
    continuity: ladder.continuity,
  }
}

const NONE: readonly Level[] = Object.freeze([])

/**
 * Changes one level by a signed quantity. Undefined while the book is not whole (nothing changes);
 * `book.stale` when the level would go below nothing: the feed and the book have parted.
 */
export function changeKept(
  kept: KeptBook,
  isBid: boolean,
  price: Price,
  change: Quantity,
  at: Micros,
  venueAt: number,
): Fact | undefined {
  const { ladder, market } = kept
  if (ladder.continuity === DISCONTINUOUS) return undefined
  const quantity = addToLevel(isBid ? ladder.bids : ladder.asks, price, change)
  if (quantity < 0) return breakKept(kept, 'negative', at)
  ladder.at = at
  const level = [{ price, quantity }]
  const bids = isBid ? level : NONE
  const asks = isBid ? NONE : level
  return venueAt < 0
    ? { type: 'book.changed', at, market, bids, asks }
    : { type: 'book.changed', at, venueAt: venueAt as Micros, market, bids, asks }
}

/** Marks a book as not whole and says so; undefined when that was said already. */
export function breakKept(kept: KeptBook, reason: StaleReason, at: Micros): Fact | undefined {
  if (kept.ladder.continuity === DISCONTINUOUS) return undefined
  kept.ladder.continuity = DISCONTINUOUS
  return { type: 'book.stale', at, market: kept.market, reason }
}
