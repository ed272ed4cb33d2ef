/*
 * One price_change frame on its way: its bytes, where reading stands in them, and what has been read.
 */
import type { LevelBuffer, Micros } from '@arbees/core'
import { createLevelBuffer, pushLevel } from '@arbees/core'
import type { BookEntry } from './book-entry.ts'
import { HASH_BYTES } from './book-entry.ts'
import type { ByteScan } from './byte-scan.ts'
import { createByteScan, isHere, readMillionths } from './byte-scan.ts'
import { WORD } from './frame-layout.ts'
import type { TokenTable } from './token-table.ts'
import { headSlot, tokenWords } from './token-table.ts'

/** The venue said nothing about a side. */
export const UNSAID = -2

/** One decoded frame, filled again for each: valid until the next. */
export type PriceChange = {
  entry: BookEntry | undefined
  venueAt: Micros
  /** New totals in YES terms; what the NO token says is turned around, and merged where both say the same. */
  readonly bids: LevelBuffer
  readonly asks: LevelBuffer
  /** The best prices of YES after the change, by the venue's word; NO_PRICE, or UNSAID. */
  bestBid: number
  bestAsk: number
  /** Where the hash of the YES token's book stands in the frame, 40 characters; −1 when it has none. */
  hashAt: number
  /** Whether the two tokens contradict each other about a level. */
  isContradictory: boolean
}

const PRICE_ONE = 10_000
/** The longest frame that is read in place. */
export const BYTES_MAX = 65_536

/** The latest time that a frame may have, in milliseconds. */
const MILLIS_MAX = 9_000_000_000_000

/** Says whether a frame may be of this millisecond; `readMillis` returns a number below 0 where there is none. */
export function isTime(millis: number): boolean {
  return millis >= 0 && millis <= MILLIS_MAX
}

/** Returns an empty change, to be filled. */
function createChange(): PriceChange {
  return {
    entry: undefined,
    // A fraction, so that it is kept as a double: each time written over a small integer would cost a box.
    venueAt: 0.5 as Micros,
    bids: createLevelBuffer(),
    asks: createLevelBuffer(),
    bestBid: UNSAID,
    bestAsk: UNSAID,
    hashAt: -1,
    isContradictory: false,
  }
}

/** The frame at hand as bytes, where reading stands in it, and the change that is being read. */
export type ChangeScan = ByteScan & {
  readonly change: PriceChange
  price: number
  size: number
  /** The text of `size` and what follows it, and its length without; NaN where it does not fit. */
  sizeWord: number
  sizeLength: number
  isBuy: boolean
  /** The token that is spoken of, by its number in the table; −1 before the first. */
  token: number
  bestBid: number
  bestAsk: number
  hashAt: number
}

/** Returns a scan that has read nothing. */
export function createChangeScan(): ChangeScan {
  const { bytes, view } = createByteScan(BYTES_MAX)
  // One by one: behind a spread, the engine keeps what follows in a place of its own.
  return {
    bytes,
    view,
    at: 0,
    millisHead: Number.NaN,
    millisBase: Number.NaN,
    change: createChange(),
    price: 0,
    size: Number.NaN,
    sizeWord: Number.NaN,
    sizeLength: 0,
    isBuy: false,
    token: -1,
    bestBid: 0,
    bestAsk: 0,
    hashAt: 0,
  }
}

/** Puts the change that was read among the levels, in YES terms. */
export function place(scanner: ChangeScan): void {
  const { change, isBuy, size } = scanner
  const isNo = (scanner.token & 1) === 1
  const price = isNo ? PRICE_ONE - scanner.price : scanner.price
  const side = isBuy !== isNo ? change.bids : change.asks
  if (isNo) {
    for (let at = side.length - 1; at >= 0; at--) {
      if (side.prices[at] !== price) continue
      if (side.quantities[at] !== size) change.isContradictory = true
      return
    }
  } else {
    change.bestBid = scanner.bestBid
    change.bestAsk = scanner.bestAsk
    change.hashAt = scanner.hashAt
  }
  pushLevel(side, price, size)
}

function isToken({ view }: ChangeScan, { words, lengths }: TokenTable, token: number, at: number): boolean {
  return isHere(view, at, words, tokenWords(token), lengths[token] as number)
}

/** Finds the token at `at` by its first eight digits, then by all of them; −1 where none of the table's stands. */
function findToken(scanner: ChangeScan, table: TokenTable, at: number): number {
  const { slots, mask } = table
  const { view } = scanner
  for (let slot = headSlot(view.getInt32(at), view.getInt32(at + 4), mask); ; slot = (slot + 1) & mask) {
    const token = slots[slot] as number
    if (token < 0 || isToken(scanner, table, token, at)) return token
  }
}

/** Says which token of the frame's market stands at `at`: the two take turns, so the other one than last is the likelier. */
function nextToken(scanner: ChangeScan, table: TokenTable, at: number): number {
  const { token } = scanner
  if (isToken(scanner, table, token ^ 1, at)) return token ^ 1
  return isToken(scanner, table, token, at) ? token : -1
}

/** Reads the token at `at`, if it is one of the frame's market. Returns where it ends; −1 where it is none. */
export function readAsset(scanner: ChangeScan, table: TokenTable, at: number): number {
  const token = scanner.token < 0 ? findToken(scanner, table, at) : nextToken(scanner, table, at)
  if (token < 0) return -1
  scanner.token = token
  return at + (table.lengths[token] as number)
}

/** Reads the size at `at`. The two tokens say one size, nearly always in the same few bytes. Returns where it ends, or −1. */
export function readSize(scanner: ChangeScan, at: number): number {
  const word = scanner.view.getFloat64(at, true)
  if (word === scanner.sizeWord) return at + scanner.sizeLength
  scanner.at = at
  const size = readMillionths(scanner)
  if (!(size >= 0 && size <= Number.MAX_SAFE_INTEGER)) return -1
  const length = scanner.at - at
  scanner.size = size
  scanner.sizeLength = length
  scanner.sizeWord = length < WORD ? word : Number.NaN
  return at + length
}

/**
 * Says whether the bytes from here on may be a hash. Bit 5 of each is set, and bit 4 or 6, which are its neighbors:
 * digits and small letters, and with them `:` to `?` and what follows `z`, which are text too.
 */
export function isHash({ view }: ChangeScan, from: number): boolean {
  let kept = 0x20202020
  for (let at = from; at < from + HASH_BYTES; at += 4) {
    const word = view.getInt32(at, true)
    kept &= word & ((word << 1) | (word >>> 1))
  }
  return kept === 0x20202020
}
