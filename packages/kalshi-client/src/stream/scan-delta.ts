/*
 * The hot frame: one change of one level, read byte by byte with every field checked. Its text is
 * written out as bytes first: reading those costs a fraction of `charCodeAt`, and what is known to
 * stand between the fields is compared eight bytes at a time. Whatever is not exactly the venue's
 * canonical form (another order of keys, white space, an escape) is left to the schemas; a property
 * test holds both roads to one answer.
 */

import type { FrameBytes, Literal, ReadNumber } from './byte-text.ts'
import {
  areTextsPlain,
  eight,
  eightDigits,
  fourDigits,
  literal,
  MILLIS_MAX,
  passLiteral,
  passPlain,
  readDecimal,
  readInteger,
} from './byte-text.ts'
import type { ScannedTicker, TickerTable } from './ticker-table.ts'
import { addTicker, createTickerTable, passTicker, slotOfEnds, slotOfHead } from './ticker-table.ts'

/** One change of a book, filled again by each scan. */
export type DeltaScan = {
  sid: number
  seq: number
  /** The market's ticker. */
  ticker: ScannedTicker
  /** Ticks of $0.0001, as the venue said it. */
  price: number
  /** Micro-contracts, signed. */
  change: number
  isYes: boolean
  /** The venue's time in microseconds; −1 where it is not said. */
  venueAt: number
}

const HEAD = literal('{"type":"orderbook_delta","sid":')
const SEQ = ',"seq":'
const MARKET_ID = literal('","market_id":"')
const PRICE = literal('","price_dollars":"')
const CLIENT_ORDER = literal(',"client_order_id":"')
const SUBACCOUNT = literal(',"subaccount":')

// What stands in every frame: the first eight characters of it, and the last, which may overlap. Compared
// where they are due, not by a function: there are too many for the compiler to inline each.
const SENT_FIRST = eight(',"sendin')
const SENT_LAST = eight('g_ts_ms"')
const MESSAGE_FIRST = eight(',"msg":{')
const MESSAGE_LAST = eight('"market_')
const TICKER_FIRST = eight('ticker":')
const TICKER_LAST = eight('icker":"')
const CHANGE_FIRST = eight('","delta')
const CHANGE_LAST = eight('ta_fp":"')
const SIDE = eight('","side"')
const SIDE_YES = eight('e":"yes"')
const SIDE_NO = eight('de":"no"')
// The venue's time as text is of this century, or the frame takes the other road.
const TIME_TEXT_FIRST = eight(',"ts":"2')
const TIME_TEXT_LAST = eight('"ts":"20')
const TIME_FIRST = eight(',"ts_ms"')
const TIME_LAST = eight('"ts_ms":')

const COLON = 58
const CLOSE = 125
const NEWLINE = 10
const QUOTE = 34
const ZERO = 48
const MILLIS_DIGITS = 13
/** Times whose first eight digits are below this have microseconds that are safe integers. */
const TIME_HEAD_END = Math.floor(MILLIS_MAX / 1e5)
/** What no eight characters are read as. */
const NO_WORD = Number.NaN
/** `0.`, as `getInt16` reads it. */
const ZERO_DOT = 0x2e_30
const PRICE_MAX = 10_000
/** A delta is a third of this. What is longer is not one, or may take the other road. */
const LENGTH_MAX = 1_024
/** Bytes behind the longest text: a read that strays stays within. The quote in their middle ends every search. */
const SLACK = 64
/** How no frame begins. */
const NO_HEAD = literal('(nothing yet)')
const NO_TICKER: ScannedTicker = { text: '', book: undefined }

/** Returns an empty scan to be filled. */
export function createDeltaScan(): DeltaScan {
  // Fractions, so that what exceeds a small integer is kept as a double in place: else each would cost a box.
  return { sid: 0, seq: 0, ticker: NO_TICKER, price: 0, change: 0.5, isYes: true, venueAt: 0.5 }
}

/** A scanner of delta frames. It owns its bytes and what it remembers, so that a scan allocates next to nothing. */
export type DeltaScanner = {
  /** Fills `into` and returns true, or returns false: not a canonical delta, ask the schemas. */
  readonly scan: (text: string, into: DeltaScan) => boolean
}

/**
 * The bytes of a text, and what was in those before. Behind the text are bytes of older ones: a scan may
 * stray there, but then it does not end where its text ends, and is refused.
 */
type Scanner = FrameBytes & {
  readonly number: ReadNumber
  readonly table: TickerTable
  /** The first eight digits of a time in milliseconds, as they were last seen, and the microseconds they stand for. */
  timeHead: number
  timeMicros: number
  /** The first sixteen characters of a time as text, as they were last seen and found plain. */
  textHead: number
  textMiddle: number
  /** How the last frame began, up to its sequence number, and the subscription that this names. */
  head: Literal
  sid: number
}

