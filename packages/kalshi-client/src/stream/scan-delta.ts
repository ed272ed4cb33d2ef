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

/** Returns an empty scan to be filled. */
export function createDeltaScan(): DeltaScan {
  return { sid: 0, seq: 0, ticker: '', price: 0, change: 0, isYes: true, venueAt: -1 }
}

/** A scanner of delta frames. It owns where it stands, so that reading a number allocates nothing. */
export type DeltaScanner = {
  /** Fills `into` and returns true, or returns false: not a canonical delta, ask the schemas. */
  readonly scan: (text: string, into: DeltaScan) => boolean
}

/** Returns a scanner. */
export function createDeltaScanner(): DeltaScanner {
  let at = 0

  /** Reads an unsigned integer of at most 15 digits; −1 when there is none. */
  const integer = (text: string): number => {
    const from = at
    let value = 0
    for (;;) {
      const digit = text.charCodeAt(at) - ZERO
      if (!(digit >= 0 && digit <= 9)) break
      value = value * 10 + digit
      at++
    }
    const length = at - from
    const isPadded = length > 1 && text.charCodeAt(from) === ZERO
    return length === 0 || length > 15 || isPadded ? -1 : value
  }

  /** Reads a decimal up to its closing quote as an integer of 10^-places; NaN when it is none. */
  const decimal = (text: string, places: number): number => {
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
    return isNegative && value !== 0 ? -value : value
  }

  const take = (text: string, expected: string): boolean => {
    if (!text.startsWith(expected, at)) return false
    at += expected.length
    return true
  }

  /** Passes a text up to its closing quote, which stays ahead; false where it holds an escape. */
  const pass = (text: string): boolean => {
    const end = text.indexOf('"', at)
    if (end < 0) return false
    for (let index = at; index < end; index++) if (text.charCodeAt(index) === BACKSLASH) return false
    at = end
    return true
  }

  const passQuoted = (text: string): boolean => {
    if (!pass(text)) return false
    at++
    return true
  }

  const tail = (text: string, into: DeltaScan): boolean => {
    if (take(text, CLIENT_ORDER) && !passQuoted(text)) return false
    if (take(text, SUBACCOUNT) && integer(text) < 0) return false
    if (take(text, TIME_TEXT) && !passQuoted(text)) return false
    into.venueAt = -1
    if (take(text, TIME)) {
      const millis = integer(text)
      if (millis < 0 || millis > 9_007_199_254_740) return false
      into.venueAt = millis * 1_000
    }
    if (text.charCodeAt(at) !== CLOSE || text.charCodeAt(at + 1) !== CLOSE) return false
    const end = at + 2
    return end === text.length || (end + 1 === text.length && text.charCodeAt(end) === NEWLINE)
  }

  const scan = (text: string, into: DeltaScan): boolean => {
    at = 0
    if (!take(text, HEAD)) return false
    into.sid = integer(text)
    if (into.sid <= 0 || !take(text, SEQ)) return false
    into.seq = integer(text)
    if (into.seq < 0) return false
    if (take(text, SENT)) {
      const sent = integer(text)
      if (sent < 0 || sent > 9_007_199_254_740) return false
    }
    if (!take(text, TICKER)) return false
    const from = at
    if (!pass(text) || at === from) return false
    into.ticker = text.slice(from, at)
    if (take(text, MARKET_ID) && !pass(text)) return false
    if (!take(text, PRICE)) return false
    into.price = decimal(text, 4)
    if (!(into.price >= 0 && into.price <= 10_000)) return false
    if (!take(text, CHANGE)) return false
    into.change = decimal(text, 6)
    if (!Number.isSafeInteger(into.change)) return false
    into.isYes = take(text, SIDE_YES)
    if (!into.isYes && !take(text, SIDE_NO)) return false
    return tail(text, into)
  }

  return Object.freeze({ scan })
}
