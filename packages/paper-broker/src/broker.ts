/*
 * A paper account at one venue behind the port that real venues stand behind: orders wait out their
 * latency, meet the real book of that moment, and are remembered like a venue's.
 */
import type {
  Account,
  AccountSnapshot,
  Broker,
  Cancel,
  ClientOrderId,
  Clock,
  Disk,
  Fact,
  FactListener,
  Fill,
  HoldingReport,
  IocOrder,
  LastLook,
  MarketId,
  Micros,
  Money,
  OrderId,
  OrderReport,
  Position,
  Rng,
  Submission,
  VenueId,
} from '@arbees/core'
import { invariant, isBookFact, NO_QUANTITY, toMicros, totalMoney, VenueError, venueOf } from '@arbees/core'
import type { PaperExchange } from './exchange.ts'
import { createPaperExchange } from './exchange.ts'
import type { LatencyModel } from './latency.ts'
import type { LedgerKeeper } from './ledger.ts'
import { openLedger } from './ledger.ts'
import type { PaperMarket } from './state.ts'

/** What a paper broker is made of. */
export type PaperBrokerSettings = {
  /** The venue it stands in for. */
  readonly venue: VenueId
  /** The money of a new account; an account that `store` remembers goes on with its own. */
  readonly cash: Money
  /** How long an order is on its way. */
  readonly latency: LatencyModel
  readonly clock: Clock
  /** Chance for the latency model. */
  readonly rng: Rng
  /** Returns a market's present rules and fees; undefined for one that is not known. */
  readonly market: (market: MarketId) => PaperMarket | undefined
  /** Where the account survives the process. @default it does not */
  readonly store?: { readonly disk: Disk; readonly path: string }
}

/** A broker that needs no venue. */
export type PaperBroker = Broker & {
  /** Folds facts of the real books and settlements, as they come. */
  readonly fold: (facts: readonly Fact[]) => void
  readonly account: () => Account
  readonly positions: () => readonly Position[]
  /** Lets the file go. Orders on their way are lost, as those of a process that ends. */
  readonly close: () => void
}

/** An order that has left and not arrived. */
type OnItsWay = { readonly order: IocOrder; readonly answer: (submission: Submission) => void }

type Desk = {
  readonly settings: PaperBrokerSettings
  readonly exchange: PaperExchange
  readonly keeper: LedgerKeeper
  readonly onItsWay: Map<ClientOrderId, OnItsWay>
  readonly listeners: Set<FactListener>
  /** When the next order arrives, as far as a timer is set. */
  armedFor: number
  cancelTimer: Cancel
}

function tell(desk: Desk, facts: readonly Fact[]): void {
  if (facts.length > 0) for (const listener of desk.listeners) listener(facts)
}

function accountFact(desk: Desk): Fact {
  const { venue, clock } = desk.settings
  const { free, reserved, locked } = desk.exchange.account(venue)
  let held = locked as number
  for (const amount of reserved.values()) held += amount
  return { type: 'account.reported', at: clock.now(), venue, free, locked: held as Money }
}

/** Returns the market listed with its present rules; undefined when nobody knows it. */
function list(desk: Desk, market: MarketId): PaperMarket | undefined {
  const found = desk.settings.market(market)
  if (found !== undefined) desk.exchange.list(found)
  return found
}

function rejected(order: IocOrder, reason: Extract<Submission, { type: 'rejected' }>['reason'], detail: string) {
  const { market, id } = order
  const error = new VenueError('order.rejected', { reason, market, venue: venueOf(market), detail: `${id}: ${detail}` })
  return { type: 'rejected', reason, error } as const
}

function fillsOf(facts: readonly Fact[], order: ClientOrderId): readonly Fill[] {
  return facts.flatMap((fact) => (fact.type === 'order.filled' && fact.fill.order === order ? [fact.fill] : []))
}

