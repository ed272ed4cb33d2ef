/*
 * Levels on typed arrays, filled again for each message: what hot decoders give to ladders, so that
 * a frame makes no garbage on its way into a book.
 */
import type { Ladder, LadderSide } from './ladder.ts'
import { clearLadder, setLevel } from './ladder.ts'
import type { Price, Quantity } from './units.ts'

/** A reusable list of levels. Valid until its owner fills it again. */
export type LevelBuffer = { prices: Uint16Array; quantities: Float64Array; length: number }

/** Returns an empty buffer. */
export function createLevelBuffer(): LevelBuffer {
  return { prices: new Uint16Array(64), quantities: new Float64Array(64), length: 0 }
}

/** Appends one level. */
export function pushLevel(buffer: LevelBuffer, price: number, quantity: number): void {
  const { length } = buffer
  if (length === buffer.prices.length) {
    const prices = new Uint16Array(length * 2)
    const quantities = new Float64Array(length * 2)
    prices.set(buffer.prices)
    quantities.set(buffer.quantities)
    buffer.prices = prices
    buffer.quantities = quantities
  }
  buffer.prices[length] = price
  buffer.quantities[length] = quantity
  buffer.length = length + 1
}

function setAll(side: LadderSide, buffer: LevelBuffer): void {
  // A snapshot comes best first; from its end each insertion into the side is an append.
  for (let index = buffer.length - 1; index >= 0; index--) {
    setLevel(side, buffer.prices[index] as Price, buffer.quantities[index] as Quantity)
  }
}

/** Makes a ladder hold exactly these levels. Leaves `at` and `continuity` alone: `applyLevels` sets all. */
export function replaceLadder(ladder: Ladder, bids: LevelBuffer, asks: LevelBuffer): void {
  clearLadder(ladder)
  setAll(ladder.bids, bids)
  setAll(ladder.asks, asks)
}

/** Sets these levels to their absolute quantities; 0 removes one. Leaves `at` and `continuity` alone. */
export function changeLadder(ladder: Ladder, bids: LevelBuffer, asks: LevelBuffer): void {
  setAll(ladder.bids, bids)
  setAll(ladder.asks, asks)
}
