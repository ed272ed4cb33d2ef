/*
 * The one place that says yes. A proposal comes in, and goes out as an approved plan with its money set
 * aside, or as a refusal with its numbers. One writer: what is approved counts before the next is judged.
 */
import type { Fact, Ladder, MarketId, Micros, Money } from '@arbees/core'
import { DISCONTINUOUS, invariant, isContinuous, mulDiv, NO_MONEY, ONE_CONTRACT } from '@arbees/core'
import type { JournalRecord } from '../journal/record.ts'
import type { MarketView } from '../market-view.ts'
import type { DraftLeg } from '../plan/draft-plan.ts'
import { draftPlan } from '../plan/draft-plan.ts'
import type { Approved, Plan, PlanEdge } from '../plan/plan.ts'
import type { Proposal } from '../plan/proposal.ts'
import { sizeProposal } from '../size/size-proposal.ts'
import { PICO_MICRO } from '../unit-edge.ts'
import type { Equity, TradingDay } from './equity.ts'
import { cashOf, dayOf, equityOf } from './equity.ts'
import { dropPlan, foldRecord, foldSettlement, holdPlan, restsUntil, tradeHalted, tradeUnderWay } from './ledger.ts'
import type { LedgerSnapshot } from './ledger-snapshot.ts'
import { restoreLedger, snapshotLedger } from './ledger-snapshot.ts'
import type { Ledger } from './ledger-state.ts'
import { createLedger } from './ledger-state.ts'
import type { EngineLimits, Limits } from './limits.ts'
import { toLimits } from './limits.ts'
import type { OrderTimes } from './order-rate.ts'
import { ordersWithin } from './order-rate.ts'
import type { RiskRefusal } from './refusal.ts'
import { refusal } from './refusal.ts'
import { fundsForOneLot, misfitOf } from './rooms.ts'

/** What risk says of a proposal. */
export type Verdict =
  | { readonly type: 'approved'; readonly plan: Approved<Plan> }
  /** `edge`: what the trade would have earned, where it came to a size. */
  | { readonly type: 'refused'; readonly refusal: RiskRefusal; readonly edge: PlanEdge | null }

/** What a risk desk is made of. */
export type RiskSettings = {
  /** Returns a market with its book as it stands; undefined for one that is not traded here. */
  readonly market: (id: MarketId) => MarketView | undefined
  /** Returns the markets that count to an event. */
  readonly marketsOf: (event: string) => readonly MarketId[]
  readonly limits: EngineLimits
  /** Free money by venue at the start. */
  readonly cash: ReadonlyMap<string, Money>
}

/** All that a restart must know, as plain data. */
export type RiskSnapshot = {
  readonly ledger: LedgerSnapshot
  readonly orderTimes: readonly Micros[]
  readonly day: Readonly<TradingDay>
}

/** Risk, with the ledger that it judges by. */
export type RiskDesk = {
  /** Judges a proposal now. What is approved is under way: write it down, or `drop` it. */
  readonly judge: (proposal: Proposal, now: Micros) => Verdict
  /** Takes back an approval of which no order has left or will. */
  readonly drop: (name: string) => void
  /** Folds a record of a trade's life: every one, in order. */
  readonly record: (record: JournalRecord) => void
  /** Folds settlements and what venues say of our money; other facts are none of its business. */
  readonly fold: (fact: Fact) => void
  /** Begins the trading day of `now` if it has not begun: the loss of a day is counted from here. */
  readonly roll: (now: Micros) => void
  readonly ledger: Readonly<Ledger>
  readonly equity: () => Equity
  readonly snapshot: () => RiskSnapshot
  readonly restore: (snapshot: RiskSnapshot) => void
}

type Desk = {
  readonly settings: RiskSettings
  readonly limits: Limits
  readonly ledger: Ledger
  readonly orderTimes: OrderTimes
  readonly day: TradingDay
}

function haltOf({ ledger }: Desk, legs: readonly DraftLeg[], name: string): RiskRefusal | undefined {
  for (const scope of ['all', `plan:${name}`]) if (ledger.halts.has(scope)) return refusal('halted', null, null, scope)
  for (const { view } of legs) {
    for (const scope of [view.market.venue, view.market.id]) {
      if (ledger.halts.has(scope)) return refusal('halted', null, null, scope)
    }
  }
  const trade = tradeHalted(ledger, name)
  return trade === undefined ? undefined : refusal('halted', trade.trade, null, name)
}

