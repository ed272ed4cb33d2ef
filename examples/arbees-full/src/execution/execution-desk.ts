/*
 * The executor with everything that must survive beside it: journal, request log, paper accounts. A request
 * goes in at most once; what comes of it is written down as owed before anybody is told.
 */
import type { Approved, Executor, ExecutorFact, Journal, JournalRecord, Plan } from '@arbees/arb-engine'
import { createExecutor, openJournal, readJournal, tellRecords } from '@arbees/arb-engine'
import type { Fact, MarketId, Runtime } from '@arbees/core'
import type { MarketShelf } from '../markets/market-shelf.ts'
import { durableBeside } from './durable-beside.ts'
import { executionFiles } from './execution-files.ts'
import type { ExecutionVariables } from './execution-variables.ts'
import { executionLimits } from './execution-variables.ts'
import type { OpenBrokers } from './open-brokers.ts'
import { createOutcomeBook, foldOutcome } from './order-outcomes.ts'
import type { Naming } from './outcome-messages.ts'
import { outcomeMessages } from './outcome-messages.ts'
import type { RefusedReason } from './refusals.ts'
import { REFUSED_REASONS } from './refusals.ts'
import type { Owed, RequestLog } from './request-log.ts'
import { openRequestLog } from './request-log.ts'
import type { Request } from './request-memory.ts'

/** What the desk is made of. */
export type ExecutionDeskOptions = {
  readonly config: ExecutionVariables
  readonly runtime: Runtime
  readonly shelf: MarketShelf
  readonly brokers: OpenBrokers
  /** Names this life among all that may have the folder. */
  readonly writer: string
  readonly killSwitch: { readonly isStopped: () => boolean; readonly mayUnwind: boolean }
  readonly isHolder: () => boolean
  readonly onFact: (fact: Fact | ExecutorFact) => void
  /** Has a market's rules read again, after its venue refused an order by them. */
  readonly refreshMarket: (market: MarketId) => Promise<void>
  /** Called when something is owed. */
  readonly onOwed: () => void
  readonly signal: AbortSignal
}

/** The desk: see above. */
export type ExecutionDesk = {
  readonly executor: Executor
  readonly log: RequestLog
  /** Takes a request: it is executed, or its refusal is owed. One heard before changes nothing. */
  readonly take: (request: Request) => void
  /** Returns what an order's chain is followed by; empty when that is not known any more. */
  readonly correlationOf: (order: string) => string
  readonly close: () => Promise<void>
}

/** Of how many orders it is remembered what their chain is followed by. */
const CHAINS_MAX = 1_000

type Refused = {
  readonly reason: RefusedReason
  readonly sentence: string
  readonly numbers?: Readonly<Record<string, number>>
}

function refusedMessage({ request, signal, game, reservation }: Request, refused: Refused, at: number): Owed {
  const { reason, sentence, numbers = {} } = refused
  const message = {
    request,
    signal,
    game,
    reason,
    sentence: sentence.slice(0, 2_000),
    numbers: { ...numbers },
    reservation,
    at,
  }
  return { key: `refused ${request}`, topic: 'execution.refused', message, correlation: game }
}

/** What stands against a request before the executor is asked. */
function gateOf(
  { config, killSwitch, isHolder }: ExecutionDeskOptions,
  { plan, purpose }: Request,
  now: number,
): Refused | undefined {
  if (!isHolder()) return { reason: 'not-holder', sentence: 'another process executes orders' }
  const late = now - plan.expiresAt
  if (late > 0) {
    return { reason: 'expired', sentence: `it expired ${late} µs before it was read`, numbers: { lateMicros: late } }
  }
  const isUnwind = purpose === 'exit' && killSwitch.mayUnwind
  if (killSwitch.isStopped() && !isUnwind)
    return { reason: 'stopped', sentence: 'the emergency stop is set or unreadable' }
  const most = Math.max(...plan.legs.map(({ costMax }) => costMax))
  if (most > config.MAX_POSITION_SIZE) {
    const sentence = `a leg may cost ${most} micro-dollars, a position at most ${config.MAX_POSITION_SIZE}`
    return { reason: 'limit', sentence, numbers: { costMicros: most, limitMicros: config.MAX_POSITION_SIZE } }
  }
  const isSale = plan.legs.some(({ action }) => action === 'sell')
  if (isSale !== (purpose === 'exit') || (isSale && plan.legs.length !== 1)) {
    return { reason: 'limit', sentence: 'an entry buys on each leg, an exit sells on its one leg' }
  }
  return undefined
}

/** A plan as the engine has it. It was approved by risk in another process: the bus carries only such. */
function planOf({ plan }: Request): Approved<Plan> {
  const legs = plan.legs.map(({ action: _, most, ...leg }) => ({ ...leg, ...(most === undefined ? {} : { most }) }))
  return { ...plan, legs } as unknown as Approved<Plan>
}

