/*
 * What an executor remembers beside its journal: orders on their way, questions that are open, what
 * to do next. Nothing here has to survive: after a restart all of it is made anew from the journal.
 */
import type {
  Broker,
  Cancel,
  ClientOrderId,
  Clock,
  Fact,
  FillId,
  Log,
  MarketId,
  Micros,
  Quantity,
  TokenBucket,
  VenueId,
} from '@arbees/core'
import { isVenueError, venueOf } from '@arbees/core'
import type { Appended, Journal } from '../journal/journal.ts'
import type { JournalOrder, JournalState, JournalTrade } from '../journal/journal-state.ts'
import { doubtOf, isOrderFinal } from '../journal/order-doubt.ts'
import type { JournalRecord } from '../journal/record.ts'
import { recordDefectOf } from '../journal/record-defect.ts'
import { tradeExposure } from '../journal/trade-exposure.ts'
import type { ExposureBound } from '../journal/trade-terms.ts'
import type { ExecutionLimits, VenueTerms } from '../legs/execution-limits.ts'
import type { LegsRules } from '../legs/legs-rules.ts'
import type { MarketViews } from '../legs/market-views.ts'
import { factOfRecord } from '../legs/record-fact.ts'
import type { Plan } from '../plan/plan.ts'
import type { AlertFact, ExecutorFact } from './executor-fact.ts'
import type { KillSwitch } from './kill-switch.ts'

/** Settings of `createExecutor`. */
export type ExecutorSettings = MarketViews & {
  readonly clock: Clock
  readonly log: Log
  readonly journal: Journal
  readonly brokers: ReadonlyMap<VenueId, Broker>
  /** One for each broker. */
  readonly terms: ReadonlyMap<VenueId, VenueTerms>
  readonly limits: ExecutionLimits
  readonly killSwitch: KillSwitch
  /**
   * Says why a venue takes no orders that match at once between now and `until` (a restart, maintenance,
   * a pause); undefined when it does, as far as is known. @default it always does
   */
  readonly closedWindow?: (venue: VenueId, until: Micros) => string | undefined
  /** Told of everything, in order: for the engine, the log, metrics, the store. Must not throw. */
  readonly onFact: (fact: Fact | ExecutorFact) => void
  /** @default legsRules */
  readonly rules?: LegsRules
  /** Ends it: nothing more leaves, answers are still written down. */
  readonly signal?: AbortSignal
}

/** A question to a venue about one order, asked until it is answered. Changed in place. */
export type Look = { attempt: number; cancel: Cancel }

/** The executor's memory. Changed in place. */
export type Desk = {
  readonly settings: ExecutorSettings
  readonly rules: LegsRules
  readonly state: JournalState
  readonly startedAt: Micros
  /** Plans of the trades that this process opened, until they are over. */
  readonly plans: Map<number, Plan>
  /** Names of open trades. */
  readonly names: Map<string, number>
  /** Orders that this process meant and that have no last word. */
  readonly mine: Set<ClientOrderId>
  /** Trades with records that are not durable yet. */
  readonly unsynced: Set<number>
  /** Orders that left and may still be answered in time; each with the end of that time. */
  readonly flights: Map<ClientOrderId, Cancel>
  readonly looks: Map<ClientOrderId, Look>
  readonly doubts: ReadonlyMap<VenueId, Set<ClientOrderId>>
  /** Venues that have not told of the whole account since the start. */
  readonly unasked: Set<VenueId>
  readonly buckets: ReadonlyMap<VenueId, TokenBucket>
  readonly wakes: Map<number, Cancel>
  /** Trades that wait for a market's book. */
  readonly watching: Map<MarketId, Set<number>>
  /** When somebody took a halted trade up again. */
  readonly takenUp: Map<number, Micros>
  readonly exposures: Map<number, ExposureBound>
  exposedQuantity: number
  exposedMoney: number
  /** Fills that were written down, the last ones. */
  readonly seenFills: Set<FillId>
  /** What the last orders of this process filled by their last word: answers may come later still. */
  readonly lastWords: Map<ClientOrderId, Quantity>
  /** Trades to be looked at before this turn ends. */
  readonly dirty: Set<number>
  readonly untold: (Fact | ExecutorFact)[]
  depth: number
  /** Records in the journal since it was last compacted. */
  written: number
  /** Why the journal can no longer be written. */
  failure: unknown
  isOver: boolean
  /** Takes one trade as far as it goes now. */
  readonly step: (desk: Desk, trade: JournalTrade) => void
  /** Begins to ask a venue about an order. */
  readonly look: (desk: Desk, order: JournalOrder) => void
  /** Called when a turn has ended. */
  readonly rested: () => void
}

