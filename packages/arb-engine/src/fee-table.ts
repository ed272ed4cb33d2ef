import type { FeeSchedule, Price } from '@arbees/core'
import { ONE_CONTRACT, PRICE_ONE } from '@arbees/core'

/**
 * A taker's fee for one contract at every price, in picodollars (10^-12 dollars), by tick. An array
 * read in place of a call: the edge of a pair is compared on every change of a book.
 */
export type FeeTable = Float64Array

/**
 * Returns the table of a schedule: `charged`, what the venue books for a fill of exactly one
 * contract; `unrounded`, what one contract adds to a large fill. 80 KB: make one per schedule.
 */
export function createFeeTable(fees: FeeSchedule, form: 'charged' | 'unrounded'): FeeTable {
  const table = new Float64Array(PRICE_ONE + 1)
  for (let ticks = 0; ticks <= PRICE_ONE; ticks++) {
    const price = ticks as Price
    table[ticks] =
      form === 'charged' ? fees.fee(price, ONE_CONTRACT, 'taker') * 1_000_000 : fees.unitFee(price, 'taker')
  }
  return table
}
