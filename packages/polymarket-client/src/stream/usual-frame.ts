/*
 * A price_change frame whose fields stand in the usual order, as straight-line code: what is known to
 * stand between the values is compared eight bytes at a time, where it is due, with constants that the
 * compiler knows. Every byte is looked at; what is not as it should be is declined.
 */
import type { Micros } from '@arbees/core'
import { HASH_BYTES } from './book-entry.ts'
import { isHere, NO_PRICE, PRICE_BITS, PRICE_MASK, readMillis, readPrice, shortPrice } from './byte-scan.ts'
import type { ChangeScan } from './change-scan.ts'
import { isHash, isTime, place, readAsset, readSize } from './change-scan.ts'
import { segmentOf } from './frame-layout.ts'
import type { TokenTable } from './token-table.ts'
import { CONDITION_BYTES, conditionWords } from './token-table.ts'

/** Returns eight characters as the number that `getFloat64` makes of them. */
function eight(text: string): number {
  return segmentOf(text).words[0] as number
}

/** Returns what `text` is made of by eights, the last of which may overlap the one before. */
function words(text: string): readonly number[] {
  return segmentOf(text).words
}

const HEAD = '{"market":"'
const [HEAD_FIRST, HEAD_LAST] = words(HEAD)
const TO_CHANGES = '","price_changes":['
const [LIST_FIRST, LIST_MIDDLE, LIST_LAST] = words(TO_CHANGES)
const TO_TIME = '],"timestamp":"'
const [TIME_FIRST, TIME_LAST] = words(TO_TIME)
const TAIL = '","event_type":"price_change"}'
const [TAIL_FIRST, TAIL_SECOND, TAIL_THIRD, TAIL_LAST] = words(TAIL)
const CONDITION_AT = HEAD.length
const LIST_AT = CONDITION_AT + CONDITION_BYTES
const CHANGES_AT = LIST_AT + TO_CHANGES.length

// The first eight characters of what stands between two values, and the last, which may overlap.
const ASSET_FIRST = eight('{"asset_')
const ASSET_LAST = eight('et_id":"')
const PRICE_FIRST = eight('","price')
const PRICE_LAST = eight('price":"')
const SIZE_FIRST = eight('","size"')
const SIZE_LAST = eight('"size":"')
// The side stands within what is constant around it: 23 characters for BUY, one more for SELL.
const SIDE_FIRST = eight('","side"')
const BUY_MIDDLE = eight(':"BUY","')
const SELL_MIDDLE = eight(':"SELL",')
const SIDE_LAST = eight('"hash":"')
const BEST_FIRST = eight('","best_')
const BID_LAST = eight('t_bid":"')
const ASK_LAST = eight('t_ask":"')

/** `"}`, as `getInt16` reads it. */
const END = 0x7d_22
const COMMA = 44

// Where reading stands goes from hand to hand: kept in the scan, each step would wait for the last one's write.

/** Returns what `shortPrice` does, for any price: its ticks, or NO_PRICE for an empty text, and how long it is; −1 for none. */
function priceAt(scanner: ChangeScan, at: number): number {
  const short = shortPrice(scanner, at)
  if (short !== 0) return short
  scanner.at = at
  const price = readPrice(scanner)
  if (price < NO_PRICE) return -1
  return ((scanner.at - at) << PRICE_BITS) | (price & PRICE_MASK)
}

/** Returns the ticks in what `priceAt` returns. */
function ticksOf(price: number): number {
  return (price << PRICE_BITS) >> PRICE_BITS
}

/** Reads what stands from the side to the hash, and the hash. Returns where it ends; −1 where it is not as it should be. */
function readSideAndHash(scanner: ChangeScan, at: number): number {
  const { view } = scanner
  if (view.getFloat64(at, true) !== SIDE_FIRST) return -1
  const middle = view.getFloat64(at + 8, true)
  const isBuy = middle === BUY_MIDDLE
  if (!isBuy && middle !== SELL_MIDDLE) return -1
  const from = isBuy ? at + 23 : at + 24
  if (view.getFloat64(from - 8, true) !== SIDE_LAST || !isHash(scanner, from)) return -1
  scanner.isBuy = isBuy
  scanner.hashAt = from
  return from + HASH_BYTES
}

