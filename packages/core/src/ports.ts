/*
 * What a venue is to everyone above it: a Feed of facts and a Broker for orders. Kalshi, Polymarket,
 * the paper broker and the fakes all stand behind these two.
 */
import type { VenueError } from './error.ts'
import type { Fact } from './fact.ts'
import type { FeeSchedule } from './fee-schedule.ts'
import type { Market, MarketId, Outcome, VenueId } from './market.ts'
import type { ClientOrderId, Fill, IocOrder, OrderDefect, OrderId, RejectReason } from './order.ts'
import type { Cancel } from './runtime.ts'
import type { Micros, Money, Quantity } from './units.ts'

/** Receives facts in the order they happened; must not throw. */
export type FactListener = (facts: readonly Fact[]) => void

/** A venue's public side. */
export type Feed = {
  readonly venue: VenueId
  /**
   * Returns a market with its rules.
   *
   * @throws VenueError `market.not-found`, or `market.unsupported` when a rule is unknown.
   */
  readonly market: (market: MarketId) => Promise<Market>
  /**
   * Returns a market's exact fees.
   *
   * @throws VenueError `fees.unknown` when the schedule is not known for certain.
   */
  readonly fees: (market: MarketId) => Promise<FeeSchedule>
  /** Begins to deliver facts of these markets: first a `book.replaced` of each. Reconnects by itself. */
  readonly subscribe: (markets: readonly MarketId[], listener: FactListener) => Cancel
}

/** What became of an order's request. Orders never throw at the engine. */
export type Submission =
  /** The venue took it. `fills` are those its answer names; later ones come as facts. */
  | {
      readonly type: 'accepted'
      readonly orderId: OrderId
      readonly at: Micros
      readonly filled: Quantity
      /** Whether the answer is the last word: nothing more of this order can fill. */
      readonly isDone: boolean
      readonly fills: readonly Fill[]
    }
  /** Certainly refused, certainly not resting. */
  | { readonly type: 'rejected'; readonly reason: RejectReason; readonly error: VenueError }
  /** May have matched: go and look. */
  | { readonly type: 'unknown'; readonly orderId?: OrderId; readonly error: VenueError }

/** What a venue knows of one order. */
export type OrderReport = {
  readonly order: ClientOrderId
  readonly orderId: OrderId
  readonly market: MarketId
  readonly quantity: Quantity
  readonly filled: Quantity
  /** Whether nothing more of it can fill. */
  readonly isDone: boolean
  /** Those that stand. */
  readonly fills: readonly Fill[]
  /** Those that the venue claimed and took back: neither in `filled` nor in `fills`. @default none */
  readonly takenBack?: readonly Fill[]
  /** The venue's own word for its status. */
  readonly venueStatus: string
}

/** What is held of one outcome, by the venue's own word. */
export type HoldingReport = { readonly market: MarketId; readonly outcome: Outcome; readonly quantity: Quantity }

/** All a venue knows of an account at one moment. */
export type AccountSnapshot = {
  readonly venue: VenueId
  readonly at: Micros
  readonly free: Money
  /** Matched but not settled, or held for resting orders. */
  readonly locked: Money
  readonly holdings: readonly HoldingReport[]
  /** Orders that may still fill. */
  readonly open: readonly OrderReport[]
}

/**
 * Says why an order must not leave after all; undefined when it may. Asked right before its bytes
 * leave, after whatever a client has waited for: a rate limit, a question to the venue.
 */
export type LastLook = () => OrderDefect | undefined

/** A venue's private side. */
export type Broker = {
  readonly venue: VenueId
  /**
   * Sends an order once. Never rejects for reasons of the world, never sends twice. What `lastLook`
   * finds is a certain refusal: nothing left.
   */
  readonly submit: (order: IocOrder, lastLook?: LastLook) => Promise<Submission>
  /**
   * Returns what the venue knows of an order, found by our own id or by what only that order can
   * have left behind; undefined when the venue certainly never took it.
   *
   * @throws VenueError when the venue cannot be asked, or its records are not yet complete.
   */
  readonly find: (order: IocOrder, since: Micros) => Promise<OrderReport | undefined>
  /**
   * Returns the whole account.
   *
   * @throws VenueError when any part could not be read: a part is never taken for the whole.
   */
  readonly snapshot: () => Promise<AccountSnapshot>
  /** Cancels whatever may rest; returns when the venue has confirmed. */
  readonly cancelAll: () => Promise<void>
  /** Delivers private facts: fills, settlement stages, balances. */
  readonly listen: (listener: FactListener) => Cancel
}
