/*
 * Stands at the venues' doors while the trader lives and dies: holds what arrives and what fills against
 * what is on the trader's disk at that very moment.
 */
import type { JournalRecord, TradeEnding } from '@arbees/arb-engine'
import { isOrderFinal } from '@arbees/arb-engine'
import type { ClientOrderId, HttpRequest, Micros, OrderId, VenueId } from '@arbees/core'
import { LOT } from '@arbees/core'
import { createKeccak, createOrderSigner, toEnvironment } from '@arbees/polymarket-client'
import { checkTrade } from '../checkers/exposure-checks.ts'
import { createJournalMirror } from '../checkers/journal-mirror.ts'
import { createJournalledFills } from '../checkers/journalled-fills.ts'
import { checkArrival } from '../checkers/order-checks.ts'
import { noteKalshiFill, notePolymarketTrade } from '../checkers/true-fills.ts'
import type { Violations } from '../checkers/violation.ts'
import type { WireReader } from '../checkers/wire-order.ts'
import { createWireReader } from '../checkers/wire-order.ts'
import type { WitnessedOrder, WitnessedTrade } from '../checkers/witness.ts'
import { createWitness, seeRecord, trueExposure } from '../checkers/witness.ts'
import { POLYMARKET_ENVIRONMENT } from '../trader/clients.ts'
import type { Question } from '../world/question.ts'
import { QUESTIONS } from '../world/question.ts'
import type { Venues } from '../world/venues.ts'

/** What the watch needs. */
export type WatchSettings = {
  readonly now: () => Micros
  readonly violations: Violations
  /** Returns the whole lines that were added to the journal since the last call. */
  readonly readJournal: () => Uint8Array
  /** The same of the file that says under which hash an order of Polymarket's is about to leave. */
  readonly readSigned: () => Uint8Array
  /** Told that an order of the trader's has filled. */
  readonly onFill: (question: Question, on: VenueId) => void
  /** Told that an order of the trader's has arrived. */
  readonly onArrival: () => void
}

/** How the trader stands at one moment. */
export type Standing = {
  /** Trades that hold more of one leg than of another, by the venues' records. */
  readonly uneven: number
  /** Contracts that they hold on one side, in millionths. */
  readonly quantity: number
  /** Orders on disk that have no last word. */
  readonly open: number
}

const STOP_LAG = 1_000_000
const SHAPE = /^arb\d+$/

type Inside = {
  readonly settings: WatchSettings
  readonly witness: ReturnType<typeof createWitness>
  readonly journalled: ReturnType<typeof createJournalledFills>
  readonly mirror: ReturnType<typeof createJournalMirror>
  readonly endings: Map<number, TradeEnding>
  readonly hashes: Map<string, ClientOrderId>
  readonly arrivals: Micros[]
  readonly readWire: WireReader
  stoppedSince: Micros | undefined
}

function wireReader(): WireReader {
  const yesOf = new Map(
    QUESTIONS.flatMap(({ polymarketMarket: { tokenIds } }) => tokenIds.map((token) => [token, tokenIds[0]] as const)),
  )
  const signer = createOrderSigner(toEnvironment(POLYMARKET_ENVIRONMENT), createKeccak())
  return createWireReader(signer, (token) => yesOf.get(token) ?? token)
}

function look({ settings: { now, violations }, mirror }: Inside, trade: WitnessedTrade | undefined): void {
  if (trade !== undefined) checkTrade({ trade, journal: mirror.state(), now: now(), violations })
}

function nameOrders({ settings: { now, violations }, witness }: Inside, names: readonly ClientOrderId[]): void {
  for (const name of names) {
    if (witness.orders.has(name)) violations.add('unique-ids', now(), `${name} is the name of two orders`)
    if (!SHAPE.test(name)) violations.add('unique-ids', now(), `${name} is no name of an order`)
  }
}

function seeOnDisk(inside: Inside, record: JournalRecord): void {
  const { witness, journalled, endings } = inside
  if (record.type === 'trade.intended') {
    nameOrders(
      inside,
      record.legs.map(({ order }) => order),
    )
  }
  if (record.type === 'order.intended') nameOrders(inside, [record.intent.order])
  seeRecord(witness, record)
  journalled.see(record)
  if (record.type === 'trade.ended') endings.set(record.trade, record.ending)
  if (record.type === 'order.intended' || record.type === 'trade.intended') endings.delete(record.trade)
  if ('order' in record) look(inside, witness.orders.get(record.order)?.trade)
  else if (record.type === 'order.filled') look(inside, witness.orders.get(record.fill.order)?.trade)
}

