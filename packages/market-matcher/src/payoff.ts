import type { Price } from '@arbees/core'
import { PRICE_ONE, toPrice } from '@arbees/core'
import type { Clauses, VoidPay } from './clauses.ts'
import type { GameWinner } from './game-winner.ts'
import { DRAW } from './game-winner.ts'
import { leagueOf } from './league.ts'
import type { Polarity } from './question.ts'

/** Everything that can become of a game. The first four are games played on their day. */
export type Branch = 'first-wins' | 'second-wins' | 'tied' | 'won-in-extra-time' | 'postponed' | 'canceled'

/** What one YES contract pays in a branch. */
export type Payout =
  /** This much, in ticks. */
  | { readonly type: 'ticks'; readonly ticks: Price }
  /** A price that the venue finds: nobody else can know it. */
  | { readonly type: 'fair-price' }
  /** As the game ends, when it is played within so many days; Infinity, whenever. */
  | { readonly type: 'as-played'; readonly withinDays: number }
  /** Whoever leads at the end: of regulation, or of everything. */
  | { readonly type: 'leader'; readonly at: 'regulation' | 'end' }
  /** The rules do not say, or are not known. */
  | { readonly type: 'unknown' }

/** One branch of the joint payoff. */
export type PayoffRow = {
  readonly branch: Branch
  readonly a: Payout
  readonly b: Payout
  /** `equal`: a hedged pair pays a dollar here; `split`: it does not; `open`: not proven. */
  readonly verdict: 'equal' | 'split' | 'open'
}

const UNKNOWN: Payout = { type: 'unknown' }
const HALF = toPrice(PRICE_ONE / 2)

/** Says whether a branch is a game played on its day. */
export function isPlayed(branch: Branch): boolean {
  return branch !== 'postponed' && branch !== 'canceled'
}

function branchesOf({ league }: GameWinner): readonly Branch[] {
  const { draw, hasExtraTime } = leagueOf(league)
  return [
    'first-wins',
    'second-wins',
    ...(draw === 'impossible' ? [] : (['tied'] as const)),
    ...(draw === 'third' && hasExtraTime ? (['won-in-extra-time'] as const) : []),
    'postponed',
    'canceled',
  ]
}

function ticks(pays: boolean): Payout {
  return { type: 'ticks', ticks: toPrice(pays ? PRICE_ONE : 0) }
}

function voidPayout(pay: VoidPay | null | undefined): Payout {
  if (pay === 'fair-price') return { type: 'fair-price' }
  if (pay === 'half') return { type: 'ticks', ticks: HALF }
  return pay === 'nothing' ? ticks(false) : UNKNOWN
}

function tiedPayout(market: GameWinner, clauses: Clauses | null): Payout {
  return leagueOf(market.league).draw === 'third' ? ticks(market.yes === DRAW) : voidPayout(clauses?.tied)
}

function payoutOf(market: GameWinner, clauses: Clauses | null, branch: Branch): Payout {
  switch (branch) {
    case 'first-wins':
      return ticks(market.yes === market.teams[0])
    case 'second-wins':
      return ticks(market.yes === market.teams[1])
    case 'tied':
      return tiedPayout(market, clauses)
    case 'won-in-extra-time':
      return typeof clauses?.countsOvertime === 'boolean'
        ? { type: 'leader', at: clauses.countsOvertime ? 'end' : 'regulation' }
        : UNKNOWN
    case 'postponed':
      return typeof clauses?.waitsDays === 'number' ? { type: 'as-played', withinDays: clauses.waitsDays } : UNKNOWN
    case 'canceled':
      return voidPayout(clauses?.canceled)
  }
}

function verdictOf(a: Payout, b: Payout, polarity: Polarity): PayoffRow['verdict'] {
  if (a.type === 'unknown' || b.type === 'unknown') return 'open'
  if (a.type === 'ticks' && b.type === 'ticks') {
    const other = polarity === 'same' ? b.ticks : PRICE_ONE - b.ticks
    return a.ticks === other ? 'equal' : 'split'
  }
  if (a.type === 'as-played' && b.type === 'as-played') return a.withinDays === b.withinDays ? 'equal' : 'split'
  if (a.type === 'leader' && b.type === 'leader') return a.at === b.at ? 'equal' : 'split'
  // Two venues' fair prices need not be one price.
  return 'split'
}

/**
 * Returns what two markets of one game pay in every branch, voids and ties included: one row a branch,
 * `a` and `b` being what one YES contract pays there.
 */
export function payoff(
  a: GameWinner,
  b: GameWinner,
  polarity: Polarity,
  clauses: { readonly a: Clauses | null; readonly b: Clauses | null },
): readonly PayoffRow[] {
  return branchesOf(a).map((branch) => {
    const [one, two] = [payoutOf(a, clauses.a, branch), payoutOf(b, clauses.b, branch)]
    return { branch, a: one, b: two, verdict: verdictOf(one, two, polarity) }
  })
}
