/*
 * Stands between the trader and the world of one run, hears everything, and checks: the journal's
 * bytes as they are written, orders as they leave and as they arrive, fills by the venues' records.
 */
import type { JournalRecord, Plan, TradeEnding } from '@arbees/arb-engine'
import type { ClientOrderId, ContinuityToken, HttpRequest, MarketId, Micros, OrderId, VenueId } from '@arbees/core'
import type { Question } from '../world/question.ts'
import type { Venues } from '../world/venues.ts'
import type { DurableOrders } from './durable-orders.ts'
import { createDurableOrders } from './durable-orders.ts'
import { checkTrade } from './exposure-checks.ts'
import { createJournalMirror } from './journal-mirror.ts'
import type { JournalledFills } from './journalled-fills.ts'
import { createJournalledFills } from './journalled-fills.ts'
import { checkArrival, checkLeaving } from './order-checks.ts'
import { checkPlanned } from './plan-checks.ts'
import type { ReserveCheck } from './reserve-check.ts'
import { createReserveCheck } from './reserve-check.ts'
import { noteKalshiFill, notePolymarketTrade } from './true-fills.ts'
import type { Violations } from './violation.ts'
import type { WireOrder, WireReader } from './wire-order.ts'
import type { Witness, WitnessedOrder, WitnessedTrade } from './witness.ts'
import { createWitness, forgetOrders, seeRecord } from './witness.ts'

/** What the inspector looks through. */
export type InspectorSettings = {
  readonly now: () => Micros
  readonly readWire: WireReader
  readonly violations: Violations
  readonly questions: readonly Question[]
  /** The continuity of the trader's book of a market, as it is now. */
  readonly continuityOf: (market: MarketId) => ContinuityToken
  /** Whether a record is safe only once it is synced. */
  readonly isSynced: boolean
  readonly stoppedSince: () => Micros | undefined
  /** Adds a line to the run's log. */
  readonly note: (message: string, fields: object) => void
  /** Told that an order of ours has filled. */
  readonly onFill: (question: Question, on: VenueId) => void
}

/** The inspector of one run. */
export type Inspector = {
  readonly witness: Witness
  readonly journalled: JournalledFills
  readonly mirror: ReturnType<typeof createJournalMirror>
  /** How trades ended, by the journal's last word; those that are open again are not here. */
  readonly endings: Map<number, TradeEnding>
  /** Bytes were added to the journal's file. */
  readonly appended: (bytes: Uint8Array) => void
  /** Bytes have reached the medium. */
  readonly synced: (bytes: Uint8Array) => void
  /** A new life of the trader begins. */
  readonly begun: () => void
  /** The journal's file was replaced, or its owner begins a new life. */
  readonly reloaded: (file: Uint8Array | undefined, name: string) => void
  /** A plan is handed to the executor. */
  readonly proposed: (plan: Plan) => void
  /** It was opened as a trade. */
  readonly opened: (plan: Plan, trade: number) => void
  /** An order was signed under a hash. */
  readonly signed: (order: ClientOrderId, hash: OrderId) => void
  /** A request leaves the trader. */
  readonly leaving: (request: HttpRequest) => void
  /** A request has arrived at a venue's door. */
  readonly arriving: (request: HttpRequest) => void
  /** Listens to the venues' own records. */
  readonly watch: (venues: Venues) => void
}

type Inside = {
  readonly settings: InspectorSettings
  readonly witness: Witness
  readonly journalled: JournalledFills
  readonly mirror: ReturnType<typeof createJournalMirror>
  readonly hashes: Map<OrderId, ClientOrderId>
  readonly plans: Map<number, Plan>
  proposed: Plan | undefined
  readonly durable: DurableOrders
  readonly reserve: ReserveCheck
  readonly endings: Map<number, TradeEnding>
  lifeBeganAt: Micros
}

function look({ settings, mirror }: Inside, trade: WitnessedTrade | undefined): void {
  if (trade === undefined) return
  checkTrade({ trade, journal: mirror.state(), now: settings.now(), violations: settings.violations })
}

function tradeOf({ witness }: Inside, record: JournalRecord): WitnessedTrade | undefined {
  if ('trade' in record) return witness.trades.get(record.trade)
  if (record.type === 'order.filled') return witness.orders.get(record.fill.order)?.trade
  return 'order' in record ? witness.orders.get(record.order)?.trade : undefined
}

function see(inside: Inside, record: JournalRecord): void {
  const { witness, journalled, settings, plans } = inside
  if (record.type === 'trade.intended' || record.type === 'order.intended') {
    const intents = record.type === 'trade.intended' ? record.legs : [record.intent]
    for (const { order } of intents) {
      if (!witness.orders.has(order) && !witness.lost.has(order)) continue
      settings.violations.add('unique-ids', settings.now(), `${order} is the name of two orders`)
    }
  }
  seeRecord(witness, record)
  inside.reserve.see(record, settings.now())
  journalled.see(record)
  checkPlanned({
    record,
    witness,
    plans,
    proposed: inside.proposed,
    now: settings.now(),
    violations: settings.violations,
  })
  if (record.type === 'trade.ended') inside.endings.set(record.trade, record.ending)
  if (record.type === 'order.intended' || record.type === 'trade.intended') inside.endings.delete(record.trade)
  const { type, at: _, ...fields } = record
  settings.note(`journal ${type}`, fields)
  look(inside, tradeOf(inside, record))
}