/** Writes down what became of an order, then answers it. */
function finish(desk: Desk, { order, answer }: OnItsWay, facts: readonly Fact[]): void {
  const end = facts.find(
    (fact) => (fact.type === 'order.done' || fact.type === 'order.rejected') && fact.order === order.id,
  )
  invariant(end !== undefined, `an order that arrived has an end, found none of ${order.id}`)
  if (end.type === 'order.rejected') {
    answer(rejected(order, end.reason, end.sentence))
    return
  }
  const { filled } = end as Extract<Fact, { type: 'order.done' }>
  const orderId = `paper-${order.id}` as OrderId
  const fills = fillsOf(facts, order.id)
  const { quantity, market, id } = order
  const venueStatus = filled > 0 ? 'executed' : 'canceled'
  const report: OrderReport = { order: id, orderId, market, quantity, filled, isDone: true, fills, venueStatus }
  const money = totalMoney(desk.exchange.account(desk.settings.venue))
  const position = desk.exchange.position(market, order.outcome)
  desk.keeper.note({ type: 'order', money, position, report: { ...report, at: end.at } })
  answer({ type: 'accepted', orderId, at: end.at, filled, isDone: true, fills })
}

/** Sets the timer for the next arrival. */
function arm(desk: Desk): void {
  const due = desk.exchange.nextDue()
  if (due === undefined || due >= desk.armedFor) return
  const { clock } = desk.settings
  desk.cancelTimer()
  desk.armedFor = due
  desk.cancelTimer = clock.setTimer(toMicros(Math.max(0, due - clock.now())), () => {
    desk.armedFor = Number.POSITIVE_INFINITY
    answerAll(desk, desk.exchange.advance(clock.now(), true))
    arm(desk)
  })
}

function answerAll(desk: Desk, facts: readonly Fact[]): void {
  if (facts.length === 0) return
  for (const fact of facts) {
    if (fact.type !== 'order.done' && fact.type !== 'order.rejected') continue
    const found = desk.onItsWay.get(fact.order)
    desk.onItsWay.delete(fact.order)
    if (found !== undefined) finish(desk, found, facts)
  }
  const fills = facts.filter(({ type }) => type === 'order.filled')
  tell(desk, fills.length === 0 ? [] : [...fills, accountFact(desk)])
}

function submit(desk: Desk, order: IocOrder, lastLook: LastLook | undefined): Promise<Submission> {
  const { clock, venue } = desk.settings
  const now = clock.now()
  invariant(venueOf(order.market) === venue, `an order of this account is for ${venue}, found ${order.market}`)
  const refuse = (...why: [Parameters<typeof rejected>[1], string]) => Promise.resolve(rejected(order, ...why))
  if (order.expiresAt !== undefined && now > order.expiresAt) return refuse('expired', 'its time has passed')
  if (desk.onItsWay.has(order.id) || desk.keeper.ledger.reports.has(order.id)) {
    return refuse('duplicate', 'an order of this name was taken before')
  }
  if (desk.keeper.ledger.settled.has(order.market)) return refuse('closed', 'the market has settled')
  if (list(desk, order.market) === undefined) return refuse('invalid', 'no such market is known')
  const defect = lastLook?.()
  if (defect !== undefined) return refuse(defect.reason, defect.sentence)
  return new Promise((answer) => {
    desk.onItsWay.set(order.id, { order, answer })
    answerAll(desk, desk.exchange.submit(order, now))
    arm(desk)
  })
}

