import type { VenueId } from '@arbees/core'
import { takeTokens } from '@arbees/core'
import type { Desk } from './desk.ts'
import { nowOf } from './desk.ts'

const TOKEN = 1_000_000

/**
 * Takes an order each from the budgets of these venues, or nothing from any. Returns how long to wait;
 * `Infinity` for what no budget ever holds.
 */
export function takeRate(desk: Desk, venues: readonly VenueId[], isUnwind: boolean): number {
  const counts = new Map<VenueId, number>()
  for (const venue of venues) counts.set(venue, (counts.get(venue) ?? 0) + 1)
  const taken: VenueId[] = []
  let wait = 0
  for (const [venue, count] of counts) {
    const bucket = desk.buckets.get(venue)
    const terms = desk.settings.terms.get(venue)
    if (bucket === undefined || terms === undefined) return Number.POSITIVE_INFINITY
    const reserve = desk.rules.reserveFor(isUnwind, terms.unwindReserve)
    wait =
      count + reserve > terms.orders.capacity
        ? Number.POSITIVE_INFINITY
        : takeTokens(bucket, count, nowOf(desk), reserve)
    if (wait > 0) break
    taken.push(venue)
  }
  if (wait === 0) return 0
  for (const venue of taken) {
    const bucket = desk.buckets.get(venue)
    if (bucket !== undefined) bucket.level += (counts.get(venue) ?? 0) * TOKEN
  }
  return wait
}
