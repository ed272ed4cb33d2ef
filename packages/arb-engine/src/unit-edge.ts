/*
 * What one contract of a pair is worth, judged from the best prices: the question that every change
 * of a book asks. In picodollars, so that fees of ten-thousandths on prices of ten-thousandths are
 * exact integers and a comparison with a threshold is never a float's opinion.
 */
import type { Ladder, Outcome } from '@arbees/core'
import { DISCONTINUOUS, isLadderCrossed, PRICE_ONE } from '@arbees/core'
import type { FeeTable } from './fee-table.ts'
import type { Direction } from './pair.ts'

/** One dollar in picodollars. */
export const PICO_DOLLAR = 1_000_000_000_000
/** One tick of $0.0001 in picodollars. */
export const PICO_TICK = 100_000_000
/** One micro-dollar in picodollars. */
export const PICO_MICRO = 1_000_000

/** Why the best prices of a direction cannot be traded; `tradable` when they can. */
export type EdgeStatus = 'discontinuous' | 'book-crossed' | 'side-empty' | 'price-at-bound' | 'tradable'

/** The judgement of one direction at one instant. Reused: filled again at each judgement. */
export type UnitEdge = {
  status: EdgeStatus
  /** What one contract of each leg costs together before fees, in ticks; 0 when not tradable. */
  cost: number
  /** One dollar less that cost and both fees, in picodollars; 0 when not tradable. */
  edge: number
}

/** Returns a judgement to be filled. */
export function createUnitEdge(): UnitEdge {
  return { status: 'discontinuous', cost: 0, edge: 0 }
}

/** Returns the best price to buy an outcome in its own terms, or −1 when nobody sells. */
export function bestOffer(ladder: Ladder, outcome: Outcome): number {
  if (outcome === 'yes') {
    const { asks } = ladder
    return asks.length === 0 ? -1 : (asks.prices[asks.length - 1] as number)
  }
  const { bids } = ladder
  return bids.length === 0 ? -1 : PRICE_ONE - (bids.prices[bids.length - 1] as number)
}

/** Returns what keeps both directions of a pair from being judged; undefined when nothing does. */
export function blockOf(a: Ladder, b: Ladder): EdgeStatus | undefined {
  if (a.continuity === DISCONTINUOUS || b.continuity === DISCONTINUOUS) return 'discontinuous'
  return isLadderCrossed(a) || isLadderCrossed(b) ? 'book-crossed' : undefined
}

function refuse(into: UnitEdge, status: EdgeStatus): void {
  into.status = status
  into.cost = 0
  into.edge = 0
}

/** Judges one direction of a pair at its best prices; `block` is what `blockOf` says of the pair now. */
export function judgeUnitEdge(
  into: UnitEdge,
  direction: Direction,
  a: Ladder,
  b: Ladder,
  fees: { readonly a: FeeTable; readonly b: FeeTable },
  block: EdgeStatus | undefined = blockOf(a, b),
): void {
  const priceA = bestOffer(a, direction.a)
  const priceB = bestOffer(b, direction.b)
  if (block !== undefined) refuse(into, block)
  else if (priceA < 0 || priceB < 0) refuse(into, 'side-empty')
  else if (priceA === 0 || priceA === PRICE_ONE || priceB === 0 || priceB === PRICE_ONE) refuse(into, 'price-at-bound')
  else {
    into.status = 'tradable'
    into.cost = priceA + priceB
    into.edge = PICO_DOLLAR - into.cost * PICO_TICK - (fees.a[priceA] as number) - (fees.b[priceB] as number)
  }
}
