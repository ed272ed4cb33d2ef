/* The outcomes of a run of golden vectors, and how one is compared with what it says. */
import { isDeepStrictEqual } from 'node:util'

/** What became of one vector. */
export type Outcome = { readonly name: string; readonly failure?: string }

/** An object of a vector file. */
export type Fields = Readonly<Record<string, unknown>>

/** Collects the outcomes of one kind of vectors. */
export type Tally = {
  /** Runs one vector: it passes when `run` returns pairs of found and expected that are all equal. */
  readonly vector: (
    name: string,
    run: () => Iterable<readonly [what: string, found: unknown, expected: unknown]>,
  ) => void
  /** Fails when an object has fields that nobody here reads. */
  readonly known: (name: string, fields: unknown, names: readonly string[]) => void
  readonly outcomes: () => readonly Outcome[]
}

const shown = (value: unknown) =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one)) ?? String(value)

/** Returns an empty tally; its vectors' names begin with `kind`. */
export function createTally(kind: string): Tally {
  const outcomes: Outcome[] = []
  const vector: Tally['vector'] = (name, run) => {
    const full = `${kind} ${name}`
    try {
      const wrong: string[] = []
      let compared = 0
      for (const [what, found, expected] of run()) {
        compared += 1
        if (!isDeepStrictEqual(found, expected))
          wrong.push(`${what}: expected ${shown(expected)}, found ${shown(found)}`)
      }
      if (compared === 0) wrong.push('expected something to compare, found nothing')
      outcomes.push(wrong.length === 0 ? { name: full } : { name: full, failure: wrong.join('; ') })
    } catch (error) {
      outcomes.push({ name: full, failure: error instanceof Error ? error.message : String(error) })
    }
  }
  return {
    vector,
    known: (name, fields, names) => {
      const strange = Object.keys(fieldsOf(fields, name)).filter((key) => !names.includes(key))
      if (strange.length > 0) vector(name, () => [['kinds of vectors', strange, []]])
    },
    outcomes: () => outcomes,
  }
}

/** Returns a value as an object of fields. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what}: expected an object`)
  return value as Fields
}

/** Returns a value as a list of objects; a missing one is an error, an empty one too. */
export function listOf(value: unknown, what: string): readonly Fields[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${what}: expected a list that is not empty`)
  return value as readonly Fields[]
}

/** Returns a value as text. */
export function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Error(`${what}: expected text, found ${shown(value)}`)
  return value
}
