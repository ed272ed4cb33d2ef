import { DISCONTINUOUS, formatMoney, toMoney } from '@arbees/core'
import type { MessageOf } from '../../../messages/topics.ts'

type Quote = MessageOf<'quote.changed'>

/** Micro-dollars of a tick. */
const TICK = 100
const ONE = 10_000

function difference(more: number | undefined, less: number | undefined): number {
  return more === undefined || less === undefined ? Number.NEGATIVE_INFINITY : more - less
}

/**
 * Returns what is left of a dollar after one contract on each leg of a pair, in ticks, before fees: the better of its
 * two directions, negative when both cost more than a dollar. Undefined unless both books may be traded on.
 */
export function gapTicks(a: Quote | undefined, b: Quote | undefined, polarity: 'same' | 'inverse'): number | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a.continuity === DISCONTINUOUS || b.continuity === DISCONTINUOUS) return undefined
  const [bidA, askA, bidB, askB] = [a.bids[0]?.price, a.asks[0]?.price, b.bids[0]?.price, b.asks[0]?.price]
  // The other market's YES is this one's NO: its bid at p is an offer at 1 − p.
  const flip = (price: number | undefined) => (price === undefined ? undefined : ONE - price)
  const [sameBid, sameAsk] = polarity === 'same' ? [bidB, askB] : [flip(askB), flip(bidB)]
  const best = Math.max(difference(sameBid, askA), difference(bidA, sameAsk))
  return Number.isFinite(best) ? best : undefined
}

/** Returns ticks as dollars, or null for none. */
export function formatGap(ticks: number | undefined): string | null {
  return ticks === undefined ? null : formatMoney(toMoney(ticks * TICK))
}
