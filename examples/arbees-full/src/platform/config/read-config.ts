import { invariant } from '@arbees/core'
import type { z } from 'zod'
import { editDistance } from './edit-distance.ts'

/** Variables by their own names. */
export type Variables = Readonly<Record<string, z.ZodType>>

/** The process's environment, or what stands for it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Looks at all values together and returns what is wrong with them, one sentence each. */
export type ConfigCheck = (values: Readonly<Record<string, unknown>>) => readonly string[]

/** Thrown with every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** What begins like these is ours, or a mistake. */
const PREFIXES = ['ARBEES_', 'KALSHI_', 'POLYMARKET_']
/** Ours, but not a setting of the system: where tests find recorded data. */
const OTHERS = new Set(['ARBEES_SHARED'])
/** Short names are too near to each other, and to the system's own, to be called misspelt. */
const NAME_MIN = 8
const DISTANCE_MAX = 2

/**
 * Returns several sets of variables as one.
 *
 * @throws InvariantError when two sets have one variable of two forms.
 */
export function joinVariables(sets: readonly Variables[]): Variables {
  const joined: Record<string, z.ZodType> = {}
  for (const set of sets) {
    for (const [name, variable] of Object.entries(set)) {
      invariant(/^[A-Z][A-Z0-9_]*$/.test(name), `a variable has capital letters, digits and _, found ${name}`)
      const before = joined[name]
      invariant(before === undefined || before === variable, `${name} is declared twice, in two forms`)
      joined[name] = variable
    }
  }
  return joined
}

function misspelt(environment: Environment, known: readonly string[]): readonly string[] {
  const problems: string[] = []
  for (const name of Object.keys(environment).sort()) {
    if (known.includes(name) || OTHERS.has(name)) continue
    const near = known
      .map((one) => ({ one, distance: editDistance(name, one) }))
      .filter(({ one, distance }) => Math.min(name.length, one.length) >= NAME_MIN && distance <= DISTANCE_MAX)
      .sort((a, b) => a.distance - b.distance)[0]?.one
    if (near !== undefined) problems.push(`${name}: no such variable, is ${near} meant?`)
    else if (PREFIXES.some((prefix) => name.startsWith(prefix))) problems.push(`${name}: no such variable`)
  }
  return problems
}

/**
 * Returns the values of `wanted` out of an environment. Every variable that any part of the system
 * knows is in `known`, so that a file for all of it serves each part.
 *
 * @throws ConfigError with all problems, by the variables' names and without their values.
 */
export function readConfig<Wanted extends Variables>(
  environment: Environment,
  wanted: Wanted,
  known: Variables,
  checks: readonly ConfigCheck[],
): z.output<z.ZodObject<Wanted>> {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, variable] of Object.entries(wanted)) {
    const parsed = variable.safeParse(environment[name])
    if (parsed.success) values[name] = parsed.data
    else for (const { message } of parsed.error.issues) problems.push(`${name}: ${message}`)
  }
  problems.push(...misspelt(environment, [...Object.keys(known), ...Object.keys(wanted)]))
  // Also when something else is wrong: whoever mends the one should not meet the other afterwards.
  for (const check of checks) problems.push(...check(values))
  if (problems.length > 0) throw new ConfigError(problems)
  return values as z.output<z.ZodObject<Wanted>>
}
