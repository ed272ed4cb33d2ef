/*
 * What bounds every trade of a simulation, and how its venues take orders: the figures that the
 * checkers hold the executor to.
 */
import type { ExecutionLimits, VenueTerms } from '@arbees/arb-engine'
import type { Money, Price, Quantity, VenueId } from '@arbees/core'
import { millis, seconds } from '@arbees/core'

/** The limits of every run. */
export const LIMITS: ExecutionLimits = {
  repairLossMax: 150_000 as Money,
  repairsMax: 4,
  repairMicros: seconds(20),
  repairPauseMicros: millis(250),
  repairExpiryMicros: seconds(2),
  dustMax: 20_000 as Money,
  bookAgeMicros: null,
  answerMicros: seconds(4),
  doubtMicros: seconds(40),
  lookFirstMicros: millis(300),
  lookCapMicros: seconds(4),
  unwindMicros: seconds(5),
  exposureMax: { quantity: 10_000_000_000 as Quantity, money: 100_000_000 as Money },
  tradesMax: 4,
  closeSlippageMax: 1_500 as Price,
  compactRecords: 60,
}

/** How the venues take orders. */
export const TERMS: ReadonlyMap<VenueId, VenueTerms> = new Map<VenueId, VenueTerms>([
  ['kalshi', { settles: 'at-once', orders: { capacity: 4, refillPerSecond: 2 }, unwindReserve: 2 }],
  ['polymarket', { settles: 'in-stages', orders: { capacity: 4, refillPerSecond: 2 }, unwindReserve: 2 }],
])
