import { invariant } from '@arbees/core'

/**
 * One numbered promise of a port, as a test that knows no test runner. `run` ends when the subject
 * keeps it, and rejects with what was expected and what was found when it does not.
 */
export type ContractCase<Subject> = {
  /** Never reused: `RC-07`. */
  readonly id: string
  /** What is promised, in the indicative. */
  readonly sentence: string
  readonly run: (subject: Subject) => Promise<void>
}

/** Ends a case unless `found` is `expected`, compared as JSON. */
export function expectSame(found: unknown, expected: unknown, what: string): void {
  const [shown, wanted] = [JSON.stringify(found), JSON.stringify(expected)]
  invariant(shown === wanted, `${what}: expected ${wanted}, found ${shown}`)
}

/** Ends a case unless `act` throws or rejects; returns what was thrown. */
export async function expectThrown(act: () => unknown, what: string): Promise<unknown> {
  try {
    await act()
  } catch (error) {
    return error
  }
  invariant(false, `${what}: expected an error, found none`)
}
