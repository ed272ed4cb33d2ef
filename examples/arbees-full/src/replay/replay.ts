/*
 * Plays a recording through the whole path: books → opportunities → paper fills. The recording's
 * own clock is the only one; nothing here waits, so a day takes as long as its lines.
 */
import type { Engine, EngineFact, PairSummary, Step } from '@arbees/arb-engine'
import { createEngine, PICO_MICRO } from '@arbees/arb-engine'
import type { ContinuityToken, Fact, MarketId, Micros, Money, Quantity, VenueError, VenueId } from '@arbees/core'
import { createContinuitySource, createRng, invariant, NO_MONEY, nextContinuity } from '@arbees/core'
import type { PaperExchange } from '@arbees/paper-broker'
import { constantLatency, createPaperExchange } from '@arbees/paper-broker'
import type { RecordingEvent, RecordingHeader } from '@arbees/transport'
import { readRecording, toFact } from '@arbees/transport'
import { recordedMarkets } from './recorded-markets.ts'
import type { Series } from './series.ts'
import { createSeries, noteEngineFact, sampleSeries } from './series.ts'
import type { MarketSurvey } from './survey.ts'
import { createMarketSurvey, endSurvey, surveyBook } from './survey.ts'
import type { Tally } from './tally.ts'
import { createTally, tallyEngineFact, tallyOrderFact } from './tally.ts'
import type { Valuation } from './valuation.ts'
import { valuePortfolio } from './valuation.ts'

/** What a replay is asked to do. */
export type ReplaySettings = {
  /** Micro-dollars for one contract, after both fees: an opportunity earns more. */
  readonly edgeMin: Money
  /** From the decision to the match, for every order. */
  readonly latency: Micros
  /** Money at the start, split evenly over the venues. */
  readonly bankroll: Money
  /** How long a book counts after its last line; null: until it is replaced. */
  readonly maxAgeUs: number | null
  /** The most contracts of one trade. */
  readonly quantityMax: Quantity
  /** The most one trade may cost, fees included. */
  readonly notionalMax: Money
  readonly lenient: boolean
}

/** What may watch a replay. */
export type ReplayObserver = {
  readonly progress?: (bytesRead: number, bytesTotal: number) => void
  readonly skipped?: (error: VenueError) => void
  /** Called for each decision worth a line, in order. */
  readonly decided?: (fact: EngineFact) => void
  readonly header?: (header: RecordingHeader) => void
  /** Called as the recording's time passes; the replay waits for a promise it returns. */
  readonly beat?: { readonly every: Micros; readonly moved: (at: Micros) => void | Promise<void> }
}

/** All that a replay found. */
export type ReplayResult = {
  readonly header: RecordingHeader
  readonly settings: ReplaySettings
  readonly lines: number
  readonly skipped: number
  readonly surveys: readonly MarketSurvey[]
  readonly pairs: readonly PairSummary[]
  readonly engine: Engine
  readonly paper: PaperExchange
  readonly tally: Tally
  readonly series: Series
  readonly venues: readonly VenueId[]
  readonly value: Valuation
}

/** Edges at which episodes are counted, in dollars as they are printed and in picodollars. */
export const THRESHOLDS: readonly (readonly [name: string, edge: number])[] = [
  ['0', 0],
  ['0.005', 5_000 * PICO_MICRO],
  ['0.01', 10_000 * PICO_MICRO],
]

type Player = {
  readonly event: (event: RecordingEvent) => void | Promise<void>
  readonly end: (lines: number, skipped: number) => ReplayResult
}

function splitEvenly(bankroll: Money, venues: readonly VenueId[]): Map<VenueId, Money> {
  const part = Math.floor(bankroll / venues.length)
  const cash = new Map<VenueId, Money>()
  for (const [index, venue] of venues.entries()) {
    // The first venue takes what does not divide, so that the parts sum to the whole.
    cash.set(venue, (index === 0 ? bankroll - part * (venues.length - 1) : part) as Money)
  }
  return cash
}