function bookDefect(legs: readonly DraftLeg[]): RiskRefusal | undefined {
  for (const { view, proposed } of legs) {
    if (!view.isOpen) return refusal('market-closed', null, null, proposed.market)
    const { continuity } = view.ladder
    if (continuity === DISCONTINUOUS || !isContinuous(proposed.continuity, continuity)) {
      return refusal('discontinuous', continuity, proposed.continuity, proposed.market)
    }
  }
  return undefined
}

function tooEarly({ limits, ledger }: Desk, { name, openedAt }: Proposal, now: Micros): RiskRefusal | undefined {
  if (ledger.pending.has(name)) return refusal('in-flight')
  const trade = tradeUnderWay(ledger, name)
  if (trade !== undefined) return refusal('in-flight', trade.trade)
  if (now - openedAt < limits.debounce) return refusal('debounce', now - openedAt, limits.debounce)
  const rests = restsUntil(ledger, name, limits.cooldown)
  return now < rests ? refusal('cooldown', now, rests) : undefined
}

function closesSoon({ limits }: Desk, legs: readonly DraftLeg[], now: Micros): RiskRefusal | undefined {
  for (const { view } of legs) {
    const { closesAt, id } = view.market
    if (closesAt === null || closesAt - now >= limits.closeMargin) continue
    return refusal('closing-soon', closesAt - now, limits.closeMargin, id)
  }
  return undefined
}

function rateMisfit({ limits, orderTimes }: Desk, orders: number, now: Micros): RiskRefusal | undefined {
  if (limits.orderRate === null) return undefined
  const total = ordersWithin(orderTimes, limits.orderRate.per, now) + orders
  return total > limits.orderRate.orders ? refusal('order-rate', total, limits.orderRate.orders) : undefined
}

function ladderOf(desk: Desk): (market: MarketId) => Ladder | undefined {
  return (market) => desk.settings.market(market)?.ladder
}

function roll(desk: Desk, now: Micros): void {
  const day = dayOf(now, desk.limits.dayStartsAt)
  if (day <= desk.day.day) return
  desk.day.day = day
  desk.day.equityAtStart = equityOf(desk.ledger, ladderOf(desk)).total
  desk.day.isStopped = false
}

function dayIsLost(desk: Desk, now: Micros): RiskRefusal | undefined {
  const { dailyLossMax } = desk.limits
  if (dailyLossMax === null) return undefined
  roll(desk, now)
  // What is held is worth nothing at least: where the money alone says that not so much is lost, nothing need be valued.
  if (!desk.day.isStopped && desk.day.equityAtStart - cashOf(desk.ledger) < dailyLossMax) return undefined
  const lost = desk.day.equityAtStart - equityOf(desk.ledger, ladderOf(desk)).total
  if (lost >= dailyLossMax) desk.day.isStopped = true
  return desk.day.isStopped ? refusal('daily-loss', lost, dailyLossMax) : undefined
}

function gateOf(desk: Desk, proposal: Proposal, legs: readonly DraftLeg[], now: Micros): RiskRefusal | undefined {
  const { edgeMax } = desk.limits
  if (now > proposal.expiresAt) return refusal('expired', now, proposal.expiresAt)
  const block = bookDefect(legs) ?? haltOf(desk, legs, proposal.name) ?? tooEarly(desk, proposal, now)
  if (block !== undefined) return block
  if (edgeMax !== null && proposal.edge > edgeMax * PICO_MICRO) {
    return refusal('edge-too-good', Math.ceil(proposal.edge / PICO_MICRO), edgeMax)
  }
  return closesSoon(desk, legs, now) ?? rateMisfit(desk, legs.length, now) ?? dayIsLost(desk, now)
}

function orderDefect(legs: readonly DraftLeg[], plan: Plan, { priceMin, priceMax }: Limits): RiskRefusal | undefined {
  for (const [index, { limit, quantity, market }] of plan.legs.entries()) {
    const { quantityMin, notionalMin } = (legs[index] as DraftLeg).view.market
    if (quantity < quantityMin) return refusal('below-minimum', quantity, quantityMin, market)
    const notional = mulDiv(limit, quantity, 10_000, 'floor')
    if (notional < notionalMin) return refusal('below-minimum', notional, notionalMin, market)
    if (limit < priceMin) return refusal('price-insane', limit, priceMin, market)
    if (limit > priceMax) return refusal('price-insane', limit, priceMax, market)
  }
  return undefined
}

