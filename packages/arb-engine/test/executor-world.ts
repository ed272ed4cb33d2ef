/*
 * A world around one executor: two scripted venues, their books, a disk that outlives the process,
 * and lives of the process that can end at any write of the journal.
 */
import type {
  Clock,
  ContinuityToken,
  Fact,
  Ladder,
  Market,
  MarketId,
  Micros,
  Money,
  Price,
  Quantity,
  Rng,
} from '@arbees/core'
import {
  createLadder,
  createRng,
  invariant,
  LOT,
  millis,
  NO_FEES,
  NO_MONEY,
  seconds,
  setLevel,
  takerCostMax,
  toMarketId,
  uniformGrid,
  VenueError,
  venueOf,
} from '@arbees/core'
import type { VirtualClock, VirtualDisk } from '@arbees/testkit'
import { createVirtualClock, createVirtualDisk } from '@arbees/testkit'
import type { Executor } from '../src/executor/executor.ts'
import { createExecutor } from '../src/executor/executor.ts'
import type { ExecutorFact } from '../src/executor/executor-fact.ts'
import type { Durability, Journal } from '../src/journal/journal.ts'
import { openJournal } from '../src/journal/journal.ts'
import type { JournalRecord } from '../src/journal/record.ts'
import type { ExecutionLimits, VenueTerms } from '../src/legs/execution-limits.ts'
import type { LegsRules } from '../src/legs/legs-rules.ts'
import type { ListedMarket } from '../src/legs/market-views.ts'
import { planExposure } from '../src/legs/opening.ts'
import type { Approved, Plan, PlannedLeg } from '../src/plan/plan.ts'
import { quoteBuy } from '../src/quote.ts'
import type { Fate, ScriptedVenue } from './scripted-venue.ts'
import { createScriptedVenue } from './scripted-venue.ts'

export const A = toMarketId('kalshi', 'GAME')
export const B = toMarketId('polymarket', '71')
export const C = toMarketId('kalshi', 'THIRD')
export const PATH = 'trades.journal'

export const LIMITS: ExecutionLimits = {
  repairLossMax: 60_000 as Money,
  repairsMax: 4,
  repairMicros: seconds(10),
  repairPauseMicros: millis(200),
  repairExpiryMicros: seconds(1),
  dustMax: 30_000 as Money,
  bookAgeMicros: null,
  answerMicros: seconds(1),
  doubtMicros: seconds(20),
  lookFirstMicros: millis(100),
  lookCapMicros: seconds(1),
  unwindMicros: seconds(30),
  closeSlippageMax: 500 as Price,
  exposureMax: { quantity: 1_000_000_000 as Quantity, money: 1_000_000_000 as Money },
  tradesMax: 20,
  compactRecords: 1_000_000,
}

const TERMS: VenueTerms = { settles: 'at-once', orders: { capacity: 50, refillPerSecond: 50 }, unwindReserve: 10 }

export const contracts = (count: number) => Math.round(count * 1_000_000) as Quantity

/** What a life of the process is made of. */
export type LifeSettings = {
  readonly durability?: Durability
  /** After, or instead of, which write of the journal it ends. */
  readonly diesAt?: { readonly write: number; readonly isWritten: boolean }
  readonly rules?: LegsRules
  readonly limits?: Partial<ExecutionLimits>
  readonly refreshMarket?: (id: MarketId) => Promise<void>
}

/** One life of the process. */
export type Life = {
  readonly executor: Executor
  readonly journal: Journal
  readonly facts: (Fact | ExecutorFact)[]
  readonly isAlive: () => boolean
  readonly writes: () => number
}

/** The world: see above. */
export type World = {
  readonly clock: VirtualClock
  readonly rng: Rng
  readonly disk: VirtualDisk
  readonly venues: { readonly kalshi: ScriptedVenue; readonly polymarket: ScriptedVenue }
  readonly listed: Map<MarketId, ListedMarket>
  readonly ladders: Map<MarketId, Ladder>
  readonly killSwitch: { isSet: boolean; mayUnwind: boolean }
  /** While set, venues answer no questions. */
  readonly mute: { isSet: boolean }
  readonly window: { closed: string | undefined }
  /** Scopes that somebody halted: nothing may leave. */
  readonly halted: Set<string>
  /** Everything that was written to the journal in any life. */
  readonly records: JournalRecord[]
  /** What should not have happened. */
  readonly faults: string[]
  readonly setBook: (id: MarketId, bids: readonly Level[], asks: readonly Level[]) => void
  readonly start: (settings?: LifeSettings) => Promise<Life>
  readonly crash: (kind?: 'process' | 'power') => void
}

