/*
 * The wire's scalars → exact units. Numbers come as text and as JSON numbers, sometimes both for one
 * field; a JSON number's shortest decimal form is taken, never the float. What is traded on is read
 * exactly and refused otherwise; statistics, which the venue computes in floats, are rounded and say
 * so in their name.
 */
import type { Micros, Money, Price, Quantity } from '@arbees/core'
import { readDecimal } from '@arbees/core'
import { z } from 'zod'
import { roundDecimal } from '../decimal-rounding.ts'
import type { Hex } from '../sign/hex.ts'
import { readTick } from '../tick.ts'

const FOUND_MAX = 60

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, FOUND_MAX) ?? String(value)
}

function textOrNumber<T>(expected: string, read: (text: string) => T | undefined) {
  return z.union([z.string(), z.number()], { error: `expected ${expected}` }).transform((value, context): T => {
    const result = read(String(value))
    if (result !== undefined) return result
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${shown(value)}` })
    return z.NEVER
  })
}

function readExact(text: string, decimals: number): number | undefined {
  const value = readDecimal(text, decimals)
  return Number.isNaN(value) ? undefined : value
}

function readRounded(text: string, decimals: number): number | undefined {
  try {
    return roundDecimal(text, decimals, 'half-up')
  } catch {
    return undefined
  }
}

function readPrice(text: string): Price | undefined {
  const ticks = readDecimal(text, 4)
  return ticks >= 0 && ticks <= 10_000 ? (ticks as Price) : undefined
}

/** A price in dollars, at most four decimals → ticks. */
export const price = textOrNumber('a price from 0 to 1 with at most 4 decimals', readPrice)

/** A price, or an empty text where there is none → ticks or null. */
export const priceOrNone = textOrNumber('a price, or an empty text', (text) => (text === '' ? null : readPrice(text)))

/** A number of contracts, at most six decimals, not negative → quantity. */
export const quantity = textOrNumber('a quantity with at most 6 decimals', (text) => {
  const value = readExact(text, 6)
  return value === undefined || value < 0 ? undefined : (value as Quantity)
})

/** A quantity, or an empty text for none of it. */
export const quantityOrNone = textOrNumber('a quantity, or an empty text', (text) => {
  if (text === '') return 0 as Quantity
  const value = readExact(text, 6)
  return value === undefined || value < 0 ? undefined : (value as Quantity)
})

/** Dollars, at most six decimals → money. */
export const money = textOrNumber('dollars with at most 6 decimals', (text) => readExact(text, 6) as Money | undefined)

/** Base units of a token with six decimals, as an integer text → money or quantity, by the asset asked for. */
export const baseUnits = textOrNumber('an integer of base units', (text) => readExact(text, 0))

/** A price computed by the venue in floats → ticks, rounded to the nearest. */
export const approximatePrice = textOrNumber('a price from 0 to 1', (text) => {
  const ticks = readRounded(text, 4)
  return ticks === undefined || ticks < 0 || ticks > 10_000 ? undefined : (ticks as Price)
})

/** A quantity computed by the venue in floats → micro-contracts, rounded to the nearest; may be negative. */
export const approximateQuantity = textOrNumber('a quantity', (text) => readRounded(text, 6) as Quantity | undefined)

/** Dollars computed by the venue in floats → micro-dollars, rounded to the nearest; may be negative. */
export const approximateMoney = textOrNumber(
  'an amount of dollars',
  (text) => readRounded(text, 6) as Money | undefined,
)

/** A price step in dollars → ticks of $0.0001; one that Polymarket does not have is refused. */
export const tick = textOrNumber('a price step of 0.1, 0.01, 0.005, 0.0025, 0.001 or 0.0001', readTick)

/** A fee rate → millionths. */
export const rate = textOrNumber('a rate with at most 6 decimals', (text) => readExact(text, 6))

/** A uint256 in decimal digits: too long for a number. */
export const uint256 = z.string().regex(/^[0-9]{1,78}$/, { error: 'expected up to 78 decimal digits' })

/** A token id. */
export const tokenId = uint256

/** A hash, id or address as the venue writes it. */
export const hex = z.string().regex(/^0x/, { error: 'expected a text that begins with 0x' }) as unknown as z.ZodType<
  Hex,
  Hex
>

/** Milliseconds since 1970, as text or number → microseconds. */
export const milliseconds = textOrNumber('milliseconds since 1970', (text) => readTime(text, 1_000))

/** Seconds since 1970, as text or number → microseconds. */
export const seconds = textOrNumber('seconds since 1970', (text) => readTime(text, 1_000_000))

/** Seconds or milliseconds since 1970, or a date → microseconds; the venue mixes them, so the form decides. */
export const secondsOrMilliseconds = textOrNumber('seconds or milliseconds since 1970, or a date', (text) => {
  if (text === '') return null
  if (text.includes('-')) return readDate(text)
  const value = readExact(text, 0)
  return value === undefined ? undefined : readTime(text, value >= 100_000_000_000 ? 1_000 : 1_000_000)
})

function readTime(text: string, micros: number): Micros | undefined {
  const value = readExact(text, 0)
  return value === undefined || value < 0 || !Number.isSafeInteger(value * micros)
    ? undefined
    : ((value * micros) as Micros)
}

function readDate(text: string): Micros | undefined {
  const standard = text.replace(' ', 'T').replace(/(T.+[+-]\d\d)$/, '$1:00')
  // A time of day without a zone would be read in the zone of this machine.
  const isWhole = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(standard)
  const at = isWhole ? Date.parse(standard) : Number.NaN
  return Number.isSafeInteger(at * 1_000) ? ((at * 1_000) as Micros) : undefined
}

/** A date in one of the venue's forms (`2026-04-05T19:37:33Z`, `2026-04-05 19:37:33+00`, `2026-04-05`) → microseconds. */
export const date = textOrNumber('a date with a zone', readDate)

/** JSON inside a text. */
export function jsonText<Inner extends z.ZodType>(inner: Inner) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: `expected JSON inside a text, found ${shown(text)}` })
        return z.NEVER
      }
    })
    .pipe(inner)
}

/** A field that may be absent or null. */
export function maybe<Inner extends z.ZodType>(inner: Inner) {
  return inner.nullish()
}
