/*
 * Kalshi's objects → ours: names in camel case, without the unit that the type now carries
 * (`yes_bid_dollars` → `yesBid: Price`). Fields we do not know are left out; words we do not know are
 * kept and remembered, so that a client can report them.
 */
import { invariant } from '@arbees/core'
import { z } from 'zod'

type Bare<Name extends string> = Name extends `${infer Head}_dollars_fp`
  ? Head
  : Name extends `${infer Head}_dollars`
    ? Head
    : Name extends `${infer Head}_fp`
      ? Head
      : Name extends `${infer Head}_cents`
        ? Head
        : Name extends `${infer Head}_ts_ms`
          ? `${Head}_ts`
          : Name extends 'ts_ms'
            ? 'ts'
            : Name

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name

/** What a wire object becomes. */
export type FromWire<Shape extends z.ZodRawShape> = {
  readonly [Name in keyof Shape & string as Camel<Bare<Name>>]: z.output<Shape[Name]>
}

/** A word the venue said that is in no list of ours. */
export type Surprise = { readonly where: string; readonly found: string }

const WORDS = Symbol('words')
const SURPRISES = Symbol('surprises')

type WordList = { readonly where: string; readonly known: ReadonlySet<string> }

/** Returns the name a field has here. */
export function nameFromWire(name: string): string {
  const bare = name.replace(/_dollars_fp$|_dollars$|_fp$|_cents$/, '').replace(/(^|_)ts_ms$/, '$1ts')
  return bare.replace(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase())
}

/** Returns the schema itself, its list of words noted on it. */
function listed<Schema extends object>(schema: Schema, words: WordList): Schema {
  return Object.assign(schema, { [WORDS]: words }) as Schema
}

/**
 * Returns the schema of a word out of an open list: any text passes, one that is not in the list is
 * remembered as a surprise of the object it stands in.
 */
export function word<const Known extends string>(
  where: string,
  known: readonly Known[],
): z.ZodType<Known | (string & {})> {
  const schema = z.string().transform((value) => value as Known | (string & {}))
  return listed(schema, { where, known: new Set(known) })
}

/** Returns the schema of such a word where it may be absent or null. */
export function maybeWord<const Known extends string>(
  where: string,
  known: readonly Known[],
): z.ZodType<Known | (string & {}) | undefined> {
  const schema = z
    .string()
    .nullish()
    .transform((value) => (value ?? undefined) as Known | (string & {}) | undefined)
  return listed(schema, { where, known: new Set(known) })
}

type Renaming = { readonly from: string; readonly to: string; readonly words: WordList | undefined }

function renamingsOf(shape: z.ZodRawShape): readonly Renaming[] {
  const seen = new Set<string>()
  return Object.entries(shape).map(([from, schema]) => {
    const to = nameFromWire(from)
    invariant(!seen.has(to), `two fields of a wire object become ${to}`)
    seen.add(to)
    return { from, to, words: (schema as { readonly [WORDS]?: WordList })[WORDS] }
  })
}

/** Returns the schema of a wire object, its fields renamed. */
export function wire<Shape extends z.ZodRawShape>(shape: Shape): z.ZodType<FromWire<Shape>> {
  const renamings = renamingsOf(shape)
  return z.object(shape).transform((value): FromWire<Shape> => {
    const result: Record<string, unknown> = {}
    const fields = value as Readonly<Record<string, unknown>>
    let surprises: Surprise[] | undefined
    for (const { from, to, words } of renamings) {
      const field = fields[from]
      if (field === undefined) continue
      result[to] = field
      if (words !== undefined && typeof field === 'string' && !words.known.has(field)) {
        surprises = [...(surprises ?? []), { where: words.where, found: field }]
      }
    }
    if (surprises !== undefined) Object.defineProperty(result, SURPRISES, { value: surprises })
    return result as FromWire<Shape>
  })
}

function collect(value: unknown, found: Surprise[]): void {
  if (typeof value !== 'object' || value === null) return
  const { [SURPRISES]: own } = value as { readonly [SURPRISES]?: readonly Surprise[] }
  if (own !== undefined) found.push(...own)
  for (const part of Object.values(value)) if (typeof part === 'object') collect(part, found)
}

/** Returns the unknown words anywhere in a decoded answer. */
export function surprisesIn(value: unknown): readonly Surprise[] {
  const found: Surprise[] = []
  collect(value, found)
  return found
}
