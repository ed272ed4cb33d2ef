/*
 * One price_change frame on its way: its bytes, where reading stands in them, and what has been read.
 */
import type { LevelBuffer, Micros } from '@arbees/core'
import { createLevelBuffer, pushLevel } from '@arbees/core'
import type { BookEntry } from './book-entry.ts'
import { HASH_BYTES } from './book-entry.ts'
import type { ByteScan } from './byte-scan.ts'
import { createByteScan, passWords, readMillionths } from './byte-scan.ts'
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

function passToken(scanner: ChangeScan, { words, lengths }: TokenTable, token: number): boolean {
  return passWords(scanner, words, tokenWords(token), lengths[token] as number)
}

/** Finds the token here by its first eight digits, then by all of them. */
function findToken(scanner: ChangeScan, table: TokenTable): boolean {
  const { slots, mask } = table
  const { view, at } = scanner
  for (let slot = headSlot(view.getInt32(at), view.getInt32(at + 4), mask); ; slot = (slot + 1) & mask) {
    const token = slots[slot] as number
    if (token < 0) return false
    if (!passToken(scanner, table, token)) continue
    scanner.token = token
    return true
  }
}

/** Goes past the token here, if it is one of the frame's market. */
export function readAsset(scanner: ChangeScan, table: TokenTable): boolean {
  const { token } = scanner
  if (token < 0) return findToken(scanner, table)
  // The two tokens take turns: the other one than last is the likelier.
  if (passToken(scanner, table, token ^ 1)) {
    scanner.token = token ^ 1
    return true
  }
  return passToken(scanner, table, token)
}

/** Reads the size here. The two tokens say one size, nearly always in the same few bytes. */
export function readSize(scanner: ChangeScan): boolean {
  const { at } = scanner
  const word = scanner.view.getFloat64(at, true)
  if (word === scanner.sizeWord) {
    scanner.at = at + scanner.sizeLength
    return true
  }
  const size = readMillionths(scanner)
  if (!(size >= 0 && size <= Number.MAX_SAFE_INTEGER)) return false
  scanner.size = size
  scanner.sizeLength = scanner.at - at
  scanner.sizeWord = scanner.sizeLength < WORD ? word : Number.NaN
  return true
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
