/*
 * Carries out what risk approved, over the venues' brokers: the one place where a decision becomes an
 * order. Journal before wire; every trade ends hedged, flattened or halted; recovery is the same loop.
 */
import type { AccountSnapshot, Cancel, ClientOrderId, Fact, VenueId } from '@arbees/core'
import { createTokenBucket, invariant } from '@arbees/core'
import type { JournalState } from '../journal/journal-state.ts'
import type { VenueTerms } from '../legs/execution-limits.ts'
import type { Refusal } from '../legs/late-reason.ts'
import { legsRules } from '../legs/legs-rules.ts'
import type { Approved, Plan } from '../plan/plan.ts'
import type { CancelReport } from './ask-venue.ts'
import { askUntilTold, askVenue, cancelEverywhere } from './ask-venue.ts'
import type { CloseReport } from './close-all.ts'
import { closeEverywhere } from './close-all.ts'
import type { Desk, ExecutorSettings } from './desk.ts'
import { act, alert, failJournal, nowOf } from './desk.ts'
import { lookAt } from './look.ts'
import { write } from './notes.ts'
import type { Sale } from './sale.ts'
import { openExit } from './sale.ts'
import { openPlan } from './send.ts'
import { stepTrade } from './step.ts'
import { noteAll, takePrivateFacts, takePublicFacts } from './take-facts.ts'

/** An executor: see `createExecutor`. */
export type Executor = {
  /**
   * Resolves when every venue has told of its account and no order of an earlier life is in doubt.
   * Until then plans on a venue that has not are refused; nothing has to wait for it.
   */
  readonly ready: Promise<void>
  /**
   * Opens a trade, or says why not. When it returns, the trade is in the journal; where the journal is
   * durable at once, its most urgent order has been handed to its broker, and others follow in the next turn.
   */
  readonly open: (plan: Approved<Plan>) => { readonly trade: number } | { readonly refused: Refusal }
  /**
   * Sells part of what is held, or says why not: an exit, under the kill switch and halts like any
   * unwind. It is a trade of its own in the journal, whose opportunity type is null.
   */
  readonly sell: (sale: Sale) => { readonly trade: number } | { readonly refused: Refusal }
  /**
   * Takes facts of the feeds, after the books and markets that this executor reads have taken them.
   * Private facts it hears itself.
   */
  readonly fold: (facts: readonly Fact[]) => void
  /** Asks a venue for its account, or all of them; throws as `Broker.snapshot` does. */
  readonly reconcile: (venue?: VenueId) => Promise<readonly AccountSnapshot[]>
  /** Cancels whatever may rest anywhere, and asks afterwards. */
  readonly cancelAll: () => Promise<readonly CancelReport[]>
  /**
   * Sells everything that is held anywhere, by orders that cannot rest and down to `closeSlippageMax`
   * below the best bid, in a few rounds; waits for a book or a bid as long as an order may be in doubt. Halts
   * everything first, and asks each venue afterwards. The kill switch bars it unless it lets unwinds run.
   */
  readonly flattenAll: (reason: string) => Promise<readonly CloseReport[]>
  /** Lets nothing more leave in a scope: `all`, a venue, a market, or `plan:` and a plan's name. */
  readonly halt: (scope: string, reason: string) => void
  /** Lets orders leave again. A halted trade of a plan's name is taken up again. False when there was no such halt. */
  readonly clearHalt: (scope: string, reason: string) => boolean
  /** Returns what the journal amounts to. Not to be changed. */
  readonly state: () => JournalState
  /** Resolves when no order is on its way or in doubt and no trade is open. */
  readonly idle: () => Promise<void>
}

const JOURNAL_FAILED = { refused: { reason: 'journal', sentence: 'the journal cannot be written' } } as const

function isIdle({ flights, unsynced, looks, state }: Desk): boolean {
  if (flights.size > 0 || unsynced.size > 0 || looks.size > 0) return false
  for (const { ending } of state.trades.values()) if (ending === null) return false
  return true
}

function createDesk(settings: ExecutorSettings, rested: () => void): Desk {
  const { clock, journal, brokers, terms, rules = legsRules } = settings
  const now = clock.now()
  const termsOf = (venue: VenueId): VenueTerms => {
    const found = terms.get(venue)
    invariant(found !== undefined, `each broker has its terms, found none of ${venue}`)
    return found
  }
  return {
    settings,
    rules,
    state: journal.state(),
    startedAt: now,
    plans: new Map(),
    names: new Map(),
    mine: new Set<ClientOrderId>(),
    unsynced: new Set(),
    flights: new Map(),
    looks: new Map(),
    unread: new Set(),
    doubts: new Map([...brokers.keys()].map((venue) => [venue, new Set<ClientOrderId>()])),
    unasked: new Set(brokers.keys()),
    buckets: new Map([...brokers.keys()].map((venue) => [venue, createTokenBucket(termsOf(venue).orders, now)])),
    wakes: new Map(),
    watching: new Map(),
    ruleDoubts: new Map(),
    takenUp: new Map(),
    exposures: new Map(),
    exposedQuantity: 0,
    exposedMoney: 0,
    seenFills: new Set(),
    lastWords: new Map(),
    dirty: new Set(),
    untold: [],
    depth: 0,
    written: journal.report.records,
    failure: undefined,
    isOver: false,
    step: stepTrade,
    look: lookAt,
    rested,
  }
}

