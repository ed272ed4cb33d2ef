/*
 * The frame that opens a gap, by words that stand in no other: those that prepare it, close it or tell of a match
 * are of the same kind, and who answered them too would be measured at other work.
 */

/** A venue that ticks. */
export type Ticked = 'kalshi' | 'polymarket'

/** What stands in the frame of the offer that nobody should make, and in no other. */
export const GAP_WORDS: Readonly<Record<Ticked, string>> = {
  kalshi: '"price_dollars":"0.4000","delta_fp":"10.00"',
  polymarket: '"price":"0.33","size":"10","side":"SELL"',
}
