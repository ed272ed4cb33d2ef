import type { FeeSchedule, Ladder, Outcome, Quantity } from '@arbees/core'

/**
 * What bounds a buy at the venue: its number of contracts, or the money it gives (quantity × limit),
 * of which all is spent, so that better offers than the limit bring more contracts.
 */
export type BuyBound = 'quantity' | 'money'

/** One leg to be sized: a book, what is bought there, and what it charges. */
export type LegView = {
  readonly ladder: Ladder
  readonly outcome: Outcome
  readonly fees: FeeSchedule
  readonly lot: Quantity
  readonly buysBy: BuyBound
}
