/*
 * The fast road of the reader: one pass over the bytes of a line as recorders write it (keys in
 * order, no spaces, prices of four decimals), into numbers, without a string or an object made. It
 * declines whatever it does not know or does not like, a bad line or only an unusual one, and the
 * line takes the slow road of parse-line.ts, which is the judge. What it accepts, that one accepts,
 * to the same event: a property test holds the two together.
 */
import type { LevelBuffer, Micros, Price, Quantity } from '@arbees/core'
import { NO_QUANTITY, PRICE_ONE, pushLevel } from '@arbees/core'
import type { ByteTemplate } from './byte-template.ts'
import { createByteTemplate, matchesTemplate } from './byte-template.ts'
import type { LineContext } from './line-context.ts'
import type { MarketTree } from './market-tree.ts'
import { createMarketTree, findMarket } from './market-tree.ts'
import type { RecordingEvent } from './recording.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const CLOSE_LIST = 0x5d
const CLOSE_OBJECT = 0x7d
const NEWLINE = 0x0a

const REPLACED = createByteTemplate('{"type":"book.replaced","at":')
const CHANGED = createByteTemplate('{"type":"book.changed","at":')
const TRADE = createByteTemplate('{"type":"trade.printed","at":')
const MARKET = createByteTemplate(',"market":"')
const ASKS = createByteTemplate(',"asks":[')
const QUANTITY = createByteTemplate('","quantity":"')
const TAKER_YES = createByteTemplate(',"takerSide":"yes"')
const TAKER_NO = createByteTemplate(',"takerSide":"no"')
const VENUE_AT = createByteTemplate(',"venueAt":')
const AFTER_BOOK_ID = '","bids":['
const AFTER_TRADE_ID = '","price":"0.'

/** Where in a line its type can be told from the others': the r of replaced, the c of changed. */
const TYPE_MARK = 14
const MARK_REPLACED = 0x72
const MARK_CHANGED = 0x63

/** `["0.`, and the `","` in the upper three bytes of a word, both little-endian. */
const LEVEL_OPEN = 0x2e30225b
const LEVEL_MIDDLE = 0x222c22
/** The shortest level and what must follow it: `["0.5600","0"]]}`. */
const LEVEL_LENGTH_MIN = 16
const TIME_LENGTH = 16
/** How far beyond its market's id a line may be looked at before the next check of the chunk's length. */
const HEADROOM = 96

/** What the scanner of one recording knows and keeps. Plain data, changed in place. */
export type LineScanner = {
  readonly context: LineContext
  readonly event: RecordingEvent
  readonly tree: MarketTree
  /** By market: its id and what follows it in a book line. */
  readonly bookIds: readonly ByteTemplate[]
  /** By market: its id and what follows it in a trade line. */
  readonly tradeIds: readonly ByteTemplate[]
  /** By market: for each price, 1 when it is on the grid. */
  readonly grids: readonly Uint8Array[]
  readonly headroom: number
  /** By price: the number of the last list of levels that named it. Never cleared. */
  readonly namedIn: Float64Array
  lists: number
  /** The last number read (a time or a quantity), in an array because a float returned is a float allocated. */
  readonly number: Float64Array
  /** The first eight digits of the last time, as bytes and as microseconds: the next time begins alike. */
  timeBytes: number
  timeBase: number
}

/** Returns for each price whether it is a multiple of the tick. */
function gridOf(tick: number): Uint8Array {
  const grid = new Uint8Array(PRICE_ONE + 1)
  for (let price = 0; price <= PRICE_ONE; price += tick) grid[price] = 1
  return grid
}

/** Returns the scanner of the lines of one recording, which reads into `event`. */
export function createLineScanner(context: LineContext, event: RecordingEvent): LineScanner {
  const gridByTick = new Map<number, Uint8Array>()
  const grids: Uint8Array[] = []
  const bookIds: ByteTemplate[] = []
  const tradeIds: ByteTemplate[] = []
  const idBytes = new Map<number, Uint8Array>()
  let headroom = HEADROOM
  for (const [index, { id, tick }] of context.header.markets.entries()) {
    const grid = gridByTick.get(tick) ?? gridOf(tick)
    gridByTick.set(tick, grid)
    grids.push(grid)
    bookIds.push(createByteTemplate(id + AFTER_BOOK_ID))
    tradeIds.push(createByteTemplate(id + AFTER_TRADE_ID))
    const bytes = new TextEncoder().encode(`${id}"`)
    headroom = Math.max(headroom, HEADROOM + bytes.length)
    // An id that JSON writes with an escape has other bytes than its own: only the slow road knows it.
    if (JSON.stringify(id) === `"${id}"`) idBytes.set(index, bytes)
  }
  return {
    context,
    event,
    tree: createMarketTree(idBytes),
    bookIds,
    tradeIds,
    grids,
    headroom,
    namedIn: new Float64Array(PRICE_ONE + 1),
    lists: 0,
    number: new Float64Array(1),
    // Equal to nothing: the first time is read in full.
    timeBytes: Number.NaN,
    timeBase: 0,
  }
}