/** Reads the front of a frame that begins unlike the last one, and remembers it. Returns where it ends; −1 for none. */
function learnHead(scanner: Scanner, text: string): number {
  const { bytes, view, number } = scanner
  const from = passLiteral(view, 0, HEAD)
  if (from < 0) return -1
  const sidEnd = readInteger(bytes, from, number)
  const sid = number[0] as number
  if (sidEnd < 0 || sid <= 0 || !text.startsWith(SEQ, sidEnd)) return -1
  const end = sidEnd + SEQ.length
  scanner.head = literal(text.slice(0, end))
  scanner.sid = sid
  return end
}

/** Reads a ticker for the first time, and its market's id, where there is one, up to the price. Returns its number; 0 for none. */
function learnTicker(scanner: Scanner, text: string, from: number): number {
  const { view } = scanner
  const end = passPlain(scanner, from)
  if (end <= from) return 0
  const id = passLiteral(view, end, MARKET_ID)
  const idEnd = id < 0 ? end : passPlain(scanner, id)
  const price = idEnd < 0 ? -1 : passLiteral(view, idEnd, PRICE)
  if (price < 0 || price > text.length) return 0
  return addTicker(scanner.table, text.slice(from, end), text.slice(from, price))
}

/** Looks a ticker up that is not where its front leads: many that begin alike, a short one, or a new one. Returns its number; 0 for none. */
function seekTicker(scanner: Scanner, text: string, from: number, slot: number): number {
  const { view, table } = scanner
  const { slots } = table
  const second = slotOfEnds(view, from)
  const known = slots[second] as number
  const found = passTicker(view, from, table.words, known) < 0 ? learnTicker(scanner, text, from) : known
  slots[second] = found
  slots[slot] = found
  return found
}

/** Finds the ticker that begins here. Returns where the price begins; −1 where there is none. */
function scanTicker(scanner: Scanner, text: string, from: number, into: DeltaScan): number {
  const { view, table } = scanner
  const slot = slotOfHead(view, from)
  let number = table.slots[slot] as number
  // Found again: every byte of it was looked at when it was learned.
  let end = passTicker(view, from, table.words, number)
  if (end < 0) {
    number = seekTicker(scanner, text, from, slot)
    if (number === 0) return -1
    end = passTicker(view, from, table.words, number)
  }
  into.ticker = table.tickers[number] as ScannedTicker
  return end
}

/** Passes what only the owner of the order behind a change is told. Returns where it ends; −1 where it is not as it should be. */
function passOwn(scanner: Scanner, from: number): number {
  const { bytes, view, number } = scanner
  let at = from
  const client = passLiteral(view, at, CLIENT_ORDER)
  if (client >= 0) {
    const end = passPlain(scanner, client)
    if (end < 0) return -1
    at = end + 1
  }
  const subaccount = passLiteral(view, at, SUBACCOUNT)
  return subaccount < 0 ? at : readInteger(bytes, subaccount, number)
}

/** Reads a time that does not begin as the last one did, and remembers how it begins. Returns where it ends; −1 for none. */
function learnMillis(scanner: Scanner, at: number): number {
  const { bytes, view, number } = scanner
  const head = eightDigits(view, at)
  const end = readInteger(bytes, at, number)
  const millis = number[0] as number
  if (end < 0 || millis > MILLIS_MAX) return -1
  number[0] = millis * 1_000
  // Any time that begins so is one: no zero in front, and its microseconds are a safe integer.
  if (end === at + MILLIS_DIGITS && head < TIME_HEAD_END) {
    scanner.timeHead = view.getFloat64(at, true)
    scanner.timeMicros = head * 1e8
  }
  return end
}

/**
 * Reads Unix milliseconds as microseconds: nearly always thirteen digits, of which the first eight are the
 * same for a hundred seconds. Returns where they end. A digit more is left to whoever looks at what follows.
 */
function readMillis(scanner: Scanner, at: number): number {
  const { bytes, view } = scanner
  const four = fourDigits(view.getInt32(at + 8, true))
  const last = (bytes[at + 12] as number) - ZERO
  if (view.getFloat64(at, true) !== scanner.timeHead || four < 0 || last < 0 || last > 9)
    return learnMillis(scanner, at)
  scanner.number[0] = scanner.timeMicros + (four * 10 + last) * 1_000
  return at + MILLIS_DIGITS
}

/** Passes a text that does not begin as the last one did or is of another length, and remembers how it begins. */
function learnText(scanner: Scanner, at: number): number {
  const end = passPlain(scanner, at)
  if (end < at + 16) return end
  scanner.textHead = scanner.view.getFloat64(at, true)
  scanner.textMiddle = scanner.view.getFloat64(at + 8, true)
  return end
}

/** Passes a time as text, `2026-11-22T15:00:01.957Z`, of which the first sixteen characters stay for a minute. Returns where it ends. */
function passTimeText(scanner: Scanner, at: number): number {
  const { bytes, view } = scanner
  const isKnown = view.getFloat64(at, true) === scanner.textHead && view.getFloat64(at + 8, true) === scanner.textMiddle
  const isPlain = areTextsPlain(view.getInt32(at + 16, true), view.getInt32(at + 20, true))
  return isKnown && isPlain && bytes[at + 24] === QUOTE ? at + 24 : learnText(scanner, at)
}