function setHalt(desk: Desk, scope: string, reason: string): void {
  act(desk, () => {
    write(desk, [{ type: 'halt.set', at: nowOf(desk), scope, reason }])
    alert(desk, 'halted', `${scope} is halted: ${reason}`)
  })
}

function clearHalt(desk: Desk, scope: string, reason: string): boolean {
  if (!desk.state.halts.has(scope)) return false
  act(desk, () => {
    const at = nowOf(desk)
    write(desk, [{ type: 'halt.cleared', at, scope, reason }])
    for (const [number, { name, ending }] of desk.state.trades) {
      if (scope === `plan:${name}`) desk.takenUp.set(number, at)
      if (ending === null || ending === 'halted') desk.dirty.add(number)
    }
  })
  return true
}

function endDesk(desk: Desk, stops: readonly Cancel[]): void {
  desk.isOver = true
  for (const stop of stops) stop()
  for (const { cancel } of desk.looks.values()) cancel()
  for (const cancel of desk.wakes.values()) cancel()
  // An answer is written down as long as the journal is open; that none came is for the next life to ask about.
  for (const cancel of desk.flights.values()) cancel()
  desk.looks.clear()
  desk.wakes.clear()
}

/** Rewrites a long journal when nothing is open: orders would have to wait for it. */
function compactWhenLong(desk: Desk): void {
  const { journal, limits } = desk.settings
  if (desk.written < limits.compactRecords || desk.failure !== undefined || desk.isOver || !isIdle(desk)) return
  desk.written = 0
  journal.compact(nowOf(desk)).catch((error: unknown) => act(desk, () => failJournal(desk, error)))
}

/** Waits for something that can only become true when a turn ends. */
function createWaits() {
  const waits = new Set<{ readonly isOver: () => boolean; readonly resolve: () => void }>()
  return {
    check: () => {
      for (const wait of waits) {
        if (!wait.isOver()) continue
        waits.delete(wait)
        wait.resolve()
      }
    },
    until: (isOver: () => boolean) =>
      new Promise<void>((resolve) => {
        if (isOver()) resolve()
        else waits.add({ isOver, resolve })
      }),
  }
}

/**
 * Creates an executor over an open journal and one broker a venue, and begins to settle what an
 * earlier life left open.
 *
 * @throws InvariantError when a broker has no terms.
 * @example
 * const executor = createExecutor({ clock, log, journal, brokers, terms, limits, killSwitch, market, book, onFact })
 * for (const command of engine.step(batch).commands) if (command.type === 'trade.open') executor.open(command.plan)
 */
export function createExecutor(settings: ExecutorSettings): Executor {
  const { brokers, signal } = settings
  const waits = createWaits()
  const desk = createDesk(settings, () => {
    waits.check()
    compactWhenLong(desk)
  })
  const old = new Set(desk.state.orders.keys())
  const isSettled = () =>
    desk.unasked.size === 0 && [...desk.doubts.values()].every((one) => [...one].every((id) => !old.has(id)))
  act(desk, () => noteAll(desk))
  const stops = [...brokers.values()].map((broker) =>
    broker.listen((facts) => act(desk, () => takePrivateFacts(desk, facts))),
  )
  for (const venue of brokers.keys()) void askUntilTold(desk, venue)
  signal?.addEventListener('abort', () => endDesk(desk, stops), { once: true })
  return Object.freeze({
    ready: waits.until(isSettled),
    open: (plan: Approved<Plan>) => act(desk, () => openPlan(desk, plan)) ?? JOURNAL_FAILED,
    sell: (sale: Sale) => act(desk, () => openExit(desk, sale)) ?? JOURNAL_FAILED,
    fold: (facts: readonly Fact[]) => void act(desk, () => takePublicFacts(desk, facts)),
    reconcile: (venue?: VenueId) =>
      Promise.all((venue === undefined ? [...brokers.keys()] : [venue]).map((one) => askVenue(desk, one))),
    cancelAll: () => cancelEverywhere(desk),
    flattenAll: (reason: string) => {
      if (!desk.state.halts.has('all')) setHalt(desk, 'all', reason)
      return closeEverywhere(desk)
    },
    halt: (scope: string, reason: string) => setHalt(desk, scope, reason),
    clearHalt: (scope: string, reason: string) => clearHalt(desk, scope, reason),
    state: () => desk.state,
    idle: () => waits.until(() => isIdle(desk)),
  })
}
