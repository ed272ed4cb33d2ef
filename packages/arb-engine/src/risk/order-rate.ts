import type { Micros } from '@arbees/core'

/** When orders were approved, oldest first; no more of them than the limit counts. */
export type OrderTimes = Micros[]

/** Returns how many orders were approved within the last `per`, and forgets older ones. */
export function ordersWithin(times: OrderTimes, per: Micros, now: Micros): number {
  let old = 0
  while (old < times.length && now - (times[old] as number) >= per) old += 1
  times.splice(0, old)
  return times.length
}
