/*
 * The hottest frame, read in place: no object is made, and every field is looked at. Whatever is not
 * exactly the learned form (another event, an escape, a JSON number, a field more, a foreign market)
 * is declined, and the slow road, which is the schema, decides.
 */
import type { Micros } from '@arbees/core'
import { HASH_BYTES } from './book-entry.ts'
import { isHere, NO_PRICE, pass, passEnd, readMillis, readPrice } from './byte-scan.ts'
import type { ChangeScan, PriceChange } from './change-scan.ts'
import { BYTES_MAX, createChangeScan, isHash, isTime, place, readAsset, readSize, UNSAID } from './change-scan.ts'
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
} from './frame-layout.ts'
import type { TokenIndex } from './token-index.ts'
import type { TokenTable } from './token-table.ts'
import { CONDITION_BYTES, conditionWords, createTokenTable } from './token-table.ts'
import { readUsualFrame } from './usual-frame.ts'

/** Decodes price_change frames into one reused `PriceChange`. */
export type PriceChangeDecoder = {
  readonly change: PriceChange
  /** Fills `change` and returns true, or returns false: then `change` means nothing and the schema decides. */
  readonly decode: (text: string, index: TokenIndex) => boolean
  /** Learns the layout of a frame that the schema has accepted. */
  readonly learn: (frame: { readonly price_changes: readonly object[] }) => void
}

const COMMA = 44
const BUY = 0x42_55_59_22 // BUY"
const SELL = 0x53_45_4c_4c // SELL

/** Reads the changes of a frame, in whatever order the layout has their fields. */
function readChanges(scanner: ChangeScan, { values, before, end }: FieldOrder, table: TokenTable): boolean {
  const { bytes, view } = scanner
  const { length: fields } = values
  for (;;) {
    for (let field = 0; field < fields; field++) {
      if (!pass(scanner, before[field] as Segment)) return false
      const kind = values[field] as number
      switch (kind) {
        case ASSET:
          scanner.at = readAsset(scanner, table, scanner.at)
          if (scanner.at < 0) return false
          break
        case SIZE:
          scanner.at = readSize(scanner, scanner.at)
          if (scanner.at < 0) return false
          break
        case SIDE: {
          const word = view.getInt32(scanner.at)
          const isBuy = word === BUY
          if (!isBuy && word !== SELL) return false
          scanner.isBuy = isBuy
          scanner.at += isBuy ? 3 : 4
          break
        }
        case HASH:
          if (!isHash(scanner, scanner.at)) return false
          scanner.hashAt = scanner.at
          scanner.at += HASH_BYTES
          break
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

function readTimestamp(scanner: ChangeScan): boolean {
  const value = readMillis(scanner)
  scanner.change.venueAt = (value * 1_000) as Micros
  return isTime(value)
}

/** Reads a frame of `length` bytes; what stands behind them is of an earlier frame. */
function readFrame(scanner: ChangeScan, layout: FrameLayout, table: TokenTable, length: number): boolean {
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
  const { token, change, view } = scanner
  if (token < 0 || !isHere(view, conditionAt, table.words, conditionWords(token), CONDITION_BYTES)) return false
  change.entry = table.entries[token >> 1]
  return true
}

function reset(scanner: ChangeScan): void {
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
  const scanner = createChangeScan()
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
    const { table } = index
    return layout.isUsual ? readUsualFrame(scanner, table, text.length) : readFrame(scanner, layout, table, text.length)
  }

  const learn = (frame: { readonly price_changes: readonly object[] }): void => {
    const first = frame.price_changes[0]
    if (first === undefined) return
    const keys = [Object.keys(frame), Object.keys(first)] as const
    if (layout?.key !== layoutKey(...keys)) layout = layoutOf(...keys) ?? layout
  }

  return Object.freeze({ change: scanner.change, decode, learn })
}
