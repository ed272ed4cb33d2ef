/*
 * What is checked anew before every order that leaves, and before every one that leaves again: an
 * order that would leave late does not leave.
 */
import type { ContinuityToken, Ladder, MarketId, Micros } from '@arbees/core'
import { defectOfOrder, isContinuous } from '@arbees/core'
import type { OrderPurpose } from '../journal/trade-terms.ts'
import type { Plan, PlannedLeg } from '../plan/plan.ts'
import { quoteBuy } from '../quote.ts'
import type { ExecutionLimits } from './execution-limits.ts'
import type { Refusal } from './late-reason.ts'
import type { ListedMarket, MarketViews } from './market-views.ts'

/** What an order is for: `close` sells what is held because somebody asked for that, halts or not. */
export type SendPurpose = OrderPurpose | 'open' | 'close'

/** What stands against an order for a market, beyond the order itself; undefined when nothing does. */
export type Barrier = (market: MarketId, purpose: SendPurpose, planName: string) => Refusal | undefined

/** What an entry is checked against. */
export type EntryWorld = MarketViews & {
  readonly now: Micros
  readonly limits: ExecutionLimits
  readonly barrier: Barrier
}

function refuse(reason: Refusal['reason'], sentence: string): Refusal {
  return { reason, sentence }
}

/** Says why a decision made on a book no longer holds; undefined while the book has been whole since. */
export function staleReason(ladder: Ladder | undefined, held: ContinuityToken, market: MarketId): Refusal | undefined {
  if (ladder !== undefined && isContinuous(held, ladder.continuity)) return undefined
  return refuse('discontinuous', `the book of ${market} has not been whole since the decision`)
}

function legRefusal(leg: PlannedLeg, listed: ListedMarket | undefined, world: EntryWorld): Refusal | undefined {
  if (listed === undefined) return refuse('market-unknown', `no rules and fees are known of ${leg.market}`)
  const { market } = listed
  const { outcome, limit, quantity } = leg
  const draft = { id: '' as never, market: leg.market, action: 'buy', outcome, limit, quantity } as const
  const defect = defectOfOrder(draft, market)
  if (defect !== undefined) return refuse('market-rules', `${leg.market}: ${defect.sentence}`)
  const { closesAt } = market
  const { now, limits } = world
  if (closesAt !== null && now + limits.unwindMicros > closesAt) {
    const left = closesAt - now
    return refuse('closing', `${leg.market} closes in ${left} µs, an unwind needs ${limits.unwindMicros} µs`)
  }
  return staleReason(world.book(leg.market), leg.continuity, leg.market)
}

/** Says whether the legs would still cost what they were planned to, give or take the slippage that was set aside. */
function priceRefusal(plan: Plan, legs: readonly PlannedLeg[], world: EntryWorld): Refusal | undefined {
  let cost = 0
  let quoted = 0
  for (const { market, outcome, limit, quantity, quoted: then } of legs) {
    const ladder = world.book(market)
    const fees = world.market(market)?.fees
    if (ladder === undefined || fees === undefined) continue
    const now = quoteBuy(ladder, outcome, quantity, fees)
    if (now.quantity < quantity || now.worst > limit) {
      return refuse('edge-gone', `${market} no longer offers ${quantity} up to ${limit} ticks`)
    }
    cost += now.cost + now.fee
    quoted += then.cost + then.fee
  }
  if (cost <= quoted + plan.edge.slippage) return undefined
  return refuse('edge-gone', `it costs ${cost}, planned were ${quoted} and at most ${plan.edge.slippage} of slippage`)
}

/** Returns why planned legs do not leave now; undefined when nothing stands against them. */
export function entryRefusal(plan: Plan, legs: readonly PlannedLeg[], world: EntryWorld): Refusal | undefined {
  if (world.now > plan.expiresAt) return refuse('expired', `it expired ${world.now - plan.expiresAt} µs ago`)
  for (const leg of legs) {
    const barred = world.barrier(leg.market, 'open', plan.name)
    if (barred !== undefined) return barred
    const refusal = legRefusal(leg, world.market(leg.market), world)
    if (refusal !== undefined) return refusal
  }
  return priceRefusal(plan, legs, world)
}
