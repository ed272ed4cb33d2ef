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
import { isVenueError } from '@arbees/core'
import type { Journal } from '../journal/journal.ts'
import type { JournalOrder, JournalState, JournalTrade } from '../journal/journal-state.ts'
import type { ExposureBound } from '../journal/trade-terms.ts'
import type { ExecutionLimits, VenueTerms } from '../legs/execution-limits.ts'
import type { LegsRules } from '../legs/legs-rules.ts'
import type { MarketViews } from '../legs/market-views.ts'
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
  /**
   * Reads a market's rules from its venue again, after a refusal by them; resolves when `market` gives
   * them. @default nothing leaves for the market until `market` gives other rules, or `market.changed` comes
   */
  readonly refreshMarket?: (id: MarketId) => Promise<void>
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
  /** Orders whose record must be read once, whatever else is told of them: it may know more than anybody has said. */
  readonly unread: Set<ClientOrderId>
  readonly doubts: ReadonlyMap<VenueId, Set<ClientOrderId>>
  /** Venues that have not told of the whole account since the start. */
  readonly unasked: Set<VenueId>
  readonly buckets: ReadonlyMap<VenueId, TokenBucket>
  readonly wakes: Map<number, Cancel>
  /** Trades that wait for a market's book. */
  readonly watching: Map<MarketId, Set<number>>
  /** Markets whose rules have to be read again, with what they were thought to be. */
  readonly ruleDoubts: Map<MarketId, string>
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
  /** Why nothing leaves any more: the journal can no longer be written, or a turn did not end. */
  failure: unknown
  isOver: boolean
  /** Takes one trade as far as it goes now. */
  readonly step: (desk: Desk, trade: JournalTrade) => void
  /** Begins to ask a venue about an order. */
  readonly look: (desk: Desk, order: JournalOrder) => void
  /** Called when a turn has ended. */
  readonly rested: () => void
}

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

/** The journal cannot be written, or a turn did not end as it must: nothing leaves any more. */
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
    if (desk.depth === 1) endTurn(desk)
    else desk.depth -= 1
  }
}

/** Ends a turn. What throws here should not have: nothing leaves any more, which is told, and turns go on ending. */
function endTurn(desk: Desk): void {
  try {
    settle(desk)
  } catch (error) {
    failJournal(desk, error)
    settle(desk)
    throw error
  } finally {
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
    // One by one: should somebody throw who is told, the others are told all the same.
    for (let left = desk.untold.length; left > 0; left--)
      desk.settings.onFact(desk.untold.shift() as Fact | ExecutorFact)
  }
  desk.rested()
}
