import type { FeeSchedule, Price } from '@arbees/core'
import { mulDiv, ONE_CONTRACT, PRICE_ONE } from '@arbees/core'

/** One tick of $0.0001 in picodollars, for one contract. */
const TICK = 100_000_000

/**
 * A taker's fee for one contract that arrives, at every price, in picodollars (10^-12 dollars), by
 * tick. An array read in place of a call: the edge of a pair is compared on every change of a book.
 */
export type FeeTable = Float64Array

/** What a fee taken in contracts makes one contract that arrives dearer by; never understated. */
function inContracts(price: number, unit: number): number {
  const paid = price * TICK
  // Of each contract paid, unit/paid is kept by the venue. At nothing, or where all is kept, none arrives.
  return unit === 0 ? 0 : unit >= paid ? Number.POSITIVE_INFINITY : mulDiv(unit, paid, paid - unit, 'ceil')
}

/**
 * Returns the table of a schedule: `charged`, what the venue books for a fill of exactly one
 * contract; `unrounded`, what one contract adds to a large fill. A fee taken in contracts is always
 * `unrounded`. 80 KB: make one per schedule.
 */
export function createFeeTable(fees: FeeSchedule, form: 'charged' | 'unrounded'): FeeTable {
  const table = new Float64Array(PRICE_ONE + 1)
  for (let ticks = 0; ticks <= PRICE_ONE; ticks++) {
    const price = ticks as Price
    if (fees.buyFeeIn === 'quantity') table[ticks] = inContracts(ticks, fees.unitFee(price, 'taker'))
    else if (form === 'charged') table[ticks] = fees.fee(price, ONE_CONTRACT, 'taker') * 1_000_000
    else table[ticks] = fees.unitFee(price, 'taker')
  }
  return table
}

/**
 * Returns, by tick of a limit, the most that a dollar spent at that limit or better is charged, in
 * picodollars: a better price buys more contracts, and so may cost a larger fee.
 */
export function createSpendFeeTable(fees: FeeSchedule): FeeTable {
  const table = new Float64Array(PRICE_ONE + 1)
  if (fees.buyFeeIn === 'quantity') return table
  for (let ticks = 1; ticks <= PRICE_ONE; ticks++) {
    const unit = fees.unitFee(ticks as Price, 'taker')
    table[ticks] = Math.max(table[ticks - 1] as number, mulDiv(unit, PRICE_ONE, ticks, 'ceil'))
  }
  return table
}
