import type {
  Action,
  ClientOrderId,
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
import type { ExposureBound, LegOrder, OrderPurpose, TradeEnding } from './trade-terms.ts'

/** A fill as the journal remembers it. */
export type JournalFill = {
  readonly id: FillId
  readonly price: Price
  readonly quantity: Quantity
  readonly received: Quantity
  readonly fee: Money
  stage: SettlementStage
}

/**
 * How an order stands: only `rejected` and `done` are final. An order that is `intended` may have
 * left: where the machine died, the record that it did may be lost.
 */
export type JournalOrderStatus = 'intended' | 'sent' | 'accepted' | 'unknown' | 'rejected' | 'done'

/** An order of an open trade. Changed in place as records are folded. */
export type JournalOrder = {
  readonly order: ClientOrderId
  readonly number: number
  readonly trade: number
  readonly leg: number
  readonly purpose: OrderPurpose | 'open'
  readonly market: MarketId
  readonly action: Action
  readonly outcome: Outcome
  readonly limit: Price
  readonly quantity: Quantity
  /** The most that can fill. @default quantity */
  readonly most?: Quantity
  readonly costMax: Money
  readonly expiresAt: Micros
  /** When it was meant: fills are looked for since then. */
  readonly intendedAt: Micros
  status: JournalOrderStatus
  /** Why the venue refused it, when it did. */
  refusal?: RejectReason
  /** The venue's name of it; null while unknown. */
  venueOrder: OrderId | null
  /** What the venue last said has filled, of which the fills below are those it has named. */
  filled: Quantity
  readonly fills: JournalFill[]
}

/** A trade that is not over, or whose fills may still be taken back. Changed in place. */
export type JournalTrade = {
  readonly trade: number
  readonly at: Micros
  readonly name: string
  readonly strategy: string
  readonly opportunityType: OpportunityType | null
  /** What one contract of every leg pays together, whatever happens. */
  readonly payout: Money
  readonly bound: ExposureBound
  readonly expiresAt: Micros
  readonly first: LegOrder
  /** How many legs it has. */
  readonly legs: number
  /** The first of them are the legs' opening orders, in the order of the plan. */
  readonly orders: JournalOrder[]
  /** When something was last learned of its orders: time limits count from here. */
  changedAt: Micros
  /** Null while it is open. */
  ending: TradeEnding | null
  /** How many orders it had when it last ended; 0 before. */
  ordersAtEnd: number
  /** Whether something was learned since it last ended: then a halted trade is looked at again. */
  hasNews: boolean
  reason: string
}

/** A halt that holds. */
export type Halt = { readonly scope: string; readonly at: Micros; readonly reason: string }

/** How many trades ended how. */
export type EndingCounts = { hedged: number; flattened: number; halted: number }

/** What all records amount to. Changed in place by `applyRecord`. */
export type JournalState = {
  /** Nine digits that tell this journal's orders from another's. */
  salt: string
  /** The next order's number. */
  nextOrder: number
  /** The next trade's. */
  nextTrade: number
  /** Trades by number, oldest first. */
  readonly trades: Map<number, JournalTrade>
  /** Their orders. */
  readonly orders: Map<ClientOrderId, JournalOrder>
  readonly halts: Map<string, Halt>
  readonly endings: EndingCounts
}

/** The state as plain data. */
export type JournalSnapshot = {
  readonly salt: string
  readonly nextOrder: number
  readonly nextTrade: number
  readonly trades: readonly JournalTrade[]
  readonly halts: readonly Halt[]
  readonly endings: Readonly<EndingCounts>
}

/** Returns the state of a journal that has said nothing. */
export function emptyJournalState(salt: string): JournalState {
  return {
    salt,
    nextOrder: 1,
    nextTrade: 1,
    trades: new Map(),
    orders: new Map(),
    halts: new Map(),
    endings: { hedged: 0, flattened: 0, halted: 0 },
  }
}

function copyOrder(order: JournalOrder): JournalOrder {
  return { ...order, fills: order.fills.map((fill) => ({ ...fill })) }
}

function copyTrade(trade: JournalTrade): JournalTrade {
  return { ...trade, orders: trade.orders.map(copyOrder) }
}

/** Returns the state as plain data that shares nothing with it. */
export function snapshotOf(state: JournalState): JournalSnapshot {
  return {
    salt: state.salt,
    nextOrder: state.nextOrder,
    nextTrade: state.nextTrade,
    trades: [...state.trades.values()].map(copyTrade),
    halts: [...state.halts.values()],
    endings: { ...state.endings },
  }
}

/** Makes the state what a snapshot says, sharing nothing with it. */
export function restoreSnapshot(state: JournalState, snapshot: JournalSnapshot): void {
  const { salt, nextOrder, nextTrade, endings } = snapshot
  Object.assign(state, { salt, nextOrder, nextTrade })
  Object.assign(state.endings, endings)
  state.trades.clear()
  state.orders.clear()
  state.halts.clear()
  for (const trade of snapshot.trades.map(copyTrade)) {
    state.trades.set(trade.trade, trade)
    for (const order of trade.orders) state.orders.set(order.order, order)
  }
  for (const halt of snapshot.halts) state.halts.set(halt.scope, halt)
}