/** Returns the number of four digits in a little-endian word, or −1 when one is no digit. */
function fourDigits(word: number): number {
  // A digit is 0x30 to 0x39: its upper half is 3, and still is when 6 is added.
  if ((word & 0xf0f0f0f0) !== 0x30303030 || ((word + 0x06060606) & 0xf0f0f0f0) !== 0x30303030) return -1
  const digits = word & 0x0f0f0f0f
  const pairs = Math.imul(digits, 10) + (digits >>> 8)
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff)
}

/** Reads a time of sixteen digits (the years 2001 to 2255) into `number` and says whether it is one. */
function scanTime(scanner: LineScanner, view: DataView, start: number): boolean {
  const timeBytes = view.getFloat64(start, true)
  if (timeBytes !== scanner.timeBytes) {
    const first = fourDigits(view.getInt32(start, true))
    const second = fourDigits(view.getInt32(start + 4, true))
    // A first digit of 0 is no JSON.
    if (first < 1000 || second < 0) return false
    scanner.timeBytes = timeBytes
    scanner.timeBase = (first * 10_000 + second) * 100_000_000
  }
  const third = fourDigits(view.getInt32(start + 8, true))
  const fourth = fourDigits(view.getInt32(start + 12, true))
  scanner.number[0] = scanner.timeBase + (third * 10_000 + fourth)
  return third >= 0 && fourth >= 0
}

/** Reads the quantity that begins at `start` into `number` and returns the position after it; −1 declines. */
function scanQuantity(scanner: LineScanner, bytes: Uint8Array, start: number): number {
  let position = start
  let code = bytes[position] as number
  let whole = 0
  while (code >= ZERO && code <= NINE) {
    whole = whole * 10 + (code - ZERO)
    position += 1
    code = bytes[position] as number
  }
  // Nine digits stay within 32 bits and, as millionths, within the safe integers.
  if (position === start || position > start + 9) return -1
  let parts = 0
  if (code === DOT) {
    const first = position + 1
    let unit = 1_000_000
    position = first
    code = bytes[position] as number
    while (code >= ZERO && code <= NINE) {
      unit = (unit / 10) | 0
      parts += (code - ZERO) * unit
      position += 1
      code = bytes[position] as number
    }
    if (position === first || position > first + 6) return -1
  }
  scanner.number[0] = whole * 1_000_000 + parts
  return position
}

/**
 * Reads levels up to the end of their list and returns the position after it; −1 declines. `step`
 * is +1 where prices must rise, −1 where they must fall, 0 for any order.
 */
function scanLevels(
  scanner: LineScanner,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  into: LevelBuffer,
  step: number,
  grid: Uint8Array,
): number {
  let position = start
  into.length = 0
  if (bytes[position] === CLOSE_LIST) return position + 1
  const { number, namedIn } = scanner
  const list = scanner.lists + 1
  scanner.lists = list
  let before = step < 0 ? PRICE_ONE + 1 : -1
  for (;;) {
    if (position + LEVEL_LENGTH_MIN > bytes.length || view.getInt32(position, true) !== LEVEL_OPEN) return -1
    const price = fourDigits(view.getInt32(position + 4, true))
    if (price < 0 || grid[price] !== 1 || view.getInt32(position + 7, true) >>> 8 !== LEVEL_MIDDLE) return -1
    position = scanQuantity(scanner, bytes, position + 11)
    if (position < 0 || bytes[position] !== QUOTE || bytes[position + 1] !== CLOSE_LIST) return -1
    const quantity = number[0] as number
    if (step !== 0) {
      if (quantity === 0 || (step < 0 ? price >= before : price <= before)) return -1
      before = price
    } else {
      if (namedIn[price] === list) return -1
      namedIn[price] = list
    }
    pushLevel(into, price, quantity)
    const next = bytes[position + 2]
    position += 3
    if (next === CLOSE_LIST) return position
    if (next !== COMMA) return -1
  }
}

