/*
 * Words of the venue: enumerations that may grow. An unknown word is kept as it is, and
 * `unknownWords` finds it, so that it is reported and never guessed at.
 */
import { z } from 'zod'

const KNOWN = Symbol('known words')

/** A text of which some values are known; others are let through. */
export type Word<Known extends string> = Known | (string & {})

/** Returns the schema of a text of which some values are known. */
export function word<const Known extends string>(known: readonly Known[]): z.ZodType<Word<Known>, string> {
  return Object.assign(z.string(), { [KNOWN]: new Set<string>(known) })
}

/** Returns the schema of a word that may carry a prefix, which is taken off: `TRADE_STATUS_MINED` → `MINED`. */
export function prefixedWord<const Known extends string>(
  prefix: string,
  known: readonly Known[],
): z.ZodType<Word<Known>, string> {
  const bare = z.string().transform((text): Word<Known> => (text.startsWith(prefix) ? text.slice(prefix.length) : text))
  return Object.assign(bare, { [KNOWN]: new Set<string>(known) })
}

/** A word of the venue that is not known here, and where it stood. */
export type UnknownWord = { readonly path: string; readonly found: string }

type Definition = {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly out?: z.ZodType
}

const FOUND_MAX = 20

/** Returns the unknown words in a decoded value, the first twenty. */
export function unknownWords(schema: unknown, value: unknown): readonly UnknownWord[] {
  const found: UnknownWord[] = []
  visit(schema, value, '', found)
  return found
}

function visit(schema: unknown, value: unknown, path: string, found: UnknownWord[]): void {
  if (typeof schema !== 'object' || schema === null || value === null || value === undefined) return
  if (found.length >= FOUND_MAX) return
  if (KNOWN in schema) {
    const known = schema[KNOWN] as ReadonlySet<string>
    if (typeof value === 'string' && value !== '' && !known.has(value)) found.push({ path, found: value })
    return
  }
  const definition = (schema as { readonly def?: Definition }).def
  if (definition === undefined) return
  const { shape, element, innerType, valueType, out } = definition
  if (shape !== undefined) {
    for (const [key, inner] of Object.entries(shape)) {
      visit(inner, (value as Readonly<Record<string, unknown>>)[key], path === '' ? key : `${path}.${key}`, found)
    }
  } else if (element !== undefined && Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(element, item, `${path}[${index}]`, found)
  } else if (innerType !== undefined) {
    visit(innerType, value, path, found)
  } else if (valueType !== undefined && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) visit(valueType, item, `${path}.${key}`, found)
  } else if (out !== undefined) {
    visit(out, value, path, found)
  }
}
