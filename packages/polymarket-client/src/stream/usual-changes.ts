/*
 * The changes of a price_change frame whose fields stand in the usual order, as straight-line code: what
 * is known to stand between the values is compared eight bytes at a time, where it is due, with constants
 * that the compiler knows. Every byte is looked at; what is not as it should be is declined.
 */
import { HASH_BYTES } from './book-entry.ts'
import { NO_PRICE, PRICE_BITS, PRICE_MASK, readPrice, shortPrice } from './byte-scan.ts'
import type { ChangeScan } from './change-scan.ts'
import { isHash, place, readAsset, readSize } from './change-scan.ts'
import { segmentOf } from './frame-layout.ts'
import type { TokenTable } from './token-table.ts'

/** Returns eight characters as the number that `getFloat64` makes of them. */
function eight(text: string): number {
  return segmentOf(text).words[0] as number
}

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

/**
 * Reads the price that begins at `at` and leaves `scanner.at` behind it. Returns its ticks, NO_PRICE for an empty
 * text, or a number below that for anything else.
 */
function priceAt(scanner: ChangeScan, at: number): number {
  const short = shortPrice(scanner, at)
  scanner.at = at + (short >> PRICE_BITS)
  return short === 0 ? readPrice(scanner) : short & PRICE_MASK
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
function readAssetToSize(scanner: ChangeScan, table: TokenTable): number {
  const { view, at } = scanner
  if (view.getFloat64(at, true) !== ASSET_FIRST || view.getFloat64(at + 5, true) !== ASSET_LAST) return -1
  scanner.at = at + 13
  if (!readAsset(scanner, table)) return -1
  const price = scanner.at
  if (view.getFloat64(price, true) !== PRICE_FIRST || view.getFloat64(price + 3, true) !== PRICE_LAST) return -1
  scanner.price = priceAt(scanner, price + 11)
  // A change has a price; a side may have none.
  if (scanner.price <= NO_PRICE) return -1
  const size = scanner.at
  if (view.getFloat64(size, true) !== SIZE_FIRST || view.getFloat64(size + 2, true) !== SIZE_LAST) return -1
  scanner.at = size + 10
  return readSize(scanner) ? scanner.at : -1
}

/** Reads the best prices and the end of a change, from `at` on. */
function readBest(scanner: ChangeScan, at: number): boolean {
  const { view } = scanner
  if (view.getFloat64(at, true) !== BEST_FIRST || view.getFloat64(at + 6, true) !== BID_LAST) return false
  scanner.bestBid = priceAt(scanner, at + 14)
  const ask = scanner.at
  if (view.getFloat64(ask, true) !== BEST_FIRST || view.getFloat64(ask + 6, true) !== ASK_LAST) return false
  scanner.bestAsk = priceAt(scanner, ask + 14)
  const end = scanner.at
  scanner.at = end + 2
  return scanner.bestBid >= NO_PRICE && scanner.bestAsk >= NO_PRICE && view.getInt16(end, true) === END
}

/** Reads the changes of a frame, and leaves `scanner.at` behind the last one. */
export function readUsualChanges(scanner: ChangeScan, table: TokenTable): boolean {
  const { bytes } = scanner
  for (;;) {
    const side = readAssetToSize(scanner, table)
    if (side < 0) return false
    const best = readSideAndHash(scanner, side)
    if (best < 0 || !readBest(scanner, best)) return false
    place(scanner)
    if (bytes[scanner.at] !== COMMA) return true
    scanner.at += 1
  }
}
