/*
 * One run: a seed's world, its trader, everything that goes wrong, and what the checkers found.
 */
import type { ExecutorFact, JournalTrade } from '@arbees/arb-engine'
import { doubtOf, isOrderFinal } from '@arbees/arb-engine'
import type { Fact, Micros, Money, Quantity } from '@arbees/core'
import { DISCONTINUOUS, invariant, isVenueError, seconds } from '@arbees/core'
import { createOrderSigner, toEnvironment } from '@arbees/polymarket-client'
import type { DiskBoundary, Participant, SimulatedWorld, Simulation } from '@arbees/testkit'
import { simulate } from '@arbees/testkit'
import { totalOfKalshi } from '@arbees/venue-fakes'
import { checkEndings } from './checkers/ending-checks.ts'
import type { Inspector } from './checkers/inspector.ts'
import { createInspector } from './checkers/inspector.ts'
import { checkMoney } from './checkers/money-checks.ts'
import { createViolations } from './checkers/violation.ts'
import { createWireReader } from './checkers/wire-order.ts'
import type { Mutant } from './mutants/mutant.ts'
import type { RunResult } from './run-result.ts'
import type { Books } from './trader/books.ts'
import { POLYMARKET_ENVIRONMENT } from './trader/clients.ts'
import type { Crashes } from './trader/crashes.ts'
import { createCrashes, isTraderGone } from './trader/crashes.ts'
import { createExecuting } from './trader/executing.ts'
import { JOURNAL_PATH, traderParticipant } from './trader/trader.ts'
import type { CrowdParticipant } from './world/crowd.ts'
import { crowdParticipant } from './world/crowd.ts'
import type { FaultDeck, Strike } from './world/fault-deck.ts'
import { createFaultDeck } from './world/fault-deck.ts'
import type { SimulationKeys } from './world/keys.ts'
import type { Question } from './world/question.ts'
import { QUESTIONS } from './world/question.ts'
import type { RunSettings } from './world/settings.ts'
import { drawSettings } from './world/settings.ts'
import type { Spells } from './world/spells.ts'
import { castSpells } from './world/spells.ts'
import type { Venues } from './world/venues.ts'
import { venuesParticipant } from './world/venues.ts'

/** What a run is asked for. */
export type RunOptions = {
  readonly seed: number
  readonly keys: SimulationKeys
  /** A broken executor. @default the whole one */
  readonly mutant?: Mutant | undefined
  /** Lets the run hear of failures that nobody awaits; returns how to stop. */
  readonly hearUnheard?: (listener: (error: unknown) => void) => () => void
  /** @default drawn from the seed */
  readonly settings?: RunSettings
  /** Exactly these faults. @default by chance */
  readonly script?: readonly Strike[]
  /** Whether the log is kept in the result. @default false */
  readonly keepsLog?: boolean
}

/** All that a run holds while it runs. Filled in as its parts come to life. */
type Run = {
  readonly options: RunOptions
  readonly settings: RunSettings
  readonly questions: readonly Question[]
  readonly deck: FaultDeck
  readonly violations: ReturnType<typeof createViolations>
  world: SimulatedWorld | undefined
  venues: Venues | undefined
  books: Books | undefined
  spells: Spells | undefined
  plans: number
  lives: number
  alerts: number
  readonly alerted: Set<number>
  moneyAtFirst: Money
  startedAt: Micros
}

/** How long after the last fault the trader may still die: then it must have the time to come to rest. */
const DEATHS_AFTER_MICROS = 30_000_000

/** How much one plan may be for, and what it must earn. */
const GAP = {
  edgeMin: 10_000 as Money,
  quantityMax: 30_000_000 as Quantity,
  repairLossMax: 150_000 as Money,
}

function worldOf(run: Run): SimulatedWorld {
  invariant(run.world !== undefined, 'a run has a world once it has begun')
  return run.world
}

function venuesOf(run: Run): Venues {
  invariant(run.venues !== undefined, 'a run has venues once they stand')
  return run.venues
}

function createRun(options: RunOptions): Run {
  const settings = options.settings ?? drawSettings(options.seed)
  const { kalshi, polymarket, seed } = settings
  const { script } = options
  return {
    options,
    settings,
    questions: QUESTIONS.slice(0, settings.questions),
    deck: createFaultDeck({ seed, weights: { kalshi, polymarket }, ...(script === undefined ? {} : { script }) }),
    violations: createViolations(),
    world: undefined,
    venues: undefined,
    books: undefined,
    spells: undefined,
    plans: 0,
    lives: 0,
    alerts: 0,
    alerted: new Set(),
    moneyAtFirst: 0 as Money,
    startedAt: 0 as Micros,
  }
}

