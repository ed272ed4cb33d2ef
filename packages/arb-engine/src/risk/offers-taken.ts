/*
 * What is offered is sold once: a plan that was approved takes its part of the books before an order has left.
 */
import type { Outcome } from '@arbees/core'
import { PRICE_ONE } from '@arbees/core'
import type { MarketView } from '../market-view.ts'
import type { DraftLeg } from '../plan/draft-plan.ts'
import type { PlannedLeg } from '../plan/plan.ts'
import type { Ledger } from './ledger-state.ts'
import type { RiskRefusal } from './refusal.ts'
import { refusal } from './refusal.ts'

function offeredWithin({ ladder }: MarketView, outcome: Outcome, limit: number): number {
  const { length, prices, quantities } = outcome === 'yes' ? ladder.asks : ladder.bids
  let total = 0
  for (let index = length - 1; index >= 0; index--) {
    const price = prices[index] as number
    if ((outcome === 'yes' ? price : PRICE_ONE - price) > limit) break
    total += quantities[index] as number
  }
  return total
}

/**
 * Returns a refusal where the offers of a leg do not reach for it beside what approved plans take of them, at the
 * lowest of their limits: whoever came second would find them gone, and its other legs would fill alone.
 */
export function offersTaken(
  legs: readonly DraftLeg[],
  planned: readonly PlannedLeg[],
  { pending }: Ledger,
): RiskRefusal | undefined {
  if (pending.size === 0) return undefined
  for (const [index, { market, outcome, limit, quantity }] of planned.entries()) {
    let wanted: number = quantity
    let least: number = limit
    for (const { plan } of pending.values()) {
      for (const other of plan.legs) {
        if (other.market !== market || other.outcome !== outcome) continue
        wanted += other.quantity
        least = Math.min(least, other.limit)
      }
    }
    if (wanted === quantity) continue
    const offered = offeredWithin((legs[index] as DraftLeg).view, outcome, least)
    if (wanted > offered) return refusal('in-flight', wanted, offered, market)
  }
  return undefined
}
