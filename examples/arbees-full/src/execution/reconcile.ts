/*
 * What the venues say is held against what our own ledger says. A difference counts once it was seen twice
 * in a row: rows are written a little after fills.
 */
import type { AccountSnapshot, MarketId, VenueId } from '@arbees/core'
import { parseQuantity, venueOf } from '@arbees/core'
import type { Queries } from '../platform/store/store.ts'

/** A difference of what is held of one outcome, in micro-contracts. */
export type Difference = { readonly key: string; readonly atVenue: number; readonly inLedger: number }

/** Returns what our ledger says is held on paper, or really, by market and side. */
export async function ledgerHoldings({ query }: Queries, isPaper: boolean): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ key: string; held: string }>(
    `SELECT market_id || ' ' || side AS key, SUM(filled_qty) AS held FROM paper_trades WHERE is_paper = $1
     GROUP BY market_id, side HAVING SUM(filled_qty) <> 0`,
    [isPaper],
  )
  return new Map(rows.map(({ key, held }) => [key, parseQuantity(held)]))
}

/** Where YES and NO of one market cancel each other: the exchange pays a dollar for the pair and keeps what is left. */
const NETTING: ReadonlySet<VenueId> = new Set(['kalshi'])

/** Returns what is held once each pair of YES and NO is paid out, as the venue does it. */
function netted(held: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const net = new Map<string, number>()
  for (const [key, quantity] of held) {
    const [market = '', outcome] = key.split(' ')
    const other = held.get(`${market} ${outcome === 'yes' ? 'no' : 'yes'}`) ?? 0
    const pairs = NETTING.has(venueOf(market as MarketId)) ? Math.max(0, Math.min(quantity, other)) : 0
    if (quantity !== pairs) net.set(key, quantity - pairs)
  }
  return net
}

/** Returns every difference between the venues' word and the ledger. */
export function differencesOf(
  snapshots: readonly AccountSnapshot[],
  ledger: ReadonlyMap<string, number>,
): readonly Difference[] {
  const venues = new Set(snapshots.map(({ venue }) => venue))
  const told = new Map<string, number>()
  for (const { holdings } of snapshots) {
    for (const { market, outcome, quantity } of holdings) told.set(`${market} ${outcome}`, quantity)
  }
  const [held, booked] = [netted(told), netted(ledger)]
  const keys = new Set([...held.keys(), ...booked.keys()])
  return [...keys].sort().flatMap((key) => {
    const [atVenue, inLedger] = [held.get(key) ?? 0, booked.get(key) ?? 0]
    const isAsked = venues.has(key.slice(0, key.indexOf(':')))
    return isAsked && atVenue !== inLedger ? [{ key, atVenue, inLedger }] : []
  })
}

/** Returns the differences that stood alike the last time. */
export function lasting(before: readonly Difference[], now: readonly Difference[]): readonly Difference[] {
  const known = new Set(before.map((one) => JSON.stringify(one)))
  return now.filter((one) => known.has(JSON.stringify(one)))
}
