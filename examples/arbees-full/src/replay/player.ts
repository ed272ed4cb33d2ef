/*
 * Moves a recording's time forward: each instant's lines are folded first, then judged once; orders
 * meet the books of their arrival.
 */
import type { Engine, Equity, ExecutorFact, Pair, Step, Trader } from '@arbees/arb-engine'
import { createEngine, createTrader } from '@arbees/arb-engine'
import type { ContinuityToken, Fact, Micros, Money, VenueId } from '@arbees/core'
import { createContinuitySource, createRng, invariant, NO_MONEY, nextContinuity } from '@arbees/core'
import type { PaperExchange } from '@arbees/paper-broker'
import { constantLatency, createPaperExchange } from '@arbees/paper-broker'
import type { RecordingEvent, RecordingHeader } from '@arbees/transport'
import { toFact } from '@arbees/transport'
import { recordedMarkets } from './recorded-markets.ts'
import type { ReplayObserver, ReplaySettings } from './replay-settings.ts'
import { EXECUTION, THRESHOLDS } from './replay-settings.ts'
import type { ReplayTrade } from './replay-trade.ts'
import type { Series } from './series.ts'
import { createSeries, noteEngineFact, sampleSeries } from './series.ts'
import type { MarketSurvey } from './survey.ts'
import { createMarketSurvey, endSurvey, surveyBook } from './survey.ts'
import type { Tally } from './tally.ts'
import { createTally, tallyEngineFact, tallyOrderFact } from './tally.ts'

