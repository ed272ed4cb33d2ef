/*
 * The whole program but for its process: venues, journal, engine and executor joined together. What it
 * knows is in its journal, so it may be killed at any moment and started again.
 */
import type { Engine, EngineFact, EngineMarket, Executor, ExecutorFact, Writer } from '@arbees/arb-engine'
import { createEngine, createExecutor, openJournal, readJournal, tellRecords } from '@arbees/arb-engine'
import type { Fact, Feed, MarketChanged, MarketId, Micros, Money, Runtime, VenueId } from '@arbees/core'
import { isVenueError, millis, sleep, venueOf } from '@arbees/core'
import { createFeeNews, isOfFees } from './fee-news.ts'
import { EXECUTION, engineLimits, venueTerms } from './limits.ts'
import type { TraderSettings } from './settings.ts'
import { pairsOf } from './settings.ts'
import { watchStopFile } from './stop-file.ts'
import { openVenues } from './venues.ts'

/** What a trader is made of. */
export type LiveTraderOptions = {
  readonly runtime: Runtime
  readonly settings: TraderSettings
  /** This process, and how one tells whether another that wrote the journal still lives. */
  readonly writer: Writer
  /** Told of every decision and of everything that happens to a trade. */
  readonly say: (fact: EngineFact | ExecutorFact) => void
  readonly signal: AbortSignal
}

/** A trader: it listens from the start, and opens trades once it was told to. */
export type LiveTrader = {
  readonly executor: Executor
  /** Lets it open trades. */
  readonly trade: () => void
  /** Opens nothing more; resolves when nothing is under way and the journal is closed. */
  readonly rest: () => Promise<void>
}

/** How often it decides while nothing changes: plans that were refused for now may fit later. */
const PACE = millis(100)

const ATTEMPTS_MAX = 5
const ATTEMPT_PAUSE = millis(500)

/** Asks again a few times where a venue's answer is none. */
async function insist<Answer>({ clock, log }: Runtime, ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (!isVenueError(error) || attempt >= ATTEMPTS_MAX) throw error
      log('warn', 'asking again', { attempt, error: error.message })
      await sleep(clock, ATTEMPT_PAUSE)
    }
  }
}

/** Reads the rules and fees of a market. */
async function listMarket(runtime: Runtime, feeds: ReadonlyMap<VenueId, Feed>, id: MarketId): Promise<EngineMarket> {
  const feed = feeds.get(venueOf(id)) as Feed
  const [market, fees] = await insist(runtime, () => Promise.all([feed.market(id), feed.fees(id)]))
  // Polymarket's immediate buys give money: better offers than the limit bring more contracts.
  return { market, fees, buysBy: market.venue === 'polymarket' ? 'money' : 'quantity' }
}

/** Reads a market's rules again, as a fact. */
async function readRules(feeds: ReadonlyMap<VenueId, Feed>, id: MarketId, now: () => Micros): Promise<MarketChanged> {
  const { status, grid, closesAt } = await (feeds.get(venueOf(id)) as Feed).market(id)
  return { type: 'market.changed', at: now(), market: id, status, grid, ...(closesAt === null ? {} : { closesAt }) }
}

/**
 * Opens the journal, reads the markets' rules and begins to settle what an earlier life left open.
 *
 * @throws VenueError when the journal is locked or damaged, or a market cannot be read.
 */
export async function openLiveTrader({
  runtime,
  settings,
  writer,
  say,
  signal,
}: LiveTraderOptions): Promise<LiveTrader> {
  const { clock, disk, log, rng } = runtime
  const { folder, durability, cash } = settings
  const path = `${folder}/trades.journal`
  const killSwitch = watchStopFile(runtime, `${folder}/stop`, settings.mayUnwind)
  const file = await openJournal({ disk, rng, path, durability, writer, at: clock.now() })
  const signed = disk.openAppend(`${folder}/signed-orders.log`)
  const { feeds, brokers, checkLocation, learnLimits } = openVenues(settings, runtime, signal, (order, hash) =>
    signed.append(new TextEncoder().encode(`${order} ${hash}\n`)),
  )

  const pairs = pairsOf(settings)
  const ids = pairs.flatMap(({ a, b }) => [a, b])
  const list = (id: MarketId) => listMarket(runtime, feeds, id)
  const [markets] = await Promise.all([
    Promise.all(ids.map(list)),
    insist(runtime, checkLocation),
    insist(runtime, learnLimits),
  ])
  const budget = new Map(Object.entries(cash) as [string, Money][])
  const engine = createEngine({ markets, pairs, limits: engineLimits(settings), cash: budget })
  for (const { record } of readJournal(disk.read(path) as Uint8Array, path).entries) engine.record(record)

  const executor = createExecutor({
    clock,
    log,
    journal: tellRecords(file, engine.record),
    brokers,
    terms: venueTerms(settings),
    limits: EXECUTION,
    killSwitch,
    market: engine.market,
    book: (id) => engine.market(id)?.ladder,
    refreshMarket: async (id) => trading.listen([await readRules(feeds, id, clock.now)]),
    onFact: (fact) => {
      if (isExecutorFact(fact)) say(fact)
      else if (fact.type === 'account.reported') engine.fold(fact)
    },
    signal,
  })

  const trading = decideOn({ runtime, engine, executor, list, say, signal })
  for (const [venue, feed] of feeds) {
    feed.subscribe(
      ids.filter((id) => venueOf(id) === venue),
      trading.listen,
    )
  }
  return Object.freeze({
    executor,
    trade: trading.begin,
    rest: async () => {
      trading.end()
      await executor.idle()
      await file.close()
      signed.close()
    },
  })
}

type Deciding = Pick<LiveTraderOptions, 'runtime' | 'say' | 'signal'> & {
  readonly engine: Engine
  readonly executor: Executor
  readonly list: (id: MarketId) => Promise<EngineMarket>
}

/** Joins facts to decisions, and decisions to orders. */
function decideOn({ runtime, engine, executor, list, say, signal }: Deciding) {
  const { clock, log } = runtime
  let isTrading = false
  const decide = () => {
    if (!isTrading) return
    const { commands, facts } = engine.decide(clock.now())
    for (const fact of facts) say(fact)
    for (const { plan } of commands) {
      const opened = executor.open(plan)
      if (!('refused' in opened)) continue
      engine.drop(plan.name)
      log('debug', 'plan refused', { plan: plan.name, ...opened.refused })
    }
  }
  const keepDeciding = () => {
    decide()
    if (!signal.aborted) clock.setTimer(PACE, keepDeciding)
  }
  const listen = (facts: readonly Fact[]) => {
    for (const fact of facts) {
      if (isOfFees(fact)) onFees(fact)
      else engine.fold(fact)
    }
    executor.fold(facts)
    decide()
  }
  const onFees = createFeeNews({ runtime, engine, list, listen, signal })
  return {
    listen,
    begin: () => {
      isTrading = true
      keepDeciding()
    },
    end: () => {
      isTrading = false
    },
  }
}

const EXECUTOR_FACTS: ReadonlySet<string> = new Set<ExecutorFact['type']>([
  'trade.opened',
  'order.sent',
  'order.refused-late',
  'trade.repaired',
  'trade.ended',
  'venue.in-doubt',
  'venue.reconciled',
  'alert',
])

function isExecutorFact(fact: Fact | ExecutorFact): fact is ExecutorFact {
  return EXECUTOR_FACTS.has(fact.type)
}
