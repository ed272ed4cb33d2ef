/*
 * What a query may ask. It comes as text; a field that is not known is refused, so that a typo does not
 * silently mean everything.
 */
import { readDecimal } from '@arbees/core'
import { z } from 'zod'
import { league, venue } from '../../../messages/scalars.ts'

/** A whole number within bounds, with a default. */
export function wholeField(fallback: number, least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `expected a whole number from ${least} to ${most}`)
    .default(fallback)
}

/** Percent with at most two places; becomes basis points. */
export const percentField = z.string().transform((text, context) => {
  const value = readDecimal(text, 2)
  if (Number.isSafeInteger(value)) return value
  context.addIssue({ code: 'custom', message: 'expected percent with at most two places, like 1.5' })
  return z.NEVER
})

/** `true` or `false`. */
export const booleanField = z.enum(['true', 'false']).transform((text) => text === 'true')

/** One league. */
export const sportField = league.optional()
/** One venue. */
export const platformField = venue.optional()
