import type { Ladder, MarketId } from '@arbees/core'
import type { BuyRules } from '../size/buy-terms.ts'

/** A market as it is traded: its rules and exact fees as of now. */
export type ListedMarket = BuyRules

/** What is known of markets now. */
export type MarketViews = {
  readonly market: (id: MarketId) => ListedMarket | undefined
  /** The live book. */
  readonly book: (id: MarketId) => Ladder | undefined
}
