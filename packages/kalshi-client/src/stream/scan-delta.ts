/*
 * The hot frame: one change of one level, read byte by byte with every field checked. Its text is
 * written out as bytes first: reading those costs a fraction of `charCodeAt`, and what is known to
 * stand between the fields is compared four bytes at a time. Whatever is not exactly the venue's
 * canonical form (another order of keys, white space, an escape) is left to the schemas; a property
 * test holds both roads to one answer.
 */

import type { KeptBook } from './book-keeper.ts'

/** A ticker that was read: one object as long as it is remembered, so that its book can be kept with it. */
export type ScannedTicker = {
  readonly text: string
  /** Its bytes, by which it is found again: its text is made once. */
  readonly literal: Literal
  /** What stood between it and the price the last time, and will the next: its market's id. */
  behind: Literal
  /** For whoever looks it up, to do so once. */
  book: KeptBook | undefined
}

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

/** A text to be compared with bytes, four at a time; the mask leaves out what is behind its end. */
type Literal = {
  readonly length: number
  readonly words: readonly number[]
  readonly lastWord: number
  readonly lastMask: number
}

const encoder = new TextEncoder()

function literal(text: string): Literal {
  const bytes = new Uint8Array(text.length + 4)
  encoder.encodeInto(text, bytes)
  const view = new DataView(bytes.buffer)
  const whole = text.length >> 2
  const words = Array.from({ length: whole }, (_, index) => view.getInt32(index * 4, true))
  const lastMask = (1 << ((text.length & 3) * 8)) - 1
  return { length: text.length, words, lastWord: view.getInt32(whole * 4, true) & lastMask, lastMask }
}

const HEAD = literal('{"type":"orderbook_delta","sid":')
const SEQ = literal(',"seq":')
const SENT = literal(',"sending_ts_ms":')
const TICKER = literal(',"msg":{"market_ticker":"')
const MARKET_ID = literal('","market_id":"')
const PRICE = literal('","price_dollars":"')
const CHANGE = literal('","delta_fp":"')
const SIDE_YES = literal('","side":"yes"')
const SIDE_NO = literal('","side":"no"')
const CLIENT_ORDER = literal(',"client_order_id":"')
const SUBACCOUNT = literal(',"subaccount":')
const TIME_TEXT = literal(',"ts":"')
const TIME = literal(',"ts_ms":')

const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92
const ZERO = 48
const NINE = 57
const DOT = 46
const MINUS = 45
const CLOSE = 125
const NEWLINE = 10
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
/** The last millisecond whose microseconds are a safe integer. */
const MILLIS_MAX = 9_007_199_254_740
/** A delta is a third of this. What is longer is not one, or may take the other road. */
const LENGTH_MAX = 1_024
/** Bytes behind the longest text, always 0: no number, quote or literal goes on there. */
const SLACK = 64

const NO_TICKER: ScannedTicker = { text: '', literal: literal(''), behind: PRICE, book: undefined }

/** Returns an empty scan to be filled. */
export function createDeltaScan(): DeltaScan {
  return { sid: 0, seq: 0, ticker: NO_TICKER, price: 0, change: 0, isYes: true, venueAt: -1 }
}

/** A scanner of delta frames. It owns its bytes and where it stands, so that a scan allocates next to nothing. */
export type DeltaScanner = {
  /** Fills `into` and returns true, or returns false: not a canonical delta, ask the schemas. */
  readonly scan: (text: string, into: DeltaScan) => boolean
}

/**
 * The bytes of a text and where the scan stands. Behind the text are bytes of older ones: a scan may
 * stray there, but then it does not end where its text ends, and is refused.
 */
type Cursor = { readonly bytes: Uint8Array; readonly view: DataView; readonly tickers: ScannedTicker[]; at: number }

/** A ticker more is read again and again, which costs time, not truth. */
const TICKERS_MAX = 16_384

