/*
 * Finds a market by the first eight digits of a token, in place: hashing all 78 as a text would cost
 * a third of a frame's whole reading. What is found is a candidate, to be compared as a whole.
 */
import type { BookEntry } from './book-entry.ts'

/** A hash table with open addresses; the arrays are as long as each other, a power of two. */
export type TokenTable = {
  readonly entries: (BookEntry | undefined)[]
  /** 1 where the slot's token is the entry's NO token. */
  readonly isNo: Uint8Array
  readonly mask: number
}

const HEAD_DIGITS = 8
const SLOTS_MIN = 64

/** Returns where to begin to look for eight digits, given as two words of four ASCII bytes. */
export function headSlot(first: number, second: number, mask: number): number {
  const mixed = Math.imul(first ^ Math.imul(second, 0x9e37_79b1), 0x85eb_ca6b)
  return (mixed ^ (mixed >>> 15)) & mask
}

/** Returns a table of these markets, at most half full. Tokens of fewer than eight digits are left out. */
export function createTokenTable(markets: Iterable<BookEntry>): TokenTable {
  const all = [...markets]
  let slots = SLOTS_MIN
  while (slots < all.length * 4) slots *= 2
  const mask = slots - 1
  const entries = new Array<BookEntry | undefined>(slots).fill(undefined)
  const isNo = new Uint8Array(slots)
  for (const entry of all) {
    for (const token of [entry.yes, entry.no]) {
      if (token.length < HEAD_DIGITS) continue
      const head = Buffer.from(token.slice(0, HEAD_DIGITS), 'latin1')
      let slot = headSlot(head.readInt32BE(0), head.readInt32BE(4), mask)
      while (entries[slot] !== undefined) slot = (slot + 1) & mask
      entries[slot] = entry
      isNo[slot] = token === entry.no ? 1 : 0
    }
  }
  return { entries, isNo, mask }
}
