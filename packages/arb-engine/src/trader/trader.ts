/*
 * The life of trades without a disk and without waiting: the same machine that the executor runs, driven
 * by whoever moves the time. What a replay, a rehearsal or a test trades with; live trading is the
 * executor's, which has the journal on disk before an order leaves.
 */
import type { ClientOrderId, Fact, IocOrder, MarketId, Micros, Money, Price, Quantity } from '@arbees/core'
import { invariant, seconds } from '@arbees/core'
import type { ExecutorFact } from '../executor/executor-fact.ts'
import { applyRecord } from '../journal/fold-journal.ts'
import type { JournalOrder, JournalState, JournalTrade } from '../journal/journal-state.ts'
import { emptyJournalState } from '../journal/journal-state.ts'
import { formatOrderId } from '../journal/order-id.ts'
import type { JournalRecord, OrderIntended } from '../journal/record.ts'
import type { ExecutionLimits } from '../legs/execution-limits.ts'
import { legsRules } from '../legs/legs-rules.ts'
import type { MarketViews } from '../legs/market-views.ts'
import type { Mend } from '../legs/mend.ts'
import type { Move } from '../legs/next-move.ts'
import { intendTrade, leavingFirst } from '../legs/opening.ts'
import { factRecords } from '../legs/order-records.ts'
import type { Approved, Plan } from '../plan/plan.ts'

/** What bounds the life of a trade here. Nothing is in doubt, and nobody but risk counts trades together. */
export type TraderLimits = Pick<
  ExecutionLimits,
  | 'repairLossMax'
  | 'repairsMax'
  | 'repairMicros'
  | 'repairPauseMicros'
  | 'repairExpiryMicros'
  | 'dustMax'
  | 'bookAgeMicros'
>

/** The limits that only an executor needs, so wide that they do not bind. */
const WIDE: Omit<ExecutionLimits, keyof TraderLimits> = {
  answerMicros: seconds(86_400),
  doubtMicros: seconds(86_400),
  lookFirstMicros: seconds(86_400),
  lookCapMicros: seconds(86_400),
  unwindMicros: 0 as Micros,
  exposureMax: { quantity: Number.MAX_SAFE_INTEGER as Quantity, money: Number.MAX_SAFE_INTEGER as Money },
  tradesMax: Number.MAX_SAFE_INTEGER,
  closeSlippageMax: 0 as Price,
  compactRecords: Number.MAX_SAFE_INTEGER,
}

/** What a trader is made of. */
export type TraderSettings = MarketViews & {
  readonly limits: TraderLimits
  /** Nine digits that tell its orders from another's. */
  readonly salt: string
  /** Sends an order at an instant; what is known of it at once comes back, the rest by `fold`. */
  readonly submit: (order: IocOrder, now: Micros) => readonly Fact[]
  /** Told of every record, in order: an engine's `record`. */
  readonly onRecord: (record: JournalRecord) => void
  /** Told of what it does. */
  readonly onFact?: (fact: ExecutorFact) => void
}

/** A trader over the markets that its settings know. */
export type Trader = {
  /** Opens an approved plan now. */
  readonly open: (plan: Approved<Plan>, now: Micros) => void
  /** Takes what a venue said of an order. */
  readonly fold: (fact: Fact) => void
  /** Takes up again what waits for this moment. */
  readonly wake: (now: Micros) => void
  /** Takes up again what waits for a book of these markets to change. */
  readonly bookChanged: (market: MarketId, now: Micros) => void
  /** Returns when something is to be taken up again; undefined when nothing waits for a time. */
  readonly nextWake: () => Micros | undefined
  /** Says whether a trade waits for a book to change. */
  readonly isWatching: () => boolean
  /** Returns every trade that is open or halted, as the journal would: read it, do not change it. */
  readonly state: () => JournalState
}

/** A trade that has not come to wait after so many moves never will. */
const MOVES_MAX = 64