function inspectorOf(run: Run, crowd: () => CrowdParticipant): Inspector {
  const orders = createOrderSigner(toEnvironment(POLYMARKET_ENVIRONMENT), run.options.keys.keccak)
  const yesOf = new Map(
    run.questions.flatMap(({ polymarketMarket: { tokenIds } }) =>
      tokenIds.map((token) => [token, tokenIds[0]] as const),
    ),
  )
  return createInspector({
    now: () => worldOf(run).clock.now(),
    readWire: createWireReader(orders, (token) => yesOf.get(token) ?? token),
    violations: run.violations,
    questions: run.questions,
    continuityOf: (market) => run.books?.continuityOf(market) ?? DISCONTINUOUS,
    isSynced: run.settings.durability === 'machine',
    stoppedSince: () => run.spells?.stoppedSince(),
    note: (message, fields) => worldOf(run).note('inspector', message, fields),
    onFill: (question, on) => crowd().filled(question, on),
  })
}

/** How long a supervisor takes to start a trader again whose journal has failed. */
const RESTART_MICROS = seconds(1)

/** Hears what the executor says: an alarm is heard by somebody, and one whose journal failed is started anew. */
function hearFact(run: Run, fact: Fact | ExecutorFact): void {
  const { type, at: _, ...fields } = fact
  if (fact.type === 'venue.reconciled' || fact.type === 'trade.opened') return
  worldOf(run).note('executor', type, fields)
  if (fact.type !== 'alert') return
  run.alerts += 1
  if (fact.trade !== null) run.alerted.add(fact.trade)
  const life = run.lives
  if (fact.code !== 'journal-failed') return
  worldOf(run).clock.setTimer(RESTART_MICROS, () => {
    if (run.lives === life) worldOf(run).crash('trader', 'process', RESTART_MICROS)
  })
}

function traderOf(run: Run, inspector: Inspector, crashes: Crashes) {
  const { settings, questions } = run
  const { keys, mutant } = run.options
  const onBoundary = (boundary: DiskBoundary, life: number) => {
    // A dead trader's code goes on until it next waits, and may try to write: its disk takes nothing any more.
    const isAlive = life === run.lives && worldOf(run).isAlive('trader')
    if (boundary.path !== JOURNAL_PATH || !isAlive) return
    if (boundary.moment === 'append.after') inspector.appended(boundary.bytes)
    if (boundary.moment === 'sync.after') inspector.synced(boundary.bytes)
    if (boundary.moment === 'replace.after') inspector.reloaded(boundary.bytes, JOURNAL_PATH)
    crashes.pass(boundary)
  }
  const trader = traderParticipant({
    settings,
    questions,
    keys,
    execute: (parts) =>
      createExecuting(parts, {
        mutant,
        isStopped: () => run.spells?.stoppedSince() !== undefined,
        onFact: (fact) => hearFact(run, fact),
      }),
    onLife: (books) => {
      run.books = books
      run.lives += 1
      inspector.begun()
      inspector.reloaded(worldOf(run).diskOf('trader').read(JOURNAL_PATH), JOURNAL_PATH)
    },
    onRequest: inspector.leaving,
    onBoundary,
    onSigned: inspector.signed,
    onProposed: (plan) => {
      run.plans += 1
      inspector.proposed(plan)
    },
    onOpened: inspector.opened,
    gap: GAP,
  })
  return {
    name: trader.name,
    start: async (life) => {
      try {
        await trader.start(life)
      } catch (error) {
        // A process that cannot open its journal ends, and is started again.
        if (!isVenueError(error)) throw error
        worldOf(run).note('trader', 'cannot start', { code: error.code })
        worldOf(run).crash('trader', 'process', RESTART_MICROS)
      }
    },
  } satisfies Participant
}

function fail(run: Run, error: unknown): void {
  const sentence = error instanceof Error ? (error.stack ?? error.message) : String(error)
  run.violations.add('program-whole', run.world?.clock.now() ?? (0 as Micros), sentence)
}

