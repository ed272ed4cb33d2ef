/*
 * What a trade does next, from what the journal says of it and what the books say now. The same
 * function decides while it runs, after an answer that came late, and after a restart.
 */
import type { ClientOrderId, MarketId, Micros, Money, Quantity } from '@arbees/core'
import { formatMoney, formatQuantity } from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import { isOrderFinal } from '../journal/order-doubt.ts'
import type { OrderPurpose, TradeEnding } from '../journal/trade-terms.ts'
import type { ExecutionLimits } from './execution-limits.ts'
import type { LateReason } from './late-reason.ts'
import type { LegStand, receivedOf, standsOf } from './leg-stand.ts'
import { paidForPart } from './leg-stand.ts'
import type { MarketViews } from './market-views.ts'
import type { Mend, mendOf } from './mend.ts'
import { isBeyondMending, isSettledIn } from './mend.ts'
import { claimedLegs, isBounded, missesOf, refusedFor, repairsOf } from './past-mends.ts'

/** All that a decision about one trade rests on. */
export type LegsWorld = MarketViews & {
  readonly now: Micros
  /** No time limit counts from before this instant: when this process began, or somebody took the trade up again. */
  readonly since: Micros
  readonly limits: ExecutionLimits
  /** Says whether an order that is meant has not left and may still do so, in this process. */
  readonly isInHand: (order: ClientOrderId) => boolean
  /** Says whether somebody has to look at the trade before it goes on: its plan's name is halted. */
  readonly isHeld: boolean
  readonly mayMend: (market: MarketId, how: OrderPurpose) => boolean
  /** Says whether a market's fills are claims at first, which may fail. @default never */
  readonly settlesInStages?: (market: MarketId) => boolean
}

/** The parts of the machine that can be looked at, tested and replaced one by one. */
export type MoveRules = {
  readonly receivedOf: typeof receivedOf
  readonly standsOf: typeof standsOf
  readonly mendOf: typeof mendOf
}

/** What a trade does next. */
export type Move =
  /** Nothing until something is learned, a book changes (`isForBooks`) or the time comes. */
  | { readonly type: 'wait'; readonly until: Micros | null; readonly isForBooks: boolean }
  /** Planned orders that waited for the first leg leave now. */
  | { readonly type: 'leave'; readonly orders: readonly JournalOrder[] }
  /** Planned orders never leave. */
  | { readonly type: 'drop'; readonly orders: readonly JournalOrder[]; readonly reason: LateReason }
  /** Further orders leave. */
  | { readonly type: 'mend'; readonly mend: Mend }
  | {
      readonly type: 'end'
      readonly ending: TradeEnding
      readonly reason: string
      readonly matched: Quantity
      readonly unmatched: Quantity
    }
  /** A halted trade that was taken up again stays as it is: somebody has to look. */
  | { readonly type: 'hold'; readonly reason: string }

const REST: Move = { type: 'wait', until: null, isForBooks: false }

function waitUntil(until: number, isForBooks = false): Move {
  return { type: 'wait', until: until as Micros, isForBooks }
}

function measure(stands: readonly LegStand[]): { readonly matched: Quantity; readonly unmatched: Quantity } {
  const held = stands.map((stand) => stand.held)
  const matched = Math.min(...held)
  return { matched: matched as Quantity, unmatched: (Math.max(...held) - matched) as Quantity }
}

/** A trade that cannot go on by itself. */
function giveUp(trade: JournalTrade, reason: string, stands?: readonly LegStand[]): Move {
  if (trade.ending === 'halted') return { type: 'hold', reason }
  const none = 0 as Quantity
  const measured = stands === undefined ? { matched: none, unmatched: none } : measure(stands)
  return { type: 'end', ending: 'halted', reason, ...measured }
}

function waitForAnswers(trade: JournalTrade, world: LegsWorld): Move {
  const deadline = Math.max(trade.changedAt, world.since) + world.limits.doubtMicros
  if (world.now < deadline) return waitUntil(deadline)
  if (trade.ending === 'halted') return REST
  const open = trade.orders.filter((order) => !isOrderFinal(order)).map(({ order, status }) => `${order} is ${status}`)
  const reason = open.length > 0 ? open.join(', ') : 'fills that the venue counts have no names'
  return giveUp(trade, `still in doubt: ${reason}`)
}

/** The leg that left first has its last word: the others leave as planned, or not at all. */
function openOthers(trade: JournalTrade, held: readonly JournalOrder[]): Move {
  const drop = (reason: LateReason): Move => ({ type: 'drop', orders: held, reason })
  for (const order of trade.orders) {
    if (held.includes(order)) continue
    if (order.filled === 0) return drop('first-unfilled')
    // What was planned holds for what was planned to arrive; all else is priced anew.
    if (order.filled < order.quantity || order.purpose !== 'open') return drop('first-partial')
  }
  return { type: 'leave', orders: held }
}

