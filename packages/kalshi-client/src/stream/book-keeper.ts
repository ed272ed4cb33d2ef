/*
 * The books of one connection. A book is whole from its snapshot on, and stops being so at the first
 * doubt: then it says so at once, and nothing changes it until a new snapshot.
 */
import type {
  BookChanged,
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
import type { SessionEffect } from '@arbees/transport'
import type { KalshiBook } from './stream-message.ts'

/** One market's book and what is known of it. */
export type KeptBook = {
  readonly ticker: string
  readonly market: MarketId
  readonly ladder: Ladder
  /** That it has changed, for those who read the ladder: the same each time. */
  readonly told: readonly SessionEffect<KalshiBook>[]
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
  const ladder = createLadder()
  // Not frozen: whoever goes through the effects would pay 60 ns more for it, as much as the change itself costs.
  const messages: readonly KalshiBook[] = [{ type: 'kalshi.book', market, ladder }]
  const told: readonly SessionEffect<KalshiBook>[] = [{ type: 'emit', messages }]
  const made: KeptBook = { ticker, market, ladder, told, isForgotten: false }
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

/** A change of one level, as a frame says it. */
export type LevelDelta = {
  /** Ticks of $0.0001. */
  readonly price: number
  /** Micro-contracts, signed. */
  readonly change: number
  readonly isYes: boolean
  /** The venue's time in microseconds; below 0 where it is not said. */
  readonly venueAt: number
}

/** Changes one level of a whole book and returns its new quantity; below 0 the feed and the book have parted. */
export function changeKept({ ladder }: KeptBook, { isYes, price, change }: LevelDelta): Quantity {
  return addToLevel(isYes ? ladder.bids : ladder.asks, price as Price, change as Quantity)
}

/** Returns the fact of a level that has changed. */
export function changedFact({ market }: KeptBook, delta: LevelDelta, quantity: Quantity, at: Micros): BookChanged {
  const { price, isYes, venueAt } = delta
  const level = [{ price: price as Price, quantity }]
  const bids = isYes ? level : NONE
  const asks = isYes ? NONE : level
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
