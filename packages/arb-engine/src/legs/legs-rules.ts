import { receivedOf, standsOf } from './leg-stand.ts'
import { mendOf } from './mend.ts'
import type { MoveRules } from './next-move.ts'
import { nextMove } from './next-move.ts'
import { openingTerms } from './opening.ts'
import { factRecords, reportRecords, submissionRecords } from './order-records.ts'
import { entryRefusal } from './recheck.ts'

/**
 * The decisions of a trade's life as one object of pure functions, so that a test can pass a copy
 * with one of them broken and see that its checks notice. A deployment passes none.
 */
export type LegsRules = MoveRules & {
  readonly openingTerms: typeof openingTerms
  readonly entryRefusal: typeof entryRefusal
  readonly submissionRecords: typeof submissionRecords
  readonly reportRecords: typeof reportRecords
  readonly factRecords: typeof factRecords
  readonly nextMove: typeof nextMove
  /** How many orders of a venue's budget an order leaves for unwinds. */
  readonly reserveFor: (isUnwind: boolean, unwindReserve: number) => number
}

/** The rules that hold. */
export const legsRules: LegsRules = Object.freeze({
  receivedOf,
  standsOf,
  mendOf,
  openingTerms,
  entryRefusal,
  submissionRecords,
  reportRecords,
  factRecords,
  nextMove,
  reserveFor: (isUnwind: boolean, unwindReserve: number) => (isUnwind ? 0 : unwindReserve),
})
