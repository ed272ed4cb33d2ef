/*
 * The fast road of the reader: one pass over the bytes of a line as recorders write it (keys in
 * order, no spaces, prices of four decimals), into numbers, without a string or an object made. It
 * declines whatever it does not know or does not like, a bad line or only an unusual one, and the
 * line takes the slow road of parse-line.ts, which is the judge. What it accepts, that one accepts,
 * to the same event: a property test holds the two together.
 */
import type { LevelBuffer, Micros, Price, Quantity } from '@arbees/core'
import { PRICE_ONE, pushLevel } from '@arbees/core'
import type { ByteTemplate } from './byte-template.ts'
import { createByteTemplate, matchesTemplate } from './byte-template.ts'
import type { LineContext } from './line-context.ts'
import { createMarketTree, findMarket } from './market-tree.ts'
import type { RecordingEvent } from './recording.ts'

/**
 * Reads the line at `start` into the scanner's event and returns where the next line begins, or −1
 * when it declines (then the event is of no use).
 */
export type LineScanner = (bytes: Uint8Array, view: DataView, start: number) => number

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
const MARK_REPLACED = 'r'.charCodeAt(0)
const MARK_CHANGED = 'c'.charCodeAt(0)

/** `["0.` and the last three bytes of `?","`, as little-endian words. */
const LEVEL_OPEN = 0x2e30225b
const LEVEL_MIDDLE = 0x222c22
/** The shortest level and what must follow it: `["0.5600","0"]]}`. */
const LEVEL_LENGTH_MIN = 16
const TIME_LENGTH = 16
/** Bytes that a line may be looked at beyond its market's id before the list of levels. */
const HEADROOM = 96

/** Returns the number of four digits in a little-endian word, or −1 when one is no digit. */
function fourDigits(word: number): number {
  // A digit is 0x30 to 0x39: its upper half is 3, and still is when 6 is added.
  if ((word & 0xf0f0f0f0) !== 0x30303030 || ((word + 0x06060606) & 0xf0f0f0f0) !== 0x30303030) return -1
  const digits = word & 0x0f0f0f0f
  const pairs = Math.imul(digits, 10) + (digits >>> 8)
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff)
}

/** Returns the time of sixteen digits (the years 2001 to 2255), or −1 when it is none. */
function scanTime(view: DataView, start: number): number {
  const a = fourDigits(view.getInt32(start, true))
  const b = fourDigits(view.getInt32(start + 4, true))
  const c = fourDigits(view.getInt32(start + 8, true))
  const d = fourDigits(view.getInt32(start + 12, true))
  // A first digit of 0 is no JSON.
  if (a < 1000 || (b | c | d) < 0) return -1
  return (a * 10_000 + b) * 100_000_000 + (c * 10_000 + d)
}

/** Returns for each price whether it is a multiple of the tick. */
function gridOf(tick: number): Uint8Array {
  const grid = new Uint8Array(PRICE_ONE + 1)
  for (let price = 0; price <= PRICE_ONE; price += tick) grid[price] = 1
  return grid
}

