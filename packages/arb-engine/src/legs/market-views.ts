import type { FeeSchedule, Ladder, Market, MarketId } from '@arbees/core'

/** A market as it is traded: its rules and exact fees as of now. */
export type ListedMarket = { readonly market: Market; readonly fees: FeeSchedule }

/** What is known of markets now. */
export type MarketViews = {
  readonly market: (id: MarketId) => ListedMarket | undefined
  /** The live book. */
  readonly book: (id: MarketId) => Ladder | undefined
}
