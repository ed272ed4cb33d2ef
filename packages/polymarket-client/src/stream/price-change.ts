/*
 * The hottest frame, read in place: no object is made, and every field is looked at. Whatever is not
 * exactly the learned form (another event, an escape, a JSON number, a field more, a foreign market)
 * is declined, and the slow road, which is the schema, decides.
 */
import type { LevelBuffer, Micros } from '@arbees/core'
import { createLevelBuffer, pushLevel } from '@arbees/core'
import type { BookEntry } from './book-entry.ts'
import type { FieldOrder, FrameLayout, Segment } from './frame-layout.ts'
import {
  ASSET,
  BEST_ASK,
  BEST_BID,
  CHANGES,
  HASH,
  layoutKey,
  layoutOf,
  MARKET,
  PRICE,
  SIDE,
  SIZE,
  TIMESTAMP,
} from './frame-layout.ts'
import type { TokenIndex } from './token-index.ts'
import { createTokenTable, headSlot } from './token-table.ts'

/** No price on a side, by the venue's own word. */
export const NO_PRICE = -1
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

/** Decodes price_change frames into one reused `PriceChange`. */
export type PriceChangeDecoder = {
  readonly change: PriceChange
  /** Fills `change` and returns true, or returns false: then `change` means nothing and the schema decides. */
  readonly decode: (text: string, index: TokenIndex) => boolean
  /** Learns the layout of a frame that the schema has accepted. */
  readonly learn: (frame: { readonly price_changes: readonly object[] }) => void
}

const QUOTE = 34
const COMMA = 44
const DOT = 46
const ZERO = 48
const PRICE_ONE = 10_000
const MALFORMED = -3
const BUY = 0x42_55_59_22 // BUY"
const SELL = 0x53_45_4c_4c // SELL
/** The length of a hash. */
export const HASH_BYTES = 40
/** `0x` and 64 digits. */
const CONDITION_BYTES = 66
const BYTES_MAX = 65_536
const TIMESTAMP_MAX = 9_000_000_000_000
const SCALES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

/** Returns an empty change, to be filled. */
function createChange(): PriceChange {
  return {
    entry: undefined,
    venueAt: 0 as Micros,
    bids: createLevelBuffer(),
    asks: createLevelBuffer(),
    bestBid: UNSAID,
    bestAsk: UNSAID,
    hashAt: -1,
    isContradictory: false,
  }
}

/** The frame at hand as bytes, where reading stands in it, and the change that is being read. */
type Scanner = {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly change: PriceChange
  at: number
  price: number
  size: number
  isBuy: boolean
  isNo: boolean
  bestBid: number
  bestAsk: number
  hashAt: number
}

function createScanner(): Scanner {
  const bytes = new Uint8Array(BYTES_MAX)
  const change = createChange()
  const register = { at: 0, price: 0, size: 0, isBuy: false, isNo: false, bestBid: 0, bestAsk: 0, hashAt: 0 }
  return { bytes, view: new DataView(bytes.buffer), change, ...register }
}

