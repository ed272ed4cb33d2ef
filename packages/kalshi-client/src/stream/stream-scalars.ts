/*
 * The stream's numbers as zod schemas: fixed-point text in, exact units out. A JSON number where a
 * text is due is refused, as the venue refuses ours.
 */
import type { Micros, Money, Price, Quantity } from '@arbees/core'
import { readDecimal } from '@arbees/core'
import { z } from 'zod'

function decimal<Unit extends number>(decimals: number, low: number, high: number, expected: string) {
  return z.string().transform((text, context): Unit => {
    const value = readDecimal(text, decimals)
    if (value >= low && value <= high) return value as Unit
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${JSON.stringify(text.slice(0, 64))}` })
    return z.NEVER
  })
}

/** A price in dollars, `"0.5600"`. */
export const streamPrice = decimal<Price>(4, 0, 10_000, 'a price in dollars from 0 to 1 with at most 4 places')
/** A price, or null for the empty text of a market that has never traded. */
export const streamPriceOrNone = z.union([z.literal('').transform(() => null), streamPrice])
/** A count of contracts, `"10.00"`: never negative. */
export const streamCount = decimal<Quantity>(6, 0, Number.MAX_SAFE_INTEGER, 'a count of contracts')
/** A change of a count: signed. */
export const streamChange = decimal<Quantity>(
  6,
  -Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  'a signed count of contracts',
)
/** Dollars with up to six places: signed. */
export const streamMoney = decimal<Money>(
  6,
  -Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  'dollars with at most 6 places',
)
/** Unix milliseconds as microseconds. */
export const streamMillis = z
  .int()
  .nonnegative()
  .transform((millis) => (millis * 1_000) as Micros)
/** Unix seconds as microseconds. */
export const streamSeconds = z
  .int()
  .nonnegative()
  .transform((seconds) => (seconds * 1_000_000) as Micros)
/** The side of the question. */
export const streamOutcome = z.enum(['yes', 'no'])
/** The side of the YES book. */
export const streamBookSide = z.enum(['bid', 'ask'])
