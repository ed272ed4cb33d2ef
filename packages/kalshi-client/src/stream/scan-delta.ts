/*
 * The hot frame: one change of one level, read from its text character by character, with every
 * field checked. Whatever is not exactly the venue's canonical form (another order of keys, white
 * space, an escape) is left to the schemas; a property test holds both roads to one answer.
 */

/** One change of a book, filled again by each scan. */
export type DeltaScan = {
  sid: number
  seq: number
  /** The market's ticker. */
  ticker: string
  /** Ticks of $0.0001, as the venue said it. */
  price: number
  /** Micro-contracts, signed. */
  change: number
  isYes: boolean
  /** The venue's time in microseconds; −1 where it is not said. */
  venueAt: number
}

const HEAD = '{"type":"orderbook_delta","sid":'
const SEQ = ',"seq":'
const SENT = ',"sending_ts_ms":'
const TICKER = ',"msg":{"market_ticker":"'
const MARKET_ID = '","market_id":"'
const PRICE = '","price_dollars":"'
const CHANGE = '","delta_fp":"'
const SIDE_YES = '","side":"yes"'
const SIDE_NO = '","side":"no"'
const CLIENT_ORDER = ',"client_order_id":"'
const SUBACCOUNT = ',"subaccount":'
const TIME_TEXT = ',"ts":"'
const TIME = ',"ts_ms":'

const QUOTE = 34
const BACKSLASH = 92
const ZERO = 48
const NINE = 57
const DOT = 46
const MINUS = 45
const CLOSE = 125
const NEWLINE = 10
/** The last millisecond whose microseconds are a safe integer. */
const MILLIS_MAX = 9_007_199_254_740

/** Returns an empty scan to be filled. */
export function createDeltaScan(): DeltaScan {
  return { sid: 0, seq: 0, ticker: '', price: 0, change: 0, isYes: true, venueAt: -1 }
}

/** A scanner of delta frames. It owns where it stands, so that reading a number allocates nothing. */
export type DeltaScanner = {
  /** Fills `into` and returns true, or returns false: not a canonical delta, ask the schemas. */
  readonly scan: (text: string, into: DeltaScan) => boolean
}

/** Where a scan stands in its text. Reused, so that reading a number allocates nothing. */
type Cursor = { text: string; at: number }

/** Reads an unsigned integer of at most 15 digits; −1 when there is none. */
function integer(cursor: Cursor): number {
  const { text, at: from } = cursor
  let at = from
  let value = 0
  for (;;) {
    const digit = text.charCodeAt(at) - ZERO
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
    at++
  }
  cursor.at = at
  const length = at - from
  const isPadded = length > 1 && text.charCodeAt(from) === ZERO
  return length === 0 || length > 15 || isPadded ? -1 : value
}

/** Reads a decimal up to its closing quote as an integer of 10^-places; NaN when it is none. */
function decimal(cursor: Cursor, places: number): number {
  const { text } = cursor
  let { at } = cursor
  let code = text.charCodeAt(at)
  const isNegative = code === MINUS
  if (isNegative) code = text.charCodeAt(++at)
  const from = at
  let value = 0
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO)
    code = text.charCodeAt(++at)
  }
  if (at === from || at - from > 9) return Number.NaN
  let left = places
  if (code === DOT) {
    const dot = at
    code = text.charCodeAt(++at)
    while (code >= ZERO && code <= NINE) {
      if (left === 0) return Number.NaN
      value = value * 10 + (code - ZERO)
      left--
      code = text.charCodeAt(++at)
    }
    if (at === dot + 1) return Number.NaN
  }
  if (code !== QUOTE) return Number.NaN
  for (; left > 0; left--) value *= 10
  cursor.at = at
  return isNegative && value !== 0 ? -value : value
}

function take(cursor: Cursor, expected: string): boolean {
  if (!cursor.text.startsWith(expected, cursor.at)) return false
  cursor.at += expected.length
  return true
}

/** Passes a text up to its closing quote, which stays ahead; false where it holds an escape. */
function pass(cursor: Cursor): boolean {
  const { text, at } = cursor
  const end = text.indexOf('"', at)
  if (end < 0) return false
  for (let index = at; index < end; index++) if (text.charCodeAt(index) === BACKSLASH) return false
  cursor.at = end
  return true
}

function passQuoted(cursor: Cursor): boolean {
  if (!pass(cursor)) return false
  cursor.at++
  return true
}

/** Reads Unix milliseconds as microseconds; NaN when they are none. */
function time(cursor: Cursor): number {
  const millis = integer(cursor)
  return millis < 0 || millis > MILLIS_MAX ? Number.NaN : millis * 1_000
}

function tail(cursor: Cursor, into: DeltaScan): boolean {
  if (take(cursor, CLIENT_ORDER) && !passQuoted(cursor)) return false
  if (take(cursor, SUBACCOUNT) && integer(cursor) < 0) return false
  if (take(cursor, TIME_TEXT) && !passQuoted(cursor)) return false
  into.venueAt = take(cursor, TIME) ? time(cursor) : -1
  if (Number.isNaN(into.venueAt)) return false
  const { text, at } = cursor
  if (text.charCodeAt(at) !== CLOSE || text.charCodeAt(at + 1) !== CLOSE) return false
  const end = at + 2
  return end === text.length || (end + 1 === text.length && text.charCodeAt(end) === NEWLINE)
}

function scanDelta(cursor: Cursor, into: DeltaScan): boolean {
  if (!take(cursor, HEAD)) return false
  into.sid = integer(cursor)
  if (into.sid <= 0 || !take(cursor, SEQ)) return false
  into.seq = integer(cursor)
  if (into.seq < 0) return false
  if (take(cursor, SENT) && Number.isNaN(time(cursor))) return false
  if (!take(cursor, TICKER)) return false
  const from = cursor.at
  if (!pass(cursor) || cursor.at === from) return false
  into.ticker = cursor.text.slice(from, cursor.at)
  if (take(cursor, MARKET_ID) && !pass(cursor)) return false
  if (!take(cursor, PRICE)) return false
  into.price = decimal(cursor, 4)
  if (!(into.price >= 0 && into.price <= 10_000)) return false
  if (!take(cursor, CHANGE)) return false
  into.change = decimal(cursor, 6)
  if (!Number.isSafeInteger(into.change)) return false
  into.isYes = take(cursor, SIDE_YES)
  if (!into.isYes && !take(cursor, SIDE_NO)) return false
  return tail(cursor, into)
}

/** Returns a scanner. */
export function createDeltaScanner(): DeltaScanner {
  const cursor: Cursor = { text: '', at: 0 }
  return Object.freeze({
    scan: (text: string, into: DeltaScan): boolean => {
      cursor.text = text
      cursor.at = 0
      return scanDelta(cursor, into)
    },
  })
}
