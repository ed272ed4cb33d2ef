import { isDeepStrictEqual } from 'node:util'

/** What became of one vector; a difference is where the file says that a client is wrong, and ours is not. */
export type Outcome = { readonly name: string; readonly failure?: string; readonly difference?: string }

/** An object out of the file. */
export type Fields = Readonly<Record<string, unknown>>

/** Collects outcomes. */
export type Tally = {
  /** Passes when what was found is what was expected, all of it. */
  readonly check: (name: string, found: unknown, expected: unknown) => void
  /** Passes when all pairs agree; the first that does not is told. */
  readonly checkAll: (
    name: string,
    pairs: readonly (readonly [what: string, found: unknown, expected: unknown])[],
    difference?: string,
  ) => void
  readonly outcomes: () => readonly Outcome[]
}

const shown = (value: unknown): string =>
  (JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? String(one) : one)) ?? 'undefined').slice(0, 400)

export function createTally(): Tally {
  const outcomes: Outcome[] = []
  const checkAll: Tally['checkAll'] = (name, pairs, difference) => {
    const wrong = pairs.find(([, found, expected]) => !isDeepStrictEqual(found, expected))
    const failure =
      wrong === undefined ? {} : { failure: `${wrong[0]}: expected ${shown(wrong[2])}, found ${shown(wrong[1])}` }
    outcomes.push({ name, ...failure, ...(difference === undefined ? {} : { difference }) })
  }
  return {
    check: (name, found, expected) => checkAll(name, [['value', found, expected]]),
    checkAll,
    outcomes: () => outcomes,
  }
}
