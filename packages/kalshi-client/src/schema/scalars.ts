/*
 * The wire's scalars → exact units. Kalshi writes amounts as text (`*_dollars`, `*_fp`) and a few older
 * ones as whole cents; times are seconds, milliseconds or RFC 3339 text, by field.
 */
import type { Micros, Money, Price, Quantity } from '@arbees/core'
import { readDecimal } from '@arbees/core'
import { z } from 'zod'
import { readInstant } from '../time-text.ts'

const FOUND_MAX = 60

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, FOUND_MAX)
}

function textAs<T>(expected: string, read: (value: string) => T | undefined): z.ZodType<T> {
  return z.string({ error: `expected ${expected} as text` }).transform((value, context): T => {
    const result = read(value)
    if (result !== undefined) return result
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${shown(value)}` })
    return z.NEVER
  })
}

function integerAs<T>(expected: string, unit: number): z.ZodType<T> {
  return z.int({ error: `expected ${expected}` }).transform((value, context): T => {
    const result = value * unit
    if (Number.isSafeInteger(result)) return result as T
    context.addIssue({
      code: 'custom',
      message: `expected ${expected} within the safe integers, found ${shown(value)}`,
    })
    return z.NEVER
  })
}

function readPrice(text: string): Price | undefined {
  const ticks = readDecimal(text, 4)
  return ticks >= 0 && ticks <= 10_000 ? (ticks as Price) : undefined
}

function readMicros(text: string): number | undefined {
  const value = readDecimal(text, 6)
  return Number.isNaN(value) ? undefined : value
}

/** Any text. */
export const text = z.string()
/** True or false. */
export const flag = z.boolean()
/** A whole number that is no amount: an index, a count of things. */
export const integer = z.int()
/** A number that is no amount: a strike, a statistic. */
export const number = z.number()

/** `"0.5600"` → ticks. */
export const price = textAs('a price from 0 to 1 with at most 4 decimals', readPrice)

/** A price, or an empty text where there was never one → ticks or undefined. */
export const priceOrNone: z.ZodType<Price | undefined> = z.union([z.literal('').transform(() => undefined), price])

/** `"98.0186"`, with at most six decimals, may be negative → money. */
export const money = textAs('dollars with at most 6 decimals', (value) => readMicros(value) as Money | undefined)

/** `"10.00"`, not negative → quantity. */
export const quantity = textAs('contracts, not negative', (value) => {
  const micros = readMicros(value)
  return micros === undefined || micros < 0 ? undefined : (micros as Quantity)
})

/** `"-25.00"`: a position or a change → quantity. */
export const signedQuantity = textAs('contracts', (value) => readMicros(value) as Quantity | undefined)

/** A decimal that is only for reading, kept as text: an average. */
export const decimalText = textAs('a decimal number', (value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : undefined))

/** Whole cents → money. */
export const cents = integerAs<Money>('whole cents', 10_000)
/** Whole cents of one contract → ticks. */
export const centsPrice: z.ZodType<Price> = z
  .int({ error: 'expected whole cents from 0 to 100' })
  .min(0)
  .max(100)
  .transform((value) => (value * 100) as Price)
/** Seconds since 1970 → instant. */
export const seconds = integerAs<Micros>('whole seconds', 1_000_000)
/** Milliseconds since 1970 → instant. */
export const millis = integerAs<Micros>('whole milliseconds', 1_000)
/** RFC 3339 text → instant. */
export const instant = textAs('a time of RFC 3339', readInstant)

/** A JSON number → millionths, exactly: a fee multiplier. */
export const millionths: z.ZodType<number> = z.number().transform((value, context): number => {
  const result = readDecimal(String(value), 6)
  if (result >= 0) return result
  context.addIssue({ code: 'custom', message: `expected a multiplier with at most 6 decimals, found ${shown(value)}` })
  return z.NEVER
})

/** A value that may be absent or null → undefined then. */
export function maybe<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | undefined> {
  return schema.nullish().transform((value) => (value ?? undefined) as z.output<Schema> | undefined)
}

/** A list that may be absent or null → empty then. */
export function listOf<Schema extends z.ZodType>(schema: Schema): z.ZodType<readonly z.output<Schema>[]> {
  return z
    .array(schema)
    .nullish()
    .transform((value) => (value ?? []) as readonly z.output<Schema>[])
}

/** A list that an answer is about: null is an empty one, absent is not. */
export function pageOf<Schema extends z.ZodType>(schema: Schema): z.ZodType<readonly z.output<Schema>[]> {
  return z
    .array(schema)
    .nullable()
    .transform((value) => (value ?? []) as readonly z.output<Schema>[])
}