/** Puts the change that was read among the levels, in YES terms. */
function place(scanner: Scanner): void {
  const { change, isNo, isBuy, size } = scanner
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

/** Goes past at least eight fixed bytes, if they stand here. */
function pass(scanner: Scanner, segment: Segment): boolean {
  const { view, at } = scanner
  const { length } = segment
  if (view.getInt32(at) !== segment.first || view.getInt32(at + 4) !== segment.second) return false
  if (view.getInt32(at + length - 4) !== segment.last) return false
  if (length > 12) {
    if (view.getInt32(at + 8) !== segment.third) return false
    const { words, offsets } = segment
    const { length: count } = words
    for (let index = 0; index < count; index++) {
      if (view.getInt32(at + (offsets[index] as number)) !== words[index]) return false
    }
  }
  scanner.at = at + length
  return true
}

/** Goes past a few fixed bytes: a quote or a bracket, constants, the brace. */
function passEnd(scanner: Scanner, { length, bytes: expected }: Segment): boolean {
  const { bytes, at } = scanner
  for (let offset = 0; offset < length; offset++) if (bytes[at + offset] !== expected[offset]) return false
  scanner.at = at + length
  return true
}

/** Returns the decimal here in 10^-decimals, at most six; leaves `at` behind its last digit. */
function readDecimal(scanner: Scanner, decimals: number): number {
  const { bytes } = scanner
  let { at } = scanner
  let digit = (bytes[at] as number) - ZERO
  if (digit < 0 || digit > 9) return MALFORMED
  let value = 0
  do {
    value = value * 10 + digit
    digit = (bytes[++at] as number) - ZERO
  } while (digit >= 0 && digit <= 9)
  let places = decimals
  if (digit === DOT - ZERO) {
    digit = (bytes[++at] as number) - ZERO
    if (digit < 0 || digit > 9) return MALFORMED
    do {
      if (places > 0) {
        value = value * 10 + digit
        places--
      } else if (digit !== 0) return MALFORMED
      digit = (bytes[++at] as number) - ZERO
    } while (digit >= 0 && digit <= 9)
  }
  scanner.at = at
  return value * (SCALES[places] as number)
}

function readPlainPrice(scanner: Scanner): number {
  const price = readDecimal(scanner, 4)
  return price <= PRICE_ONE ? price : MALFORMED
}

/** Nearly every price is `0.` and one to four digits; others go the general road. */
function readPrice(scanner: Scanner): number {
  const { bytes } = scanner
  let { at } = scanner
  if (bytes[at] !== ZERO || bytes[at + 1] !== DOT) return readPlainPrice(scanner)
  at += 2
  let digit = (bytes[at] as number) - ZERO
  if (digit < 0 || digit > 9) return MALFORMED
  let price = digit * 1_000
  digit = (bytes[++at] as number) - ZERO
  if (digit >= 0 && digit <= 9) {
    price += digit * 100
    digit = (bytes[++at] as number) - ZERO
    if (digit >= 0 && digit <= 9) {
      price += digit * 10
      digit = (bytes[++at] as number) - ZERO
      if (digit >= 0 && digit <= 9) {
        price += digit
        at += 1
      }
    }
  }
  if (bytes[at] !== QUOTE) return readPlainPrice(scanner)
  scanner.at = at
  return price
}

function readBest(scanner: Scanner): number {
  return scanner.bytes[scanner.at] === QUOTE ? NO_PRICE : readPrice(scanner)
}

/** Finds the market of the token here by its first eight digits, then by all of them. */
function findEntry(scanner: Scanner, index: TokenIndex): BookEntry | undefined {
  index.table ??= createTokenTable(index.byMarket.values())
  const { entries, isNo, mask } = index.table
  const { view, at } = scanner
  let slot = headSlot(view.getInt32(at), view.getInt32(at + 4), mask)
  for (;;) {
    const entry = entries[slot]
    if (entry === undefined) return undefined
    scanner.isNo = isNo[slot] === 1
    if (pass(scanner, scanner.isNo ? entry.noBytes : entry.yesBytes)) return entry
    slot = (slot + 1) & mask
  }
}

function readAsset(scanner: Scanner, index: TokenIndex): boolean {
  const { change } = scanner
  const { entry } = change
  if (entry === undefined) {
    change.entry = findEntry(scanner, index)
    return change.entry !== undefined
  }
  // The two tokens take turns: the other one than last is the likelier.
  if (pass(scanner, scanner.isNo ? entry.yesBytes : entry.noBytes)) {
    scanner.isNo = !scanner.isNo
    return true
  }
  return pass(scanner, scanner.isNo ? entry.noBytes : entry.yesBytes)
}

function readSide(scanner: Scanner): boolean {
  const word = scanner.view.getInt32(scanner.at)
  scanner.isBuy = word === BUY
  scanner.at += word === BUY ? 3 : 4
  return word === BUY || word === SELL
}

/** A hash of 40 hexadecimal digits; the test lets `:` to `?` and letters to `o` through, which are text too. */
function readHash(scanner: Scanner): boolean {
  const { view, at } = scanner
  scanner.hashAt = at
  for (let offset = 0; offset < HASH_BYTES; offset += 4) {
    const word = view.getInt32(at + offset)
    // Every byte is 0x3_ or 0x6_: bit 5 set, bit 7 not, and one of bits 4 and 6.
    if ((word & 0xa0a0a0a0) !== 0x20202020) return false
    if ((((word >>> 2) ^ word) & 0x10101010) !== 0x10101010) return false
  }
  scanner.at = at + HASH_BYTES
  return true
}

function readValue(scanner: Scanner, kind: number, index: TokenIndex): boolean {
  switch (kind) {
    case ASSET:
      return readAsset(scanner, index)
    case PRICE:
      scanner.price = readPrice(scanner)
      return scanner.price >= 0
    case SIZE:
      scanner.size = readDecimal(scanner, 6)
      return scanner.size >= 0 && scanner.size <= Number.MAX_SAFE_INTEGER
    case SIDE:
      return readSide(scanner)
    case HASH:
      return readHash(scanner)
    case BEST_BID:
      scanner.bestBid = readBest(scanner)
      return scanner.bestBid !== MALFORMED
    default:
      scanner.bestAsk = readBest(scanner)
      return kind === BEST_ASK && scanner.bestAsk !== MALFORMED
  }
}

function readChanges(scanner: Scanner, { values, before, end }: FieldOrder, index: TokenIndex): boolean {
  for (;;) {
    for (let field = 0; field < values.length; field++) {
      if (!pass(scanner, before[field] as Segment) || !readValue(scanner, values[field] as number, index)) return false
    }
    if (!passEnd(scanner, end)) return false
    place(scanner)
    if (scanner.bytes[scanner.at] !== COMMA) return true
    scanner.at += 1
  }
}

function readTimestamp(scanner: Scanner): boolean {
  const value = readDecimal(scanner, 0)
  scanner.change.venueAt = (value * 1_000) as Micros
  return value >= 0 && value <= TIMESTAMP_MAX
}

/** Reads a frame of `length` bytes; what stands behind them is of an earlier frame. */
function readFrame(scanner: Scanner, layout: FrameLayout, index: TokenIndex, length: number): boolean {
  const { values, before, end } = layout.frame
  let conditionAt = 0
  for (let field = 0; field < values.length; field++) {
    if (!pass(scanner, before[field] as Segment)) return false
    switch (values[field]) {
      case CHANGES:
        if (!readChanges(scanner, layout.change, index)) return false
        break
      case TIMESTAMP:
        if (!readTimestamp(scanner)) return false
        break
      case MARKET:
        conditionAt = scanner.at
        scanner.at += CONDITION_BYTES
        break
    }
  }
  if (!passEnd(scanner, end) || scanner.at !== length) return false
  const { entry } = scanner.change
  scanner.at = conditionAt
  return entry?.conditionId.length === CONDITION_BYTES && pass(scanner, entry.conditionBytes)
}

function reset({ change }: Scanner): void {
  change.entry = undefined
  change.bids.length = 0
  change.asks.length = 0
  change.bestBid = UNSAID
  change.bestAsk = UNSAID
  change.hashAt = -1
  change.isContradictory = false
}

/** Returns a decoder of price_change frames, which has learned no layout yet. */
export function createPriceChangeDecoder(): PriceChangeDecoder {
  const scanner = createScanner()
  const encoder = new TextEncoder()
  let layout: FrameLayout | undefined

  const decode = (text: string, index: TokenIndex): boolean => {
    // Room for a word read across the end; longer frames are rare enough for the slow road.
    if (layout === undefined || text.length + 8 > BYTES_MAX) return false
    // As many bytes as characters: all of it is ASCII, and a byte's place is its character's.
    if (encoder.encodeInto(text, scanner.bytes).written !== text.length) return false
    scanner.at = 0
    reset(scanner)
    return readFrame(scanner, layout, index, text.length)
  }

  const learn = (frame: { readonly price_changes: readonly object[] }): void => {
    const first = frame.price_changes[0]
    if (first === undefined) return
    const keys = [Object.keys(frame), Object.keys(first)] as const
    if (layout?.key !== layoutKey(...keys)) layout = layoutOf(...keys) ?? layout
  }

  return Object.freeze({ change: scanner.change, decode, learn })
}
