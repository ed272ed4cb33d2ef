/*
 * What a strategy sees and risk has not judged yet: which outcomes to buy together, and why. Plain
 * data without a size, so that it can be carried to another process.
 */
import type { ContinuityToken, MarketId, Micros, Money, Outcome, Quantity } from '@arbees/core'
import type { OpportunityType } from './plan.ts'

/** One outcome to be bought, and the book on which that was decided. */
export type ProposedLeg = {
  readonly market: MarketId
  readonly outcome: Outcome
  readonly continuity: ContinuityToken
}

/** One trade as it is proposed: every leg bought alike. */
export type Proposal = {
  /** The pair's, basket's or market's name: of one name, one trade is under way at a time. */
  readonly name: string
  /** Which way of several that this name has: `yes_a+no_b`, `all-no`. */
  readonly direction: string
  readonly strategy: string
  readonly opportunityType: OpportunityType
  readonly legs: readonly ProposedLeg[]
  /** What one contract of every leg pays together, whatever happens; 0 for one leg alone. */
  readonly payout: Money
  /** What they are worth: the payout, or for one leg what a model says it pays on average. */
  readonly worth: Money
  /** What one contract of each is worth less its cost and fees at the best prices, in picodollars. */
  readonly edge: number
  /** The most contracts that the strategy wants; null for no bound of its own. */
  readonly quantityMax: Quantity | null
  /** Since when the opportunity has stood. */
  readonly openedAt: Micros
  readonly at: Micros
  readonly expiresAt: Micros
}