/** Reads an unsigned integer of at most 15 digits; −1 when there is none. */
function integer(cursor: Cursor): number {
  const { bytes, at: from } = cursor
  let at = from
  let value = 0
  let code = bytes[at] as number
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO)
    code = bytes[++at] as number
  }
  cursor.at = at
  const length = at - from
  const isPadded = length > 1 && bytes[from] === ZERO
  return length === 0 || length > 15 || isPadded ? -1 : value
}

/** Reads a decimal up to its closing quote as an integer of 10^-places; NaN when it is none. */
function decimal(cursor: Cursor, places: number): number {
  const { bytes } = cursor
  let { at } = cursor
  let code = bytes[at] as number
  const isNegative = code === MINUS
  if (isNegative) code = bytes[++at] as number
  const from = at
  let value = 0
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO)
    code = bytes[++at] as number
  }
  if (at === from || at - from > 9) return Number.NaN
  let left = places
  if (code === DOT) {
    const dot = at
    code = bytes[++at] as number
    while (code >= ZERO && code <= NINE) {
      if (left === 0) return Number.NaN
      value = value * 10 + (code - ZERO)
      left--
      code = bytes[++at] as number
    }
    if (at === dot + 1) return Number.NaN
  }
  if (code !== QUOTE) return Number.NaN
  value *= POWERS[left] as number
  cursor.at = at
  return isNegative && value !== 0 ? -value : value
}

function take(cursor: Cursor, expected: Literal): boolean {
  const { view, at } = cursor
  const { words } = expected
  let end = at
  for (let index = 0; index < words.length; index++, end += 4) {
    if (view.getInt32(end, true) !== words[index]) return false
  }
  if ((view.getInt32(end, true) & expected.lastMask) !== expected.lastWord) return false
  cursor.at = at + expected.length
  return true
}

/** Each byte of a word, or its highest bit: what looks at four bytes at once is put together of these. */
const EACH = 0x01_01_01_01
const HIGHEST = -0x7f_7f_7f_80

/** Says whether none of four ASCII bytes is a quote, a backslash or a control character. */
function isPlain(word: number): boolean {
  const quote = word ^ (EACH * QUOTE)
  const backslash = word ^ (EACH * BACKSLASH)
  // A byte less than n is one that borrows when n is taken away.
  const borrows = ((word - EACH * SPACE) | ((quote - EACH) & ~quote) | ((backslash - EACH) & ~backslash)) & HIGHEST
  return borrows === 0
}

/** Passes a text up to its closing quote, which stays ahead; false where it holds an escape or a control character. */
function pass(cursor: Cursor): boolean {
  const { bytes, view } = cursor
  let { at } = cursor
  while (isPlain(view.getInt32(at, true))) at += 4
  for (;;) {
    const code = bytes[at] as number
    if (code === QUOTE) break
    if (code < SPACE || code === BACKSLASH) return false
    at++
  }
  cursor.at = at
  return true
}

/** Reads a ticker up to its closing quote, which stays ahead; undefined where there is none. */
function ticker(cursor: Cursor, text: string): ScannedTicker | undefined {
  const { view, at: from, tickers } = cursor
  if (!pass(cursor) || cursor.at === from) return undefined
  const end = cursor.at
  let hash = end - from
  for (let at = from; at + 4 <= end; at += 4) hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e37_79b1)
  hash = Math.imul(hash ^ view.getInt32(end - 4, true), 0x9e37_79b1)
  const slot = (hash ^ (hash >>> 15)) & (TICKERS_MAX - 1)
  const known = tickers[slot] as ScannedTicker
  if (known.literal.length === end - from) {
    cursor.at = from
    if (take(cursor, known.literal)) return known
    cursor.at = end
  }
  const read = text.slice(from, end)
  const made = { text: read, literal: literal(read), behind: PRICE, book: undefined }
  tickers[slot] = made
  return made
}

/** Passes the market's id, where there is one, up to the price. */
function passId(cursor: Cursor, known: ScannedTicker, text: string): boolean {
  if (take(cursor, known.behind)) return true
  const from = cursor.at
  if (take(cursor, MARKET_ID) && !pass(cursor)) return false
  if (!take(cursor, PRICE)) return false
  if (cursor.at <= text.length) known.behind = literal(text.slice(from, cursor.at))
  return true
}