/** Reads what stands behind the side: times, and the end of the frame. */
function scanTail(scanner: Scanner, from: number, length: number, into: DeltaScan): boolean {
  const { bytes, view, number } = scanner
  let at = from
  if (view.getFloat64(at, true) !== TIME_TEXT_FIRST) at = passOwn(scanner, at)
  if (at < 0) return false
  if (view.getFloat64(at, true) === TIME_TEXT_FIRST && view.getFloat64(at + 1, true) === TIME_TEXT_LAST) {
    const end = passTimeText(scanner, at + 7)
    if (end < 0) return false
    at = end + 1
  }
  into.venueAt = -1
  if (view.getFloat64(at, true) === TIME_FIRST && view.getFloat64(at + 1, true) === TIME_LAST) {
    at = readMillis(scanner, at + 9)
    if (at < 0) return false
    into.venueAt = number[0] as number
  }
  if (bytes[at] !== CLOSE || bytes[at + 1] !== CLOSE) return false
  const end = at + 2
  return end === length || (end + 1 === length && bytes[end] === NEWLINE)
}

/** Reads what stands up to the ticker. Returns where it ends; −1 where it is not as it should be. */
function scanFront(scanner: Scanner, text: string, into: DeltaScan): number {
  const { bytes, view, number } = scanner
  let at = passLiteral(view, 0, scanner.head)
  if (at < 0) at = learnHead(scanner, text)
  if (at < 0) return -1
  into.sid = scanner.sid
  at = readInteger(bytes, at, number)
  if (at < 0) return -1
  into.seq = number[0] as number
  if (view.getFloat64(at, true) === SENT_FIRST && view.getFloat64(at + 8, true) === SENT_LAST) {
    at = bytes[at + 16] === COLON ? readMillis(scanner, at + 17) : -1
    if (at < 0) return -1
  }
  if (view.getFloat64(at, true) !== MESSAGE_FIRST || view.getFloat64(at + 8, true) !== MESSAGE_LAST) return -1
  if (view.getFloat64(at + 16, true) !== TICKER_FIRST || view.getFloat64(at + 17, true) !== TICKER_LAST) return -1
  return at + 25
}

/** Reads a price, mostly `0.` and four digits. Returns where it ends; −1 for none. */
function readPrice({ bytes, view }: Scanner, at: number, into: ReadNumber): number {
  if (view.getInt16(at, true) === ZERO_DOT && bytes[at + 6] === QUOTE) {
    const ticks = fourDigits(view.getInt32(at + 2, true))
    into[0] = ticks
    return ticks < 0 ? -1 : at + 6
  }
  return readDecimal(bytes, at, 4, into)
}

function scanDelta(scanner: Scanner, text: string, into: DeltaScan): boolean {
  const { bytes, view, number } = scanner
  let at = scanFront(scanner, text, into)
  if (at < 0) return false
  at = scanTicker(scanner, text, at, into)
  if (at < 0) return false
  at = readPrice(scanner, at, number)
  const price = number[0] as number
  if (at < 0 || !(price >= 0 && price <= PRICE_MAX)) return false
  into.price = price
  if (view.getFloat64(at, true) !== CHANGE_FIRST || view.getFloat64(at + 6, true) !== CHANGE_LAST) return false
  at = readDecimal(bytes, at + 14, 6, number)
  const change = number[0] as number
  if (at < 0 || !Number.isSafeInteger(change)) return false
  into.change = change
  if (view.getFloat64(at, true) !== SIDE) return false
  const isYes = view.getFloat64(at + 6, true) === SIDE_YES
  if (!isYes && view.getFloat64(at + 5, true) !== SIDE_NO) return false
  into.isYes = isYes
  return scanTail(scanner, isYes ? at + 14 : at + 13, text.length, into)
}

/** Returns a scanner. */
export function createDeltaScanner(): DeltaScanner {
  // A character takes three bytes at most, so that every text is written whole.
  const bytes = new Uint8Array(LENGTH_MAX * 3 + SLACK)
  bytes[LENGTH_MAX * 3 + SLACK / 2] = QUOTE
  const writable = Buffer.from(bytes.buffer, 0, LENGTH_MAX * 3)
  const scanner: Scanner = {
    bytes,
    view: new DataView(bytes.buffer),
    number: new Float64Array(1),
    table: createTickerTable(),
    timeHead: NO_WORD,
    timeMicros: 0,
    textHead: NO_WORD,
    textMiddle: NO_WORD,
    head: NO_HEAD,
    sid: 0,
  }
  return Object.freeze({
    scan: (text: string, into: DeltaScan): boolean => {
      if (text.length > LENGTH_MAX) return false
      // As many bytes as characters: then each is ASCII, and stands where its character does.
      if (writable.write(text, 'utf8') !== text.length) return false
      return scanDelta(scanner, text, into)
    },
  })
}