/** Runs a seed. Never throws for what the run does: that is a violation. */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const run = createRun(options)
  const { settings, questions, deck } = run
  let crowd: CrowdParticipant | undefined
  const crowdOf = () => crowd as CrowdParticipant
  const inspector = inspectorOf(run, crowdOf)
  const crashes = createCrashes(
    settings.crashes,
    () => worldOf(run),
    () => worldOf(run).clock.now() - run.startedAt > settings.lasts + DEATHS_AFTER_MICROS,
  )
  crowd = crowdParticipant({ settings, questions, venues: () => venuesOf(run) })
  const venues = venuesParticipant({
    settings,
    questions,
    keys: options.keys,
    deck,
    onRequest: inspector.arriving,
    onReady: (ready) => {
      run.venues = ready
      run.moneyAtFirst = totalOfKalshi(ready.kalshi.world)
      inspector.watch(ready)
    },
  })
  let simulation: Simulation | undefined
  const stopHearing = options.hearUnheard?.((error) => {
    if (!isTraderGone(error)) fail(run, error)
  })
  try {
    simulation = await simulate({
      seed: settings.seed,
      participants: [venues, crowd, traderOf(run, inspector, crashes)],
      lasts: settings.lasts,
      quiet: settings.quiet,
      chances: settings.network,
      pace: settings.pace,
      decide: deck.decide,
      syncMicros: settings.syncMicros,
      isAtRest: restOf(run, inspector),
      always: (world) => {
        run.world = world
        run.startedAt = world.clock.now()
        run.spells = castSpells(settings, world)
        world.clock.setTimer(settings.faultsAfter, deck.begin)
        world.clock.setTimer(settings.lasts, deck.end)
        return []
      },
    })
    checkAtRest(run, inspector)
  } catch (error) {
    fail(run, error)
  }
  stopHearing?.()
  return resultOf(run, inspector, crashes, simulation)
}

/** How long all must have been at rest. */
const REST_MICROS = 4_000_000

/** Returns what says that nothing is under way any more, and has not been for a while. */
function restOf(run: Run, inspector: Inspector): () => boolean {
  let since: number | undefined
  return () => {
    const { clock, isAlive } = worldOf(run)
    const isMoving = !isAlive('trader') || [...inspector.mirror.state().trades.values()].some(isUnderWay)
    if (isMoving) since = undefined
    else since ??= clock.now()
    return since !== undefined && clock.now() - since >= REST_MICROS
  }
}

function isUnderWay({ ending, orders }: JournalTrade): boolean {
  if (ending === null) return true
  return orders.some((order) => {
    if (!isOrderFinal(order) || doubtOf(order) > 0) return true
    return order.fills.some(({ stage }) => stage === 'matched' || stage === 'mined')
  })
}

function checkAtRest(run: Run, inspector: Inspector): void {
  const { violations, questions, settings, options } = run
  const now = worldOf(run).clock.now()
  const { witness, journalled, mirror } = inspector
  checkEndings({
    witness,
    journal: mirror.state(),
    endings: inspector.endings,
    alerted: run.alerted,
    now,
    violations,
  })
  const owner = options.keys.signer.address
  const check = { witness, journalled, venues: venuesOf(run), questions, owner, cash: settings.cash, now, violations }
  checkMoney(check, run.moneyAtFirst)
}

function resultOf(run: Run, inspector: Inspector, crashes: Crashes, simulation: Simulation | undefined): RunResult {
  const trades = [...inspector.witness.trades.values()]
  const orders = [...inspector.witness.orders.values()]
  const most = (values: readonly number[]) => values.reduce((max, value) => Math.max(max, value), 0)
  const share = ({ worst, intended: { bound } }: (typeof trades)[number]) =>
    bound.money === 0 ? 0 : Math.floor((worst.money * 10_000) / bound.money)
  const { endings } = inspector.mirror.state()
  const log = simulation?.log
  return {
    seed: run.options.seed,
    hash: simulation?.hash ?? '',
    violations: run.violations.all,
    steps: simulation?.steps ?? 0,
    virtualMicros: (simulation === undefined ? 0 : simulation.endedAt - run.startedAt) as Micros,
    plans: run.plans,
    trades: trades.length,
    orders: orders.length,
    filledOrders: orders.filter(({ fills }) => fills.size > 0).length,
    endings: { ...endings },
    alerts: run.alerts,
    lives: run.lives,
    worstQuantity: most(trades.map(({ worst }) => worst.quantity)) as Quantity,
    worstMoney: most(trades.map(({ worst }) => worst.money)) as Money,
    worstShareBps: most(trades.map(share)),
    flatMicros: most(trades.map(({ unevenMicros }) => unevenMicros)) as Micros,
    faults: run.deck.struck,
    boundaries: Object.fromEntries(crashes.hits),
    spells: run.spells?.came ?? [],
    ...(run.options.keepsLog === true && log !== undefined ? { log } : {}),
  }
}