/** Reads what may follow the last field of a kind, and the line's end. */
function scanEnd(scanner: LineScanner, bytes: Uint8Array, view: DataView, start: number): number {
  const { event } = scanner
  let position = start
  event.venueAt = -1
  if (bytes[position] === COMMA) {
    if (position + VENUE_AT.length + TIME_LENGTH > bytes.length || !matchesTemplate(VENUE_AT, view, position)) return -1
    if (!scanTime(scanner, view, position + VENUE_AT.length)) return -1
    const venueAt = scanner.number[0] as number
    if (venueAt > Number.MAX_SAFE_INTEGER) return -1
    event.venueAt = venueAt as Micros
    position += VENUE_AT.length + TIME_LENGTH
  }
  return bytes[position] === CLOSE_OBJECT && bytes[position + 1] === NEWLINE ? position + 2 : -1
}

function scanBook(
  scanner: LineScanner,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  isWhole: boolean,
  market: number,
): number {
  const { event } = scanner
  const id = scanner.bookIds[market] as ByteTemplate
  const grid = scanner.grids[market] as Uint8Array
  if (!matchesTemplate(id, view, start)) return -1
  const afterBids = scanLevels(scanner, bytes, view, start + id.length, event.bids, isWhole ? -1 : 0, grid)
  if (afterBids < 0 || afterBids + ASKS.length > bytes.length || !matchesTemplate(ASKS, view, afterBids)) return -1
  const afterAsks = scanLevels(scanner, bytes, view, afterBids + ASKS.length, event.asks, isWhole ? 1 : 0, grid)
  if (afterAsks < 0) return -1
  event.price = 0 as Price
  event.quantity = NO_QUANTITY
  event.takerSide = ''
  return scanEnd(scanner, bytes, view, afterAsks)
}

function scanTrade(scanner: LineScanner, bytes: Uint8Array, view: DataView, start: number, market: number): number {
  const { event } = scanner
  const id = scanner.tradeIds[market] as ByteTemplate
  if (!matchesTemplate(id, view, start)) return -1
  let position = start + id.length
  if (position + 4 + QUANTITY.length > bytes.length) return -1
  const price = fourDigits(view.getInt32(position, true))
  if (price < 0 || (scanner.grids[market] as Uint8Array)[price] !== 1) return -1
  if (!matchesTemplate(QUANTITY, view, position + 4)) return -1
  position = scanQuantity(scanner, bytes, position + 4 + QUANTITY.length)
  const quantity = scanner.number[0] as number
  if (position < 0 || quantity === 0 || bytes[position] !== QUOTE) return -1
  position += 1
  event.bids.length = 0
  event.asks.length = 0
  event.price = price as Price
  event.quantity = quantity as Quantity
  event.takerSide = ''
  if (position + TAKER_YES.length <= bytes.length) {
    if (matchesTemplate(TAKER_YES, view, position)) {
      event.takerSide = 'yes'
      position += TAKER_YES.length
    } else if (matchesTemplate(TAKER_NO, view, position)) {
      event.takerSide = 'no'
      position += TAKER_NO.length
    }
  }
  return scanEnd(scanner, bytes, view, position)
}

/**
 * Reads the line at `start` into the scanner's event and returns where the next line begins, or −1
 * when it declines (then the event is of no use). `view` is of the same bytes.
 */
export function scanLine(scanner: LineScanner, bytes: Uint8Array, view: DataView, start: number): number {
  if (start + scanner.headroom > bytes.length) return -1
  const { context, event } = scanner
  const mark = bytes[start + TYPE_MARK]
  // A settlement comes once in a market's life and takes the slow road.
  const head = mark === MARK_REPLACED ? REPLACED : mark === MARK_CHANGED ? CHANGED : TRADE
  const time = start + head.length
  if (!matchesTemplate(head, view, start) || !scanTime(scanner, view, time)) return -1
  const at = scanner.number[0] as number
  if (at < context.lastAt || at > context.header.to || !matchesTemplate(MARKET, view, time + TIME_LENGTH)) return -1
  const id = time + TIME_LENGTH + MARKET.length
  const market = findMarket(scanner.tree, bytes, id)
  if (market < 0) return -1
  event.at = at as Micros
  event.market = market
  event.outcome = ''
  if (head === TRADE) {
    event.type = 'trade.printed'
    return scanTrade(scanner, bytes, view, id, market)
  }
  event.type = head === REPLACED ? 'book.replaced' : 'book.changed'
  return scanBook(scanner, bytes, view, id, head === REPLACED, market)
}
