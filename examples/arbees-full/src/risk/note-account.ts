import type { RiskDesk } from '@arbees/arb-engine'
import type { Money, VenueId } from '@arbees/core'
import { NO_MONEY, toMoney } from '@arbees/core'

/**
 * Makes what a venue says is free the money there. What is set aside comes off it, though the venue may have taken some of
 * that already: then there is more than this says until its next word. What the change comes to is neither won nor lost:
 * the day's loss is counted from as much more or less.
 */
export function noteAccount(desk: RiskDesk, venue: VenueId, free: Money): void {
  const { ledger, day, ...rest } = desk.snapshot()
  const cash = new Map(ledger.cash)
  const before = cash.get(venue) ?? NO_MONEY
  const now = toMoney(free - (desk.ledger.reserved.get(venue) ?? NO_MONEY))
  if (now === before) return
  cash.set(venue, now)
  const equityAtStart = toMoney(day.equityAtStart + now - before)
  desk.restore({ ...rest, ledger: { ...ledger, cash: [...cash] }, day: { ...day, equityAtStart } })
}