function createPlayer(header: RecordingHeader, settings: ReplaySettings, observer: ReplayObserver): Player {
  const markets = recordedMarkets(header)
  const venues = [...new Set(markets.map(({ market }) => market.venue))]
  const cash = splitEvenly(settings.bankroll, venues)
  const pairs = header.pairs.map(({ name, a, b, polarity }) => {
    const [first, second] = [markets[a], markets[b]]
    invariant(first !== undefined && second !== undefined, `the pair ${name} joins markets of the header`)
    return { name, a: first.market.id, b: second.market.id, polarity }
  })
  const { edgeMin, quantityMax, notionalMax, maxAgeUs } = settings
  const engine = createEngine({
    markets,
    pairs,
    limits: { edgeMin, quantityMax, notionalMax, maxAgeUs },
    cash,
    idSalt: '0001',
    thresholds: THRESHOLDS.map(([, edge]) => edge),
  })
  const latency = constantLatency(settings.latency)
  const paper = createPaperExchange({ markets, cash, latency, rng: createRng('replay') })
  const indexOf = new Map(markets.map(({ market }, index) => [market.id, index]))
  // Orders go to paired markets alone: the others need no second book.
  const isPaired = markets.map((_, index) => header.pairs.some(({ a, b }) => a === index || b === index))
  const surveys = markets.map(({ market }) => createMarketSurvey(market.id))
  const tally = createTally()
  const series = createSeries(header.from, header.to, pairs.length)
  const source = createContinuitySource()
  const tokens: ContinuityToken[] = markets.map(() => nextContinuity(source))
  let now = header.from
  let nextBeat: number = observer.beat === undefined ? Number.POSITIVE_INFINITY : header.from

  const follow = (step: Step, at: Micros): void => {
    if (step.facts.length === 0 && step.commands.length === 0) return
    for (const fact of step.facts) {
      tallyEngineFact(tally, fact)
      noteEngineFact(series, fact)
      observer.decided?.(fact)
    }
    for (const command of step.commands) {
      if (command.type !== 'order.submit') continue
      tally.orders.sent += 1
      answer(paper.submit(command.order, at))
    }
  }
  const answer = (facts: readonly Fact[]): void => {
    if (facts.length === 0) return
    for (const fact of facts) {
      tallyOrderFact(tally, fact)
      engine.fold(fact)
    }
    const last = facts[facts.length - 1] as Fact
    follow(engine.decide(last.at), last.at)
  }
  const isSettled = (market: MarketId) => (surveys[indexOf.get(market) ?? -1]?.settled ?? 0) > 0
  const ladderOf = (market: MarketId) => engine.ladder(indexOf.get(market) ?? -1)
  const value = () => valuePortfolio(engine, paper, venues, { ladderOf, isSettled })
  const sample = (at: Micros) => {
    const { equity, cash: free } = value()
    sampleSeries(series, { at, equity, cash: free, edges: pairs.map((_, index) => edgeOf(engine, index)) })
  }
  const moveTo = (at: Micros): void => {
    follow(engine.decide(now), now)
    answer(paper.advance(at, false))
    if (at >= series.nextAt) sample(at)
    now = at
  }

  const event = (found: RecordingEvent): void | Promise<void> => {
    const { type, at, market } = found
    if (at !== now) moveTo(at)
    const survey = surveys[market] as MarketSurvey
    if (type === 'book.replaced' || type === 'book.changed') {
      const isSnapshot = type === 'book.replaced'
      const token = tokens[market] as ContinuityToken
      engine.foldBook(market, isSnapshot, found.bids, found.asks, at, token)
      if (isPaired[market]) paper.foldBook(market, isSnapshot, found.bids, found.asks, at, token)
      surveyBook(survey, isSnapshot, engine.ladder(market), at)
    } else if (type === 'trade.printed') survey.trades += 1
    else {
      survey.settled += 1
      const fact = toFact(found, header, tokens[market] as ContinuityToken)
      paper.step(fact)
      engine.fold(fact)
    }
    if (at < nextBeat || observer.beat === undefined) return undefined
    nextBeat = at + observer.beat.every
    return observer.beat.moved(at)
  }

  const end = (lines: number, skipped: number): ReplayResult => {
    moveTo(header.to)
    answer(paper.advance(header.to, true))
    sample(header.to)
    for (const survey of surveys) endSurvey(survey, header.to)
    checkLedgers(engine, paper, venues)
    const summary = engine.summarize(header.to)
    return {
      header,
      settings,
      lines,
      skipped,
      surveys,
      pairs: summary,
      engine,
      paper,
      tally,
      series,
      venues,
      value: value(),
    }
  }
  return { event, end }
}

/** The better direction's edge as last judged; null while neither can be traded. */
function edgeOf(engine: Engine, pair: number): number | null {
  const { isJoint, directions } = engine.watch(pair)
  let best: number | null = null
  for (const { judged } of directions) {
    if (isJoint && judged.status === 'tradable' && (best === null || judged.edge > best)) best = judged.edge
  }
  return best
}

/** Engine and exchange keep their own books of the same money: they must agree to the micro-dollar. */
function checkLedgers(engine: Engine, paper: PaperExchange, venues: readonly VenueId[]): void {
  const free = engine.cash()
  for (const venue of venues) {
    const [ours, theirs] = [free.get(venue) ?? NO_MONEY, paper.account(venue).free]
    invariant(ours === theirs, `engine and exchange agree on the free money at ${venue}, found ${ours} and ${theirs}`)
  }
}

/**
 * Plays a recording and resolves with all it found.
 *
 * @throws VenueError `recording.malformed` at the first bad line, unless lenient.
 */
export async function replayRecording(
  source: string | AsyncIterable<Uint8Array>,
  settings: ReplaySettings,
  observer: ReplayObserver = {},
): Promise<ReplayResult> {
  let player: Player | undefined
  const { lines, skipped } = await readRecording(
    source,
    {
      header: (header) => {
        observer.header?.(header)
        player = createPlayer(header, settings, observer)
      },
      event: (event) => player?.event(event),
      ...(observer.progress === undefined ? {} : { progress: observer.progress }),
      ...(observer.skipped === undefined ? {} : { skipped: observer.skipped }),
    },
    { lenient: settings.lenient },
  )
  invariant(player !== undefined, 'a recording that was read had a header')
  return player.end(lines, skipped)
}
