/*
 * What a trade earns as money: everything that comes off the price gap, and what the money could
 * have earned meanwhile.
 */
import type { Micros, Money, Price, VenueId } from '@arbees/core'
import { complement, costRoundedDown, mulDiv, ONE_CONTRACT, seconds } from '@arbees/core'
import type { MarketView } from '../market-view.ts'
import type { Size } from '../size/best-size.ts'
import type { PlanEdge, PlannedLeg } from './plan.ts'

const YEAR = seconds(31_536_000)
const BPS = 10_000

/** Returns what `net` on `locked` is for a year, in basis points, rounded down; null when no end is known. */
export function annualize(net: Money, locked: Money, held: Micros | null): number | null {
  if (held === null || held <= 0 || locked <= 0) return null
  const top = BigInt(net) * BigInt(YEAR) * BigInt(BPS)
  const by = BigInt(locked) * BigInt(held)
  const bps = top / by - (top < 0n && top % by !== 0n ? 1n : 0n)
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(bps > most ? most : bps < -most ? -most : bps)
}

function heldFor(markets: readonly MarketView[], at: Micros): Micros | null {
  let held: number = 0
  for (const { resolvesAt } of markets) {
    if (resolvesAt === null || resolvesAt <= at) return null
    held = Math.max(held, resolvesAt - at)
  }
  return held as Micros
}

function earnedWhenVoid(legs: readonly PlannedLeg[], markets: readonly MarketView[]): Money | null {
  let earned = 0
  for (const [index, { outcome, quoted }] of legs.entries()) {
    const yes: Price | null = markets[index]?.voidYesPrice ?? null
    if (yes === null) return null
    earned += costRoundedDown(outcome === 'yes' ? yes : complement(yes), quoted.received) - quoted.cost - quoted.fee
  }
  return earned as Money
}

/** Returns all that the edge of a size is made of. `worth`: of one contract of every leg. */
export function edgeOf(
  size: Size,
  legs: readonly PlannedLeg[],
  markets: readonly MarketView[],
  terms: { readonly worth: Money; readonly hurdleBps: number; readonly at: Micros },
): PlanEdge {
  let fees = 0
  let costs = 0
  let slippage = 0
  let total = 0
  const locked = new Map<VenueId, number>()
  for (const [index, { limit, quantity, quoted }] of legs.entries()) {
    const quote = size.quotes[index] as Size['quotes'][number]
    // What a venue keeps in contracts is a fee at the price that was paid for them.
    const kept = quote.quantity === 0 ? 0 : mulDiv(quoted.cost, quote.quantity - quote.received, quote.quantity, 'ceil')
    fees += quoted.fee + kept
    costs += quoted.cost - kept
    total += quoted.cost + quoted.fee
    slippage += mulDiv(quantity, limit - quote.worst, BPS, 'ceil')
    const { venue } = (markets[index] as MarketView).market
    locked.set(venue, (locked.get(venue) ?? 0) + quoted.cost + quoted.fee)
  }
  const gross = mulDiv(terms.worth, size.contracts, ONE_CONTRACT, 'floor') - costs
  const net = (gross - fees - slippage) as Money
  const held = heldFor(markets, terms.at)
  return {
    gross: gross as Money,
    fees: fees as Money,
    slippage: slippage as Money,
    net,
    locked: [...locked].map(([venue, money]) => ({ venue, money: money as Money })),
    heldMicros: held,
    annualizedBps: annualize(net, total as Money, held),
    hurdleBps: terms.hurdleBps,
    whenVoid: earnedWhenVoid(legs, markets),
  }
}