/** A price in ticks and a number of contracts. */
export type Level = readonly [price: number, count: number]

function marketOf(id: MarketId): Market {
  return {
    id,
    venue: venueOf(id),
    title: id,
    status: 'open',
    grid: uniformGrid(100),
    lot: LOT,
    quantityMin: LOT,
    notionalMin: NO_MONEY,
    closesAt: null,
  }
}

/** A clock whose timers end with a life. */
function mortal(clock: Clock, isAlive: () => boolean): Clock {
  return {
    now: clock.now,
    setTimer: (delay, fire) => clock.setTimer(delay, () => (isAlive() ? fire() : undefined)),
  }
}

/** A journal whose process dies at one of its writes; it keeps what was written in `records`. */
function dying(
  journal: Journal,
  at: LifeSettings['diesAt'],
  die: () => void,
  counter: { writes: number },
  written: JournalRecord[],
): Journal {
  let isDead = false
  const write: Journal['appendAll'] = (records) => {
    written.push(...records)
    return journal.appendAll(records)
  }
  const appendAll: Journal['appendAll'] = (records) => {
    counter.writes += 1
    if (!isDead && counter.writes !== at?.write) return write(records)
    if (!isDead && at?.isWritten === true) write(records)
    isDead = true
    die()
    throw new VenueError('journal.failed', { file: PATH, detail: 'the process has died' })
  }
  return { ...journal, appendAll, append: (record) => appendAll([record]) }
}

/** Creates a world whose books offer YES of A at 0.40 and NO of B at 0.50, ten of each and more behind. */
export function createWorld(
  seed: number | string,
  options: { readonly fateOf?: (rng: Rng) => Fate; readonly stages?: boolean; readonly syncMicros?: Micros } = {},
): World {
  const clock = createVirtualClock(seconds(1_796_493_600))
  const rng = createRng(seed)
  const disk = createVirtualDisk({ clock, rng: createRng(`${seed}/disk`), syncMicros: options.syncMicros ?? millis(1) })
  const listed = new Map([A, B, C].map((id) => [id, { market: marketOf(id), fees: NO_FEES } as ListedMarket]))
  const ladders = new Map([A, B, C].map((id) => [id, createLadder()]))
  let tokens = 0
  const setBook: World['setBook'] = (id, bids, asks) => {
    const ladder = ladders.get(id) as Ladder
    tokens += 1
    Object.assign(ladder.bids, { length: 0 })
    Object.assign(ladder.asks, { length: 0 })
    for (const [price, count] of bids) setLevel(ladder.bids, price as Price, contracts(count))
    for (const [price, count] of asks) setLevel(ladder.asks, price as Price, contracts(count))
    ladder.at = clock.now()
    ladder.continuity = tokens as ContinuityToken
  }
  setBook(
    A,
    [
      [3_900, 50],
      [3_700, 50],
    ],
    [
      [4_000, 10],
      [4_200, 50],
    ],
  )
  setBook(
    B,
    [
      [5_000, 10],
      [4_800, 50],
    ],
    [[5_100, 50]],
  )
  setBook(C, [[900, 50]], [[1_000, 50]])
  const venueOfName = (venue: 'kalshi' | 'polymarket') =>
    createScriptedVenue({
      venue,
      clock,
      rng: createRng(`${seed}/${venue}`),
      market: (id) => listed.get(id) as ListedMarket,
      book: (id) => ladders.get(id) as Ladder,
      settles: venue === 'polymarket' && options.stages === true ? 'in-stages' : 'at-once',
      isMute: () => mute.isSet,
      ...(options.fateOf === undefined ? {} : { fateOf: (_order, chance) => options.fateOf?.(chance) ?? {} }),
    })
  const venues = { kalshi: venueOfName('kalshi'), polymarket: venueOfName('polymarket') }
  const records: JournalRecord[] = []
  const killSwitch = { isSet: false, mayUnwind: false }
  const mute = { isSet: false }
  const window: { closed: string | undefined } = { closed: undefined }
  let lives = 0
  let crash: World['crash'] = () => undefined

  async function start(settings: LifeSettings = {}): Promise<Life> {
    lives += 1
    let isOver = false
    const isAlive = () => !isOver
    const end = (kind: 'process' | 'power') => {
      if (isOver) return
      isOver = true
      disk.crash(kind)
    }
    crash = (kind = 'process') => end(kind)
    const name = `life-${lives}`
    const opening = openJournal({
      disk,
      rng: createRng(`${seed}/journal`),
      path: PATH,
      durability: settings.durability ?? 'process',
      writer: { name, isAlive: (other) => other === name },
      at: clock.now(),
    })
    let opened: Journal | undefined
    opening.then(
      (journal) => {
        opened = journal
      },
      () => undefined,
    )
    while (opened === undefined) {
      await clock.settle()
      if (opened === undefined) invariant(await clock.step(), 'the journal opens')
    }
    const counter = { writes: 0 }
    const die = () => end(settings.durability === 'machine' ? 'power' : 'process')
    const journal = dying(opened, settings.diesAt, die, counter, records)
    const facts: (Fact | ExecutorFact)[] = []
    const own = mortal(clock, isAlive)
    const life = { clock: own, isAlive }
    const terms = (venue: 'kalshi' | 'polymarket'): VenueTerms => ({
      ...TERMS,
      settles: venue === 'polymarket' && options.stages === true ? 'in-stages' : 'at-once',
    })
    const executor = createExecutor({
      clock: own,
      log: () => undefined,
      journal,
      brokers: new Map([
        ['kalshi', venues.kalshi.broker(life)],
        ['polymarket', venues.polymarket.broker(life)],
      ]),
      terms: new Map([
        ['kalshi', terms('kalshi')],
        ['polymarket', terms('polymarket')],
      ]),
      limits: { ...LIMITS, ...settings.limits },
      killSwitch: {
        isStopped: () => killSwitch.isSet,
        get mayUnwind() {
          return killSwitch.mayUnwind
        },
      },
      closedWindow: () => window.closed,
      market: (id) => listed.get(id),
      book: (id) => ladders.get(id),
      onFact: (fact) => {
        if (!isOver) facts.push(fact)
      },
      ...(settings.rules === undefined ? {} : { rules: settings.rules }),
      ...(settings.refreshMarket === undefined ? {} : { refreshMarket: settings.refreshMarket }),
    })
    await clock.run((clock.now() + millis(20)) as Micros)
    return { executor, journal, facts, isAlive, writes: () => counter.writes }
  }

  return {
    clock,
    rng,
    disk,
    venues,
    listed,
    ladders,
    killSwitch,
    mute,
    window,
    halted: new Set(),
    records,
    faults: [],
    setBook,
    start,
    crash: (kind) => crash(kind),
  }
}

