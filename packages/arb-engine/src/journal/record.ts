/*
 * The life of a trade of one or more legs as plain data: what was meant, what left, what was answered, what
 * filled, how it ended. A closed union; a new kind of record is a new version of the format.
 */
import type {
  Action,
  ClientOrderId,
  ContinuityToken,
  ErrorCode,
  Fill,
  FillId,
  MarketId,
  Micros,
  Money,
  OrderId,
  Outcome,
  Price,
  Quantity,
  RejectReason,
  SettlementStage,
} from '@arbees/core'
import type { OpportunityType } from '../plan/plan.ts'
import type { JournalSnapshot } from './journal-state.ts'
import type { ExposureBound, LegOrder, OrderPurpose, TradeEnding } from './trade-terms.ts'

type Dated = { readonly at: Micros }

/** An order as it is meant to leave. */
export type OrderIntent = {
  readonly order: ClientOrderId
  /** Which order of this journal it is: never given twice. */
  readonly number: number
  readonly market: MarketId
  readonly action: Action
  readonly outcome: Outcome
  readonly limit: Price
  readonly quantity: Quantity
  /** The most that can fill, where the venue spends money and better offers bring more. @default quantity */
  readonly most?: Quantity
  /** The most it can take from the account, fee included; 0 for a sale. */
  readonly costMax: Money
  /** The book it was decided on. */
  readonly continuity: ContinuityToken
}

/** The orders of a trade are about to leave, one for each leg. On disk before any does. */
export type TradeIntended = Dated & {
  readonly type: 'trade.intended'
  /** Which trade of this journal it is. */
  readonly trade: number
  /** The name of its pair, basket or market. */
  readonly name: string
  readonly strategy: string
  /** Null where it takes no opportunity: what is held is sold because somebody asked for that. */
  readonly opportunityType: OpportunityType | null
  /** What one contract of every leg pays together, whatever happens; 0 for one leg alone. */
  readonly payout: Money
  readonly bound: ExposureBound
  /** None of these orders leaves after this instant. */
  readonly expiresAt: Micros
  readonly first: LegOrder
  /** One order for each leg, at most 16, in the order of the plan. */
  readonly legs: readonly OrderIntent[]
}

/** One more order of a trade is about to leave. On disk before it does. A halted trade is open again by it. */
export type OrderIntended = Dated & {
  readonly type: 'order.intended'
  readonly trade: number
  /** Its place in the plan. */
  readonly leg: number
  readonly purpose: OrderPurpose
  readonly expiresAt: Micros
  readonly intent: OrderIntent
}

/** The order leaves now. */
export type OrderSent = Dated & {
  readonly type: 'order.sent'
  readonly order: ClientOrderId
  /** The venue's name of it where that is known beforehand: Polymarket's order hash. */
  readonly venueOrder?: OrderId
}

/** The venue answered that it took the order. */
export type OrderAnswered = Dated & {
  readonly type: 'order.accepted'
  readonly order: ClientOrderId
  readonly venueOrder: OrderId
  /** What the answer says has filled. */
  readonly filled: Quantity
  /** Whether the answer is the last word on it. */
  readonly isDone: boolean
}

/** The venue certainly refused the order. */
export type OrderRefused = Dated & {
  readonly type: 'order.rejected'
  readonly order: ClientOrderId
  readonly reason: RejectReason
  readonly sentence: string
}

/** Nobody knows what became of the order. */
export type OrderDoubted = Dated & {
  readonly type: 'order.unknown'
  readonly order: ClientOrderId
  readonly code: ErrorCode
  readonly sentence: string
}

/** A fill, at the first stage the venue claims it. */
export type OrderFillClaimed = Dated & {
  readonly type: 'order.filled'
  readonly fill: Fill
  /** `confirmed` where the venue knows no stages. */
  readonly stage: SettlementStage
}

/** A fill went on, or was taken back. */
export type FillStaged = Dated & {
  readonly type: 'fill.settled'
  readonly order: ClientOrderId
  readonly fill: FillId
  readonly stage: SettlementStage
}

/** The last word on an order: nothing more of it can fill. `filled + canceled` is its quantity. */
export type OrderResolved = Dated & {
  readonly type: 'order.resolved'
  readonly order: ClientOrderId
  readonly filled: Quantity
  readonly canceled: Quantity
  /** What is believed: the venue's record, or our own that it never left. */
  readonly by: 'venue-record' | 'not-sent'
}

/** A trade is over. A halted one may end again, as hedged or flattened. */
export type TradeEnded = Dated & {
  readonly type: 'trade.ended'
  readonly trade: number
  readonly ending: TradeEnding
  readonly reason: string
}

/** No order may leave in this scope: `all`, a venue or a market. */
export type HaltSet = Dated & { readonly type: 'halt.set'; readonly scope: string; readonly reason: string }

/** Orders may leave again. */
export type HaltCleared = Dated & { readonly type: 'halt.cleared'; readonly scope: string; readonly reason: string }

/** All that the records before it amount to. The first record of every journal. */
export type SnapshotTaken = Dated & { readonly type: 'snapshot'; readonly state: JournalSnapshot }

/** Everything a journal can say. */
export type JournalRecord =
  | TradeIntended
  | OrderIntended
  | OrderSent
  | OrderAnswered
  | OrderRefused
  | OrderDoubted
  | OrderFillClaimed
  | FillStaged
  | OrderResolved
  | TradeEnded
  | HaltSet
  | HaltCleared
  | SnapshotTaken
