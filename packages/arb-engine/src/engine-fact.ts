import type { Micros } from '@arbees/core'
import type { Approved, OpportunityType, Plan, PlanEdge } from './plan/plan.ts'
import type { RiskRefusal } from './risk/refusal.ts'

/** What a decision is about. */
type AboutOpportunity = {
  readonly at: Micros
  /** The pair's, basket's or market's name. */
  readonly name: string
  /** Which way of several. */
  readonly direction: string
  readonly strategy: string
  readonly opportunityType: OpportunityType
}

/** An edge rose above the least edge on whole, fresh, uncrossed books. */
export type OpportunityOpened = AboutOpportunity & {
  readonly type: 'opportunity.opened'
  /** In picodollars for one contract, after fees. */
  readonly edge: number
}

/** It fell back, or could no longer be believed. */
export type OpportunityClosed = AboutOpportunity & { readonly type: 'opportunity.closed'; readonly openedAt: Micros }

/** The reason for which it is not traded changed to this one. */
export type OpportunityRefused = AboutOpportunity & {
  readonly type: 'opportunity.refused'
  /** In picodollars for one contract, after fees; null where there is no price to judge. */
  readonly edge: number | null
  /** What the trade would have earned, where it came to a size. */
  readonly planEdge: PlanEdge | null
} & RiskRefusal

/** It is acted on: a plan was approved, or a proposal handed on. */
export type OpportunityTaken = AboutOpportunity & {
  readonly type: 'opportunity.taken'
  /** What leaves; null where another process judges the proposal. */
  readonly plan: Approved<Plan> | null
}

/** What was decided, as facts: the log, the audit and the why-not funnel. */
export type EngineFact = OpportunityOpened | OpportunityClosed | OpportunityRefused | OpportunityTaken
