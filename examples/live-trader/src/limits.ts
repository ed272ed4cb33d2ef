/*
 * What bounds every trade. Small on purpose: whoever trades with this program sets their own.
 */
import type { EngineLimits, ExecutionLimits, VenueTerms } from '@arbees/arb-engine'
import type { Money, Price, Quantity, VenueId } from '@arbees/core'
import { millis, ONE_CONTRACT, ONE_DOLLAR, seconds } from '@arbees/core'
import type { TraderSettings } from './settings.ts'

/** The most that mending unequal legs may lose per contract. */
const REPAIR_LOSS_MAX = 150_000 as Money

/** What the engine proposes within. */
export function engineLimits({ contractsMax, edgeMin }: TraderSettings): EngineLimits {
  return {
    edgeMin: edgeMin as Money,
    quantityMax: (contractsMax * ONE_CONTRACT) as Quantity,
    // Twice the pay-out: two legs can never cost more.
    notionalMax: (contractsMax * 2 * ONE_DOLLAR) as Money,
    maxAgeUs: null,
    repairLossMax: REPAIR_LOSS_MAX,
    planLife: seconds(1),
  }
}

/** What the executor works within. */
export const EXECUTION: ExecutionLimits = {
  repairLossMax: REPAIR_LOSS_MAX,
  repairsMax: 4,
  repairMicros: seconds(20),
  repairPauseMicros: millis(250),
  repairExpiryMicros: seconds(2),
  dustMax: 20_000 as Money,
  bookAgeMicros: null,
  answerMicros: seconds(4),
  doubtMicros: seconds(40),
  lookFirstMicros: millis(200),
  lookCapMicros: seconds(2),
  unwindMicros: seconds(5),
  closeSlippageMax: 2_000 as Price,
  exposureMax: { quantity: 10_000_000_000 as Quantity, money: 200_000_000 as Money },
  tradesMax: 4,
  compactRecords: 100_000,
}

/** As many as the smallest account at Kalshi may send: what its limiter holds back, another leg does not wait for. */
const ORDERS_PER_SECOND = 10
/** Kept for orders that lessen what stands one-sided. */
const UNWIND_RESERVE = 5

/** How the venues take orders. */
export function venueTerms({ ordersPerSecond = ORDERS_PER_SECOND }: TraderSettings): ReadonlyMap<VenueId, VenueTerms> {
  const orders = { capacity: ordersPerSecond, refillPerSecond: ordersPerSecond }
  return new Map<VenueId, VenueTerms>([
    ['kalshi', { settles: 'at-once', orders, unwindReserve: UNWIND_RESERVE }],
    ['polymarket', { settles: 'in-stages', orders, unwindReserve: UNWIND_RESERVE }],
  ])
}