const REMEMBERED_MAX = 20_000

/** Returns the current instant. */
export function nowOf({ settings }: Desk): Micros {
  return settings.clock.now()
}

/** Tells a fact when the turn ends. */
export function tell(desk: Desk, fact: Fact | ExecutorFact): void {
  desk.untold.push(fact)
}

/** Tells somebody. */
export function alert(
  desk: Desk,
  code: AlertFact['code'],
  sentence: string,
  about: { readonly trade?: number; readonly venue?: VenueId } = {},
): void {
  const { trade = null, venue = null } = about
  desk.settings.log('error', 'alert', { code, sentence, trade, venue })
  tell(desk, { type: 'alert', at: nowOf(desk), code, sentence, trade, venue })
}

/** The journal cannot be written: nothing leaves any more. */
export function failJournal(desk: Desk, error: unknown): void {
  if (desk.failure !== undefined) return
  desk.failure = error
  alert(desk, 'journal-failed', error instanceof Error ? error.message : String(error))
}

/**
 * Does one turn of work: then looks at every trade it touched, and tells what happened. Turns inside
 * a turn are parts of it. Returns undefined when the journal failed meanwhile.
 */
export function act<T>(desk: Desk, work: () => T): T | undefined {
  desk.depth += 1
  try {
    return work()
  } catch (error) {
    if (!isVenueError(error, 'journal.failed')) throw error
    failJournal(desk, error)
    return undefined
  } finally {
    if (desk.depth === 1) settle(desk)
    desk.depth -= 1
  }
}

function stepAll(desk: Desk): void {
  for (const number of desk.dirty) {
    desk.dirty.delete(number)
    const trade = desk.state.trades.get(number)
    if (trade === undefined || desk.unsynced.has(number) || desk.failure !== undefined) continue
    try {
      desk.step(desk, trade)
    } catch (error) {
      if (!isVenueError(error, 'journal.failed')) throw error
      failJournal(desk, error)
    }
  }
}

function settle(desk: Desk): void {
  // Who is told may ask for more.
  while (desk.dirty.size > 0 || desk.untold.length > 0) {
    stepAll(desk)
    const facts = desk.untold.splice(0)
    for (const fact of facts) desk.settings.onFact(fact)
  }
  desk.rested()
}

/** Says whether an order is meant and has not left, and may still do so in this process. */
export function isInHand({ mine }: Desk, order: JournalOrder | undefined): boolean {
  return order !== undefined && order.status === 'intended' && mine.has(order.order)
}

function noteDoubt(desk: Desk, id: ClientOrderId, venue: VenueId, isInDoubt: boolean): void {
  const doubts = desk.doubts.get(venue)
  if (doubts === undefined || doubts.has(id) === isInDoubt) return
  if (isInDoubt) {
    doubts.add(id)
    if (doubts.size === 1) tell(desk, { type: 'venue.in-doubt', at: nowOf(desk), venue, order: id })
    return
  }
  doubts.delete(id)
  if (doubts.size > 0) return
  tell(desk, { type: 'venue.reconciled', at: nowOf(desk), venue, snapshot: null })
  // What waited for this venue may go on.
  for (const [number, { ending }] of desk.state.trades) if (ending === null) desk.dirty.add(number)
}