function orderOf({ witness, hashes }: Inside, wire: WireOrder): WitnessedOrder | undefined {
  const name = wire.venue === 'kalshi' ? (wire.name as ClientOrderId) : hashes.get(wire.name as OrderId)
  return name === undefined ? undefined : witness.orders.get(name)
}

function leaving(inside: Inside, request: HttpRequest): void {
  const { settings, mirror } = inside
  const wire = settings.readWire(request)
  if (wire === undefined) return
  const order = orderOf(inside, wire)
  settings.note('order leaves', { order: order?.intent.order ?? wire.name })
  if (order === undefined) {
    settings.violations.add('journal-first', settings.now(), `${wire.name} left, and is not on disk`)
    return
  }
  if (!inside.durable.has(order.intent.order)) {
    settings.violations.add('journal-first', settings.now(), `${order.intent.order} left, and is not safe on disk yet`)
  }
  const { continuityOf } = settings
  const world = {
    journal: mirror.state(),
    now: settings.now(),
    continuityOf,
    lifeBeganAt: inside.lifeBeganAt,
    stoppedSince: settings.stoppedSince(),
  }
  checkLeaving(order, world, settings.violations)
}

function arriving(inside: Inside, request: HttpRequest): void {
  const { settings, witness } = inside
  const wire = settings.readWire(request)
  if (wire === undefined) return
  const order = orderOf(inside, wire)
  if (order !== undefined) {
    checkArrival(order, wire, settings.now(), settings.violations)
    return
  }
  const name = wire.venue === 'kalshi' ? (wire.name as ClientOrderId) : inside.hashes.get(wire.name as OrderId)
  const wasLost = name !== undefined && witness.lost.has(name)
  const why = wasLost ? 'and the machine has lost it' : 'and is not on disk'
  settings.violations.add('journal-first', settings.now(), `${wire.name} arrived, ${why}`)
}

function watchKalshi(inside: Inside, { kalshi }: Venues): void {
  const { witness, settings } = inside
  kalshi.world.listeners.add((news) => {
    if (news.type !== 'fill' || news.fill.order.member.isHouse) return
    const { fill } = news
    const { clientOrderId, market } = fill.order
    const order = witness.orders.get(clientOrderId as ClientOrderId)
    settings.note('kalshi filled', { order: clientOrderId, price: fill.price, quantity: fill.quantity, fee: fill.fee })
    if (order === undefined) return
    noteKalshiFill(order, fill)
    look(inside, order.trade)
    const question = settings.questions.find(({ ticker }) => ticker === market.ticker)
    if (question !== undefined) settings.onFill(question, 'kalshi')
  })
}

function watchPolymarket(inside: Inside, { polymarket }: Venues): void {
  const { witness, settings, hashes } = inside
  polymarket.listen((event) => {
    if (event.type !== 'trade' || event.trade.taker.keyId === '') return
    const { taker, stage, price, quantity, fee, market } = event.trade
    const name = hashes.get(taker.id as OrderId)
    const order = name === undefined ? undefined : witness.orders.get(name)
    settings.note('polymarket trade', { order: name ?? taker.id, stage, price, quantity, fee })
    if (order === undefined) return
    const isNew = notePolymarketTrade(order, event.trade)
    look(inside, order.trade)
    const question = settings.questions.find(({ conditionId }) => conditionId === market.settings.conditionId)
    if (isNew && question !== undefined) settings.onFill(question, 'polymarket')
  })
}

/** Creates the inspector of a run. */
export function createInspector(settings: InspectorSettings): Inspector {
  const inside: Inside = {
    settings,
    witness: createWitness(),
    journalled: createJournalledFills(),
    mirror: createJournalMirror(),
    hashes: new Map(),
    plans: new Map(),
    proposed: undefined,
    durable: createDurableOrders(settings.isSynced),
    reserve: createReserveCheck(settings.violations),
    endings: new Map(),
    lifeBeganAt: 0 as Micros,
  }
  const { witness, journalled, mirror, hashes, plans, durable } = inside
  return {
    witness,
    journalled,
    mirror,
    endings: inside.endings,
    appended: (bytes) => {
      const records = mirror.take(bytes)
      durable.appended(records)
      for (const record of records) see(inside, record)
    },
    synced: durable.synced,
    begun: () => {
      inside.lifeBeganAt = settings.now()
      plans.clear()
      inside.reserve.reset(settings.now())
    },
    reloaded: (file, name) => {
      mirror.reload(file, name)
      durable.reload(mirror.state().orders.keys())
      const { nextOrder } = mirror.state()
      const isOnDisk = (order: ClientOrderId) => {
        const number = (witness.orders.get(order) ?? witness.lost.get(order))?.intent.number
        return number !== undefined && number < nextOrder
      }
      journalled.reload(mirror.state(), isOnDisk)
      forgetOrders(witness, isOnDisk)
      // A write that was torn has left its first records whole, and one that was not synced may be gone.
      for (const { trade, ending } of mirror.state().trades.values()) {
        if (ending === null) inside.endings.delete(trade)
        else inside.endings.set(trade, ending)
      }
    },
    proposed: (plan) => {
      inside.proposed = plan
    },
    opened: (plan, trade) => {
      plans.set(trade, plan)
      inside.proposed = undefined
    },
    signed: (order, hash) => {
      hashes.set(hash, order)
    },
    leaving: (request) => leaving(inside, request),
    arriving: (request) => arriving(inside, request),
    watch: (venues) => {
      watchKalshi(inside, venues)
      watchPolymarket(inside, venues)
    },
  }
}