type Desk = {
  readonly settings: TraderSettings
  readonly limits: ExecutionLimits
  readonly state: JournalState
  readonly plans: Map<number, Plan>
  /** Orders that are meant and wait for the first leg. */
  readonly inHand: Set<ClientOrderId>
  readonly wakes: Map<number, Micros>
  readonly watching: Map<number, ReadonlySet<MarketId>>
}

function write(desk: Desk, record: JournalRecord): void {
  applyRecord(desk.state, record)
  desk.settings.onRecord(record)
}

function nameOrder({ state }: Desk, at: Micros, offset = 0) {
  const number = state.nextOrder + offset
  return { order: formatOrderId({ at, number, salt: state.salt }), number }
}

function send(desk: Desk, orders: readonly JournalOrder[], now: Micros): void {
  const { settings } = desk
  const answers: Fact[] = []
  for (const { order: id, trade, leg, purpose, market, action, outcome, limit, quantity, expiresAt } of orders) {
    desk.inHand.delete(id)
    write(desk, { type: 'order.sent', at: now, order: id })
    const isUnwind = purpose !== 'open'
    const about = { order: id, trade, leg, purpose, market, action, outcome, limit, quantity, isUnwind }
    settings.onFact?.({ type: 'order.sent', at: now, ...about })
    answers.push(...settings.submit({ id, market, action, outcome, limit, quantity, expiresAt, isUnwind }, now))
  }
  for (const fact of answers) fold(desk, fact)
}

function drop(desk: Desk, orders: readonly JournalOrder[], at: Micros): void {
  for (const { order, quantity: canceled } of orders) {
    desk.inHand.delete(order)
    const filled = 0 as typeof canceled
    write(desk, { type: 'order.resolved', at, order, filled, canceled, by: 'not-sent' })
  }
}

/** Lets the planned orders leave that waited for the first leg, if they still earn what was planned. */
function leaveOthers(desk: Desk, trade: JournalTrade, orders: readonly JournalOrder[], now: Micros): void {
  const plan = desk.plans.get(trade.trade)
  const legs = orders.flatMap(({ leg }) => plan?.legs[leg] ?? [])
  const { market, book } = desk.settings
  const world = { now, limits: desk.limits, market, book, barrier: () => undefined }
  const isRefused = plan === undefined || legsRules.entryRefusal(plan, legs, world) !== undefined
  if (isRefused) drop(desk, orders, now)
  else send(desk, orders, now)
}

function mendTrade(desk: Desk, { trade: number, name }: JournalTrade, mend: Mend, at: Micros): void {
  const { how, quantity, loss, orders } = mend
  const { onFact } = desk.settings
  const expiresAt = (at + desk.limits.repairExpiryMicros) as Micros
  const ids = orders.map(({ leg, terms }) => {
    const intent = { ...terms, ...nameOrder(desk, at) }
    const record: OrderIntended = { type: 'order.intended', at, trade: number, leg, purpose: how, expiresAt, intent }
    write(desk, record)
    return intent.order
  })
  onFact?.({ type: 'trade.repaired', at, trade: number, name, how, quantity, loss })
  const sent = ids.map((id) => desk.state.orders.get(id) as JournalOrder)
  send(desk, sent, at)
}

function endTrade(desk: Desk, trade: JournalTrade, move: Extract<Move, { type: 'end' }>, at: Micros): void {
  const { ending, reason, matched, unmatched } = move
  const { trade: number, name, strategy, opportunityType } = trade
  write(desk, { type: 'trade.ended', at, trade: number, ending, reason })
  desk.plans.delete(number)
  const about = { trade: number, name, strategy, opportunityType }
  desk.settings.onFact?.({ type: 'trade.ended', at, ...about, ending, reason, matched, unmatched })
}