/** Returns a plan on the books as they are: each leg up to its worst price. */
export function planOf(
  world: World,
  legs: readonly { readonly market: MarketId; readonly outcome: 'yes' | 'no' }[],
  quantity: Quantity,
  more: Partial<Plan> = {},
): Approved<Plan> {
  const planned = legs.map(({ market, outcome }): PlannedLeg => {
    const ladder = world.ladders.get(market) as Ladder
    const { fees } = world.listed.get(market) as ListedMarket
    const quote = quoteBuy(ladder, outcome, quantity, fees)
    return {
      market,
      outcome,
      limit: quote.worst,
      quantity,
      costMax: takerCostMax(fees, quote.worst, quantity),
      continuity: ladder.continuity,
      quoted: { cost: quote.cost, fee: quote.fee, received: quantity },
    }
  })
  const draft: Plan = {
    name: 'game',
    strategy: 'pair',
    opportunityType: 'cross_platform_arb',
    legs: planned,
    payout: (legs.length === 1 ? 0 : 1_000_000) as Money,
    bound: { quantity, money: 0 as Money },
    first: 'all',
    why: 'a test',
    expiresAt: (world.clock.now() + millis(500)) as Micros,
    at: world.clock.now(),
    edge: {
      gross: NO_MONEY,
      fees: NO_MONEY,
      slippage: NO_MONEY,
      net: NO_MONEY,
      locked: [],
      heldMicros: null,
      annualizedBps: null,
      hurdleBps: 0,
      whenVoid: null,
    },
    ...more,
  }
  return { ...draft, bound: more.bound ?? planExposure(draft) } as Approved<Plan>
}

/** The two legs of the world's pair. */
export const PAIR = [
  { market: A, outcome: 'yes' },
  { market: B, outcome: 'no' },
] as const

/** Lets so much virtual time pass. */
export async function pass(world: World, delay: Micros): Promise<void> {
  await world.clock.run((world.clock.now() + delay) as Micros)
}
