/*
 * The budget of orders of each venue, counted from the journal alone: what opens a trade must leave
 * what is kept for unwinds.
 */
import type { JournalRecord } from '@arbees/arb-engine'
import type { MarketId, Micros, TokenBucket, VenueId } from '@arbees/core'
import { createTokenBucket, takeTokens, venueOf } from '@arbees/core'
import { TERMS } from '../trader/limits.ts'
import type { Violations } from './violation.ts'

/** Counts orders as they are meant. */
export type ReserveCheck = {
  readonly see: (record: JournalRecord, now: Micros) => void
  /** A new life has whole budgets: it knows of none that was spent. */
  readonly reset: (now: Micros) => void
}

/** Creates the check. */
export function createReserveCheck(violations: Violations): ReserveCheck {
  const buckets = new Map<VenueId, TokenBucket>()

  function spend(market: MarketId, now: Micros): void {
    const bucket = buckets.get(venueOf(market))
    if (bucket !== undefined) takeTokens(bucket, 1, now, 0)
  }

  function open(markets: readonly MarketId[], trade: number, now: Micros): void {
    for (const [venue, { unwindReserve }] of TERMS) {
      const bucket = buckets.get(venue)
      const count = markets.filter((market) => venueOf(market) === venue).length
      if (bucket === undefined || count === 0) continue
      if (takeTokens(bucket, count, now, unwindReserve) === 0) continue
      violations.add(
        'reserve-kept',
        now,
        `trade ${trade} spends of the ${unwindReserve} orders kept for unwinds on ${venue}`,
      )
      takeTokens(bucket, count, now, 0)
    }
  }
  return {
    see: (record, now) => {
      if (record.type === 'order.intended') spend(record.intent.market, now)
      if (record.type !== 'trade.intended' || record.opportunityType === null) return
      const { first, legs, trade } = record
      const leaving = first === 'all' ? legs : legs.filter((_, leg) => leg === first)
      open(
        leaving.map(({ market }) => market),
        trade,
        now,
      )
    },
    reset: (now) => {
      for (const [venue, { orders }] of TERMS) buckets.set(venue, createTokenBucket(orders, now))
    },
  }
}
