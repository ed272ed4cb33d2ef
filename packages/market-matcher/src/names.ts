/*
 * What the venues call a team, and which teams that can mean. Nothing is guessed: a name is in a
 * table or unknown, and a name of several teams means all of them until something else decides.
 */
import type { Team } from './team.ts'

/**
 * Returns a name as it is compared: lower case, without accents and punctuation, `St.` written out.
 *
 * @example
 * normalizeName('St. John\'s') // "saint johns"
 * normalizeName('Ball St.') // "ball state"
 */
export function normalizeName(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[.'’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  return words.map((word, at) => (word !== 'st' ? word : at === 0 ? 'saint' : 'state')).join(' ')
}

/** Returns every name of `teams`, normalized, with the teams that it can mean. */
export function indexNames(teams: readonly Team[]): ReadonlyMap<string, readonly Team[]> {
  const index = new Map<string, Team[]>()
  for (const team of teams) {
    for (const name of new Set([team.name, ...team.aliases].map(normalizeName))) {
      index.set(name, [...(index.get(name) ?? []), team])
    }
  }
  return index
}

/** Returns the teams that `name` can mean; none when it is in no table. */
export function teamsNamed(
  league: { readonly byName: ReadonlyMap<string, readonly Team[]> },
  name: string,
): readonly Team[] {
  return league.byName.get(normalizeName(name)) ?? []
}

/** Whose codes are meant. */
export type CodeOf = 'kalshi' | 'polymarket'

/** Returns the teams that a venue's code can mean; none when it is in no table. */
export function teamsCoded(teams: readonly Team[], venue: CodeOf, code: string): readonly Team[] {
  return teams.filter((team) => team[venue].includes(code))
}
