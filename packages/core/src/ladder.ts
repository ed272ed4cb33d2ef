/*
 * The book on typed arrays, for hot frames. Each side keeps its levels with the best LAST, so that
 * the changes that come most (near the best price) move the fewest elements and the best is one
 * array read. Memory grows with the levels in use, so ten thousand markets fit in one process.
 */
import type { Book, Level } from './book.ts'
import { replaceBook } from './book.ts'
import type { ContinuityToken } from './continuity.ts'
import { DISCONTINUOUS } from './continuity.ts'
import { invariant } from './invariant.ts'
import type { MarketId } from './market.ts'
import type { Micros, Price, Quantity } from './units.ts'

/** One side of a ladder. Treat all of it as read-only outside. */
export type LadderSide = {
  /** +1 for bids (best is highest), −1 for asks (best is lowest). */
  readonly sign: 1 | -1
  /** `prices[length - 1]`, or −1 when the side is empty: here, so that looking at the best price touches no array. */
  best: number
  length: number
  prices: Uint16Array
  quantities: Float64Array
}

/** A book on typed arrays, changed in place. */
export type Ladder = {
  readonly bids: LadderSide
  readonly asks: LadderSide
  /** When the last change arrived; 0 before the first. */
  at: Micros
  /** Proof that it may be traded on; DISCONTINUOUS when it may not. */
  continuity: ContinuityToken
}

const CAPACITY_AT_FIRST = 8

function createSide(sign: 1 | -1): LadderSide {
  return {
    sign,
    best: -1,
    length: 0,
    prices: new Uint16Array(CAPACITY_AT_FIRST),
    quantities: new Float64Array(CAPACITY_AT_FIRST),
  }
}

// A field that begins with a fraction is kept as a double and written in place; one that begins with a small
// integer gets a new box on the heap for every time that is written into it.
const FRACTION = 0.5 as Micros

/** Returns an empty ladder. */
export function createLadder(): Ladder {
  const ladder: Ladder = { bids: createSide(1), asks: createSide(-1), at: FRACTION, continuity: DISCONTINUOUS }
  ladder.at = 0 as Micros
  return ladder
}

function clearSide(side: LadderSide): void {
  side.length = 0
  side.best = -1
}

/** Empties both sides, for a snapshot that follows. Keeps the memory, and leaves `at` and `continuity` to the caller. */
export function clearLadder(ladder: Ladder): void {
  clearSide(ladder.bids)
  clearSide(ladder.asks)
}

function grow(side: LadderSide): void {
  const prices = new Uint16Array(side.prices.length * 2)
  const quantities = new Float64Array(prices.length)
  prices.set(side.prices)
  quantities.set(side.quantities)
  side.prices = prices
  side.quantities = quantities
}

/**
 * Returns where `price` stands, or the complement (~) of where it would be inserted. Halves without a branch:
 * which way each goes is an even chance, that no processor could foretell.
 */
function indexOf({ prices, sign, length }: LadderSide, price: number): number {
  // Asks upside down (~), so that on both sides the best is the greatest.
  const flip = sign >> 1
  const key = price ^ flip
  let base = 0
  for (let size = length; size > 1; ) {
    const half = size >> 1
    // All ones where the upper half begins above the key.
    const isAbove = (key - ((prices[base + half] as number) ^ flip)) >> 31
    base += half & ~isAbove
    size -= half
  }
  if (length === 0) return -1
  const found = (prices[base] as number) ^ flip
  return found === key ? base : ~(found < key ? base + 1 : base)
}

/**
 * Sets one level to an absolute quantity; 0 removes it. Removing what is not there does nothing.
 *
 * @throws InvariantError when the quantity is negative.
 */
export function setLevel(side: LadderSide, price: Price, quantity: Quantity): void {
  if (!(quantity >= 0)) invariant(false, `a level's quantity is not negative, found ${quantity} at ${price}`)
  const index = indexOf(side, price)
  if (index >= 0) {
    if (quantity > 0) side.quantities[index] = quantity
    else removeAt(side, index)
    return
  }
  if (quantity > 0) insertAt(side, ~index, price, quantity)
}

/**
 * Adds a signed change to one level and returns the new quantity; a result of 0 removes the level.
 * A negative result is left unapplied and returned: the feed is desynchronized and the caller must say so.
 */
export function addToLevel(side: LadderSide, price: Price, change: Quantity): Quantity {
  const index = indexOf(side, price)
  const before = index >= 0 ? (side.quantities[index] as number) : 0
  const after = before + change
  if (!(after >= 0)) return after as Quantity
  if (index >= 0) {
    if (after > 0) side.quantities[index] = after
    else removeAt(side, index)
  } else if (after > 0) insertAt(side, ~index, price, after)
  return after as Quantity
}

function insertAt(side: LadderSide, index: number, price: number, quantity: number): void {
  if (side.length === side.prices.length) grow(side)
  const { prices, quantities } = side
  for (let at = side.length; at > index; at--) {
    prices[at] = prices[at - 1] as number
    quantities[at] = quantities[at - 1] as number
  }
  prices[index] = price
  quantities[index] = quantity
  if (index === side.length) side.best = price
  side.length += 1
}

function removeAt(side: LadderSide, index: number): void {
  const { prices, quantities } = side
  const last = side.length - 1
  for (let at = index; at < last; at++) {
    prices[at] = prices[at + 1] as number
    quantities[at] = quantities[at + 1] as number
  }
  side.length = last
  if (index === last) side.best = last === 0 ? -1 : (prices[last - 1] as number)
}

/** Returns the best price of a side, or −1 when the side is empty. */
export function bestPrice(side: LadderSide): number {
  return side.best
}

/** Returns the quantity at the best price, or 0 when the side is empty. */
export function bestQuantity(side: LadderSide): number {
  return side.length === 0 ? 0 : (side.quantities[side.length - 1] as number)
}

/** Returns the quantity resting at exactly `price`; 0 when there is none. */
export function quantityAt(side: LadderSide, price: Price): Quantity {
  const index = indexOf(side, price)
  return (index < 0 ? 0 : side.quantities[index]) as Quantity
}

/** Says whether the best bid reaches the best ask: crossed or locked, and not to be believed. */
export function isLadderCrossed(ladder: Ladder): boolean {
  const { bids, asks } = ladder
  return asks.best >= 0 && bids.best >= asks.best
}

function levelsOf(side: LadderSide): Level[] {
  const levels: Level[] = []
  for (let index = side.length - 1; index >= 0; index--) {
    levels.push({ price: side.prices[index] as Price, quantity: side.quantities[index] as Quantity })
  }
  return levels
}

/** Returns the ladder as a plain book, for what is not hot: reports, snapshots, tests. */
export function toBook(ladder: Ladder, market: MarketId): Book {
  return replaceBook(market, levelsOf(ladder.bids), levelsOf(ladder.asks), ladder.at, ladder.continuity)
}

/** Makes the ladder say what the book says. */
export function loadBook(ladder: Ladder, book: Book): void {
  clearLadder(ladder)
  // Worst first, so that each insertion is an append.
  for (let index = book.bids.length - 1; index >= 0; index--) {
    const { price, quantity } = book.bids[index] as Level
    setLevel(ladder.bids, price, quantity)
  }
  for (let index = book.asks.length - 1; index >= 0; index--) {
    const { price, quantity } = book.asks[index] as Level
    setLevel(ladder.asks, price, quantity)
  }
  ladder.at = book.at
  ladder.continuity = book.continuity
}
