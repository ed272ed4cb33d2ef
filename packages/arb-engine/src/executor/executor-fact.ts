import type {
  AccountSnapshot,
  Action,
  ClientOrderId,
  MarketId,
  Micros,
  Money,
  Outcome,
  Price,
  Quantity,
  VenueId,
} from '@arbees/core'
import type { OrderPurpose, TradeEnding } from '../journal/trade-terms.ts'
import type { LateReason } from '../legs/late-reason.ts'
import type { OpportunityType, Plan } from '../plan/plan.ts'

type Dated = { readonly at: Micros }

/** A trade is in the journal: its orders leave now, or when the journal has it safe. */
export type TradeOpenedFact = Dated & {
  readonly type: 'trade.opened'
  readonly trade: number
  readonly plan: Plan
  /** One for each leg, in the order of the plan. */
  readonly orders: readonly ClientOrderId[]
}

/** An order leaves. */
export type OrderSentFact = Dated & {
  readonly type: 'order.sent'
  readonly order: ClientOrderId
  readonly trade: number
  readonly leg: number
  readonly purpose: OrderPurpose | 'open'
  readonly market: MarketId
  readonly action: Action
  readonly outcome: Outcome
  readonly limit: Price
  readonly quantity: Quantity
  readonly isUnwind: boolean
}

/** An order that was meant does not leave. */
export type OrderRefusedLateFact = Dated & {
  readonly type: 'order.refused-late'
  readonly order: ClientOrderId
  readonly trade: number
  readonly leg: number
  readonly reason: LateReason
  readonly sentence: string
}

/** Unequal legs are mended: orders leave for that. */
export type TradeMendedFact = Dated & {
  readonly type: 'trade.repaired'
  readonly trade: number
  readonly name: string
  /** `complete`: the missing legs are bought. `flatten`: the excess is sold again. */
  readonly how: OrderPurpose
  readonly quantity: Quantity
  /** What it is expected to lose against what was paid for as much; negative when it earns. */
  readonly loss: Money
}

/** A trade is over, or somebody has to look at it. */
export type TradeClosedFact = Dated & {
  readonly type: 'trade.ended'
  readonly trade: number
  readonly name: string
  readonly strategy: string
  readonly opportunityType: OpportunityType | null
  readonly ending: TradeEnding
  readonly reason: string
  /** Contracts held on each leg: what pays in every case. */
  readonly matched: Quantity
  /** Contracts that one leg holds beyond another. */
  readonly unmatched: Quantity
}

/** The venue owes an answer about orders: until then none leaves for it. */
export type VenueInDoubtFact = Dated & {
  readonly type: 'venue.in-doubt'
  readonly venue: VenueId
  readonly order: ClientOrderId
}

/** Nothing of the venue is in doubt any more, or it was asked for the whole account (`snapshot`). */
export type VenueReconciledFact = Dated & {
  readonly type: 'venue.reconciled'
  readonly venue: VenueId
  readonly snapshot: AccountSnapshot | null
}

/** Somebody has to know. */
export type AlertFact = Dated & {
  readonly type: 'alert'
  readonly code: 'trade-halted' | 'halted' | 'journal-failed' | 'surprise' | 'resting-orders' | 'broker-failed'
  readonly sentence: string
  readonly trade: number | null
  readonly venue: VenueId | null
}

/** What the executor does, as facts. */
export type ExecutorFact =
  | TradeOpenedFact
  | OrderSentFact
  | OrderRefusedLateFact
  | TradeMendedFact
  | TradeClosedFact
  | VenueInDoubtFact
  | VenueReconciledFact
  | AlertFact
