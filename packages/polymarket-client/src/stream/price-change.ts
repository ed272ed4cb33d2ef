/*
 * The hottest frame, read in place: no object is made, and every field is looked at. Whatever is not
 * exactly the learned form (another event, an escape, a JSON number, a field more, a foreign market)
 * is declined, and the slow road, which is the schema, decides.
 */
import type { LevelBuffer, Micros } from '@arbees/core'
import { createLevelBuffer, pushLevel } from '@arbees/core'
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
import type { BookEntry, TokenIndex } from './token-index.ts'
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

/** What is read of one change before it is placed among the levels. */
type Register = {
  price: number
  size: number
  isBuy: boolean
  isNo: boolean
  bestBid: number
  bestAsk: number
  hashAt: number
}

/** Puts one change among the levels, in YES terms. */
function place(register: Register, change: PriceChange): void {
  const { isNo, isBuy, size } = register
  const price = isNo ? PRICE_ONE - register.price : register.price
  const side = isBuy !== isNo ? change.bids : change.asks
  if (isNo) {
    for (let at = side.length - 1; at >= 0; at--) {
      if (side.prices[at] !== price) continue
      if (side.quantities[at] !== size) change.isContradictory = true
      return
    }
  } else {
    change.bestBid = register.bestBid
    change.bestAsk = register.bestAsk
    change.hashAt = register.hashAt
  }
  pushLevel(side, price, size)
}

