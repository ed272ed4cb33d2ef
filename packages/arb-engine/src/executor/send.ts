/*
 * What is sent and why: a plan's orders, the legs that waited for the first, what mends a trade, what
 * closes it by hand. Each is meant in the journal first.
 */
import type { Micros } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import type { OrderIntended } from '../journal/record.ts'
import type { LateReason, Refusal } from '../legs/late-reason.ts'
import type { Mend } from '../legs/mend.ts'
import { intendTrade, leavingFirst, planExposure } from '../legs/opening.ts'
import type { SendPurpose } from '../legs/recheck.ts'
import { staleReason } from '../legs/recheck.ts'
import type { Approved, Plan, PlannedLeg } from '../plan/plan.ts'
import { barrierOf } from './barrier.ts'
import type { Desk } from './desk.ts'
import { nowOf, tell } from './desk.ts'
import { drop, leaveOrDrop, sentRecord, submitAll, whenDurable } from './leave.ts'
import { noteTrade, write } from './notes.ts'
import { takeRate } from './take-rate.ts'

/** Returns what is checked of planned legs before they leave. */
function refusalOf(desk: Desk, plan: Plan, legs: readonly PlannedLeg[]): Refusal | undefined {
  const { market, book, limits } = desk.settings
  return desk.rules.entryRefusal(plan, legs, { now: nowOf(desk), limits, market, book, barrier: barrierOf(desk) })
}

/** Returns why a plan is not opened, by what all trades together may be. */
function limitRefusal(desk: Desk, plan: Plan): Refusal | undefined {
  const refuse = (reason: LateReason, sentence: string): Refusal => ({ reason, sentence })
  const { limits } = desk.settings
  const open = desk.names.get(plan.name)
  if (open !== undefined) return refuse('in-flight', `trade ${open} of ${plan.name} is open`)
  if (desk.names.size >= limits.tradesMax) return refuse('limits', `${desk.names.size} trades are open`)
  const { quantity, money } = planExposure(plan)
  if (quantity > plan.bound.quantity || money > plan.bound.money) {
    const bound = `${plan.bound.quantity} micro-contracts and ${plan.bound.money} micro-dollars`
    return refuse('bound', `it may stand one-sided by ${quantity} and ${money}, its bound is ${bound}`)
  }
  const contracts = desk.exposedQuantity + quantity
  const dollars = desk.exposedMoney + money
  if (contracts <= limits.exposureMax.quantity && dollars <= limits.exposureMax.money) return undefined
  const most = `${limits.exposureMax.quantity} micro-contracts and ${limits.exposureMax.money} micro-dollars`
  return refuse('limits', `all trades may stand one-sided by ${contracts} and ${dollars}, at most ${most}`)
}

/** Opens a trade: its orders leave now, or as soon as the journal has it safe. */
export function openPlan(desk: Desk, plan: Approved<Plan>): { readonly trade: number } | { readonly refused: Refusal } {
  const refused = limitRefusal(desk, plan) ?? refusalOf(desk, plan, plan.legs)
  if (refused !== undefined) return { refused }
  const first = leavingFirst(plan)
  const wait = takeRate(
    desk,
    first.map((leg) => venueOf((plan.legs[leg] as PlannedLeg).market)),
    false,
  )
  if (wait > 0) return { refused: { reason: 'rate', sentence: `the orders a second are used up for ${wait} µs` } }
  const { journal } = desk.settings
  const at = nowOf(desk)
  const number = desk.state.nextTrade
  const intended = intendTrade(plan, number, at, () => journal.nameOrder(at), desk.rules.openingTerms)
  const leaving = first.map((leg) => intended.legs[leg] as (typeof intended.legs)[number])
  // Where an append is durable when it returns, that the orders leave stands in the same write.
  const isAtOnce = journal.isDurableAtOnce()
  for (const { order } of intended.legs) desk.mine.add(order)
  const { durable } = write(desk, isAtOnce ? [intended, ...leaving.map(sentRecord(at))] : [intended])
  const trade = desk.state.trades.get(number) as JournalTrade
  const orders = first.map((leg) => trade.orders[leg] as JournalOrder)
  desk.plans.set(number, plan)
  tell(desk, { type: 'trade.opened', at, trade: number, plan, orders: intended.legs.map(({ order }) => order) })
  if (isAtOnce) submitAll(desk, trade, orders, 'open')
  else {
    noteTrade(desk, number)
    const legs = first.map((leg) => plan.legs[leg] as PlannedLeg)
    whenDurable(desk, number, durable, () => leaveOrDrop(desk, trade, orders, 'open', refusalOf(desk, plan, legs)))
  }
  desk.dirty.add(number)
  return { trade: number }
}

/** Lets the planned orders leave that waited for the first leg. */
export function leaveOthers(desk: Desk, trade: JournalTrade, orders: readonly JournalOrder[]): void {
  const plan = desk.plans.get(trade.trade)
  if (plan === undefined) {
    drop(desk, trade, orders, { reason: 'over', sentence: 'its plan is not known any more' })
    return
  }
  const legs = orders.map(({ leg }) => plan.legs[leg] as PlannedLeg)
  const wait = takeRate(
    desk,
    legs.map(({ market }) => venueOf(market)),
    true,
  )
  const rate: Refusal = { reason: 'rate', sentence: `the orders a second are used up for ${wait} µs` }
  leaveOrDrop(desk, trade, orders, 'open', wait > 0 ? rate : refusalOf(desk, plan, legs))
}

/** Sends what mends a trade, or closes it (`purpose`). Returns how long to wait where the orders a second are used up. */
export function sendMend(desk: Desk, trade: JournalTrade, mend: Mend, purpose: SendPurpose = mend.how): number {
  const { journal, limits, book } = desk.settings
  const wait = takeRate(
    desk,
    mend.orders.map(({ terms }) => venueOf(terms.market)),
    true,
  )
  if (wait > 0) return wait
  const at = nowOf(desk)
  const expiresAt = (at + limits.repairExpiryMicros) as Micros
  const intents = mend.orders.map(({ leg, terms }): OrderIntended => {
    const intent = { ...terms, ...journal.nameOrder(at) }
    desk.mine.add(intent.order)
    return { type: 'order.intended', at, trade: trade.trade, leg, purpose: mend.how, expiresAt, intent }
  })
  const { durable } = write(desk, intents)
  const { how, quantity, loss } = mend
  tell(desk, { type: 'trade.repaired', at, trade: trade.trade, name: trade.name, how, quantity, loss })
  const orders = trade.orders.slice(-intents.length)
  const check = (): Refusal | undefined => {
    if (nowOf(desk) > expiresAt) return { reason: 'expired', sentence: `it expired at ${expiresAt}` }
    for (const { intent } of intents) {
      const barred = barrierOf(desk)(intent.market, purpose, trade.name)
      const stale = staleReason(book(intent.market), intent.continuity, intent.market)
      if (barred !== undefined || stale !== undefined) return barred ?? stale
    }
    return undefined
  }
  if (journal.isDurableAtOnce()) leaveOrDrop(desk, trade, orders, purpose, check())
  else {
    noteTrade(desk, trade.trade)
    whenDurable(desk, trade.trade, durable, () => leaveOrDrop(desk, trade, orders, purpose, check()))
  }
  return 0
}
