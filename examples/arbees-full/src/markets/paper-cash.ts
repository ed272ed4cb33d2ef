import type { Money, VenueId } from '@arbees/core'
import { toMoney } from '@arbees/core'

/** Where paper trades. */
export const PAPER_VENUES: readonly VenueId[] = ['kalshi', 'polymarket']

/** Returns what each paper account begins with: equal parts of the bankroll, to the micro-dollar. */
export function paperCash(bankroll: Money): ReadonlyMap<VenueId, Money> {
  const part = Math.floor(bankroll / PAPER_VENUES.length)
  return new Map(
    PAPER_VENUES.map((venue, index) => [
      venue,
      toMoney(index === 0 ? bankroll - part * (PAPER_VENUES.length - 1) : part),
    ]),
  )
}
