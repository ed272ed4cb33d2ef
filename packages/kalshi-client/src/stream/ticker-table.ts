/*
 * The tickers of delta frames, found in place. What all of them must be compared with lies in one array,
 * so that a market among thousands costs a few cache lines, not a chain of objects.
 */
import type { KeptBook } from './book-keeper.ts'
import { findQuote, literal } from './byte-text.ts'

/** A ticker that was read: one object as long as it is remembered, so that its book can be kept with it. */
export type ScannedTicker = {
  readonly text: string
  /** For whoever looks it up, to do so once. */
  book: KeptBook | undefined
}

/** What is remembered: tickers by number, and the numbers by hash. */
export type TickerTable = {
  readonly slots: Uint16Array
  /** For each ticker its length and its bytes by eights: from its first letter up to the price, its market's id among them. */
  words: Float64Array
  readonly tickers: ScannedTicker[]
}

const WORD = 8
/** Words of one ticker: the length, and room for what stands before the price, 120 characters for the longest known. */
const STRIDE = 24
const LENGTH_MAX = (STRIDE - 1) * WORD
const SLOTS = 16_384
/** Tickers after which all are forgotten: one is then read again, which costs time, not truth. */
const TICKERS_MAX = 16_384
const TICKERS_AT_FIRST = 64
const HASH = 0x9e_37_79_b1
const HASH_SECOND = 0x85_eb_ca_6b
const HASH_THIRD = 0xc2_b2_ae_35
const HASH_FOURTH = 0x27_d4_eb_2f

/** What number 0 is: no ticker, as no bytes follow each other that fast. */
const NONE: ScannedTicker = Object.freeze({ text: '', book: undefined })

/** Returns a table of no tickers. */
export function createTickerTable(): TickerTable {
  const words = new Float64Array(STRIDE * TICKERS_AT_FIRST).fill(Number.NaN, 0, STRIDE)
  words[0] = WORD
  return { slots: new Uint16Array(SLOTS), words, tickers: [NONE] }
}

function fold(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1)
}

/**
 * Returns the slot of the ticker that begins here, by its first 32 characters. Where it ends does not
 * matter: what follows is of its market too. Products that do not wait for each other.
 */
export function slotOfHead(view: DataView, from: number): number {
  const first = Math.imul(view.getInt32(from, true), HASH) ^ Math.imul(view.getInt32(from + 4, true), HASH_SECOND)
  const second =
    Math.imul(view.getInt32(from + 8, true), HASH_THIRD) ^ Math.imul(view.getInt32(from + 12, true), HASH_FOURTH)
  const third =
    Math.imul(view.getInt32(from + 16, true) ^ second, HASH) ^ Math.imul(view.getInt32(from + 20, true), HASH_SECOND)
  const fourth =
    Math.imul(view.getInt32(from + 24, true) ^ first, HASH_THIRD) ^
    Math.imul(view.getInt32(from + 28, true), HASH_FOURTH)
  return fold(third ^ fourth)
}

/** Returns the slot of the ticker that begins here by its front and its end: of those that begin alike. */
export function slotOfEnds(view: DataView, from: number): number {
  const end = findQuote(view, from)
  let hash = Math.imul(view.getInt32(from, true) ^ end, HASH)
  hash = Math.imul(hash ^ view.getInt32(from + 4, true), HASH)
  hash = Math.imul(hash ^ (hash >>> 15) ^ view.getInt32(end - 12, true), HASH)
  hash = Math.imul(hash ^ (hash >>> 15) ^ view.getInt32(end - 8, true), HASH)
  hash = Math.imul(hash ^ (hash >>> 15) ^ view.getInt32(end - 4, true), HASH)
  return fold(hash)
}

/** Returns where the bytes of a ticker end, when they stand here; −1 when others do. */
export function passTicker(view: DataView, from: number, words: Float64Array, ticker: number): number {
  const at = ticker * STRIDE
  const end = from + (words[at] as number)
  const last = end - WORD
  let word = at + 1
  let begin = from
  while (begin < last) {
    if (view.getFloat64(begin, true) !== words[word]) return -1
    begin += WORD
    word++
  }
  return view.getFloat64(last, true) === words[word] ? end : -1
}

/** Remembers a ticker by all that stands from its first letter up to the price. Returns its number; 0 when it is too long to be remembered. */
export function addTicker(table: TickerTable, text: string, through: string): number {
  if (through.length > LENGTH_MAX) return 0
  const { tickers, slots } = table
  if (tickers.length === TICKERS_MAX) {
    tickers.length = 1
    slots.fill(0)
  }
  const number = tickers.length
  if ((number + 1) * STRIDE > table.words.length) {
    const words = new Float64Array(table.words.length * 2)
    words.set(table.words)
    table.words = words
  }
  tickers.push({ text, book: undefined })
  table.words[number * STRIDE] = through.length
  table.words.set(literal(through).words, number * STRIDE + 1)
  return number
}
