import type { Micros, Money, Quantity } from '@arbees/core'
import type { Direction, Pair } from './pair.ts'

/** Why a direction is not traded, in the order of the checks. */
export type RefusalReason =
  | 'market-closed'
  | 'no-book'
  | 'stale'
  | 'book-crossed'
  | 'side-empty'
  | 'price-at-bound'
  | 'below-edge'
  | 'taken'
  | 'in-flight'
  | 'halted'
  | 'no-depth'
  | 'funds'

/** Every reason, in the order of the checks. */
export const REFUSAL_REASONS: readonly RefusalReason[] = [
  'market-closed',
  'no-book',
  'stale',
  'book-crossed',
  'side-empty',
  'price-at-bound',
  'below-edge',
  'taken',
  'in-flight',
  'halted',
  'no-depth',
  'funds',
]

type AboutDirection = { readonly at: Micros; readonly pair: Pair; readonly direction: Direction['name'] }

/** A direction's edge rose above the least edge on whole, fresh, uncrossed books. */
export type OpportunityOpened = AboutDirection & {
  readonly type: 'opportunity.opened'
  /** In picodollars for one contract, after fees. */
  readonly edge: number
}

/** It fell back, or could no longer be believed. */
export type OpportunityClosed = AboutDirection & { readonly type: 'opportunity.closed'; readonly openedAt: Micros }

/** The reason for which a direction is not traded changed to this one. */
export type OpportunityRefused = AboutDirection & {
  readonly type: 'opportunity.refused'
  readonly reason: RefusalReason
  /** In picodollars for one contract, after fees; null where there is no price to judge. */
  readonly edge: number | null
}

/** The engine acted: two orders leave. */
export type OpportunityTaken = AboutDirection & {
  readonly type: 'opportunity.taken'
  readonly trade: number
  readonly quantity: Quantity
  /** What both legs cost with fees, if both fill as quoted. */
  readonly notional: Money
  /** What they then earn. */
  readonly profit: Money
}

/** The legs came out unequal and an order leaves to mend that, inside the loss allowed. */
export type TradeRepairedFact = AboutDirection & {
  readonly type: 'trade.repaired'
  readonly trade: number
  /** `complete`: the missing leg is bought. `flatten`: the excess is sold again. */
  readonly how: 'complete' | 'flatten'
  readonly quantity: Quantity
  /** What it is expected to lose against what the longer leg paid; negative when it earns. */
  readonly loss: Money
}

/** A trade came to its end. `halted` is the one that somebody has to look at. */
export type TradeEndedFact = AboutDirection & {
  readonly type: 'trade.ended'
  readonly trade: number
  readonly status: 'hedged' | 'flattened' | 'missed' | 'halted'
  /** Contracts that pay in every case. */
  readonly matched: Quantity
  /** Contracts that are held on one leg only. */
  readonly unmatched: Quantity
}

/** What the engine decided, as facts: its log and its audit. */
export type EngineFact =
  | OpportunityOpened
  | OpportunityClosed
  | OpportunityRefused
  | OpportunityTaken
  | TradeRepairedFact
  | TradeEndedFact
