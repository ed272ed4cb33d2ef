/*
 * Where the trader's plans come from: the engine, or the small source of gaps, which proposes oftener
 * and in more ways than an engine would.
 */
import type { Approved, Engine, EngineLimits, EngineMarket, Journal, JournalRecord, Plan } from '@arbees/arb-engine'
import { createEngine, createFeeTable, createPair, snapshotOf } from '@arbees/arb-engine'
import type { Fact, MarketId, Micros, Money, Quantity, VenueId } from '@arbees/core'
import { toBook } from '@arbees/core'
import type { SimulationKeys } from '../world/keys.ts'
import type { Question } from '../world/question.ts'
import type { RunSettings } from '../world/settings.ts'
import type { Books, Listed } from './books.ts'
import type { GapSettings } from './gap-strategy.ts'
import { plansFor } from './gap-strategy.ts'
import { LIMITS } from './limits.ts'

/** A source of plans. */
export type PlanSource = {
  /** Takes facts and returns the plans to open. `changed`: the markets whose books they changed. */
  readonly take: (facts: readonly Fact[], changed: ReadonlySet<MarketId>) => readonly Approved<Plan>[]
  /** A plan was not opened after all. */
  readonly dropped: (plan: Plan) => void
  /** A record was written. */
  readonly record: (record: JournalRecord) => void
}

const nothing = () => undefined

/** Returns the source that looks at the gap between best prices alone. */
export function gapSource(settings: GapSettings, questions: readonly Question[]): PlanSource {
  return {
    take: (_facts, changed) =>
      questions
        .filter(({ kalshi, polymarket }) => changed.has(kalshi) || changed.has(polymarket))
        .flatMap((question) => plansFor(settings, question)),
    dropped: nothing,
    record: nothing,
  }
}

const ENGINE_LIMITS: EngineLimits = {
  edgeMin: 10_000 as Money,
  quantityMax: 30_000_000 as Quantity,
  notionalMax: 40_000_000 as Money,
  maxAgeUs: null,
  repairLossMax: LIMITS.repairLossMax,
  unhedgedMax: LIMITS.exposureMax.money,
  closeMargin: LIMITS.unwindMicros,
  legOrder: 'thinner-first',
}

function engineMarket(
  { market, fees, buysBy, spendFees }: Listed,
  question: string,
  { feeTables }: SimulationKeys,
): EngineMarket {
  const feeTable = feeTables.get(fees.name) ?? createFeeTable(fees, 'charged')
  feeTables.set(fees.name, feeTable)
  return {
    market,
    fees,
    feeTable,
    event: question,
    ...(buysBy === undefined ? {} : { buysBy }),
    ...(spendFees == null ? {} : { spendFees }),
  }
}

/** What the engine of one life is made of. */
export type EngineSourceSettings = {
  readonly settings: RunSettings
  readonly questions: readonly Question[]
  readonly keys: SimulationKeys
  readonly books: Books
  readonly journal: Journal
  readonly now: () => Micros
}

/** The books as they stand, for an engine that comes later than they. */
function standing(books: Books, markets: readonly MarketId[], at: Micros): readonly Fact[] {
  return markets.flatMap((market): Fact[] => {
    const ladder = books.book(market)
    if (ladder === undefined || ladder.continuity === 0) return []
    const { bids, asks, continuity } = toBook(ladder, market)
    return [{ type: 'book.replaced', at, market, bids, asks, continuity }]
  })
}

/** Returns the engine as a source, knowing what the journal says. Every market must be listed by now. */
export function engineSource({ settings, questions, keys, books, journal, now }: EngineSourceSettings): PlanSource {
  const markets = questions.flatMap(({ name, kalshi, polymarket }) =>
    [kalshi, polymarket].flatMap((id) => {
      const listed = books.market(id)
      return listed === undefined ? [] : [engineMarket(listed, name, keys)]
    }),
  )
  const engine: Engine = createEngine({
    markets,
    pairs: questions.map(({ name, kalshi, polymarket }) =>
      createPair({ name, a: kalshi, b: polymarket, polarity: 'same' }),
    ),
    limits: ENGINE_LIMITS,
    cash: new Map<VenueId, Money>(Object.entries(settings.cash)),
  })
  engine.record({ type: 'snapshot', at: now(), state: snapshotOf(journal.state()) })
  const ids = markets.map(({ market }) => market.id)
  for (const fact of standing(books, ids, now())) engine.fold(fact)
  return {
    take: (facts) => engine.step(facts).commands.map(({ plan }) => plan),
    dropped: ({ name }) => engine.drop(name),
    record: engine.record,
  }
}

/** Returns a journal that tells a listener of every record as it is written. */
export function tapJournal(journal: Journal, hear: (record: JournalRecord) => void): Journal {
  return Object.freeze({
    ...journal,
    append: (record: JournalRecord) => {
      const appended = journal.append(record)
      hear(record)
      return appended
    },
    appendAll: (records: readonly JournalRecord[]) => {
      const appended = journal.appendAll(records)
      for (const record of records) hear(record)
      return appended
    },
  })
}
