import type { Equivalence } from './equivalence.ts'
import { equivalence } from './equivalence.ts'
import type { GameWinner } from './game-winner.ts'

/** Two markets of the same teams, and what is known about them. */
export type Candidate = { readonly a: GameWinner; readonly b: GameWinner; readonly verdict: Equivalence }

const RANK: Readonly<Record<Equivalence['type'], number>> = { equivalent: 0, unproven: 1, different: 2 }

function rankOf({ verdict }: Candidate): number {
  const isNearlyProven = verdict.type === 'unproven' && verdict.polarity !== null
  return RANK[verdict.type] * 2 - (isNearlyProven ? 1 : 0)
}

function keyOf({ league, teams }: GameWinner): string {
  return `${league}/${teams.join('/')}`
}

/**
 * Returns every pair of one market of each venue whose teams are the same, best first: proven, then
 * what lacks a proof, then what is different (the other days of a series) with the reason. The lists
 * are taken as all markets of their days, which is what excludes doubleheaders.
 */
export function candidates(as: readonly GameWinner[], bs: readonly GameWinner[]): readonly Candidate[] {
  const byTeams = new Map<string, GameWinner[]>()
  const listed = new Map<string, GameWinner[]>()
  for (const market of [...as, ...bs]) listed.set(keyOf(market), [...(listed.get(keyOf(market)) ?? []), market])
  for (const b of bs) byTeams.set(keyOf(b), [...(byTeams.get(keyOf(b)) ?? []), b])
  const found = as.flatMap((a) =>
    (byTeams.get(keyOf(a)) ?? []).map((b) => ({ a, b, verdict: equivalence(a, b, listed.get(keyOf(a)) ?? []) })),
  )
  return found.sort((one, two) => rankOf(one) - rankOf(two))
}
