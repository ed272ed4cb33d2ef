import type { Clauses } from './clauses.ts'
import { readClauses } from './clauses.ts'
import type { GameWinner } from './game-winner.ts'
import { DRAW } from './game-winner.ts'
import { leagueOf } from './league.ts'
import { teamsNamed } from './names.ts'
import type { PayoffRow } from './payoff.ts'
import { isPlayed, payoff } from './payoff.ts'
import type { Polarity } from './question.ts'
import { compareQuestions } from './question.ts'

/** Whether two markets settle alike. Only `equivalent` is proven; everything else is not to be traded as a pair. */
export type Equivalence =
  | { readonly type: 'equivalent'; readonly polarity: Polarity; readonly rows: readonly PayoffRow[] }
  | { readonly type: 'different'; readonly why: string }
  | {
      readonly type: 'unproven'
      /** Everything that a proof lacks, a sentence each. */
      readonly missing: readonly string[]
      /** Known when the question is one and whatever a played game can end as is paid alike; null before. */
      readonly polarity: Polarity | null
      readonly rows: readonly PayoffRow[]
    }

/** What the rules say that the market's own name does not; undefined when they agree. */
function textDefect(market: GameWinner, clauses: Clauses): string | undefined {
  const league = leagueOf(market.league)
  const where = `the rules of ${market.native}`
  if (clauses.monthDay !== null && clauses.monthDay !== market.date.slice(5)) {
    return `${where} say ${clauses.monthDay}, its name ${market.date}`
  }
  if (clauses.year !== null && String(clauses.year) !== market.date.slice(0, 4)) {
    return `${where} say ${clauses.year}, its name ${market.date}`
  }
  if (clauses.winner !== null && market.yes === DRAW && !/^(?:tie|draw)$/i.test(clauses.winner)) {
    return `${where} pay ${clauses.winner}, its name the draw`
  }
  if (clauses.winner !== null && market.yes !== DRAW) {
    const named = teamsNamed(league, clauses.winner)
    if (!named.some(({ name }) => name === market.yes)) return `${where} pay ${clauses.winner}, its name ${market.yes}`
  }
  const stranger = clauses.outcomes.find(
    (outcome) => !teamsNamed(league, outcome).some(({ name }) => market.teams.includes(name)),
  )
  return stranger === undefined ? undefined : `${where} name ${stranger}, who does not play`
}

function missingOf(market: GameWinner, clauses: Clauses | null): readonly string[] {
  if (clauses === null) return [`the rules of ${market.native}`]
  return clauses.unread.map((sentence) => `a meaning of ${JSON.stringify(sentence)} in the rules of ${market.native}`)
}

function isReadWhole(clauses: Clauses | null): boolean {
  return clauses === null || clauses.unread.length === 0
}

/**
 * Returns whether two described markets settle alike, with the payoff of every branch. `listed` is every
 * described market of both venues on the day, null when unknown.
 *
 * @example
 * const verdict = equivalence(kalshi, polymarket, null)
 * if (verdict.type === 'equivalent') createPair({ name, a, b, polarity: verdict.polarity })
 */
export function equivalence(a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null): Equivalence {
  const question = compareQuestions(a, b, listed)
  if (question.type === 'different') return question
  if (question.type === 'unproven') return { ...question, missing: [question.missing], polarity: null, rows: [] }
  const polarity = question.type
  const clauses = {
    a: a.rules === null ? null : readClauses(a.rules),
    b: b.rules === null ? null : readClauses(b.rules),
  }
  const defect =
    (clauses.a === null ? undefined : textDefect(a, clauses.a)) ??
    (clauses.b === null ? undefined : textDefect(b, clauses.b))
  if (defect !== undefined) return { type: 'different', why: defect }
  const rows = payoff(a, b, polarity, clauses)
  const split = rows.find(({ branch, verdict }) => verdict === 'split' && isPlayed(branch))
  if (split !== undefined) return { type: 'different', why: `${split.branch}: the venues pay differently` }
  const open = rows.filter(({ verdict }) => verdict !== 'equal')
  const missing = [
    ...missingOf(a, clauses.a),
    ...missingOf(b, clauses.b),
    ...open.map(({ branch, verdict }) =>
      verdict === 'open' ? `what both pay when ${branch}` : `one payment when ${branch}: the venues pay differently`,
    ),
  ]
  if (missing.length === 0) return { type: 'equivalent', polarity, rows }
  const isAlikeWhenPlayed =
    isReadWhole(clauses.a) && isReadWhole(clauses.b) && !open.some(({ branch }) => isPlayed(branch))
  return { type: 'unproven', missing, polarity: isAlikeWhenPlayed ? polarity : null, rows }
}
