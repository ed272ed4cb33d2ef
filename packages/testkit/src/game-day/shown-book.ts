/*
 * A market's book as its venue shows it, on the positions of its price grid rather than on prices:
 * position 0 is the lowest orderable price. Changes are gathered and become recording lines.
 */
import type { MarketId, Micros, Price, PriceGrid } from '@arbees/core'
import { formatPrice, isOnGrid } from '@arbees/core'

/** The orderable prices of a grid, by position. */
export type GridTable = {
  readonly prices: Int32Array
  readonly texts: readonly string[]
  /** The highest position at or below each tick; −1 when there is none. */
  readonly atOrBelow: Int16Array
}

/** Returns the table of a grid. */
export function createGridTable(grid: PriceGrid): GridTable {
  const prices: number[] = []
  const atOrBelow = new Int16Array(10_001)
  for (let ticks = 0; ticks <= 10_000; ticks++) {
    if (isOnGrid(grid, ticks as Price)) prices.push(ticks)
    atOrBelow[ticks] = prices.length - 1
  }
  return { prices: Int32Array.from(prices), texts: prices.map((ticks) => formatPrice(ticks as Price)), atOrBelow }
}

const HUNDREDTHS = Array.from({ length: 100 }, (_, index) => `.${String(index).padStart(2, '0')}`)

/** Returns lots of 0.01 contract as contracts in text; no contracts are `0`, as recordings have it. */
export function lotsText(lots: number): string {
  return lots === 0 ? '0' : `${Math.trunc(lots / 100)}${HUNDREDTHS[lots % 100]}`
}

/** A shown book, changed in place. Quantities are lots of 0.01 contract, by position. */
export type ShownBook = {
  readonly table: GridTable
  readonly bids: Float64Array
  readonly asks: Float64Array
  /** The position of the best bid; −1 when there is none. */
  bid: number
  /** The position of the best ask; the number of positions when there is none. */
  ask: number
  /** Positions changed since the last line. */
  readonly changedBids: number[]
  readonly changedAsks: number[]
  /** The text of a line between its time and its levels. */
  readonly market: string
}

/** Returns an empty book. */
export function createShownBook(market: MarketId, table: GridTable): ShownBook {
  const { length } = table.prices
  return {
    table,
    bids: new Float64Array(length),
    asks: new Float64Array(length),
    bid: -1,
    ask: length,
    changedBids: [],
    changedAsks: [],
    market: `,"market":${JSON.stringify(market)}`,
  }
}

/** Sets the bid at one position; 0 removes it. */
export function setBid(book: ShownBook, position: number, lots: number): void {
  book.bids[position] = lots
  book.changedBids.push(position)
  if (lots > 0) {
    if (position > book.bid) book.bid = position
  } else if (position === book.bid) {
    while (book.bid >= 0 && book.bids[book.bid] === 0) book.bid -= 1
  }
}

/** Sets the ask at one position; 0 removes it. */
export function setAsk(book: ShownBook, position: number, lots: number): void {
  book.asks[position] = lots
  book.changedAsks.push(position)
  if (lots > 0) {
    if (position < book.ask) book.ask = position
  } else if (position === book.ask) {
    const { length } = book.asks
    while (book.ask < length && book.asks[book.ask] === 0) book.ask += 1
  }
}

/** Empties the book. */
export function clearShown(book: ShownBook): void {
  book.bids.fill(0)
  book.asks.fill(0)
  book.bid = -1
  book.ask = book.asks.length
}

function levelText(book: ShownBook, side: Float64Array, position: number): string {
  return `["${book.table.texts[position]}","${lotsText(side[position] as number)}"]`
}

function forget(book: ShownBook): void {
  book.changedBids.length = 0
  book.changedAsks.length = 0
}

/** Returns the line of the whole book and forgets the changes gathered. */
export function replacedLine(book: ShownBook, at: Micros): string {
  forget(book)
  let bids = ''
  for (let position = book.bid; position >= 0; position--) {
    if ((book.bids[position] as number) > 0) bids += `${bids === '' ? '' : ','}${levelText(book, book.bids, position)}`
  }
  let asks = ''
  for (let position = book.ask; position < book.asks.length; position++) {
    if ((book.asks[position] as number) > 0) asks += `${asks === '' ? '' : ','}${levelText(book, book.asks, position)}`
  }
  return `{"type":"book.replaced","at":${at}${book.market},"bids":[${bids}],"asks":[${asks}]}`
}

function changedLine(book: ShownBook, at: Micros, bids: string, asks: string): string {
  return `{"type":"book.changed","at":${at}${book.market},"bids":[${bids}],"asks":[${asks}]}`
}

/** Appends the line of all changes gathered, each side in one list, and forgets them: Polymarket's manner. */
export function pushTogether(book: ShownBook, at: Micros, lines: string[]): void {
  const { changedBids, changedAsks } = book
  if (changedBids.length === 0 && changedAsks.length === 0) return
  const bids = changedBids.map((position) => levelText(book, book.bids, position)).join(',')
  const asks = changedAsks.map((position) => levelText(book, book.asks, position)).join(',')
  lines.push(changedLine(book, at, bids, asks))
  forget(book)
}

/** Appends one line for each change gathered, removals first, and forgets them: Kalshi's manner. */
export function pushApart(book: ShownBook, at: Micros, lines: string[]): void {
  const { bids, asks, changedBids, changedAsks } = book
  for (const isRemoval of [true, false]) {
    for (const position of changedBids) {
      if ((bids[position] === 0) === isRemoval) lines.push(changedLine(book, at, levelText(book, bids, position), ''))
    }
    for (const position of changedAsks) {
      if ((asks[position] === 0) === isRemoval) lines.push(changedLine(book, at, '', levelText(book, asks, position)))
    }
  }
  forget(book)
}

/** Returns the line of a trade; `yes` when somebody bought YES. */
export function tradeLine(
  book: ShownBook,
  at: Micros,
  position: number,
  lots: number,
  takerSide: 'yes' | 'no',
): string {
  const { texts } = book.table
  return `{"type":"trade.printed","at":${at}${book.market},"price":"${texts[position]}","quantity":"${lotsText(lots)}","takerSide":"${takerSide}"}`
}