/** Does one move. Returns whether there may be another at once. */
function make(desk: Desk, trade: JournalTrade, move: Move, now: Micros): boolean {
  switch (move.type) {
    case 'wait':
      if (move.until !== null) desk.wakes.set(trade.trade, move.until)
      if (move.isForBooks) {
        desk.watching.set(trade.trade, new Set(trade.orders.slice(0, trade.legs).map(({ market }) => market)))
      }
      return false
    case 'leave':
      leaveOthers(desk, trade, move.orders, now)
      return true
    case 'drop':
      drop(desk, move.orders, now)
      return true
    case 'mend':
      mendTrade(desk, trade, move.mend, now)
      return true
    case 'end':
      endTrade(desk, trade, move, now)
      return false
    case 'hold':
      return false
  }
}

/** Takes one trade as far as it goes now. */
function step(desk: Desk, number: number, now: Micros): void {
  desk.wakes.delete(number)
  desk.watching.delete(number)
  for (let moves = 0; ; moves++) {
    invariant(moves < MOVES_MAX, `trade ${number} comes to wait within ${MOVES_MAX} moves`)
    const trade = desk.state.trades.get(number)
    if (trade === undefined) return
    const { market, book } = desk.settings
    const world = {
      now,
      since: 0 as Micros,
      limits: desk.limits,
      market,
      book,
      isInHand: (order: ClientOrderId) => desk.inHand.has(order),
      // Nobody takes a halted trade up again here, but news of it does.
      isHeld: true,
      mayMend: () => true,
    }
    if (!make(desk, trade, legsRules.nextMove(legsRules, trade, world), now)) return
  }
}

function fold(desk: Desk, fact: Fact): void {
  const records = factRecords(desk.state, fact, () => 'confirmed')
  const touched = new Set<number>()
  for (const record of records) {
    const id = record.type === 'order.filled' ? record.fill.order : 'order' in record ? record.order : undefined
    const trade = id === undefined ? undefined : desk.state.orders.get(id)?.trade
    write(desk, record)
    if (trade !== undefined) touched.add(trade)
  }
  for (const trade of touched) step(desk, trade, fact.at)
}

function open(desk: Desk, plan: Approved<Plan>, now: Micros): void {
  const { state } = desk
  let offset = 0
  const trade = state.nextTrade
  const intended = intendTrade(plan, trade, now, () => nameOrder(desk, now, offset++), legsRules.openingTerms)
  write(desk, intended)
  desk.plans.set(trade, plan)
  for (const { order } of intended.legs) desk.inHand.add(order)
  desk.settings.onFact?.({
    type: 'trade.opened',
    at: now,
    trade,
    plan,
    orders: intended.legs.map(({ order }) => order),
  })
  const { orders } = state.trades.get(trade) as JournalTrade
  send(
    desk,
    leavingFirst(plan).map((leg) => orders[leg] as JournalOrder),
    now,
  )
  step(desk, trade, now)
}

/**
 * Creates a trader.
 *
 * @example
 * const trader = createTrader({ limits, market, book, salt: '000000001', submit: paper.submit, onRecord: engine.record })
 * for (const { plan } of engine.step(facts).commands) trader.open(plan, now)
 */
export function createTrader(settings: TraderSettings): Trader {
  const desk: Desk = {
    settings,
    limits: { ...WIDE, ...settings.limits },
    state: emptyJournalState(settings.salt),
    plans: new Map(),
    inHand: new Set(),
    wakes: new Map(),
    watching: new Map(),
  }
  return Object.freeze({
    open: (plan: Approved<Plan>, now: Micros) => open(desk, plan, now),
    fold: (fact: Fact) => fold(desk, fact),
    wake: (now: Micros) => {
      for (const [trade, until] of [...desk.wakes]) if (until <= now) step(desk, trade, now)
    },
    bookChanged: (market: MarketId, now: Micros) => {
      for (const [trade, markets] of [...desk.watching]) if (markets.has(market)) step(desk, trade, now)
    },
    nextWake: () => {
      if (desk.wakes.size === 0) return undefined
      let next: Micros | undefined
      for (const until of desk.wakes.values()) if (next === undefined || until < next) next = until
      return next
    },
    isWatching: () => desk.watching.size > 0,
    state: () => desk.state,
  })
}