/** Reads a change up to its side. Returns where it ends; −1 where it is not as it should be. */
function readAssetToSize(scanner: ChangeScan, table: TokenTable, at: number): number {
  const { view } = scanner
  if (view.getFloat64(at, true) !== ASSET_FIRST || view.getFloat64(at + 5, true) !== ASSET_LAST) return -1
  const price = readAsset(scanner, table, at + 13)
  if (price < 0) return -1
  if (view.getFloat64(price, true) !== PRICE_FIRST || view.getFloat64(price + 3, true) !== PRICE_LAST) return -1
  const found = priceAt(scanner, price + 11)
  // A change has a price; a side may have none.
  if (found < 0 || ticksOf(found) === NO_PRICE) return -1
  scanner.price = found & PRICE_MASK
  const size = price + 11 + (found >> PRICE_BITS)
  if (view.getFloat64(size, true) !== SIZE_FIRST || view.getFloat64(size + 2, true) !== SIZE_LAST) return -1
  return readSize(scanner, size + 10)
}

/** Reads the best prices and the end of a change. Returns where it ends; −1 where it is not as it should be. */
function readBest(scanner: ChangeScan, at: number): number {
  const { view } = scanner
  if (view.getFloat64(at, true) !== BEST_FIRST || view.getFloat64(at + 6, true) !== BID_LAST) return -1
  const bid = priceAt(scanner, at + 14)
  if (bid < 0) return -1
  const between = at + 14 + (bid >> PRICE_BITS)
  if (view.getFloat64(between, true) !== BEST_FIRST || view.getFloat64(between + 6, true) !== ASK_LAST) return -1
  const ask = priceAt(scanner, between + 14)
  if (ask < 0) return -1
  const end = between + 14 + (ask >> PRICE_BITS)
  if (view.getInt16(end, true) !== END) return -1
  scanner.bestBid = ticksOf(bid)
  scanner.bestAsk = ticksOf(ask)
  return end + 2
}

/** Reads one change. Returns where it ends; −1 where it is not as it should be. */
function readUsualChange(scanner: ChangeScan, table: TokenTable, at: number): number {
  const side = readAssetToSize(scanner, table, at)
  if (side < 0) return -1
  const best = readSideAndHash(scanner, side)
  return best < 0 ? -1 : readBest(scanner, best)
}

/** Reads the changes of a frame from `at` on. Returns where they end; −1 where they are not as they should be. */
function readUsualChanges(scanner: ChangeScan, table: TokenTable, at: number): number {
  const { bytes } = scanner
  for (let from = at; ; from += 1) {
    from = readUsualChange(scanner, table, from)
    if (from < 0) return -1
    place(scanner)
    if (bytes[from] !== COMMA) return from
  }
}

/** Says whether what stands before a frame's changes is as it should be, but for the name of the market. */
function isHead({ view }: ChangeScan): boolean {
  return (
    view.getFloat64(0, true) === HEAD_FIRST &&
    view.getFloat64(HEAD.length - 8, true) === HEAD_LAST &&
    view.getFloat64(LIST_AT, true) === LIST_FIRST &&
    view.getFloat64(LIST_AT + 8, true) === LIST_MIDDLE &&
    view.getFloat64(CHANGES_AT - 8, true) === LIST_LAST
  )
}

/** Says whether a frame ends at `at` as it should. */
function isTail({ view }: ChangeScan, at: number): boolean {
  return (
    view.getFloat64(at, true) === TAIL_FIRST &&
    view.getFloat64(at + 8, true) === TAIL_SECOND &&
    view.getFloat64(at + 16, true) === TAIL_THIRD &&
    view.getFloat64(at + TAIL.length - 8, true) === TAIL_LAST
  )
}

/** Reads a frame of `length` bytes; what stands behind them is of an earlier frame. */
export function readUsualFrame(scanner: ChangeScan, table: TokenTable, length: number): boolean {
  const { view, change } = scanner
  if (!isHead(scanner)) return false
  const end = readUsualChanges(scanner, table, CHANGES_AT)
  if (end < 0) return false
  // The list's end stands in the same words as the time's name.
  if (view.getFloat64(end, true) !== TIME_FIRST || view.getFloat64(end + TO_TIME.length - 8, true) !== TIME_LAST) {
    return false
  }
  scanner.at = end + TO_TIME.length
  const millis = readMillis(scanner)
  if (!isTime(millis) || !isTail(scanner, scanner.at) || scanner.at + TAIL.length !== length) return false
  change.venueAt = (millis * 1_000) as Micros
  const { token } = scanner
  if (!isHere(view, CONDITION_AT, table.words, conditionWords(token), CONDITION_BYTES)) return false
  change.entry = table.entries[token >> 1]
  return true
}
