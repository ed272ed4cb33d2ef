/*
 * Reading ASCII in place: fixed bytes, prices, sizes and times, out of one reused array of bytes.
 * A reader leaves `at` behind what it has read, or says that what stands there is something else.
 */
import type { Segment } from './frame-layout.ts'
import { WORD } from './frame-layout.ts'

/** Bytes, and where reading stands in them. */
export type ByteScan = {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
  /** The first eight digits of a time as they were last seen, and the milliseconds they stand for. */
  millisHead: number
  millisBase: number
}

/** An empty text where a price may stand. */
export const NO_PRICE = -1

const MALFORMED = -3
const QUOTE = 34
const DOT = 46
const ZERO = 48
/** `0.`, as `getInt16` reads it. */
const ZERO_DOT = 0x2e_30
/** The ticks in what `shortPrice` returns. */
export const PRICE_MASK = 0xff_ff
const PRICE_ONE = 10_000
const PRICE_DECIMALS = 4
const SIZE_DECIMALS = 6
const SCALES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
/** So many digits are below 2^31, and so stay in small integers. */
const SMALL_DIGITS = 9
/** Milliseconds have 13 digits from 2001 to 2286. */
const MILLIS_DIGITS = 13
const MILLIS_LEAST = 1e12
/** Of which so many come first, and the rest counts up to this. */
const MILLIS_HEAD = 8
const MILLIS_TAIL = 1e5

/** Returns a scan over so many bytes. */
export function createByteScan(size: number): ByteScan {
  const bytes = new Uint8Array(size)
  return { bytes, view: new DataView(bytes.buffer), at: 0, millisHead: Number.NaN, millisBase: 0 }
}

/** Goes past at least eight fixed bytes, if they stand here. */
export function pass(scan: ByteScan, { length, words }: Segment): boolean {
  const { view, at } = scan
  const last = words.length - 1
  for (let index = 0, from = at; index < last; index++, from += WORD) {
    if (view.getFloat64(from, true) !== words[index]) return false
  }
  if (view.getFloat64(at + length - WORD, true) !== words[last]) return false
  scan.at = at + length
  return true
}

/** Says whether `length` bytes from `at` on are those that `words` holds from `first` on, as in a segment. */
export function isHere(view: DataView, at: number, words: Float64Array, first: number, length: number): boolean {
  const last = at + length - WORD
  let word = first
  for (let from = at; from < last; from += WORD) {
    if (view.getFloat64(from, true) !== words[word++]) return false
  }
  return view.getFloat64(last, true) === words[word]
}

/** Goes past a few fixed bytes: a quote or a bracket, constants, the brace. */
export function passEnd(scan: ByteScan, { length, bytes: expected }: Segment): boolean {
  const { bytes, at } = scan
  for (let offset = 0; offset < length; offset++) if (bytes[at + offset] !== expected[offset]) return false
  scan.at = at + length
  return true
}

/** Returns the decimal here in 10^-decimals, at most six; or a number below 0 where there is none. */
function readDecimal(scan: ByteScan, decimals: number): number {
  const { bytes } = scan
  let { at } = scan
  let digit = (bytes[at] as number) - ZERO
  if (digit < 0 || digit > 9) return MALFORMED
  let value = 0
  do {
    value = value * 10 + digit
    digit = (bytes[++at] as number) - ZERO
  } while (digit >= 0 && digit <= 9)
  let places = decimals
  if (digit === DOT - ZERO) {
    digit = (bytes[++at] as number) - ZERO
    if (digit < 0 || digit > 9) return MALFORMED
    do {
      if (places > 0) {
        value = value * 10 + digit
        places--
      } else if (digit !== 0) return MALFORMED
      digit = (bytes[++at] as number) - ZERO
    } while (digit >= 0 && digit <= 9)
  }
  scan.at = at
  return value * (SCALES[places] as number)
}

function readPlainPrice(scan: ByteScan): number {
  if (scan.bytes[scan.at] === QUOTE) return NO_PRICE
  const price = readDecimal(scan, PRICE_DECIMALS)
  return price <= PRICE_ONE ? price : MALFORMED
}

/** How far a price stands from its length in what `shortPrice` returns. */
export const PRICE_BITS = 16

