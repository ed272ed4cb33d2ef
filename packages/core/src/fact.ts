/*
 * Everything that can be said to have happened, in one closed union. A fact is plain data, stamped
 * `at` once, where it entered; the venue's own time rides along as `venueAt`.
 */
import type { Level } from './book.ts'
import type { ContinuityToken } from './continuity.ts'
import type { ErrorCode } from './error-context.ts'
import type { MarketId, MarketStatus, Outcome, Settlement, VenueId } from './market.ts'
import type { ClientOrderId, Fill, FillId, OrderId, RejectReason } from './order.ts'
import type { PriceGrid } from './price-grid.ts'
import type { Micros, Money, Price, Quantity } from './units.ts'

type Seen = { readonly at: Micros; readonly venueAt?: Micros }

/** A market's whole known book, in YES terms, best level first. */
export type BookReplaced = Seen & {
  readonly type: 'book.replaced'
  readonly market: MarketId
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly continuity: ContinuityToken
}

/** Only the levels that changed, each with its new absolute quantity; 0 removes it. */
export type BookChanged = Seen & {
  readonly type: 'book.changed'
  readonly market: MarketId
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

/** Why a book is no longer to be believed. */
export type StaleReason = 'gap' | 'disconnected' | 'silent' | 'mismatch' | 'negative' | 'resubscribed' | 'malformed'

/** The book may not be traded on until it is replaced. */
export type BookStale = Seen & { readonly type: 'book.stale'; readonly market: MarketId; readonly reason: StaleReason }

/** Somebody's trade; the price in YES terms. */
export type TradePrinted = Seen & {
  readonly type: 'trade.printed'
  readonly market: MarketId
  readonly price: Price
  readonly quantity: Quantity
  /** `yes`: somebody bought YES (or sold NO); `no`: the reverse; absent where the venue does not say. */
  readonly takerSide?: Outcome
}

/** A market's rules or state changed: what is named, and where nothing is, what it charges. */
export type MarketChanged = Seen & {
  readonly type: 'market.changed'
  readonly market: MarketId
  readonly status?: MarketStatus
  readonly grid?: PriceGrid
  readonly closesAt?: Micros
}

/** A market settled: one YES contract pays `yesPrice`. */
export type MarketSettled = Seen & {
  readonly type: 'market.settled'
  readonly market: MarketId
  readonly outcome: Settlement
  /** 10,000 ticks when YES won, 0 when NO won; between them in a void. */
  readonly yesPrice: Price
}

/** The venue has taken the order; what filled comes as `order.filled`. */
export type OrderAccepted = Seen & {
  readonly type: 'order.accepted'
  readonly order: ClientOrderId
  readonly venueOrder: OrderId
}

/** The venue refused the order for certain. */
export type OrderRejected = Seen & {
  readonly type: 'order.rejected'
  readonly order: ClientOrderId
  readonly reason: RejectReason
  readonly sentence: string
}

/** Nobody knows what became of the order: counted as filled until the venue's record says. */
export type OrderUnknown = Seen & {
  readonly type: 'order.unknown'
  readonly order: ClientOrderId
  readonly code: ErrorCode
  readonly sentence: string
}

/** A fill, at the first stage the venue claims it. */
export type OrderFilled = Seen & { readonly type: 'order.filled'; readonly fill: Fill }

/** How far a fill has settled: matched is a claim, mined a hint, confirmed a fact, failed a reversal. */
export type SettlementStage = 'matched' | 'mined' | 'confirmed' | 'failed'

/** A fill went on, or was taken back. */
export type FillSettled = Seen & {
  readonly type: 'fill.settled'
  readonly order: ClientOrderId
  readonly fill: FillId
  readonly stage: SettlementStage
}

/** The order is at its end: nothing more of it can fill. `filled + canceled` is its quantity. */
export type OrderDone = Seen & {
  readonly type: 'order.done'
  readonly order: ClientOrderId
  readonly filled: Quantity
  readonly canceled: Quantity
}

/** Money at a venue, by the venue's own word. */
export type AccountReported = Seen & {
  readonly type: 'account.reported'
  readonly venue: VenueId
  readonly free: Money
  readonly locked: Money
}

/** A feed went up or down. */
export type FeedChanged = Seen & {
  readonly type: 'feed.changed'
  readonly venue: VenueId
  readonly status: 'connected' | 'disconnected' | 'silent'
  readonly detail?: string
}

/** A venue said a word we do not know. Kept and reported, never guessed at. */
export type VenueSurprised = Seen & {
  readonly type: 'venue.surprised'
  readonly venue: VenueId
  readonly where: string
  readonly found: string
}

/** A timer that was asked for has run out. */
export type ClockStruck = Seen & { readonly type: 'clock.struck'; readonly timer: string }

/** Everything that can be said to have happened. */
export type Fact =
  | BookReplaced
  | BookChanged
  | BookStale
  | TradePrinted
  | MarketChanged
  | MarketSettled
  | OrderAccepted
  | OrderRejected
  | OrderUnknown
  | OrderFilled
  | FillSettled
  | OrderDone
  | AccountReported
  | FeedChanged
  | VenueSurprised
  | ClockStruck