function passQuoted(cursor: Cursor): boolean {
  if (!pass(cursor)) return false
  cursor.at++
  return true
}

/** Returns the number that four digits make; −1 when they are not four digits. */
function fourDigits(word: number): number {
  const digits = word ^ (EACH * ZERO)
  if (((digits | (digits + EACH * 6)) & (EACH * 0xf0)) !== 0) return -1
  return (digits & 15) * 1_000 + ((digits >> 8) & 15) * 100 + ((digits >> 16) & 15) * 10 + ((digits >> 24) & 15)
}

/** Reads Unix milliseconds as microseconds; NaN when they are none. */
function time(cursor: Cursor): number {
  const { bytes, view, at } = cursor
  const first = fourDigits(view.getInt32(at, true))
  const second = fourDigits(view.getInt32(at + 4, true))
  const third = fourDigits(view.getInt32(at + 8, true))
  const last = (bytes[at + 12] as number) - ZERO
  const behind = bytes[at + 13] as number
  // Thirteen digits, as until the year 2286. Others are read one by one.
  if (first >= 1_000 && second >= 0 && third >= 0 && last >= 0 && last <= 9 && !(behind >= ZERO && behind <= NINE)) {
    cursor.at = at + 13
    const millis = first * 1e9 + second * 1e5 + third * 10 + last
    return millis > MILLIS_MAX ? Number.NaN : millis * 1_000
  }
  const millis = integer(cursor)
  return millis < 0 || millis > MILLIS_MAX ? Number.NaN : millis * 1_000
}

function tail(cursor: Cursor, length: number, into: DeltaScan): boolean {
  if (take(cursor, CLIENT_ORDER) && !passQuoted(cursor)) return false
  if (take(cursor, SUBACCOUNT) && integer(cursor) < 0) return false
  if (take(cursor, TIME_TEXT) && !passQuoted(cursor)) return false
  into.venueAt = take(cursor, TIME) ? time(cursor) : -1
  if (Number.isNaN(into.venueAt)) return false
  const { bytes, at } = cursor
  if (bytes[at] !== CLOSE || bytes[at + 1] !== CLOSE) return false
  const end = at + 2
  return end === length || (end + 1 === length && bytes[end] === NEWLINE)
}

function scanDelta(cursor: Cursor, text: string, into: DeltaScan): boolean {
  if (!take(cursor, HEAD)) return false
  into.sid = integer(cursor)
  if (into.sid <= 0 || !take(cursor, SEQ)) return false
  into.seq = integer(cursor)
  if (into.seq < 0) return false
  if (take(cursor, SENT) && Number.isNaN(time(cursor))) return false
  if (!take(cursor, TICKER)) return false
  const known = ticker(cursor, text)
  if (known === undefined || !passId(cursor, known, text)) return false
  into.ticker = known
  into.price = decimal(cursor, 4)
  if (!(into.price >= 0 && into.price <= 10_000)) return false
  if (!take(cursor, CHANGE)) return false
  into.change = decimal(cursor, 6)
  if (!Number.isSafeInteger(into.change)) return false
  into.isYes = take(cursor, SIDE_YES)
  if (!into.isYes && !take(cursor, SIDE_NO)) return false
  return tail(cursor, text.length, into)
}

/** Returns a scanner. */
export function createDeltaScanner(): DeltaScanner {
  const bytes = new Uint8Array(LENGTH_MAX + SLACK)
  const writable = bytes.subarray(0, LENGTH_MAX)
  const tickers = new Array<ScannedTicker>(TICKERS_MAX).fill(NO_TICKER)
  const cursor: Cursor = { bytes, view: new DataView(bytes.buffer), tickers, at: 0 }
  return Object.freeze({
    scan: (text: string, into: DeltaScan): boolean => {
      if (text.length > LENGTH_MAX) return false
      // As many bytes as characters: then each is ASCII, and stands where its character does.
      if (encoder.encodeInto(text, writable).written !== text.length) return false
      cursor.at = 0
      return scanDelta(cursor, text, into)
    },
  })
}