/** Returns the scanner of the lines of one recording, which reads into `event`. */
export function createLineScanner(context: LineContext, event: RecordingEvent): LineScanner {
  const { markets, to } = context.header
  const gridByTick = new Map<number, Uint8Array>()
  const grids: Uint8Array[] = []
  const bookIds: ByteTemplate[] = []
  const tradeIds: ByteTemplate[] = []
  const idBytes = new Map<number, Uint8Array>()
  let headroom = HEADROOM
  for (const [index, { id, tick }] of markets.entries()) {
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
  const tree = createMarketTree(idBytes)
  // Which prices a side of a line has named, by the number of the side: never cleared.
  const seenIn = new Float64Array(PRICE_ONE + 1)
  let sides = 0
  // Where the last scan of a part ended.
  let cursor = 0

  /** Returns the quantity that begins at `start`, with `cursor` on the byte after it; −1 when it is none. */
  function scanQuantity(bytes: Uint8Array, start: number): number {
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
      let unit = 100_000
      position = first
      code = bytes[position] as number
      while (code >= ZERO && code <= NINE) {
        parts += (code - ZERO) * unit
        unit /= 10
        position += 1
        code = bytes[position] as number
      }
      if (position === first || position > first + 6) return -1
    }
    cursor = position
    return whole * 1_000_000 + parts
  }

  /** Reads levels up to the end of their list and returns the position after it; −1 declines. */
  function scanLevels(
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
    sides += 1
    let before = step < 0 ? PRICE_ONE + 1 : -1
    for (;;) {
      if (position + LEVEL_LENGTH_MIN > bytes.length) return -1
      if (view.getInt32(position, true) !== LEVEL_OPEN) return -1
      const price = fourDigits(view.getInt32(position + 4, true))
      if (price < 0 || grid[price] === 0 || view.getInt32(position + 7, true) >>> 8 !== LEVEL_MIDDLE) return -1
      const quantity = scanQuantity(bytes, position + 11)
      if (quantity < 0) return -1
      if (step !== 0) {
        if (quantity === 0 || (price - before) * step <= 0) return -1
        before = price
      } else {
        if (seenIn[price] === sides) return -1
        seenIn[price] = sides
      }
      position = cursor
      if (bytes[position] !== QUOTE || bytes[position + 1] !== CLOSE_LIST) return -1
      pushLevel(into, price, quantity)
      const next = bytes[position + 2]
      position += 3
      if (next === CLOSE_LIST) return position
      if (next !== COMMA) return -1
    }
  }

  /** Reads what may follow the last field of a kind, and the line's end. */
  function scanEnd(bytes: Uint8Array, view: DataView, start: number): number {
    let position = start
    event.venueAt = -1
    if (bytes[position] === COMMA) {
      if (position + VENUE_AT.length + TIME_LENGTH > bytes.length || !matchesTemplate(VENUE_AT, view, position))
        return -1
      const venueAt = scanTime(view, position + VENUE_AT.length)
      if (venueAt < 0 || venueAt > Number.MAX_SAFE_INTEGER) return -1
      event.venueAt = venueAt as Micros
      position += VENUE_AT.length + TIME_LENGTH
    }
    return bytes[position] === CLOSE_OBJECT && bytes[position + 1] === NEWLINE ? position + 2 : -1
  }

  function scanBook(bytes: Uint8Array, view: DataView, start: number, step: number, market: number): number {
    const id = bookIds[market] as ByteTemplate
    const grid = grids[market] as Uint8Array
    if (!matchesTemplate(id, view, start)) return -1
    const afterBids = scanLevels(bytes, view, start + id.length, event.bids, -step, grid)
    if (afterBids < 0 || afterBids + ASKS.length > bytes.length || !matchesTemplate(ASKS, view, afterBids)) return -1
    const afterAsks = scanLevels(bytes, view, afterBids + ASKS.length, event.asks, step, grid)
    if (afterAsks < 0) return -1
    event.price = 0 as Price
    event.quantity = 0 as Quantity
    event.takerSide = ''
    return scanEnd(bytes, view, afterAsks)
  }

  function scanTrade(bytes: Uint8Array, view: DataView, start: number, market: number): number {
    const id = tradeIds[market] as ByteTemplate
    if (!matchesTemplate(id, view, start)) return -1
    let position = start + id.length
    if (position + 4 + QUANTITY.length > bytes.length) return -1
    const price = fourDigits(view.getInt32(position, true))
    if (price < 0 || (grids[market] as Uint8Array)[price] === 0) return -1
    if (!matchesTemplate(QUANTITY, view, position + 4)) return -1
    const quantity = scanQuantity(bytes, position + 4 + QUANTITY.length)
    if (quantity <= 0 || bytes[cursor] !== QUOTE) return -1
    position = cursor + 1
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
    return scanEnd(bytes, view, position)
  }

  return (bytes, view, start) => {
    if (start + headroom > bytes.length) return -1
    const mark = bytes[start + TYPE_MARK]
    // A settlement comes once in a market's life and takes the slow road.
    const head = mark === MARK_REPLACED ? REPLACED : mark === MARK_CHANGED ? CHANGED : TRADE
    if (!matchesTemplate(head, view, start)) return -1
    const time = start + head.length
    const at = scanTime(view, time)
    if (at < context.lastAt || at > to || !matchesTemplate(MARKET, view, time + TIME_LENGTH)) return -1
    const id = time + TIME_LENGTH + MARKET.length
    const market = findMarket(tree, bytes, id)
    if (market < 0) return -1
    event.at = at as Micros
    event.market = market
    event.outcome = ''
    if (head === TRADE) {
      event.type = 'trade.printed'
      return scanTrade(bytes, view, id, market)
    }
    event.type = head === REPLACED ? 'book.replaced' : 'book.changed'
    return scanBook(bytes, view, id, head === REPLACED ? 1 : 0, market)
  }
}
