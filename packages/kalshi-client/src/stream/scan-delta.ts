/*
 * The hot frame: one change of one level, read byte by byte with every field checked. Its text is
 * written out as bytes first: reading those costs a fraction of `charCodeAt`, and what is known to
 * stand between the fields is compared four bytes at a time. Whatever is not exactly the venue's
 * canonical form (another order of keys, white space, an escape) is left to the schemas; a property
 * test holds both roads to one answer.
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

/** Returns an empty scan to be filled. */
export function createDeltaScan(): DeltaScan {
  return { sid: 0, seq: 0, ticker: '', price: 0, change: 0, isYes: true, venueAt: -1 }
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
type Cursor = { readonly bytes: Uint8Array; readonly view: DataView; readonly tickers: KnownTicker[]; at: number }

/** A ticker that was read before: found by its bytes, so that its text is made and hashed once. */
type KnownTicker = { readonly literal: Literal; readonly text: string }
/** A market more is read again and again, which costs time, not truth. */
const TICKERS_MAX = 16_384
const NO_TICKER: KnownTicker = { literal: literal(''), text: '' }

/** Reads an unsigned integer of at most 15 digits; −1 when there is none. */
function integer(cursor: Cursor): number {
  const { bytes, at: from } = cursor
  let at = from
  // The first nine digits and the rest apart: each fits 32 bits, whose arithmetic is several times as fast.
  let high = 0
  let code = bytes[at] as number
  while (code >= ZERO && code <= NINE && at - from < 9) {
    high = (Math.imul(high, 10) + (code - ZERO)) | 0
    code = bytes[++at] as number
  }
  let low = 0
  let scale = 1
  while (code >= ZERO && code <= NINE) {
    low = (Math.imul(low, 10) + (code - ZERO)) | 0
    scale = Math.imul(scale, 10)
    code = bytes[++at] as number
  }
  cursor.at = at
  const length = at - from
  const isPadded = length > 1 && bytes[from] === ZERO
  return length === 0 || length > 15 || isPadded ? -1 : high * scale + low
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

/** Reads a ticker up to its closing quote, which stays ahead; empty where there is none. */
function ticker(cursor: Cursor, text: string): string {
  const { view, at: from, tickers } = cursor
  if (!pass(cursor) || cursor.at === from) return ''
  const end = cursor.at
  let hash = end - from
  for (let at = from; at + 4 <= end; at += 4) hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e37_79b1)
  hash = Math.imul(hash ^ view.getInt32(end - 4, true), 0x9e37_79b1)
  const slot = (hash ^ (hash >>> 15)) & (TICKERS_MAX - 1)
  const known = tickers[slot] as KnownTicker
  if (known.literal.length === end - from) {
    cursor.at = from
    if (take(cursor, known.literal)) return known.text
    cursor.at = end
  }
  const read = text.slice(from, end)
  tickers[slot] = { literal: literal(read), text: read }
  return read
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
  into.ticker = ticker(cursor, text)
  if (into.ticker === '') return false
  if (take(cursor, MARKET_ID) && !pass(cursor)) return false
  if (!take(cursor, PRICE)) return false
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
  const tickers = Array.from({ length: TICKERS_MAX }, () => NO_TICKER)
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