function edgeDefect({ edge }: Plan, contracts: number, limits: Limits): RiskRefusal | undefined {
  const least = mulDiv(limits.edgeMin, contracts, ONE_CONTRACT, 'ceil')
  if (edge.net < least || edge.net <= 0) return refusal('net-below-edge', edge.net, least)
  if (limits.hurdleBps > 0 && (edge.annualizedBps ?? -1) < limits.hurdleBps) {
    return refusal('below-hurdle', edge.annualizedBps, limits.hurdleBps)
  }
  const { voidLossMax } = limits
  if (voidLossMax !== null && (edge.whenVoid === null || edge.whenVoid < -voidLossMax)) {
    return refusal('void-loss', edge.whenVoid, -voidLossMax)
  }
  return undefined
}

function unhedgedOf({ unfinished, pending }: Ledger): Money {
  let total = 0
  for (const { bound, legs } of unfinished) if (legs.length > 1) total += bound.money
  for (const { plan } of pending.values()) if (plan.legs.length > 1) total += plan.bound.money
  return total as Money
}

/** The only maker of approved plans: nothing else may assert this. */
function approve(plan: Plan): Approved<Plan> {
  return Object.freeze(plan) as Approved<Plan>
}

function judge(desk: Desk, proposal: Proposal, now: Micros): Verdict {
  const { limits, ledger, settings } = desk
  const refuse = (found: RiskRefusal, edge: PlanEdge | null = null): Verdict => ({
    type: 'refused',
    refusal: found,
    edge,
  })
  const legs: DraftLeg[] = []
  for (const proposed of proposal.legs) {
    const view = settings.market(proposed.market)
    if (view === undefined) return refuse(refusal('no-book', null, null, proposed.market))
    legs.push({ proposed, view })
  }
  invariant(legs.length > 0, `a proposal has a leg, found none in ${proposal.name}`)
  const gate = gateOf(desk, proposal, legs, now) ?? fundsForOneLot(legs, ledger)
  if (gate !== undefined) return refuse(gate)
  const { marketsOf } = settings
  const rooms = {
    ledger,
    limits,
    marketsOf,
    worth: proposal.worth,
    isDirectional: legs.length === 1,
    unhedged: unhedgedOf(ledger),
  }
  const sized = sizeProposal(legs, proposal, limits, (planned, size) => misfitOf(legs, planned, size, rooms))
  if (!('type' in sized)) return refuse(sized)
  const plan = draftPlan(proposal, legs, sized.size, sized.planned, limits, now)
  const defect = orderDefect(legs, plan, limits) ?? edgeDefect(plan, sized.size.contracts, limits)
  if (defect !== undefined) return refuse(defect, plan.edge)
  holdPlan(ledger, plan)
  if (limits.orderRate !== null) for (const _ of legs) desk.orderTimes.push(now)
  return { type: 'approved', plan: approve(plan) }
}

function fold({ ledger }: Desk, fact: Fact): void {
  if (fact.type === 'market.settled') foldSettlement(ledger, fact.market, fact.yesPrice)
  else if (fact.type === 'account.reported') ledger.reported.set(fact.venue, fact.free)
}

/**
 * Creates a risk desk: useful alone where proposals come over a bus.
 *
 * @throws InvariantError when a limit is not lawful.
 * @example
 * const verdict = desk.judge(proposal, now)
 * if (verdict.type === 'approved') await executor.open(verdict.plan)
 */
export function createRiskDesk(settings: RiskSettings): RiskDesk {
  const desk: Desk = {
    settings,
    limits: toLimits(settings.limits),
    ledger: createLedger(settings.cash),
    orderTimes: [],
    day: { day: Number.MIN_SAFE_INTEGER, equityAtStart: NO_MONEY, isStopped: false },
  }
  const { ledger } = desk
  return Object.freeze({
    judge: (proposal: Proposal, now: Micros) => judge(desk, proposal, now),
    drop: (name: string) => dropPlan(ledger, name),
    record: (record: JournalRecord) => foldRecord(ledger, record),
    fold: (fact: Fact) => fold(desk, fact),
    roll: (now: Micros) => roll(desk, now),
    ledger,
    equity: () => equityOf(ledger, ladderOf(desk)),
    snapshot: () => ({ ledger: snapshotLedger(ledger), orderTimes: [...desk.orderTimes], day: { ...desk.day } }),
    restore: (snapshot: RiskSnapshot) => {
      restoreLedger(ledger, snapshot.ledger)
      desk.orderTimes.splice(0, desk.orderTimes.length, ...snapshot.orderTimes)
      Object.assign(desk.day, snapshot.day)
    },
  })
}