function foldOne(desk: Desk, fact: Fact): void {
  if (fact.type === 'market.settled') {
    const { ledger } = desk.keeper
    if (venueOf(fact.market) !== desk.settings.venue || ledger.settled.has(fact.market)) return
    list(desk, fact.market)
    answerAll(desk, desk.exchange.step(fact))
    const positions = desk.exchange.positions().filter(({ market }) => market === fact.market)
    const money = totalMoney(desk.exchange.account(desk.settings.venue))
    desk.keeper.note({ type: 'settled', money, positions, market: fact.market })
    // Nothing more can come of it: an order for it is refused by what is written.
    desk.exchange.forget(fact.market)
    if (positions.length > 0) tell(desk, [accountFact(desk)])
    return
  }
  if (!isBookFact(fact) || venueOf(fact.market) !== desk.settings.venue) return
  // A book is kept from its first snapshot on, also where nothing was ordered yet.
  if (fact.type === 'book.replaced' && !desk.keeper.ledger.settled.has(fact.market)) list(desk, fact.market)
  answerAll(desk, desk.exchange.step(fact))
}

function pendingReport({ id, market, quantity }: IocOrder): OrderReport {
  const orderId = `paper-${id}` as OrderId
  return { order: id, orderId, market, quantity, filled: NO_QUANTITY, isDone: false, fills: [], venueStatus: 'pending' }
}

function find({ settings, keeper: { ledger }, onItsWay }: Desk, { id }: IocOrder, since: Micros) {
  const pending = onItsWay.get(id)
  if (pending !== undefined) return pendingReport(pending.order)
  const kept = ledger.reports.get(id)
  if (kept !== undefined) {
    const { at, ...report } = kept
    return report
  }
  // What was sent after the last report that is forgotten would be remembered; of what is older, silence says nothing.
  if (ledger.forgottenUntil === undefined || since > ledger.forgottenUntil) return undefined
  throw new VenueError('order.not-found', { venue: settings.venue, order: id })
}

function snapshot(desk: Desk): AccountSnapshot {
  const { venue, clock } = desk.settings
  const { free, locked } = accountFact(desk) as Extract<Fact, { type: 'account.reported' }>
  const holdings: HoldingReport[] = []
  for (const { market, outcome, quantity } of desk.exchange.positions()) {
    if (quantity > 0) holdings.push({ market, outcome, quantity })
  }
  const open = [...desk.onItsWay.values()].map(({ order }) => pendingReport(order))
  return { venue, at: clock.now(), free, locked, holdings, open }
}

/**
 * Opens a paper account at one venue. Orders meet the books that `fold` is told of.
 *
 * @throws VenueError `journal.malformed` when the file at `store` is not such an account.
 * @example
 * const broker = await createPaperBroker({ venue: 'kalshi', cash, latency: constantLatency(millis(80)), clock, rng, market })
 * feed.subscribe(markets, broker.fold)
 * const submission = await broker.submit(order)
 */
export async function createPaperBroker(settings: PaperBrokerSettings): Promise<PaperBroker> {
  const { venue, latency, rng } = settings
  const keeper = await openLedger(venue, settings.cash, settings.store)
  const { money, positions } = keeper.ledger
  const exchange = createPaperExchange({
    markets: [],
    cash: new Map([[venue, money]]),
    positions: [...positions.values()],
    latency,
    rng,
  })
  const desk: Desk = {
    settings,
    exchange,
    keeper,
    onItsWay: new Map(),
    listeners: new Set(),
    armedFor: Number.POSITIVE_INFINITY,
    cancelTimer: () => undefined,
  }
  return Object.freeze({
    venue,
    submit: (order: IocOrder, lastLook?: LastLook) => submit(desk, order, lastLook),
    find: async (order: IocOrder, since: Micros) => find(desk, order, since),
    snapshot: async () => snapshot(desk),
    // Nothing that this account takes can rest.
    cancelAll: async () => undefined,
    listen: (listener: FactListener) => {
      desk.listeners.add(listener)
      return () => void desk.listeners.delete(listener)
    },
    fold: (facts: readonly Fact[]) => {
      for (const fact of facts) foldOne(desk, fact)
    },
    account: () => exchange.account(venue),
    positions: () => exchange.positions(),
    close: () => {
      desk.cancelTimer()
      keeper.close()
    },
  })
}
