/*
 * The words of the API. An amount is decimal text, exact as it is kept; an instant is ISO 8601 to the
 * microsecond; a chance is the one number with a fraction.
 */
import type { Micros } from '@arbees/core'
import { formatDecimal } from '@arbees/core'
import { z } from 'zod'
import { formatInstant } from '../../../platform/store/sql-values.ts'

/** Dollars. */
export const dollars = z.string().regex(/^-?\d+\.\d{2,6}$/)
/** Contracts. */
export const contracts = z.string().regex(/^-?\d+\.\d{2,6}$/)
/** The price of one contract in dollars. */
export const priceText = z.string().regex(/^\d\.\d{4}$/)
/** Percent with two places, of basis points. */
export const percentText = z.string().regex(/^-?\d+\.\d{2}$/)
/** Milliseconds with three places. */
export const millisText = z.string().regex(/^\d+\.\d{3}$/)
/** An instant. */
export const instant = z.string().regex(/^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
/** A chance from 0 to 1. */
export const chance = z.number().min(0).max(1)

/** Returns basis points as percent: 250 is `2.50`. */
export function formatPercent(basisPoints: number): string {
  return formatDecimal(basisPoints, 2)
}

/** Returns a length of time in milliseconds; one that a skewed clock made negative is 0. */
export function formatMillis(micros: number): string {
  return formatDecimal(Math.max(0, micros), 3)
}

/** Returns an instant, or null for none. */
export function instantOrNull(micros: Micros | null | undefined): string | null {
  return micros == null ? null : formatInstant(micros)
}
