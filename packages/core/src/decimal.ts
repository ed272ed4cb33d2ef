/*
 * Decimal text to scaled integers and back, digit by digit, with no float in between.
 * `readDecimal` is the hot form (NaN says malformed); `parseDecimal` explains what was wrong.
 */
import type { Money, Price, Quantity } from './units.ts'

/** Thrown when text is not the decimal number that was expected. */
export class DecimalError extends Error {
  override readonly name = 'DecimalError'
  /** The text as found, cut to 64 characters. */
  readonly text: string

  constructor(text: string, expected: string) {
    const shown = text.length > 64 ? `${text.slice(0, 64)}…` : text
    super(`expected ${expected}, found ${JSON.stringify(shown)}`)
    this.text = shown
  }
}

const ZERO = 48
const NINE = 57
const DOT = 46
const MINUS = 45

/**
 * Returns the decimal in `text` as an integer of 10^-`decimals`, or NaN when `text` is not a plain
 * decimal (digits, at most one dot with digits on both sides, an optional leading minus), has a
 * non-zero digit beyond `decimals` places, or leaves the safe integers.
 *
 * @example
 * readDecimal('0.5600', 4) // 5600
 */
export function readDecimal(text: string, decimals: number): number {
  const end = text.length
  let index = 0
  let isNegative = false
  if (end > 0 && text.charCodeAt(0) === MINUS) {
    isNegative = true
    index = 1
  }
  const firstDigit = index
  let value = 0
  let code = 0
  for (; index < end; index++) {
    code = text.charCodeAt(index)
    if (code < ZERO || code > NINE) break
    value = value * 10 + (code - ZERO)
    if (value > Number.MAX_SAFE_INTEGER) return Number.NaN
  }
  if (index === firstDigit) return Number.NaN
  let places = 0
  if (index < end) {
    if (code !== DOT) return Number.NaN
    index++
    if (index === end) return Number.NaN
    for (; index < end; index++) {
      code = text.charCodeAt(index)
      if (code < ZERO || code > NINE) return Number.NaN
      if (places < decimals) {
        value = value * 10 + (code - ZERO)
        places++
      } else if (code !== ZERO) return Number.NaN
    }
  }
  for (; places < decimals; places++) value *= 10
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN
  return isNegative && value !== 0 ? -value : value
}

/**
 * Returns the decimal in `text` as an integer of 10^-`decimals`.
 *
 * @throws DecimalError that says what was found and what was expected.
 */
export function parseDecimal(text: string, decimals: number): number {
  const value = readDecimal(text, decimals)
  if (Number.isNaN(value)) throw new DecimalError(text, `a decimal number with at most ${decimals} places`)
  return value
}

/**
 * Returns an integer of 10^-`decimals` as decimal text with at least `placesMin` places and no
 * trailing zero beyond them.
 *
 * @example
 * formatDecimal(5600, 4, 2) // "0.56"
 */
export function formatDecimal(value: number, decimals: number, placesMin: number = decimals): string {
  if (!Number.isSafeInteger(value)) throw new DecimalError(String(value), 'a safe integer to print')
  const digits = Math.abs(value)
    .toString()
    .padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  let places = digits.slice(digits.length - decimals)
  while (places.length > placesMin && places.endsWith('0')) places = places.slice(0, -1)
  const sign = value < 0 ? '-' : ''
  return places === '' ? `${sign}${whole}` : `${sign}${whole}.${places}`
}

/**
 * Returns the price in a text of dollars.
 *
 * @throws DecimalError unless it is a decimal from 0 to 1 with at most four places.
 * @example
 * parsePrice('0.5600') // 5600
 */
export function parsePrice(text: string): Price {
  const value = readDecimal(text, 4)
  if (value >= 0 && value <= 10_000) return value as Price
  throw new DecimalError(text, 'a price in dollars from 0 to 1 with at most 4 places')
}

/** Returns a price as dollars with four places: `0.5600`. */
export function formatPrice(price: Price): string {
  return formatDecimal(price, 4)
}

/**
 * Returns the quantity in a text of contracts (at most six places; may be negative: a change).
 *
 * @throws DecimalError
 */
export function parseQuantity(text: string): Quantity {
  return parseDecimal(text, 6) as Quantity
}

/** Returns a quantity as contracts with two to six places: `10.00`, `219.217767`. */
export function formatQuantity(quantity: Quantity): string {
  return formatDecimal(quantity, 6, 2)
}

/**
 * Returns the money in a text of dollars (at most six places).
 *
 * @throws DecimalError
 */
export function parseMoney(text: string): Money {
  return parseDecimal(text, 6) as Money
}

/** Returns money as dollars with two to six places: `1.50`, `-0.004925`. */
export function formatMoney(money: Money): string {
  return formatDecimal(money, 6, 2)
}
