/*
 * A strategy says what it might buy together, and judges that on the books as they stand. It neither
 * sizes nor sends: depth, money, limits and the life of the orders are the engine's, the same for all.
 */
import type { Fact, MarketId, Micros, Money, Outcome, Quantity } from '@arbees/core'
import type { MarketView } from '../market-view.ts'
import type { OpportunityType } from '../plan/plan.ts'
import type { RefusalReason } from '../risk/refusal.ts'

/** A probability from outside: a model's, a person's. It enters as a fact, so that a replay has it too. */
export type EstimateGiven = {
  readonly type: 'estimate.given'
  readonly at: Micros
  readonly market: MarketId
  /** That YES pays, in millionths: what a YES contract is worth in micro-dollars. */
  readonly probability: number
}

/** What an engine is told. */
export type EngineInput = Fact | EstimateGiven

/** What may keep the best prices from being judged. */
export type JudgeLimits = {
  /** How long a book counts after its last change, in microseconds; null: until it is replaced. */
  readonly maxAgeUs: number | null
  /** Edges in picodollars at which episodes are watched, by strategies that measure. */
  readonly thresholds: readonly number[]
}

/** What a strategy sees: its own markets, in the order in which it named them. */
export type StrategyView = { readonly markets: readonly MarketView[]; readonly limits: JudgeLimits }

/** One leg of an opportunity: which of the strategy's markets, and what is bought there. */
export type OpportunityLeg = { readonly market: number; readonly outcome: Outcome }

/** One thing that a strategy may do, as last judged. The strategy changes it in place; nothing is made anew. */
export type Opportunity = {
  /** Which way of several: `yes_a+no_b`, `all-no`. */
  readonly direction: string
  readonly opportunityType: OpportunityType
  readonly legs: readonly OpportunityLeg[]
  /** What one contract of every leg pays together, whatever happens; 0 for one leg alone. */
  readonly payout: Money
  /** What they are worth: the payout, or what a model says. */
  worth: Money
  /** Why it cannot be traded at the best prices; undefined when it can. Whether the edge is enough is the engine's. */
  reason: RefusalReason | undefined
  /** `worth` less cost and fees of one contract at the best prices, in picodollars; 0 with most reasons. */
  edge: number
  /** The most contracts that are wanted; null for no bound of its own. */
  quantityMax: Quantity | null
}

/** A strategy at work: the memory of one engine. */
export type RunningStrategy = {
  readonly opportunities: readonly Opportunity[]
  /** Judges every opportunity as of `now`. Called when a best price of its markets changed, or `fold` asked for it. */
  readonly judge: (now: Micros) => void
  /** Says that a judgement as of `now` would be the last one again: saves it on hot paths. @default never */
  readonly holds?: (now: Micros) => boolean
  /** Takes what is not a book, of estimates those of its own markets; says whether to judge again. @default nothing is listened to */
  readonly fold?: (input: EngineInput) => boolean
  /** Returns what a restart must know, as plain data. @default nothing */
  readonly snapshot?: () => unknown
  /** Takes what `snapshot` gave. */
  readonly restore?: (snapshot: unknown) => void
}

/** What an engine runs. Made by a factory, so that one description serves many engines. */
export type Strategy = {
  /** The pair's, basket's or market's name, unique in an engine: of one name, one trade is under way. */
  readonly name: string
  /** What kind it is: `cross-venue-pair`. */
  readonly strategy: string
  /** The markets it watches and trades; each is listed in the engine's settings. */
  readonly markets: readonly MarketId[]
  /** Begins its work. */
  readonly start: (view: StrategyView) => RunningStrategy
}

/** Returns an opportunity that has not been judged. */
export function createOpportunity(
  about: Pick<Opportunity, 'direction' | 'opportunityType' | 'legs' | 'payout'> & { readonly worth?: Money },
): Opportunity {
  return { worth: about.payout, ...about, reason: 'no-book', edge: 0, quantityMax: null }
}