/** A replay on its way. */
export type Player = {
  readonly header: RecordingHeader
  readonly observer: ReplayObserver
  readonly engine: Engine
  readonly trader: Trader
  readonly paper: PaperExchange
  /** Every trade, oldest first. */
  readonly trades: ReplayTrade[]
  readonly venues: readonly VenueId[]
  readonly pairs: readonly Pair[]
  readonly surveys: readonly MarketSurvey[]
  readonly tokens: readonly ContinuityToken[]
  readonly tally: Tally
  readonly series: Series
  now: Micros
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

/** Returns a player that stands at the recording's beginning. */
export function createPlayer(header: RecordingHeader, settings: ReplaySettings, observer: ReplayObserver): Player {
  const markets = recordedMarkets(header)
  const venues = [...new Set(markets.map(({ market }) => market.venue))]
  const cash = splitEvenly(settings.bankroll, venues)
  const pairs = header.pairs.map(({ name, a, b, polarity }): Pair => {
    const [first, second] = [markets[a], markets[b]]
    invariant(first !== undefined && second !== undefined, `the pair ${name} joins markets of the header`)
    return { name, a: first.market.id, b: second.market.id, polarity }
  })
  const { edgeMin, quantityMax, notionalMax, maxAgeUs, repairLossMax } = settings
  const source = createContinuitySource()
  const engine = createEngine({
    markets,
    pairs,
    limits: { edgeMin, quantityMax, notionalMax, maxAgeUs, repairLossMax },
    cash,
    thresholds: THRESHOLDS.map(([, edge]) => edge),
  })
  // One recording, one set of books: the exchange reads those that the engine keeps.
  const paper = createPaperExchange({
    markets,
    cash,
    latency: constantLatency(settings.latency),
    rng: createRng('replay'),
    ladders: markets.map((_, index) => engine.ladder(index)),
  })
  const tally = createTally()
  const trades: ReplayTrade[] = []
  const trader = createTrader({
    limits: { ...EXECUTION, repairLossMax, bookAgeMicros: maxAgeUs as Micros | null },
    salt: '000000001',
    market: engine.market,
    book: (market) => engine.market(market)?.ladder,
    submit: (order, now) => {
      const facts = paper.submit(order, now)
      for (const fact of facts) tallyOrderFact(tally, fact)
      return facts
    },
    onRecord: engine.record,
    onFact: (fact) => followTrader(engine, tally, trades, observer, fact),
  })
  return {
    header,
    observer,
    engine,
    trader,
    paper,
    trades,
    venues,
    pairs,
    surveys: markets.map(({ market }) => createMarketSurvey(market.id)),
    // A recording's books are whole from their first line on.
    tokens: markets.map(() => nextContinuity(source)),
    tally,
    series: createSeries(header.from, header.to, pairs.length),
    now: header.from,
  }
}

function followTrader(
  engine: Engine,
  tally: Tally,
  trades: ReplayTrade[],
  observer: ReplayObserver,
  fact: ExecutorFact,
): void {
  if (fact.type === 'order.sent') tally.orders.sent += 1
  else if (fact.type === 'trade.opened') {
    const ledger = engine.trade(fact.trade)
    invariant(ledger !== undefined, `the ledger has the trade ${fact.trade} that has just been opened`)
    trades.push({ plan: fact.plan, ledger })
  }
  observer.decided?.(fact)
}

function follow(player: Player, step: Step, at: Micros): void {
  if (step.facts.length === 0 && step.commands.length === 0) return
  for (const fact of step.facts) {
    tallyEngineFact(player.tally, fact)
    noteEngineFact(player.series, fact)
    player.observer.decided?.(fact)
  }
  for (const { plan } of step.commands) player.trader.open(plan, at)
}

function answer(player: Player, facts: readonly Fact[]): void {
  if (facts.length === 0) return
  for (const fact of facts) {
    tallyOrderFact(player.tally, fact)
    player.trader.fold(fact)
  }
  const { at } = facts[facts.length - 1] as Fact
  follow(player, player.engine.decide(at), at)
}

/** Returns what is owned, by the books as they stand. */
export function valueOfPlayer({ engine }: Player): Equity {
  return engine.equity()
}

function sample(player: Player, at: Micros): void {
  const { total: equity, cash } = valueOfPlayer(player)
  const edges = player.pairs.map((_, index) => edgeOf(player.engine, index))
  sampleSeries(player.series, { at, equity, cash, edges })
}

/**
 * Lets waiting orders arrive and waiting trades be taken up, one instant at a time: either may send the
 * next order before the next line.
 */
function settleOrders(player: Player, isDue: (due: Micros) => boolean): void {
  const { paper, trader } = player
  for (;;) {
    const arrival = paper.nextDue() ?? Number.POSITIVE_INFINITY
    const wake = trader.nextWake() ?? Number.POSITIVE_INFINITY
    const due = Math.min(arrival, wake) as Micros
    if (due === Number.POSITIVE_INFINITY || !isDue(due)) return
    if (arrival <= wake) answer(player, paper.advance(due, true))
    else {
      trader.wake(due)
      follow(player, player.engine.decide(due), due)
    }
  }
}

function moveTo(player: Player, at: Micros): void {
  follow(player, player.engine.decide(player.now), player.now)
  settleOrders(player, (due) => due < at)
  if (at >= player.series.nextAt) sample(player, at)
  player.now = at
}

/** Plays one line. */
export function playEvent(player: Player, event: RecordingEvent): void {
  const { type, at, market } = event
  if (at !== player.now) moveTo(player, at)
  const { engine, trader, paper } = player
  const survey = player.surveys[market] as MarketSurvey
  const token = player.tokens[market] as ContinuityToken
  if (type === 'book.replaced' || type === 'book.changed') {
    const isSnapshot = type === 'book.replaced'
    engine.foldBook(market, isSnapshot, event.bids, event.asks, at, token)
    paper.foldShared(market)
    if (trader.isWatching()) trader.bookChanged(survey.market, at)
    surveyBook(survey, isSnapshot, engine.ladder(market), at)
  } else if (type === 'trade.printed') survey.trades += 1
  else {
    survey.settled += 1
    const fact = toFact(event, player.header, token)
    paper.step(fact)
    engine.fold(fact)
    trader.bookChanged(survey.market, at)
  }
}

/** Plays what is left between the last line and the recording's end. */
export function endPlay(player: Player): void {
  const { engine, paper, header, venues, surveys } = player
  moveTo(player, header.to)
  settleOrders(player, (due) => due <= header.to)
  sample(player, header.to)
  for (const survey of surveys) endSurvey(survey, header.to)
  checkLedgers(engine, paper, venues)
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
  const free = engine.ledger().cash
  for (const venue of venues) {
    const [ours, theirs] = [free.get(venue) ?? NO_MONEY, paper.account(venue).free]
    invariant(ours === theirs, `engine and exchange agree on the free money at ${venue}, found ${ours} and ${theirs}`)
  }
}