function catchUp(inside: Inside): void {
  const { settings, hashes, mirror } = inside
  for (const line of new TextDecoder().decode(settings.readSigned()).split('\n')) {
    const [order, hash] = line.split(' ')
    if (order !== undefined && hash !== undefined) hashes.set(hash, order as ClientOrderId)
  }
  for (const record of mirror.take(settings.readJournal())) seeOnDisk(inside, record)
}

function arriving(inside: Inside, request: Pick<HttpRequest, 'method' | 'url' | 'body'>): void {
  const { settings, hashes, witness, arrivals, readWire, stoppedSince } = inside
  const { now, violations, onArrival } = settings
  const wire = readWire(request as HttpRequest)
  if (wire === undefined) return
  const at = now()
  catchUp(inside)
  const name = wire.venue === 'kalshi' ? (wire.name as ClientOrderId) : hashes.get(wire.name)
  const order = name === undefined ? undefined : witness.orders.get(name)
  arrivals.push(at)
  if (stoppedSince !== undefined && at - stoppedSince > STOP_LAG) {
    const late = at - stoppedSince
    violations.add('none-after-stop', at, `${wire.name} arrived ${late} µs after the kill switch was set`)
  }
  if (order === undefined) violations.add('journal-first', at, `${wire.name} arrived, and is not on disk`)
  else checkArrival(order, wire, at, violations)
  onArrival()
}

type Where = { readonly name: string; readonly market: string; readonly on: VenueId }

function filled(inside: Inside, order: WitnessedOrder | undefined, { name, market, on }: Where): void {
  const { now, violations, onFill } = inside.settings
  if (order === undefined) {
    violations.add('journal-first', now(), `${name} filled on ${on}, and is not on disk`)
    return
  }
  look(inside, order.trade)
  const question = QUESTIONS.find(({ ticker, conditionId }) => ticker === market || conditionId === market)
  if (question !== undefined) onFill(question, on)
}

// The disk is not read here: a venue may be about to tell of its next fill, and the trader, another process,
// may already have heard of this one.
function watch(inside: Inside, { kalshi, polymarket }: Venues): void {
  const { witness, hashes } = inside
  kalshi.world.listeners.add((news) => {
    if (news.type !== 'fill' || news.fill.order.member.isHouse) return
    const { clientOrderId: name, market } = news.fill.order
    const order = witness.orders.get(name as ClientOrderId)
    if (order !== undefined) noteKalshiFill(order, news.fill)
    filled(inside, order, { name, market: market.ticker, on: 'kalshi' })
  })
  polymarket.listen((event) => {
    if (event.type !== 'trade' || event.trade.taker.keyId === '') return
    const { taker, market } = event.trade
    const name = hashes.get(taker.id as OrderId)
    const order = name === undefined ? undefined : witness.orders.get(name)
    const isNew = order === undefined || notePolymarketTrade(order, event.trade)
    const where = { name: taker.id, market: market.settings.conditionId, on: 'polymarket' } as const
    if (isNew) filled(inside, order, where)
    else look(inside, order.trade)
  })
}

function standing(inside: Inside): Standing {
  catchUp(inside)
  let uneven = 0
  let quantity = 0
  for (const trade of inside.witness.trades.values()) {
    const own = trueExposure(trade).quantity
    if (own >= LOT) uneven += 1
    quantity += own
  }
  const open = [...inside.mirror.state().orders.values()].filter((order) => !isOrderFinal(order)).length
  return { uneven, quantity, open }
}

/** Begins to watch. */
export function createWatch(settings: WatchSettings) {
  const inside: Inside = {
    settings,
    witness: createWitness(),
    journalled: createJournalledFills(),
    mirror: createJournalMirror(),
    endings: new Map(),
    hashes: new Map(),
    arrivals: [],
    readWire: wireReader(),
    stoppedSince: undefined,
  }
  const { witness, journalled, endings, arrivals, mirror } = inside
  return {
    witness,
    journalled,
    endings,
    /** When orders of the trader's arrived. */
    arrivals: arrivals as readonly Micros[],
    journal: mirror.state,
    catchUp: () => catchUp(inside),
    arriving: (request: Pick<HttpRequest, 'method' | 'url' | 'body'>) => arriving(inside, request),
    watch: (venues: Venues) => watch(inside, venues),
    standing: () => standing(inside),
    /** Says that the kill switch was just set, or taken back. */
    stopped: (isStopped: boolean) => {
      inside.stoppedSince = isStopped ? settings.now() : undefined
    },
  }
}

/** The watch of one drill. */
export type Watch = ReturnType<typeof createWatch>
