/*
 * A book as plain data, always in YES terms: NO bids are YES asks seen from behind. This is the
 * readable form and the model that the faster ladder is tested against.
 */
import type { ContinuityToken } from './continuity.ts'
import { DISCONTINUOUS } from './continuity.ts'
import { invariant } from './invariant.ts'
import type { MarketId } from './market.ts'
import type { Micros, Price, Quantity } from './units.ts'
import { complement, minQuantity, NO_QUANTITY, subtractQuantity } from './units.ts'

/** A price and all that is offered there. */
export type Level = { readonly price: Price; readonly quantity: Quantity }

/** The two sides of a book, in YES terms. */
export type Side = 'bid' | 'ask'

/** A market's resting orders: best level first on both sides, no level empty, no price twice. */
export type Book = {
  readonly market: MarketId
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  /** When the last change arrived. */
  readonly at: Micros
  /** Proof that it may be traded on; DISCONTINUOUS when it may not. */
  readonly continuity: ContinuityToken
}

/** Why a book cannot be traded on, from worst to mildest; undefined when it can. */
export type BookDefect = 'discontinuous' | 'crossed' | 'no-bid' | 'no-ask'

/** Returns the empty book of a market that has not been seen. */
export function emptyBook(market: MarketId): Book {
  return { market, bids: [], asks: [], at: 0 as Micros, continuity: DISCONTINUOUS }
}

function sideOf(levels: readonly Level[], isBetter: (a: number, b: number) => boolean, name: Side): readonly Level[] {
  const sorted = [...levels].sort((a, b) => (a.price === b.price ? 0 : isBetter(a.price, b.price) ? -1 : 1))
  for (let index = 0; index < sorted.length; index++) {
    const level = sorted[index] as Level
    invariant(level.quantity > 0, `a ${name} level is not empty, found ${level.quantity} at ${level.price}`)
    invariant(sorted[index + 1]?.price !== level.price, `a ${name} price stands once, found ${level.price} twice`)
  }
  return sorted
}

const higher = (a: number, b: number) => a > b
const lower = (a: number, b: number) => a < b

/**
 * Returns a book of the given levels, in any order.
 *
 * @throws InvariantError when a level is empty or negative, or a price stands twice on a side.
 */
export function replaceBook(
  market: MarketId,
  bids: readonly Level[],
  asks: readonly Level[],
  at: Micros,
  continuity: ContinuityToken,
): Book {
  return { market, bids: sideOf(bids, higher, 'bid'), asks: sideOf(asks, lower, 'ask'), at, continuity }
}

function withLevel(
  levels: readonly Level[],
  level: Level,
  isBetter: (a: number, b: number) => boolean,
): readonly Level[] {
  const kept = levels.filter((one) => one.price !== level.price)
  if (level.quantity === 0) return kept
  const index = kept.findIndex((one) => isBetter(level.price, one.price))
  return index < 0 ? [...kept, level] : [...kept.slice(0, index), level, ...kept.slice(index)]
}

/**
 * Returns the book with one level set to an absolute quantity; 0 removes it.
 *
 * @throws InvariantError when the quantity is negative: a desynchronized feed.
 */
export function changeBook(book: Book, side: Side, price: Price, quantity: Quantity, at: Micros): Book {
  invariant(quantity >= 0, `a level's quantity is not negative, found ${quantity} at ${price}`)
  const level = { price, quantity }
  return side === 'bid'
    ? { ...book, bids: withLevel(book.bids, level, higher), at }
    : { ...book, asks: withLevel(book.asks, level, lower), at }
}

/** Returns the best bid of YES; undefined when there is none. */
export function bestBid(book: Book): Level | undefined {
  return book.bids[0]
}

/** Returns the best ask of YES; undefined when there is none. */
export function bestAsk(book: Book): Level | undefined {
  return book.asks[0]
}

/** Says whether the book's own best bid reaches its own best ask: crossed or locked, and not to be believed. */
export function isCrossed(book: Book): boolean {
  const bid = book.bids[0]
  const ask = book.asks[0]
  return bid !== undefined && ask !== undefined && bid.price >= ask.price
}

/** Returns what is wrong with a book, the gravest first; undefined when nothing is. */
export function defectOf(book: Book): BookDefect | undefined {
  if (book.continuity === DISCONTINUOUS) return 'discontinuous'
  if (isCrossed(book)) return 'crossed'
  if (book.bids.length === 0) return 'no-bid'
  if (book.asks.length === 0) return 'no-ask'
  return undefined
}

function turned(levels: readonly Level[]): readonly Level[] {
  return levels.map(({ price, quantity }) => ({ price: complement(price), quantity }))
}

/** Returns the same book as NO sees it: YES bids become NO asks. Twice is the identity. */
export function complementBook(book: Book): Book {
  return { ...book, bids: turned(book.asks), asks: turned(book.bids) }
}

/** Returns the levels a buyer of `outcome` can take, best first, in that outcome's own prices. */
export function offersOf(book: Book, outcome: 'yes' | 'no'): readonly Level[] {
  return outcome === 'yes' ? book.asks : turned(book.bids)
}

/** Returns the levels a seller of `outcome` can hit, best first, in that outcome's own prices. */
export function biddersOf(book: Book, outcome: 'yes' | 'no'): readonly Level[] {
  return outcome === 'yes' ? book.bids : turned(book.asks)
}

/** Returns the quantity on `side` at `limit` or better. */
export function depthTo(book: Book, side: Side, limit: Price): Quantity {
  let depth = 0
  for (const { price, quantity } of side === 'bid' ? book.bids : book.asks) {
    if (side === 'bid' ? price < limit : price > limit) break
    depth += quantity
  }
  return depth as Quantity
}

/** Returns what a taker of `wanted` gets from `levels` (best first) at `worst` or better, level by level. */
export function walk(
  levels: readonly Level[],
  wanted: Quantity,
  isWithin: (price: Price) => boolean,
): readonly Level[] {
  const taken: Level[] = []
  let rest = wanted
  for (const { price, quantity } of levels) {
    if (rest <= 0 || !isWithin(price)) break
    const part = minQuantity(rest, quantity)
    if (part > NO_QUANTITY) taken.push({ price, quantity: part })
    rest = subtractQuantity(rest, part)
  }
  return taken
}
