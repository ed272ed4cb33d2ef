/*
 * The trader of a run as a process would be: clients, journal, executor and a source of plans, made
 * anew in each life out of nothing but its files.
 */
import type { Plan } from '@arbees/arb-engine'
import { createSpendFeeTable, openJournal } from '@arbees/arb-engine'
import type { Broker, Fact, HttpRequest, MarketId, Runtime, VenueId } from '@arbees/core'
import { createRng, isVenueError, millis, sleep } from '@arbees/core'
import type { DiskBoundary, Life, Participant } from '@arbees/testkit'
import { observeDisk } from '@arbees/testkit'
import type { SimulationKeys } from '../world/keys.ts'
import type { Question } from '../world/question.ts'
import { marketOn } from '../world/question.ts'
import type { RunSettings } from '../world/settings.ts'
import type { Books } from './books.ts'
import { createBooks } from './books.ts'
import type { ClientsSettings, VenueClients } from './clients.ts'
import { createClients } from './clients.ts'
import type { Executing, ExecutingParts } from './executing-parts.ts'
import type { GapSettings } from './gap-strategy.ts'
import { startOperator } from './operator.ts'
import type { EngineSourceSettings, PlanSource } from './plan-source.ts'
import { engineSource, gapSource, tapJournal } from './plan-source.ts'

/** Where the journal is on the trader's disk. */
export const JOURNAL_PATH = 'trades.journal'

/** What the trader is made of, and who watches it. */
export type TraderOptions = {
  readonly settings: RunSettings
  readonly questions: readonly Question[]
  readonly keys: SimulationKeys
  readonly execute: (parts: ExecutingParts) => Executing
  /** A life begins, with these books. */
  readonly onLife: (books: Books, runtime: Runtime) => void
  readonly onRequest: (request: HttpRequest) => void
  /** A life of this number stands at a boundary of its disk. */
  readonly onBoundary: (boundary: DiskBoundary, life: number) => void
  readonly onSigned: ClientsSettings['onSigned']
  /** A plan is handed to the executor, and was opened as a trade. */
  readonly onProposed: (plan: Plan) => void
  readonly onOpened: (plan: Plan, trade: number) => void
  readonly gap: Pick<GapSettings, 'edgeMin' | 'quantityMax' | 'repairLossMax'>
}

function watched({ runtime, number }: Life, { onRequest, onBoundary }: TraderOptions): Runtime {
  return Object.freeze({
    ...runtime,
    http: (request: HttpRequest) => {
      onRequest(request)
      return runtime.http(request)
    },
    disk: observeDisk(runtime.disk, (boundary) => onBoundary(boundary, number)),
  })
}

const RETRY = millis(500)

/** Asks until there is an answer. */
async function insist({ clock, log }: Runtime, what: string, ask: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (!isVenueError(error)) throw error
      log('debug', 'not answered yet', { what, code: error.code })
      await sleep(clock, RETRY)
    }
  }
}

/** Asks for a market's rules and fees. Polymarket is taken to spend the money it is given, as it says. */
async function learnMarket(
  { feeds }: VenueClients,
  { spendFees }: SimulationKeys,
  books: Books,
  id: MarketId,
): Promise<void> {
  if (id.startsWith('kalshi:')) {
    books.list({ market: await feeds.kalshi.market(id), fees: await feeds.kalshi.fees(id) })
    return
  }
  const market = await feeds.polymarket.market(id)
  const fees = await feeds.polymarket.fees(id)
  const table = spendFees.get(fees.name) ?? createSpendFeeTable(fees)
  spendFees.set(fees.name, table)
  books.list({ market, fees, buysBy: 'money', spendFees: table })
}

function sourceOf(parts: EngineSourceSettings, { number }: Life, gap: TraderOptions['gap']): PlanSource {
  const { settings, questions, books, now } = parts
  if (settings.source === 'engine') return engineSource(parts)
  return gapSource({ ...gap, books, rng: createRng(`${settings.seed}/gap/${number}`), now }, questions)
}

async function live(life: Life, options: TraderOptions): Promise<void> {
  const { settings, questions, keys, execute, gap } = options
  const runtime = watched(life, options)
  const { clock, disk } = runtime
  const books = createBooks()
  options.onLife(books, runtime)
  const { signal } = new AbortController()
  const name = `trader-${life.number}`
  let source: PlanSource | undefined
  const opened = await openJournal({
    disk,
    rng: createRng(`${settings.seed}/journal`),
    path: JOURNAL_PATH,
    durability: settings.durability,
    writer: { name, isAlive: (other) => other === name },
    at: clock.now(),
  })
  const journal = tapJournal(opened, (record) => source?.record(record))
  const clients = createClients({ runtime, keys, signal, onSigned: options.onSigned })
  const brokers = new Map<VenueId, Broker>(Object.entries(clients.brokers))
  const refreshMarket = (id: MarketId) => learnMarket(clients, keys, books, id)
  const executor = execute({ runtime, journal, brokers, books, refreshMarket, signal })
  const listen = (facts: readonly Fact[]) => {
    const changed = books.fold(facts)
    executor.fold(facts)
    for (const plan of source?.take(facts, changed) ?? []) {
      options.onProposed(plan)
      const answer = executor.open(plan)
      if ('trade' in answer) options.onOpened(plan, answer.trade)
      if (!('refused' in answer)) continue
      source?.dropped(plan)
      runtime.log('debug', 'refused', { ...answer.refused })
    }
  }
  for (const venue of ['kalshi', 'polymarket'] as const) {
    clients.feeds[venue].subscribe(
      questions.map((question) => marketOn(question, venue)),
      listen,
    )
  }
  const markets = questions.flatMap(({ kalshi, polymarket }) => [kalshi, polymarket])
  await Promise.all([
    insist(runtime, 'location', clients.checkLocation),
    ...markets.map((market) => insist(runtime, market, () => learnMarket(clients, keys, books, market))),
  ])
  await executor.ready
  startOperator(runtime, settings, executor)
  source = sourceOf({ settings, questions, keys, books, journal, now: clock.now }, life, gap)
  runtime.log('debug', 'ready')
}

/** Returns the participant that the trader is. */
export function traderParticipant(options: TraderOptions): Participant {
  return { name: 'trader', start: (life) => live(life, options) }
}
