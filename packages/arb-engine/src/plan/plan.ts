/*
 * What a strategy proposes and risk approves: the legs of one trade, their limits, and what is known
 * of it before anything leaves. Plain data, so that a refusal can be told with all its numbers.
 */
import type { ContinuityToken, MarketId, Micros, Money, Outcome, Price, Quantity, VenueId } from '@arbees/core'
import type { ExposureBound, LegOrder } from '../journal/trade-terms.ts'

/** What kind of opportunity a plan takes. */
export type OpportunityType =
  | 'cross_platform_arb'
  | 'same_platform_arb'
  | 'model_edge_yes'
  | 'model_edge_no'
  | 'lagging_market'

/** Every kind of opportunity. */
export const OPPORTUNITY_TYPES: readonly OpportunityType[] = [
  'cross_platform_arb',
  'same_platform_arb',
  'model_edge_yes',
  'model_edge_no',
  'lagging_market',
]

/** One leg: an outcome that is bought. */
export type PlannedLeg = {
  readonly market: MarketId
  readonly outcome: Outcome
  readonly limit: Price
  /** Rounded to the market's lot and minimum. */
  readonly quantity: Quantity
  /** The most that can arrive, where the venue spends money and better offers bring more. @default quantity */
  readonly most?: Quantity
  /** The most it can take from the account, fee included. */
  readonly costMax: Money
  /** The book it was decided on. */
  readonly continuity: ContinuityToken
  /** What it takes and gives if it fills as quoted. */
  readonly quoted: { readonly cost: Money; readonly fee: Money; readonly received: Quantity }
}

/** What a plan is expected to earn, for its whole quantity. Money in micro-dollars, rates in basis points. */
export type PlanEdge = {
  /** The certain payout less what the contracts cost as quoted. */
  readonly gross: Money
  readonly fees: Money
  /** Set aside for prices that move until the orders arrive. */
  readonly slippage: Money
  /** `gross − fees − slippage`: what the gate judges. */
  readonly net: Money
  /** Dollars that are bound on each venue until the end. */
  readonly locked: readonly { readonly venue: VenueId; readonly money: Money }[]
  /** How long they are bound; null when no end is known. */
  readonly heldMicros: Micros | null
  /** Net over locked, for a year, in basis points, rounded down; null when no end is known. */
  readonly annualizedBps: number | null
  /** What it had to reach, in basis points a year. */
  readonly hurdleBps: number
  /** What is earned when the question is void on every venue; null when the rules do not say. */
  readonly whenVoid: Money | null
}

/** One trade as it is meant. */
export type Plan = {
  /** The pair's, basket's or market's name: of one name, one trade is under way at a time. */
  readonly name: string
  readonly strategy: string
  readonly opportunityType: OpportunityType
  /** 1 to 16; two for a pair. */
  readonly legs: readonly PlannedLeg[]
  /**
   * What one contract of every leg pays together, whatever happens: a dollar for a pair or for all
   * YES, n − 1 dollars for all NO; 0 for one leg alone, which is directional.
   */
  readonly payout: Money
  /** How far it may stand one-sided. */
  readonly bound: ExposureBound
  /** Which leg leaves first (thinner, slower, less certain), or all at once. */
  readonly first: LegOrder
  /** Why in that order. */
  readonly why: string
  /** No entry leaves after this instant. */
  readonly expiresAt: Micros
  readonly at: Micros
  readonly edge: PlanEdge
}

declare const approved: unique symbol

/** What risk has approved, and only risk. */
export type Approved<T> = T & { readonly [approved]: true }
