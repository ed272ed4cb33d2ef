/*
 * One environment variable: its form, its default, what it becomes. A problem is told by the variable's
 * name and the expected form, never by what was found, which may be a secret.
 */
import type { Micros, Money } from '@arbees/core'
import { millis, readDecimal, seconds, toMoney } from '@arbees/core'
import type { Secret } from '@arbees/transport'
import { createSecret } from '@arbees/transport'
import { z } from 'zod'

/** One variable: text that may be absent becomes a value. */
export type Variable<T> = z.ZodType<T, string | undefined>

/** What a variable says of itself, for `.env.example` and for messages. */
export type VariableNote = {
  /** What is expected, to follow "expected". */
  readonly expected: string
  /** What counts when nothing is set; undefined where nothing is a value of its own. */
  readonly fallback: string | undefined
  readonly isSecret: boolean
}

const NOTES = z.registry<VariableNote>()

/** Returns what a variable says of itself; undefined when it was not made here. */
export function noteOf(variable: z.ZodType): VariableNote | undefined {
  return NOTES.get(variable)
}

/** Text that is empty is text that is not set: `KEY=` in a file. */
function textOf(found: string | undefined, fallback: string | undefined): string | undefined {
  const text = found?.trim()
  return text === undefined || text === '' ? fallback : text
}

function make<T>(note: VariableNote, read: (text: string) => T | undefined, absent?: () => T): Variable<T> {
  const schema = z
    .string()
    .optional()
    .transform((found, context): T => {
      const text = textOf(found, note.fallback)
      if (text === undefined && absent !== undefined) return absent()
      const value = text === undefined ? undefined : read(text)
      if (value !== undefined) return value
      context.addIssue({
        code: 'custom',
        message: text === undefined ? `not set, expected ${note.expected}` : `expected ${note.expected}`,
      })
      return z.NEVER
    })
  NOTES.add(schema, note)
  return schema
}

function decimalUpTo(text: string, decimals: number, least: number, most: number): number | undefined {
  const value = readDecimal(text, decimals)
  return value >= least && value <= most ? value : undefined
}

function whole(text: string, least: number, most: number): number | undefined {
  return /^\d{1,15}$/.test(text) ? decimalUpTo(text, 0, least, most) : undefined
}

/** Dollars as decimal text; becomes money. */
export function moneyVariable(fallback: string): Variable<Money> {
  const expected = 'dollars as a decimal number, like 100.0'
  return make({ expected, fallback, isSecret: false }, (text) => {
    const value = decimalUpTo(text, 6, 0, Number.MAX_SAFE_INTEGER)
    return value === undefined ? undefined : toMoney(value)
  })
}

/** Percent as decimal text of at most two places; becomes basis points: 2.0 is 200. */
export function percentVariable(fallback: string): Variable<number> {
  const expected = 'percent from 0 to 100 with at most two places, like 2.0'
  return make({ expected, fallback, isSecret: false }, (text) => decimalUpTo(text, 2, 0, 10_000))
}

/** A fraction as decimal text of at most four places; becomes ten-thousandths: 0.25 is 2500. */
export function fractionVariable(fallback: string): Variable<number> {
  const expected = 'a fraction from 0 to 1 with at most four places, like 0.25'
  return make({ expected, fallback, isSecret: false }, (text) => decimalUpTo(text, 4, 0, 10_000))
}

/** A whole number within bounds. */
export function integerVariable(fallback: string, least: number, most: number): Variable<number> {
  const expected = `a whole number from ${least} to ${most}`
  return make({ expected, fallback, isSecret: false }, (text) => whole(text, least, most))
}

/** A length of time; the variable's name ends in `_MS`. */
export function millisVariable(fallback: string): Variable<Micros> {
  return make({ expected: 'whole milliseconds, up to a day', fallback, isSecret: false }, (text) => {
    const value = whole(text, 0, 86_400_000)
    return value === undefined ? undefined : millis(value)
  })
}

/** A length of time; the variable's name ends in `_SECONDS`. */
export function secondsVariable(fallback: string): Variable<Micros> {
  return make({ expected: 'whole seconds, up to a year', fallback, isSecret: false }, (text) => {
    const value = whole(text, 0, 31_536_000)
    return value === undefined ? undefined : seconds(value)
  })
}

/** `1` or `0`, nothing else: a typo must not mean either. */
export function switchVariable(fallback: '0' | '1'): Variable<boolean> {
  return make({ expected: '1 or 0', fallback, isSecret: false }, (text) =>
    text === '1' ? true : text === '0' ? false : undefined,
  )
}

/** One of some words. */
export function choiceVariable<const Words extends readonly string[]>(
  words: Words,
  fallback: Words[number],
): Variable<Words[number]> {
  return make({ expected: `one of ${words.join(', ')}`, fallback, isSecret: false }, (text) =>
    words.find((word) => word === text),
  )
}

/** Text of a form, which has a default. */
export function textVariable(fallback: string, expected = 'text', form = /./): Variable<string> {
  return make({ expected, fallback, isSecret: false }, (text) => (form.test(text) ? text : undefined))
}

/** Text that may be absent: then undefined. */
export function optionalVariable(expected = 'text', form = /./): Variable<string | undefined> {
  const note = { expected, fallback: undefined, isSecret: false }
  return make<string | undefined>(
    note,
    (text) => (form.test(text) ? text : undefined),
    () => undefined,
  )
}

/** Words between commas; empty when absent. */
export function listVariable(fallback: string, expected: string, form: RegExp): Variable<readonly string[]> {
  const note = { expected, fallback, isSecret: false }
  const read = (text: string) => {
    const words = text === '' ? [] : text.split(',').map((word) => word.trim())
    return words.every((word) => form.test(word)) ? words : undefined
  }
  return make<readonly string[]>(note, read, () => [])
}

/** A secret that may be absent. In a key of several lines, `\n` written out is a line's end. */
export function secretVariable(expected: string, form = /./): Variable<Secret | undefined> {
  const note = { expected, fallback: undefined, isSecret: true }
  const read = (text: string) => {
    const unescaped = text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : text
    return form.test(unescaped) ? createSecret(unescaped) : undefined
  }
  return make<Secret | undefined>(note, read, () => undefined)
}
