/*
 * How orders leave: meant in the journal first, checked once more, all of a trade started before any
 * is awaited. What comes back is written down before anything else is made of it.
 */
import type { Broker, ClientOrderId, IocOrder, LastLook, Micros, RejectReason, Submission, VenueId } from '@arbees/core'
import { DISCONTINUOUS, ERROR_RULES, isVenueError, NO_MONEY, NO_QUANTITY, takeTokens, venueOf } from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import type { JournalRecord, OrderIntended } from '../journal/record.ts'
import type { LateReason, Refusal } from '../legs/late-reason.ts'
import type { Mend, OrderTerms } from '../legs/mend.ts'
import { intendTrade, leavingFirst, planExposure } from '../legs/opening.ts'
import type { SendPurpose } from '../legs/recheck.ts'
import { staleReason } from '../legs/recheck.ts'
import type { Approved, Plan, PlannedLeg } from '../plan/plan.ts'
import { barrierOf } from './barrier.ts'
import type { Desk } from './desk.ts'
import { act, alert, failJournal, learn, noteOrder, noteTrade, nowOf, tell, write } from './desk.ts'

const TOKEN = 1_000_000

/**
 * Takes an order each from the budgets of these venues, or nothing from any. Returns how long to wait;
 * `Infinity` for what no budget ever holds.
 */
export function takeRate(desk: Desk, venues: readonly VenueId[], isUnwind: boolean): number {
  const counts = new Map<VenueId, number>()
  for (const venue of venues) counts.set(venue, (counts.get(venue) ?? 0) + 1)
  const taken: VenueId[] = []
  let wait = 0
  for (const [venue, count] of counts) {
    const bucket = desk.buckets.get(venue)
    const terms = desk.settings.terms.get(venue)
    if (bucket === undefined || terms === undefined) return Number.POSITIVE_INFINITY
    const reserve = desk.rules.reserveFor(isUnwind, terms.unwindReserve)
    wait =
      count + reserve > terms.orders.capacity
        ? Number.POSITIVE_INFINITY
        : takeTokens(bucket, count, nowOf(desk), reserve)
    if (wait > 0) break
    taken.push(venue)
  }
  if (wait === 0) return 0
  for (const venue of taken) {
    const bucket = desk.buckets.get(venue)
    if (bucket !== undefined) bucket.level += (counts.get(venue) ?? 0) * TOKEN
  }
  return wait
}

/** Says whether an order lessens what stands one-sided: the others of an ordered plan do, and all repairs. */
function isUnwindOf(trade: JournalTrade, order: JournalOrder): boolean {
  return order.purpose !== 'open' || order.action === 'sell' || (trade.first !== 'all' && order.leg !== trade.first)
}

/** An answer about an order that is over and forgotten: what it says was known, or nothing more may leave. */
function answeredTooLate(desk: Desk, id: ClientOrderId, submission: Submission): void {
  const known = desk.lastWords.get(id)
  if (submission.type !== 'accepted' || known === undefined || submission.filled <= known) return
  const reason = `an answer came late: ${id} filled ${submission.filled}, its last word was ${known}`
  write(desk, [{ type: 'halt.set', at: nowOf(desk), scope: 'all', reason }])
  alert(desk, 'halted', `all is halted: ${reason}`)
}

function answered(desk: Desk, id: ClientOrderId, submission: Submission): void {
  desk.flights.get(id)?.()
  desk.flights.delete(id)
  const order = desk.state.orders.get(id)
  if (desk.failure !== undefined) return
  if (order === undefined) {
    answeredTooLate(desk, id, submission)
    return
  }
  const first = (venue: VenueId) => (desk.settings.terms.get(venue)?.settles === 'in-stages' ? 'matched' : 'confirmed')
  learn(desk, order, desk.rules.submissionRecords(order, submission, nowOf(desk), first))
}

/** What a broker threw: it may have sent the order. */
function brokerFailed(desk: Desk, id: ClientOrderId, error: unknown): void {
  const sentence = error instanceof Error ? error.message : String(error)
  const order = desk.state.orders.get(id)
  if (order !== undefined) alert(desk, 'broker-failed', sentence, { trade: order.trade, venue: venueOf(order.market) })
  desk.flights.get(id)?.()
  desk.flights.delete(id)
  if (order === undefined || desk.failure !== undefined) return
  const code = isVenueError(error) ? error.code : 'request.interrupted'
  learn(desk, order, [{ type: 'order.unknown', at: nowOf(desk), order: id, code, sentence }])
}

function timedOut(desk: Desk, id: ClientOrderId): void {
  desk.flights.delete(id)
  const order = desk.state.orders.get(id)
  if (order === undefined || desk.failure !== undefined) return
  const sentence = ERROR_RULES['request.timeout'].sentence
  const isOpen = order.status === 'sent' || order.status === 'accepted'
  learn(
    desk,
    order,
    isOpen ? [{ type: 'order.unknown', at: nowOf(desk), order: id, code: 'request.timeout', sentence }] : [],
  )
}

/** Where a refusal of our own stands among the venues' reasons. */
const REJECT_REASONS: Readonly<Partial<Record<LateReason, RejectReason>>> = {
  expired: 'expired',
  discontinuous: 'discontinuous',
  halted: 'halted',
  stopped: 'halted',
}

