import type { Micros, Money, Price } from '@arbees/core'
import type { ExposureBound } from '../journal/trade-terms.ts'

/** What bounds the life of a trade. */
export type ExecutionLimits = {
  /** The most a repair of unequal legs may lose per contract, against what was paid for it. */
  readonly repairLossMax: Money
  /** How many orders one leg may be repaired with before the trade is halted. */
  readonly repairsMax: number
  /** How long unequal legs may stand without anything new being learned; then the trade is halted. */
  readonly repairMicros: Micros
  /** The wait after a repair that filled nothing; doubled with each one more. */
  readonly repairPauseMicros: Micros
  /** How long a repair may be on its way before it no longer leaves. */
  readonly repairExpiryMicros: Micros
  /** What was paid for contracts that no lawful order can mend: up to here a trade ends with that dust. */
  readonly dustMax: Money
  /** How old a book may be that a repair is judged by; null: as long as it is whole. */
  readonly bookAgeMicros: Micros | null
  /** How long after an order's expiry its answer is waited for; then it is unknown. */
  readonly answerMicros: Micros
  /** How long an order may be in doubt before its trade is halted. The venue is asked on after that. */
  readonly doubtMicros: Micros
  /** The wait before the venue is asked about an order; doubled each time, up to the cap. */
  readonly lookFirstMicros: Micros
  readonly lookCapMicros: Micros
  /** How long before a market closes no trade is opened in it, so that an unwind could still be executed. */
  readonly unwindMicros: Micros
  /** How far below the best bid everything is sold when somebody asks for that, in ticks. */
  readonly closeSlippageMax: Price
  /** How far all trades together may stand one-sided. */
  readonly exposureMax: ExposureBound
  /** How many trades may be open at once. */
  readonly tradesMax: number
  /** After how many records the journal is compacted, as soon as nothing is open. */
  readonly compactRecords: number
}

/** How one venue takes orders. */
export type VenueTerms = {
  /** `at-once`: a fill is a fill. `in-stages`: it is a claim until it is confirmed, and may fail. */
  readonly settles: 'at-once' | 'in-stages'
  /** The most orders that leave for it. */
  readonly orders: { readonly capacity: number; readonly refillPerSecond: number }
  /** How many of the capacity only unwinds may use. */
  readonly unwindReserve: number
}