/**
 * Returns a price of the form nearly all have, `0.` and one to four digits before its quote: its ticks, and
 * above `PRICE_BITS` how many bytes it takes; 0 for any other. Read four bytes at once and without a branch
 * for each digit, which no processor could foretell.
 */
export function shortPrice({ bytes, view }: ByteScan, at: number): number {
  const word = view.getInt32(at + 2, true)
  const quotes = word ^ 0x22222222
  // The lowest set bit is in the first byte that is a quote; none is set where there is no quote.
  const found = (quotes - 0x01010101) & ~quotes & 0x80808080
  const count = found === 0 ? 4 : (31 - Math.clz32(found & -found)) >> 3
  if (view.getInt16(at, true) !== ZERO_DOT || count === 0 || bytes[at + 2 + count] !== QUOTE) return 0
  const digits = (word ^ 0x30303030) & (-1 >>> (32 - 8 * count))
  if (((digits + 0x76767676) | digits) & 0x80808080) return 0
  const ticks = (digits & 15) * 1_000 + ((digits >> 8) & 15) * 100 + ((digits >> 16) & 15) * 10 + (digits >> 24)
  return ((count + 2) << PRICE_BITS) | ticks
}

/** Returns the price here in ticks, NO_PRICE for an empty text, or a number below that for anything else. */
export function readPrice(scan: ByteScan): number {
  const short = shortPrice(scan, scan.at)
  if (short === 0) return readPlainPrice(scan)
  scan.at += short >> PRICE_BITS
  return short & PRICE_MASK
}

/**
 * Returns the decimal here in millionths, or a number below 0 where there is none. Nearly every size
 * has few enough digits for small integers; others go the general road.
 */
export function readMillionths(scan: ByteScan): number {
  const { bytes } = scan
  const from = scan.at
  let at = from
  let value = 0
  let places = 0
  let digit = (bytes[at] as number) - ZERO
  while (digit >= 0 && digit <= 9) {
    value = (Math.imul(value, 10) + digit) | 0
    digit = (bytes[++at] as number) - ZERO
  }
  const whole = at - from
  if (digit === DOT - ZERO && whole > 0) {
    digit = (bytes[++at] as number) - ZERO
    while (digit >= 0 && digit <= 9) {
      value = (Math.imul(value, 10) + digit) | 0
      places += 1
      digit = (bytes[++at] as number) - ZERO
    }
    if (places === 0) return MALFORMED
  }
  if (whole === 0 || whole + places > SMALL_DIGITS || places > SIZE_DECIMALS) return readDecimal(scan, SIZE_DECIMALS)
  scan.at = at
  return value * (SCALES[SIZE_DECIMALS - places] as number)
}

/**
 * Returns the whole number here, or a number below 0 where there is none: nearly always 13 digits, of which
 * the first eight are those of the last one for a hundred seconds.
 */
export function readMillis(scan: ByteScan): number {
  const { bytes, view, at } = scan
  const digits = view.getInt32(at + MILLIS_HEAD, true) ^ 0x30303030
  const last = (bytes[at + MILLIS_DIGITS - 1] as number) - ZERO
  const isTail = ((digits | (digits + 0x06060606)) & 0xf0f0f0f0) === 0 && last >= 0 && last <= 9
  if (!isTail || view.getFloat64(at, true) !== scan.millisHead || bytes[at + MILLIS_DIGITS] !== QUOTE) {
    return learnMillis(scan)
  }
  scan.at = at + MILLIS_DIGITS
  const four = (digits & 15) * 1_000 + ((digits >> 8) & 15) * 100 + ((digits >> 16) & 15) * 10 + (digits >> 24)
  return scan.millisBase + four * 10 + last
}

/** Reads a number that does not begin as the last one did, and remembers how it begins. */
function learnMillis(scan: ByteScan): number {
  const { at } = scan
  const millis = readDecimal(scan, 0)
  // Thirteen digits, none of them behind a point.
  if (scan.at === at + MILLIS_DIGITS && millis >= MILLIS_LEAST) {
    scan.millisHead = scan.view.getFloat64(at, true)
    scan.millisBase = Math.floor(millis / MILLIS_TAIL) * MILLIS_TAIL
  }
  return millis
}
