/*
 * Brings a book message into a ladder, from its plain form (a fact) or its hot form (level buffers).
 */
import type { ContinuityToken } from './continuity.ts'
import { DISCONTINUOUS } from './continuity.ts'
import type { BookChanged, BookReplaced, BookStale, Fact } from './fact.ts'
import type { Ladder } from './ladder.ts'
import { clearLadder, setLevel } from './ladder.ts'
import type { LevelBuffer } from './level-buffer.ts'
import { changeLadder, replaceLadder } from './level-buffer.ts'
import type { Micros } from './units.ts'

/** A fact about a book. */
export type BookFact = BookReplaced | BookChanged | BookStale

/** Says whether a fact is about a book. */
export function isBookFact(fact: Fact): fact is BookFact {
  return fact.type === 'book.replaced' || fact.type === 'book.changed' || fact.type === 'book.stale'
}

/** Brings a book fact into the ladder of its market. A change leaves the continuity as it is. */
export function applyBookFact(ladder: Ladder, fact: BookFact): void {
  if (fact.type === 'book.stale') {
    ladder.continuity = DISCONTINUOUS
    return
  }
  if (fact.type === 'book.replaced') {
    clearLadder(ladder)
    ladder.continuity = fact.continuity
  }
  for (const { price, quantity } of fact.bids) setLevel(ladder.bids, price, quantity)
  for (const { price, quantity } of fact.asks) setLevel(ladder.asks, price, quantity)
  ladder.at = fact.at
}

/** The hot form: brings a whole book (`isSnapshot`) or changed levels into a ladder. */
export function applyLevels(
  ladder: Ladder,
  isSnapshot: boolean,
  bids: LevelBuffer,
  asks: LevelBuffer,
  at: Micros,
  continuity: ContinuityToken,
): void {
  if (isSnapshot) replaceLadder(ladder, bids, asks)
  else changeLadder(ladder, bids, asks)
  ladder.at = at
  ladder.continuity = continuity
}
