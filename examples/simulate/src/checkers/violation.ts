import type { Micros } from '@arbees/core'

/** Each checker by its name, and what it wants. */
export const CHECKERS = {
  'bounded-exposure':
    'No trade ever stands one-sided beyond its bound, in contracts or dollars, by the venues’ records.',
  visible: 'What the venues’ records say a trade holds is never outside of what the journal says it may hold.',
  ending: 'Every trade ends hedged, flattened, or halted with an alert.',
  'money-conserved': 'Our ledger and both venues agree to the micro-dollar.',
  'no-order-twice': 'No order arrives at a venue twice.',
  'unique-ids': 'No two orders share a name.',
  'journal-first': 'No order arrives at a venue that is not on disk.',
  'order-as-intended': 'Every order arrives as the journal says it was meant.',
  'legs-as-planned': 'Every leg is the market and the outcome of the plan.',
  'none-after-halt': 'No order leaves for what is halted, but to unwind.',
  'none-after-stop': 'No order leaves while the kill switch is set, but to unwind.',
  'none-after-expiry': 'No order leaves after it has expired.',
  'none-on-stale-book': 'No order leaves on a book that has been in doubt since.',
  'none-in-doubt':
    'No order leaves for a venue that owes an answer about another one, of this life of the trader or an earlier one.',
  'reserve-kept': 'New trades leave the budget of orders that is kept for unwinds.',
  'none-beyond-limits': 'No order is larger, or costs more, than was approved and paid for.',
  'legal-status': 'A stored order is filled or canceled, with no more filled than asked.',
  'program-whole': 'No invariant breaks and nothing fails unheard.',
} as const

/** The name of a checker. */
export type CheckerName = keyof typeof CHECKERS

/** One thing that was not so. */
export type Violation = { readonly checker: CheckerName; readonly at: Micros; readonly sentence: string }

/** Where violations go: the first of each checker in a run are kept. */
export type Violations = {
  readonly add: (checker: CheckerName, at: Micros, sentence: string) => void
  readonly all: readonly Violation[]
}

const KEPT_MAX = 5

/** Creates an empty list. */
export function createViolations(): Violations {
  const all: Violation[] = []
  return {
    add: (checker, at, sentence) => {
      if (all.filter((one) => one.checker === checker).length < KEPT_MAX) all.push({ checker, at, sentence })
    },
    all,
  }
}