/** Returns what a client asks right before the bytes leave: whether what was checked still holds after its waits. */
function lastLookOf(desk: Desk, trade: JournalTrade, { market }: JournalOrder, purpose: SendPurpose): LastLook {
  const { book } = desk.settings
  const held = book(market)?.continuity ?? DISCONTINUOUS
  return () => {
    const found = barrierOf(desk)(market, purpose, trade.name) ?? staleReason(book(market), held, market)
    return found === undefined ? undefined : { ...found, reason: REJECT_REASONS[found.reason] ?? 'other' }
  }
}

function submit(broker: Broker, order: IocOrder, lastLook: LastLook): Promise<Submission> {
  try {
    return broker.submit(order, lastLook)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Lets orders leave whose records are written: all are started before any is awaited. */
function submitAll(desk: Desk, trade: JournalTrade, orders: readonly JournalOrder[], purpose: SendPurpose): void {
  const { brokers, clock, limits } = desk.settings
  const answers = orders.map((order): Promise<Submission> => {
    const { order: id, market, action, outcome, limit, quantity, expiresAt } = order
    const broker = brokers.get(venueOf(market)) as Broker
    const isUnwind = isUnwindOf(trade, order)
    const draft: IocOrder = { id, market, action, outcome, limit, quantity, expiresAt, isUnwind }
    return submit(broker, draft, lastLookOf(desk, trade, order, purpose))
  })
  const now = clock.now()
  for (const [index, order] of orders.entries()) {
    const { order: id, leg, market, action, outcome, limit, quantity } = order
    // A client may hold an order back until it expires: only after that can it no longer leave.
    const patience = (Math.max(0, order.expiresAt - now) + limits.answerMicros) as Micros
    desk.flights.set(
      id,
      clock.setTimer(patience, () => act(desk, () => timedOut(desk, id))),
    )
    answers[index]?.then(
      (submission) => act(desk, () => answered(desk, id, submission)),
      (error: unknown) => act(desk, () => brokerFailed(desk, id, error)),
    )
    const isUnwind = isUnwindOf(trade, order)
    const about = { order: id, trade: trade.trade, leg, market, action, outcome, limit, quantity, isUnwind }
    tell(desk, { type: 'order.sent', at: now, ...about, purpose: order.purpose })
  }
  noteTrade(desk, trade.trade)
}

const sentRecord =
  (at: Micros) =>
  ({ order }: { readonly order: ClientOrderId }): JournalRecord => ({ type: 'order.sent', at, order })

/** Ends orders that never left. */
export function drop(desk: Desk, trade: JournalTrade, orders: readonly JournalOrder[], why: Refusal): void {
  const at = nowOf(desk)
  const none = 0 as JournalOrder['quantity']
  write(
    desk,
    orders.map(({ order, quantity }) => ({
      type: 'order.resolved',
      at,
      order,
      filled: none,
      canceled: quantity,
      by: 'not-sent',
    })),
  )
  for (const { order, leg, market } of orders) {
    tell(desk, { type: 'order.refused-late', at, order, trade: trade.trade, leg, ...why })
    noteOrder(desk, order, market)
  }
  noteTrade(desk, trade.trade)
  desk.dirty.add(trade.trade)
}

/** Lets written orders leave, unless `refusal` is one. */
function leaveOrDrop(
  desk: Desk,
  trade: JournalTrade,
  orders: readonly JournalOrder[],
  purpose: SendPurpose,
  refusal: Refusal | undefined,
): void {
  if (refusal !== undefined) {
    drop(desk, trade, orders, refusal)
    return
  }
  write(desk, orders.map(sentRecord(nowOf(desk))))
  submitAll(desk, trade, orders, purpose)
}

/** Does something when records are durable; where that cannot be known, nothing leaves any more. */
function whenDurable(desk: Desk, trade: number, durable: Promise<void>, then: () => void): void {
  desk.unsynced.add(trade)
  durable.then(
    () =>
      act(desk, () => {
        desk.unsynced.delete(trade)
        desk.dirty.add(trade)
        if (desk.failure === undefined) then()
      }),
    (error: unknown) =>
      act(desk, () => {
        desk.unsynced.delete(trade)
        failJournal(desk, error)
      }),
  )
}

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

/** Opens a trade that only sells: what is held of one market, because somebody asked for that. */
export function sendSale(desk: Desk, terms: OrderTerms): boolean {
  const { journal, limits } = desk.settings
  if (takeRate(desk, [venueOf(terms.market)], true) > 0) return false
  const at = nowOf(desk)
  const trade = desk.state.nextTrade
  const intent = { ...terms, ...journal.nameOrder(at) }
  desk.mine.add(intent.order)
  const { durable } = write(desk, [
    {
      type: 'trade.intended',
      at,
      trade,
      name: `close ${terms.market}`,
      strategy: 'close',
      opportunityType: null,
      payout: NO_MONEY,
      bound: { quantity: NO_QUANTITY, money: NO_MONEY },
      expiresAt: (at + limits.repairExpiryMicros) as Micros,
      first: 'all',
      legs: [intent],
    },
  ])
  const opened = desk.state.trades.get(trade) as JournalTrade
  const leave = () =>
    leaveOrDrop(desk, opened, opened.orders, 'close', barrierOf(desk)(terms.market, 'close', opened.name))
  if (journal.isDurableAtOnce()) leave()
  else whenDurable(desk, trade, durable, leave)
  desk.dirty.add(trade)
  return true
}