function open(executor: Executor, request: Request): ReturnType<Executor['open']> {
  const [leg] = request.plan.legs
  if (request.purpose === 'entry' || leg === undefined) return executor.open(planOf(request))
  const { market, outcome, limit, quantity, continuity } = leg
  const { name, expiresAt } = request.plan
  return executor.sell({ name, market, outcome, limit, quantity, continuity, expiresAt })
}

function createNaming(log: RequestLog, journal: Journal, isPaper: boolean): Naming {
  return {
    salt: journal.state().salt,
    isPaper,
    requestOf: log.requestOf,
    lastOn: log.lastEntryOn,
  }
}

/** Makes out of the journal's file what an earlier life may have left untold. */
function replay(disk: Runtime['disk'], path: string, tell: (record: JournalRecord) => void): void {
  const bytes = disk.read(path)
  if (bytes === undefined || bytes.length === 0) return
  for (const { record } of readJournal(bytes, path).entries) tell(record)
}

/**
 * Returns what remembers by order what its chain is followed by: the last answer of a trade ends it, and is
 * told of after that.
 */
function createChains(find: (order: string) => string | undefined): ExecutionDesk['correlationOf'] {
  const chains = new Map<string, string>()
  return (order) => {
    const known = chains.get(order) ?? find(order)
    if (known === undefined) return ''
    chains.set(order, known)
    if (chains.size > CHAINS_MAX) chains.delete(chains.keys().next().value ?? '')
    return known
  }
}

/** Opens the desk: journal and request log are read, and what an earlier life left open is settled. */
export async function openExecutionDesk(options: ExecutionDeskOptions): Promise<ExecutionDesk> {
  const { config, runtime, shelf, brokers, writer, killSwitch, signal } = options
  const { clock, disk, rng } = runtime
  const { journal: path, requests } = executionFiles(config.DATA_DIR)
  const durability = config.PAPER_TRADING ? 'process' : 'machine'
  // The lease says that no other writer lives; what an earlier one left is a lock of the dead.
  const lock = { name: writer, isAlive: (name: string) => name === writer }
  const plain = await openJournal({ disk, rng, path, durability, writer: lock, at: clock.now() })
  const isOpen = (trade: number) => plain.state().trades.has(trade)
  const log = await openRequestLog(disk, requests, clock.now(), isOpen, durability)
  const naming = createNaming(log, plain, config.PAPER_TRADING)
  const book = createOutcomeBook()
  const requestOfOrder = (order: string): Request | undefined => {
    const trade = book.tradeOf.get(order as never)
    return trade === undefined ? undefined : log.requestOf(trade)
  }
  const owe = (owed: Owed) => {
    if (log.owe(owed, clock.now())) options.onOwed()
  }
  const tell = (record: JournalRecord) => {
    for (const outcome of foldOutcome(book, record)) for (const owed of outcomeMessages(naming, outcome)) owe(owed)
  }
  replay(disk, path, tell)
  const executor = createExecutor({
    clock,
    log: runtime.log,
    journal: durableBeside(tellRecords(plain, tell), log),
    brokers: brokers.brokers,
    terms: brokers.terms,
    limits: executionLimits(config),
    killSwitch,
    market: (id) => shelf.byId.get(id)?.state,
    book: (id) => shelf.byId.get(id)?.state.ladder,
    onFact: options.onFact,
    refreshMarket: options.refreshMarket,
    signal,
  })
  const refuse = (request: Request, refused: Refused) => owe(refusedMessage(request, refused, clock.now()))
  // What was written down and never became a trade, because the process ended in between, is too late now.
  for (const [trade, request] of log.accepted()) {
    const isLost = trade >= plain.state().nextTrade || log.requestOf(trade) !== request
    if (isLost) refuse(request, { reason: 'expired', sentence: 'the process ended before it could be executed' })
  }
  return Object.freeze({
    executor,
    log,
    correlationOf: createChains((order) => requestOfOrder(order)?.signal),
    take: (request: Request) => {
      if (log.isHeard(request.request) || log.isOwedOrPaid(`refused ${request.request}`)) {
        runtime.log('info', 'request heard before, not executed again', { request: request.request })
        return
      }
      const refused = gateOf(options, request, clock.now())
      if (refused !== undefined) {
        refuse(request, refused)
        return
      }
      log.accept(executor.state().nextTrade, request, clock.now())
      const opened = open(executor, request)
      if (!('refused' in opened)) return
      const { reason, sentence } = opened.refused
      refuse(request, { reason: REFUSED_REASONS[reason], sentence })
    },
    close: async () => {
      await plain.close().catch(() => undefined)
      await log.close()
    },
  })
}