function endEqual(trade: JournalTrade, stands: readonly LegStand[], dust: string): Move {
  const measured = measure(stands)
  const sold = Math.max(0, -measured.matched) as Quantity
  if (sold > 0) return { type: 'end', ending: 'flattened', reason: `${formatQuantity(sold)} sold`, ...measured }
  const isAnyBought = stands.some(({ bought }) => bought > 0)
  // One leg alone is what it was meant to be, whatever it holds.
  const ending = trade.legs > 1 && measured.matched === 0 && isAnyBought ? 'flattened' : 'hedged'
  const held = measured.matched > 0 ? `${formatQuantity(measured.matched)} on each leg` : 'nothing is held'
  return { type: 'end', ending, reason: `${held}${dust}`, ...measured }
}

/** What is left cannot be mended: little of it is dust, more of it is for somebody to look at. */
function endUnequal(trade: JournalTrade, stands: readonly LegStand[], world: LegsWorld, why: string): Move {
  const { matched, unmatched } = measure(stands)
  const worth = stands.reduce((sum, stand) => sum + paidForPart(stand, stand.held - matched), 0)
  const left = `${formatQuantity(unmatched)} on one side only, for ${formatMoney(worth as Money)}`
  if (worth <= world.limits.dustMax) return endEqual(trade, stands, `, ${left}, as dust: ${why}`)
  return giveUp(trade, `${left}: ${why}`, stands)
}

/** What is left can be neither bought nor sold. Where all of it has been paid out nobody is called twice. */
function endBeyondMending(trade: JournalTrade, stands: readonly LegStand[], world: LegsWorld): Move {
  const isSettled = isSettledIn(world)
  const settled = stands.filter(isSettled)
  if (settled.length === 0) return endUnequal(trade, stands, world, 'no order can mend it by the markets’ rules')
  const why = `${settled.map(({ market }) => market).join(', ')} settled`
  const isPaidOut = stands.every((stand) => stand.held <= 0 || isSettled(stand))
  return trade.ending === 'halted' && isPaidOut ? REST : endUnequal(trade, stands, world, why)
}

function mendUnequal(rules: MoveRules, trade: JournalTrade, stands: readonly LegStand[], world: LegsWorld): Move {
  const { now, since, limits, settlesInStages = () => false } = world
  const repairs = repairsOf(trade)
  const claimed = claimedLegs(trade, stands, settlesInStages)
  const patience = claimed.size > 0 ? Math.max(limits.doubtMicros, limits.repairMicros) : limits.repairMicros
  const deadline = Math.max(trade.changedAt, since) + patience
  if (isBeyondMending(stands, world)) return endBeyondMending(trade, stands, world)
  if (repairs >= limits.repairsMax) return endUnequal(trade, stands, world, `${repairs} repairs were not enough`)
  const refused = refusedFor(trade)
  if (refused > 0 && now >= Math.max(trade.changedAt - refused, since) + limits.doubtMicros)
    return endUnequal(trade, stands, world, 'the venue knows of nothing to sell')
  if (now >= deadline) return endUnequal(trade, stands, world, `no repair within the allowed loss for ${patience} µs`)
  const misses = missesOf(trade)
  if (misses.length > 0) {
    const pauseEnd = trade.changedAt + limits.repairPauseMicros * 2 ** Math.min(misses.length - 1, 20)
    if (now < pauseEnd) return waitUntil(Math.min(pauseEnd, deadline))
  }
  const mend = rules.mendOf(stands, trade.payout, {
    ...world,
    mayMend: (market, how) => !(how === 'flatten' && claimed.has(market)) && world.mayMend(market, how),
    isBounded: (orders) => isBounded(trade, orders, settlesInStages),
    misses,
  })
  if (mend !== undefined) return { type: 'mend', mend }
  // What bars it may end without a book's change: the kill switch, a venue's window.
  return waitUntil(Math.min(deadline, now + limits.repairPauseMicros), true)
}

/**
 * Returns what a trade does next. It never moves while any of its orders that left has no last word:
 * an unknown order counts as filled on its own leg and not as a hedge of the others, so neither
 * completing nor flattening would be certain to bring the legs nearer.
 */
export function nextMove(rules: MoveRules, trade: JournalTrade, world: LegsWorld): Move {
  if (trade.ending === 'hedged' || trade.ending === 'flattened') return REST
  if (trade.ending === 'halted' && !trade.hasNews && world.isHeld) return REST
  const held = trade.orders.filter((order) => order.status === 'intended' && world.isInHand(order.order))
  if (trade.orders.some((order) => !isOrderFinal(order) && !held.includes(order))) return waitForAnswers(trade, world)
  if (held.length > 0) return openOthers(trade, held)
  const stands = rules.standsOf(trade, (market) => world.market(market)?.fees, rules.receivedOf)
  if (stands === undefined) return waitForAnswers(trade, world)
  const { unmatched } = measure(stands)
  return unmatched === 0 ? endEqual(trade, stands, '') : mendUnequal(rules, trade, stands, world)
}
