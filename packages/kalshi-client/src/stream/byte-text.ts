/*
 * What is known to stand in a frame, compared with its bytes eight at a time. As doubles: bytes of
 * ASCII never make one that is not a number or a negative zero, so two are equal when their bytes are.
 */

/** The bytes of a frame, which are ASCII, as what they are read by. */
export type FrameBytes = { readonly bytes: Uint8Array; readonly view: DataView }

/** A text of at least eight characters, to be compared with bytes. */
export type Literal = {
  readonly length: number
  /** Its characters by eights; the last eight may overlap those before. */
  readonly words: Float64Array
}

const WORD = 8
const encoder = new TextEncoder()

/** Returns the bytes of a text of at least eight ASCII characters, to compare with. */
export function literal(text: string): Literal {
  const bytes = encoder.encode(text)
  const view = new DataView(bytes.buffer)
  const words = new Float64Array(Math.ceil(text.length / WORD))
  for (let index = 0; index < words.length; index++) {
    words[index] = view.getFloat64(Math.min(index * WORD, text.length - WORD), true)
  }
  return { length: text.length, words }
}

/** Returns where the bytes go on behind an expected text; −1 where another text stands. */
export function passLiteral(view: DataView, at: number, { length, words }: Literal): number {
  const end = at + length
  const last = words.length - 1
  for (let index = 0, from = at; index < last; index++, from += WORD) {
    if (view.getFloat64(from, true) !== words[index]) return -1
  }
  return view.getFloat64(end - WORD, true) === words[last] ? end : -1
}

/** Returns eight ASCII characters as the number that `getFloat64` makes of them. */
export function eight(text: string): number {
  return literal(text).words[0] as number
}

const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92
/** Each byte of a word, or its highest bit: what looks at four bytes at once is put together of these. */
const EACH = 0x01_01_01_01
const HIGHEST = -0x7f_7f_7f_80

/** Returns where the next quote stands, whatever is before it. There is one behind all bytes. */
export function findQuote(view: DataView, from: number): number {
  for (let at = from; ; at += 4) {
    const word = view.getInt32(at, true) ^ (EACH * QUOTE)
    // A byte of 0 is one that borrows when 1 is taken away; the lowest is never wrong.
    const zeros = (word - EACH) & ~word & HIGHEST
    if (zeros !== 0) return at + ((31 - Math.clz32(zeros & -zeros)) >> 3)
  }
}

/** Says of eight characters, four in each word, whether all may stand in a text: no quote, escape or control character. */
export function areTextsPlain(one: number, other: number): boolean {
  const quote = one ^ (EACH * QUOTE)
  const backslash = one ^ (EACH * BACKSLASH)
  const otherQuote = other ^ (EACH * QUOTE)
  const otherBackslash = other ^ (EACH * BACKSLASH)
  // As below.
  const first = (one - EACH * SPACE) | ((quote - EACH) & ~quote) | ((backslash - EACH) & ~backslash)
  const second =
    (other - EACH * SPACE) | ((otherQuote - EACH) & ~otherQuote) | ((otherBackslash - EACH) & ~otherBackslash)
  return ((first | second) & HIGHEST) === 0
}

/** Returns where a text's closing quote stands; −1 where it holds an escape or a control character. */
export function passPlain({ bytes, view }: FrameBytes, from: number): number {
  let at = from
  for (;;) {
    const word = view.getInt32(at, true)
    const quote = word ^ (EACH * QUOTE)
    const backslash = word ^ (EACH * BACKSLASH)
    // A byte less than n is one that borrows when n is taken away.
    const borrows = ((word - EACH * SPACE) | ((quote - EACH) & ~quote) | ((backslash - EACH) & ~backslash)) & HIGHEST
    if (borrows !== 0) break
    at += 4
  }
  for (;;) {
    const code = bytes[at] as number
    if (code === QUOTE) return at
    if (code < SPACE || code === BACKSLASH) return -1
    at++
  }
}

const ZERO = 48
const NINE = 57
const DOT = 46
const MINUS = 45
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
/** The last millisecond whose microseconds are a safe integer. */
export const MILLIS_MAX = 9_007_199_254_740

/** Where the readers put what they read: a number, unboxed. */
export type ReadNumber = Float64Array

/** Reads an unsigned integer of at most 15 digits, without zeros in front. Returns where it ends; −1 for none. */
export function readInteger(bytes: Uint8Array, from: number, into: ReadNumber): number {
  let at = from
  let value = 0
  let code = bytes[at] as number
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO)
    code = bytes[++at] as number
  }
  const length = at - from
  into[0] = value
  return length === 0 || length > 15 || (length > 1 && bytes[from] === ZERO) ? -1 : at
}

/** Reads a decimal of at most so many places up to its closing quote, as an integer of 10^-places. Returns where it ends. */
export function readDecimal(bytes: Uint8Array, from: number, places: number, into: ReadNumber): number {
  let at = from
  let code = bytes[at] as number
  const isNegative = code === MINUS
  if (isNegative) code = bytes[++at] as number
  const first = at
  let value = 0
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO)
    code = bytes[++at] as number
  }
  if (at === first || at - first > 9) return -1
  let left = places
  if (code === DOT) {
    const dot = at
    code = bytes[++at] as number
    while (code >= ZERO && code <= NINE && left > 0) {
      value = value * 10 + (code - ZERO)
      left--
      code = bytes[++at] as number
    }
    if (at === dot + 1) return -1
  }
  if (code !== QUOTE) return -1
  value *= POWERS[left] as number
  into[0] = isNegative && value !== 0 ? -value : value
  return at
}

/** Returns the number that four digits make; −1 when they are not four digits. */
export function fourDigits(word: number): number {
  const digits = word ^ (EACH * ZERO)
  if (((digits | (digits + EACH * 6)) & (EACH * 0xf0)) !== 0) return -1
  return (digits & 15) * 1_000 + ((digits >> 8) & 15) * 100 + ((digits >> 16) & 15) * 10 + ((digits >> 24) & 15)
}

/** Returns the number that eight digits make; NaN when they are not eight digits or begin with 0. */
export function eightDigits(view: DataView, at: number): number {
  const high = fourDigits(view.getInt32(at, true))
  const low = fourDigits(view.getInt32(at + 4, true))
  return high < 1_000 || low < 0 ? Number.NaN : high * 10_000 + low
}
