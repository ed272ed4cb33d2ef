import { createHash } from 'node:crypto'
import type { Micros } from '@arbees/core'
import { InvariantError } from '@arbees/core'
import { equivalence } from './equivalence.ts'
import type { GameWinner } from './game-winner.ts'
import type { Branch } from './payoff.ts'
import type { Polarity } from './question.ts'

/** Somebody's word that a pair may be traded although some branches are not proven, bound to both rules texts. */
export type Approval = {
  readonly a: string
  readonly b: string
  readonly polarity: Polarity
  /** The branches whose difference is accepted: only games not played on their day. */
  readonly accepts: readonly Branch[]
  /** SHA-256 of both rules texts, hexadecimal: another text is another market. */
  readonly rulesA: string
  readonly rulesB: string
  readonly by: string
  readonly reason: string
  readonly at: Micros
}

/** Returns the SHA-256 of a rules text, hexadecimal. */
export function rulesHash(rules: string): string {
  return createHash('sha256').update(rules, 'utf8').digest('hex')
}

/** The branches that an approval would have to accept; null when no approval can help. */
function openBranches(a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null) {
  const verdict = equivalence(a, b, listed)
  if (verdict.type === 'different' || a.rules === null || b.rules === null || verdict.polarity === null) return null
  const branches = verdict.rows.filter((row) => row.verdict !== 'equal').map(({ branch }) => branch)
  return { polarity: verdict.polarity, branches, rulesA: rulesHash(a.rules), rulesB: rulesHash(b.rules) }
}

/**
 * Returns an approval of the pair as it stands.
 *
 * @throws InvariantError when the pair is different, a rules text is missing or not understood, or a
 * game played on its day would be paid differently: nobody may approve that.
 */
export function approve(
  a: GameWinner,
  b: GameWinner,
  listed: readonly GameWinner[] | null,
  word: { readonly by: string; readonly reason: string; readonly at: Micros },
): Approval {
  const open = openBranches(a, b, listed)
  if (open === null) {
    throw new InvariantError(
      `an approval needs one question, both rules texts understood, and played games paid alike: ${a.native} and ${b.native} lack that`,
    )
  }
  const { polarity, branches: accepts, rulesA, rulesB } = open
  return { a: a.native, b: b.native, polarity, accepts, rulesA, rulesB, ...word }
}

/** Says whether an approval still covers a pair: same markets, same polarity, same texts, no other open branch. */
export function isApproved(
  approval: Approval,
  a: GameWinner,
  b: GameWinner,
  listed: readonly GameWinner[] | null,
): boolean {
  const open = openBranches(a, b, listed)
  if (open === null || approval.a !== a.native || approval.b !== b.native) return false
  if (approval.rulesA !== open.rulesA || approval.rulesB !== open.rulesB) return false
  return approval.polarity === open.polarity && open.branches.every((branch) => approval.accepts.includes(branch))
}
