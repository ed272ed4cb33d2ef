/*
 * Finds a market by the first eight digits of a token, in place: hashing all 78 as a text would cost
 * a third of a frame's whole reading. What is found is a candidate, to be compared as a whole.
 */
import type { BookEntry } from './book-entry.ts'
import { segmentOf, WORD } from './frame-layout.ts'

/** A hash table with open addresses, as long as a power of two, and the names of its markets as bytes. */
export type TokenTable = {
  /** Each slot's token: twice the number of its market, one more where it is the NO token; −1 where the slot is empty. */
  readonly slots: Int32Array
  readonly mask: number
  readonly entries: readonly BookEntry[]
  /**
   * The markets' names by eight bytes, each last eight ending with the name. In one array, so that a market
   * among hundreds costs a few cache lines, not a chain of objects.
   */
  readonly words: Float64Array
  /** The lengths of the tokens, as the slots number them. */
  readonly lengths: Uint8Array
}

const HEAD_DIGITS = 8
const SLOTS_MIN = 64
/** `0x` and 64 digits. */
export const CONDITION_BYTES = 66
const TOKEN_BYTES_MAX = 80
const TOKEN_WORDS = TOKEN_BYTES_MAX / WORD
const STRIDE = 32
/** Where in a market's words its condition begins; the NO token's follow the YES token's from the first on. */
const CONDITION_OFFSET = 2 * TOKEN_WORDS

/** Returns where to begin to look for eight digits, given as two words of four ASCII bytes. */
export function headSlot(first: number, second: number, mask: number): number {
  const mixed = Math.imul(first ^ Math.imul(second, 0x9e37_79b1), 0x85eb_ca6b)
  return (mixed ^ (mixed >>> 15)) & mask
}

/** Returns where the words of a token begin. */
export function tokenWords(token: number): number {
  return (token >> 1) * STRIDE + (token & 1) * TOKEN_WORDS
}

/** Returns where the words of the condition of a token's market begin. */
export function conditionWords(token: number): number {
  return (token >> 1) * STRIDE + CONDITION_OFFSET
}

function fits({ conditionId, yes, no }: BookEntry): boolean {
  const isToken = ({ length }: string) => length >= HEAD_DIGITS && length <= TOKEN_BYTES_MAX
  return conditionId.length === CONDITION_BYTES && isToken(yes) && isToken(no)
}

/** Returns a table of these markets, at most half full. Those whose names have other lengths than the venue's are left out. */
export function createTokenTable(markets: Iterable<BookEntry>): TokenTable {
  const entries = [...markets].filter(fits)
  let length = SLOTS_MIN
  while (length < entries.length * 4) length *= 2
  const mask = length - 1
  const slots = new Int32Array(length).fill(-1)
  const words = new Float64Array(entries.length * STRIDE)
  const lengths = new Uint8Array(entries.length * 2)
  for (const [number, entry] of entries.entries()) {
    words.set(segmentOf(entry.conditionId).words, conditionWords(number * 2))
    for (const [isNo, text] of [entry.yes, entry.no].entries()) {
      const token = number * 2 + isNo
      words.set(segmentOf(text).words, tokenWords(token))
      lengths[token] = text.length
      const head = Buffer.from(text.slice(0, HEAD_DIGITS), 'latin1')
      let slot = headSlot(head.readInt32BE(0), head.readInt32BE(4), mask)
      while (slots[slot] !== -1) slot = (slot + 1) & mask
      slots[slot] = token
    }
  }
  return { slots, mask, entries, words, lengths }
}
