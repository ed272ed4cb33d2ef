/*
 * The hottest frame, read in place: no object is made, and every field is looked at. Whatever is not
 * exactly the learned form (another event, an escape, a JSON number, a field more, a foreign market)
 * is declined, and the slow road, which is the schema, decides.
 */
import type { LevelBuffer, Micros } from '@arbees/core'
import { createLevelBuffer, pushLevel } from '@arbees/core'
import type { BookEntry } from './book-entry.ts'
import { HASH_BYTES } from './book-entry.ts'
import type { ByteScan } from './byte-scan.ts'
import {
  createByteScan,
  NO_PRICE,
  pass,
  passEnd,
  passWords,
  readMillionths,
  readMillis,
  readPrice,
} from './byte-scan.ts'
import type { FieldOrder, FrameLayout, Segment } from './frame-layout.ts'
import {
  ASSET,
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
  WORD,
} from './frame-layout.ts'
import type { TokenIndex } from './token-index.ts'
import type { TokenTable } from './token-table.ts'
import { CONDITION_BYTES, conditionWords, createTokenTable, headSlot, tokenWords } from './token-table.ts'

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

const COMMA = 44
const PRICE_ONE = 10_000
const BUY = 0x42_55_59_22 // BUY"
const SELL = 0x53_45_4c_4c // SELL
const BYTES_MAX = 65_536
const TIMESTAMP_MAX = 9_000_000_000_000

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
type Scanner = ByteScan & {
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

function createScanner(): Scanner {
  const register = {
    price: 0,
    size: 0,
    sizeWord: Number.NaN,
    sizeLength: 0,
    isBuy: false,
    token: -1,
    bestBid: 0,
    bestAsk: 0,
    hashAt: 0,
  }
  return { ...createByteScan(BYTES_MAX), change: createChange(), ...register }
}

/** Puts the change that was read among the levels, in YES terms. */
function place(scanner: Scanner): void {
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

function passToken(scanner: Scanner, { words, lengths }: TokenTable, token: number): boolean {
  return passWords(scanner, words, tokenWords(token), lengths[token] as number)
}

/** Finds the token here by its first eight digits, then by all of them. */
function findToken(scanner: Scanner, table: TokenTable): boolean {
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

function readAsset(scanner: Scanner, table: TokenTable): boolean {
  const { token } = scanner
  if (token < 0) return findToken(scanner, table)
  // The two tokens take turns: the other one than last is the likelier.
  if (passToken(scanner, table, token ^ 1)) {
    scanner.token = token ^ 1
    return true
  }
  return passToken(scanner, table, token)
}

/**
 * Reads the changes of a frame. All in one function: it is then too large to be inlined itself, and
 * the compiler spends what it may inline on the readers, each of which stands here once.
 */
function readChanges(scanner: Scanner, { values, before, end }: FieldOrder, table: TokenTable): boolean {
  const { bytes, view } = scanner
  const { length: fields } = values
  for (;;) {
    for (let field = 0; field < fields; field++) {
      if (!pass(scanner, before[field] as Segment)) return false
      const kind = values[field] as number
      switch (kind) {
        case ASSET:
          if (!readAsset(scanner, table)) return false
          break
        case SIZE: {
          // The two tokens say one size, nearly always in the same few bytes.
          const { at } = scanner
          const word = view.getFloat64(at, true)
          if (word === scanner.sizeWord) {
            scanner.at = at + scanner.sizeLength
            break
          }
          const size = readMillionths(scanner)
          if (!(size >= 0 && size <= Number.MAX_SAFE_INTEGER)) return false
          scanner.size = size
          scanner.sizeLength = scanner.at - at
          scanner.sizeWord = scanner.sizeLength < WORD ? word : Number.NaN
          break
        }
        case SIDE: {
          const word = view.getInt32(scanner.at)
          const isBuy = word === BUY
          if (!isBuy && word !== SELL) return false
          scanner.isBuy = isBuy
          scanner.at += isBuy ? 3 : 4
          break
        }
        case HASH: {
          // Bit 5 of each byte is set, and bit 4 or 6, which are its neighbors: digits and small
          // letters, and with them `:` to `?` and what follows `z`, which are text too.
          const { at } = scanner
          let kept = 0x20202020
          for (let offset = 0; offset < HASH_BYTES; offset += 4) {
            const word = view.getInt32(at + offset, true)
            kept &= word & ((word << 1) | (word >>> 1))
          }
          if (kept !== 0x20202020) return false
          scanner.hashAt = at
          scanner.at = at + HASH_BYTES
          break
        }
        default: {
          const price = readPrice(scanner)
          // A change has a price; a side may have none.
          if (price < NO_PRICE || (price === NO_PRICE && kind === PRICE)) return false
          if (kind === PRICE) scanner.price = price
          else if (kind === BEST_BID) scanner.bestBid = price
          else scanner.bestAsk = price
        }
      }
    }
    if (!passEnd(scanner, end)) return false
    place(scanner)
    if (bytes[scanner.at] !== COMMA) return true
    scanner.at += 1
  }
}

function readTimestamp(scanner: Scanner): boolean {
  const value = readMillis(scanner)
  scanner.change.venueAt = (value * 1_000) as Micros
  return value >= 0 && value <= TIMESTAMP_MAX
}

/** Reads a frame of `length` bytes; what stands behind them is of an earlier frame. */
function readFrame(scanner: Scanner, layout: FrameLayout, table: TokenTable, length: number): boolean {
  const { values, before, end } = layout.frame
  let conditionAt = 0
  for (let field = 0; field < values.length; field++) {
    if (!pass(scanner, before[field] as Segment)) return false
    switch (values[field]) {
      case CHANGES:
        if (!readChanges(scanner, layout.change, table)) return false
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
  const { token, change } = scanner
  scanner.at = conditionAt
  if (token < 0 || !passWords(scanner, table.words, conditionWords(token), CONDITION_BYTES)) return false
  change.entry = table.entries[token >> 1]
  return true
}

function reset(scanner: Scanner): void {
  const { change } = scanner
  scanner.token = -1
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
  const target = Buffer.from(scanner.bytes.buffer)
  let layout: FrameLayout | undefined

  const decode = (text: string, index: TokenIndex): boolean => {
    // Room for a word read across the end; longer frames are rare enough for the slow road.
    if (layout === undefined || text.length + 8 > BYTES_MAX) return false
    // As many bytes as characters: all of it is ASCII, and a byte's place is its character's.
    if (target.write(text, 'utf8') !== text.length) return false
    scanner.at = 0
    reset(scanner)
    index.table ??= createTokenTable(index.byMarket.values())
    return readFrame(scanner, layout, index.table, text.length)
  }

  const learn = (frame: { readonly price_changes: readonly object[] }): void => {
    const first = frame.price_changes[0]
    if (first === undefined) return
    const keys = [Object.keys(frame), Object.keys(first)] as const
    if (layout?.key !== layoutKey(...keys)) layout = layoutOf(...keys) ?? layout
  }

  return Object.freeze({ change: scanner.change, decode, learn })
}