/** Returns a decoder of price_change frames, which has learned no layout yet. */
export function createPriceChangeDecoder(): PriceChangeDecoder {
  const change = createChange()
  const register: Register = { price: 0, size: 0, isBuy: false, isNo: false, bestBid: 0, bestAsk: 0, hashAt: 0 }
  const encoder = new TextEncoder()
  let layout: FrameLayout | undefined
  const bytes = new Uint8Array(BYTES_MAX)
  const view = new DataView(bytes.buffer)
  let at = 0

  /** Goes past at least eight fixed bytes, if they stand here. */
  const pass = (segment: Segment): boolean => {
    const from = at
    const { length } = segment
    if (view.getInt32(from) !== segment.first || view.getInt32(from + 4) !== segment.second) return false
    if (view.getInt32(from + length - 4) !== segment.last) return false
    if (length > 12) {
      if (view.getInt32(from + 8) !== segment.third) return false
      const { words, offsets } = segment
      const { length: count } = words
      for (let index = 0; index < count; index++) {
        if (view.getInt32(from + (offsets[index] as number)) !== words[index]) return false
      }
    }
    at = from + length
    return true
  }

  /** Returns the decimal here in 10^-decimals, at most six; leaves `at` behind its last digit. */
  const readDecimal = (decimals: number): number => {
    let here = at
    let digit = (bytes[here] as number) - ZERO
    if (digit < 0 || digit > 9) return MALFORMED
    let value = 0
    do {
      value = value * 10 + digit
      digit = (bytes[++here] as number) - ZERO
    } while (digit >= 0 && digit <= 9)
    let places = decimals
    if (digit === DOT - ZERO) {
      digit = (bytes[++here] as number) - ZERO
      if (digit < 0 || digit > 9) return MALFORMED
      do {
        if (places > 0) {
          value = value * 10 + digit
          places--
        } else if (digit !== 0) return MALFORMED
        digit = (bytes[++here] as number) - ZERO
      } while (digit >= 0 && digit <= 9)
    }
    at = here
    return value * (SCALES[places] as number)
  }

  /** Nearly every price is `0.` and one to four digits; others go the general road. */
  const readPrice = (): number => {
    let here = at
    if (bytes[here] !== ZERO || bytes[here + 1] !== DOT) return readPlainPrice()
    here += 2
    let digit = (bytes[here] as number) - ZERO
    if (digit < 0 || digit > 9) return MALFORMED
    let price = digit * 1_000
    digit = (bytes[++here] as number) - ZERO
    if (digit >= 0 && digit <= 9) {
      price += digit * 100
      digit = (bytes[++here] as number) - ZERO
      if (digit >= 0 && digit <= 9) {
        price += digit * 10
        digit = (bytes[++here] as number) - ZERO
        if (digit >= 0 && digit <= 9) {
          price += digit
          here += 1
        }
      }
    }
    if (bytes[here] !== QUOTE) return readPlainPrice()
    at = here
    return price
  }

  const readPlainPrice = (): number => {
    const price = readDecimal(4)
    return price <= PRICE_ONE ? price : MALFORMED
  }

  const readBest = (): number => (bytes[at] === QUOTE ? NO_PRICE : readPrice())

  /** Finds the market of the token here by its first eight digits, then by all of them. */
  const findEntry = (index: TokenIndex): BookEntry | undefined => {
    index.table ??= createTokenTable(index.byMarket.values())
    const { entries, isNo, mask } = index.table
    let slot = headSlot(view.getInt32(at), view.getInt32(at + 4), mask)
    for (;;) {
      const entry = entries[slot]
      if (entry === undefined) return undefined
      register.isNo = isNo[slot] === 1
      if (pass(register.isNo ? entry.noBytes : entry.yesBytes)) return entry
      slot = (slot + 1) & mask
    }
  }

  const readAsset = (index: TokenIndex): boolean => {
    const { entry } = change
    if (entry === undefined) {
      change.entry = findEntry(index)
      return change.entry !== undefined
    }
    // The two tokens take turns: the other one than last is the likelier.
    const likely = register.isNo ? entry.yesBytes : entry.noBytes
    if (pass(likely)) register.isNo = !register.isNo
    else return pass(register.isNo ? entry.noBytes : entry.yesBytes)
    return true
  }

  const readSide = (): boolean => {
    const word = view.getInt32(at)
    register.isBuy = word === BUY
    at += word === BUY ? 3 : 4
    return word === BUY || word === SELL
  }

  /** A hash of 40 hexadecimal digits; the test lets `:` to `?` and letters to `o` through, which are text too. */
  const readHash = (): boolean => {
    register.hashAt = at
    const from = at
    for (let offset = 0; offset < HASH_BYTES; offset += 4) {
      const word = view.getInt32(from + offset)
      // Every byte is 0x3_ or 0x6_: bit 5 set, bit 7 not, and one of bits 4 and 6.
      if ((word & 0xa0a0a0a0) !== 0x20202020) return false
      if ((((word >>> 2) ^ word) & 0x10101010) !== 0x10101010) return false
    }
    at = from + HASH_BYTES
    return true
  }

  const readValue = (kind: number, index: TokenIndex): boolean => {
    switch (kind) {
      case ASSET:
        return readAsset(index)
      case PRICE:
        register.price = readPrice()
        return register.price >= 0
      case SIZE:
        register.size = readDecimal(6)
        return register.size >= 0 && register.size <= Number.MAX_SAFE_INTEGER
      case SIDE:
        return readSide()
      case HASH:
        return readHash()
      case BEST_BID:
        register.bestBid = readBest()
        return register.bestBid !== MALFORMED
      default:
        register.bestAsk = readBest()
        return kind === BEST_ASK && register.bestAsk !== MALFORMED
    }
  }

  const readChanges = ({ values, before, end }: FieldOrder, index: TokenIndex): boolean => {
    for (;;) {
      for (let field = 0; field < values.length; field++) {
        if (!pass(before[field] as Segment) || !readValue(values[field] as number, index)) return false
      }
      if (!isEnd(end)) return false
      at += end.length
      place(register, change)
      if (bytes[at] !== COMMA) return true
      at += 1
    }
  }

  const readTimestamp = (): boolean => {
    const value = readDecimal(0)
    change.venueAt = (value * 1_000) as Micros
    return value >= 0 && value <= TIMESTAMP_MAX
  }

  /** The fixed bytes after the last value are few: a quote or a bracket, constants, the brace. */
  const isEnd = ({ length, bytes: expected }: Segment): boolean => {
    for (let offset = 0; offset < length; offset++) if (bytes[at + offset] !== expected[offset]) return false
    return true
  }

  const readFrame = ({ frame, change: order }: FrameLayout, index: TokenIndex, length: number): boolean => {
    const { values, before, end } = frame
    let conditionAt = 0
    for (let field = 0; field < values.length; field++) {
      if (!pass(before[field] as Segment)) return false
      switch (values[field]) {
        case CHANGES:
          if (!readChanges(order, index)) return false
          break
        case TIMESTAMP:
          if (!readTimestamp()) return false
          break
        case MARKET:
          conditionAt = at
          at += CONDITION_BYTES
          break
      }
    }
    if (at + end.length !== length || !isEnd(end)) return false
    const { entry } = change
    at = conditionAt
    return entry?.conditionId.length === CONDITION_BYTES && pass(entry.conditionBytes)
  }

  const decode = (text: string, index: TokenIndex): boolean => {
    if (layout === undefined) return false
    at = 0
    // Room for a word read across the end; longer frames are rare enough for the slow road.
    if (text.length + 8 > BYTES_MAX) return false
    // As many bytes as characters: all of it is ASCII, and a byte's place is its character's.
    const { written } = encoder.encodeInto(text, bytes)
    if (written !== text.length) return false
    change.entry = undefined
    change.bids.length = 0
    change.asks.length = 0
    change.bestBid = UNSAID
    change.bestAsk = UNSAID
    change.hashAt = -1
    change.isContradictory = false
    return readFrame(layout, index, text.length)
  }

  const learn = (frame: { readonly price_changes: readonly object[] }): void => {
    const first = frame.price_changes[0]
    if (first === undefined) return
    const keys = [Object.keys(frame), Object.keys(first)] as const
    if (layout?.key !== layoutKey(...keys)) layout = layoutOf(...keys) ?? layout
  }

  return Object.freeze({ change, decode, learn })
}