/** Brings all that follows from an order's state up to date: whether it is in doubt, and asked about. */
export function noteOrder(desk: Desk, id: ClientOrderId, market: MarketId): void {
  const order = desk.state.orders.get(id)
  const isOpen = order !== undefined && !isOrderFinal(order)
  if (!isOpen) desk.mine.delete(id)
  if (order !== undefined && !isOpen) {
    desk.lastWords.set(id, order.filled)
    forgetOldest(desk.lastWords)
  }
  const isInDoubt = isOpen && !desk.flights.has(id) && !isInHand(desk, order)
  noteDoubt(desk, id, venueOf(market), isInDoubt)
  const isAsked = order !== undefined && (isInDoubt || (!isOpen && doubtOf(order) > 0))
  if (isAsked) desk.look(desk, order)
  else {
    desk.looks.get(id)?.cancel()
    desk.looks.delete(id)
  }
}

/** A name is taken while a trade of it is open. */
function noteName(desk: Desk, number: number, trade: JournalTrade | undefined): void {
  if (trade?.ending === null) {
    if (!desk.names.has(trade.name)) desk.names.set(trade.name, number)
    return
  }
  for (const [name, holder] of desk.names) {
    if (holder !== number) continue
    desk.names.delete(name)
    // An older one of that name may have been opened again meanwhile.
    for (const [other, { name: of, ending }] of desk.state.trades) {
      if (of === name && ending === null) desk.names.set(name, other)
    }
  }
}

/** Brings the names that are taken and the total exposure up to date. */
export function noteTrade(desk: Desk, number: number): void {
  const before = desk.exposures.get(number)
  const trade = desk.state.trades.get(number)
  noteName(desk, number, trade)
  const after = trade === undefined ? undefined : tradeExposure(trade)
  desk.exposedQuantity += (after?.quantity ?? 0) - (before?.quantity ?? 0)
  desk.exposedMoney += (after?.money ?? 0) - (before?.money ?? 0)
  if (after !== undefined) {
    desk.exposures.set(number, { quantity: after.quantity, money: after.money })
    return
  }
  desk.exposures.delete(number)
  desk.plans.delete(number)
  desk.takenUp.delete(number)
  desk.wakes.get(number)?.()
  desk.wakes.delete(number)
}

/**
 * Writes records that have to stand together, and makes facts of them.
 *
 * @throws VenueError `journal.failed`, InvariantError as `Journal.appendAll`.
 */
export function write(desk: Desk, records: readonly JournalRecord[]): Appended {
  const facts = records.flatMap((record) => factOfRecord(record, desk.state))
  const appended = desk.settings.journal.appendAll(records)
  desk.written += records.length
  for (const fact of facts) tell(desk, fact)
  for (const record of records) if (record.type === 'order.filled') noteFill(desk, record.fill.id)
  return appended
}

function noteFill({ seenFills }: Desk, id: FillId): void {
  seenFills.add(id)
  forgetOldest(seenFills)
}

/** Keeps a memory from growing: the oldest goes. */
function forgetOldest<Key>(memory: {
  readonly size: number
  readonly keys: () => Iterable<Key>
  readonly delete: (key: Key) => boolean
}): void {
  if (memory.size <= REMEMBERED_MAX) return
  for (const oldest of memory.keys()) {
    memory.delete(oldest)
    return
  }
}

/** Writes what was learned of one order, each record as far as it can follow, and acts on it. */
export function learn(desk: Desk, order: JournalOrder, records: readonly JournalRecord[]): void {
  const halts = desk.state.halts.size
  for (const record of records) {
    const defect = recordDefectOf(desk.state, record)
    if (defect === undefined) write(desk, [record])
    else alert(desk, 'surprise', defect, { trade: order.trade, venue: venueOf(order.market) })
  }
  noteOrder(desk, order.order, order.market)
  noteTrade(desk, order.trade)
  if (records.length > 0) desk.dirty.add(order.trade)
  if (desk.state.halts.size > halts) {
    for (const { scope, reason } of [...desk.state.halts.values()].slice(halts)) {
      alert(desk, 'halted', `${scope} is halted: ${reason}`, { trade: order.trade })
    }
  }
}
