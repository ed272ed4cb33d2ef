/*
 * The live books of one venue, told to everybody: what a feed says is kept in ladders, and after each
 * batch of frames every book that changed is spoken once, with the token that says whether it is whole.
 */
import type { Cancel, Clock, Fact, Feed, Ladder, Level, Log, MarketId, MarketStatus, Micros } from '@arbees/core'
import { applyBookFact, createLadder, DISCONTINUOUS, isBookFact, millis, toBook, toMicros } from '@arbees/core'
import type { SpokenOf } from '../messages/topics.ts'
import type { LatencyWindow } from './latency-window.ts'
import { createLatencyWindow, noteLatency, percentilesOf } from './latency-window.ts'
import type { MarketWishes } from './market-wishes.ts'
import { wishedMarkets } from './market-wishes.ts'
import type { AskPayment, Payment, SettlementDesk } from './settlement-desk.ts'
import { createSettlementDesk } from './settlement-desk.ts'

/** What a monitor says. */
export type BookVoice = {
  readonly quote: (quote: SpokenOf<'quote.changed'>) => void
  /** Says whether it will be heard: a settlement that was not is told again. */
  readonly settled: (settled: SpokenOf<'market.settled'>) => Promise<boolean>
}

/** Settings of `createBookWatch`. */
export type BookWatchOptions = {
  readonly feed: Feed
  readonly wishes: MarketWishes
  readonly clock: Clock
  readonly log: Log
  readonly voice: BookVoice
  /** As in its log lines: `Kalshi`. */
  readonly title: string
  /** How often it says how late it is. */
  readonly reportMicros: Micros
  readonly askPayment: AskPayment
  /** How often the venue is asked what those markets paid that are not open, or of which nothing is heard for so long. */
  readonly settlementMicros: Micros
}

/** A monitor's figures. */
export type BookFigures = {
  readonly markets: number
  readonly whole: number
  readonly frames: number
  readonly reconnects: number
  readonly feedP95Millis: number
  readonly publishP95Millis: number
}

/** The live books of one venue. */
export type BookWatch = {
  /** Looks at the wishes again, soon. */
  readonly refresh: () => void
  readonly figures: () => BookFigures
  /** Whether the feed is up, or nothing is wished of it. */
  readonly isLive: () => boolean
  readonly end: () => void
}

/** What one message carries of a side. */
const DEPTH = 20
/** Assignments come in crowds: they are subscribed to together. */
const GATHER = millis(100)

type Watched = {
  readonly ladder: Ladder
  status: MarketStatus
  venueAt: Micros | null
  receivedAt: Micros
  /** Whether its settlement was told for certain. */
  isPaid: boolean
}
type Batch = { readonly markets: Set<MarketId>; readonly stop: Cancel }

type TimerName = 'gather' | 'report' | 'settlements'

type State = {
  readonly options: BookWatchOptions
  readonly books: Map<MarketId, Watched>
  readonly batches: Set<Batch>
  readonly feedLatency: LatencyWindow
  readonly publishLatency: LatencyWindow
  readonly timers: Map<TimerName, Cancel>
  readonly desk: SettlementDesk
  frames: number
  reconnects: number
  isUp: boolean
  isOver: boolean
}

function topOf(levels: readonly Level[]): Level[] {
  return levels.slice(0, DEPTH)
}

function speak({ options }: State, market: MarketId, { ladder, status, venueAt, receivedAt }: Watched): void {
  const { bids, asks, continuity } = toBook(ladder, market)
  options.voice.quote({
    market,
    venue: options.feed.venue,
    bids: topOf(bids),
    asks: topOf(asks),
    venueAt,
    receivedAt,
    // Where no order is taken, no book is to be traded on.
    continuity: status === 'open' ? continuity : DISCONTINUOUS,
  })
}

/** Tells what a market paid. */
function settle({ options }: State, market: MarketId, book: Watched, { outcome, yesPrice }: Payment, at: Micros): void {
  book.status = 'settled'
  const told = options.voice.settled({ market, game: null, outcome, yesPrice, at })
  void told.then((isHeard) => {
    book.isPaid ||= isHeard
  })
}

/** Takes what the venue says when it is asked, as if it had been heard. */
function takePayment(state: State, market: MarketId, payment: Payment): void {
  const book = state.books.get(market)
  if (book === undefined) return
  book.receivedAt = state.options.clock.now()
  settle(state, market, book, payment, book.receivedAt)
  speak(state, market, book)
}

function foldMarket(state: State, fact: Extract<Fact, { readonly market: MarketId }>, touched: Set<MarketId>): void {
  const book = state.books.get(fact.market)
  if (book === undefined) return
  if (isBookFact(fact)) applyBookFact(book.ladder, fact)
  else if (fact.type === 'market.settled') {
    settle(state, fact.market, book, fact, fact.at)
  } else if (fact.type === 'market.changed') {
    // A new grid needs new rules: until discovery has read them again, nothing is decided on this book.
    if (fact.grid !== undefined) book.status = 'unknown'
    if (fact.status !== undefined) book.status = fact.status
    // Who came between the result and the payment hears that it is over, but not at what price.
    if (fact.status === 'closed' || fact.status === 'settled') state.desk.want([fact.market])
  } else return
  book.venueAt = fact.venueAt ?? book.venueAt
  book.receivedAt = fact.at
  if (isBookFact(fact) && fact.venueAt !== undefined)
    noteLatency(state.feedLatency, Math.max(0, fact.at - fact.venueAt))
  touched.add(fact.market)
}

function foldFeed(state: State, fact: Extract<Fact, { readonly type: 'feed.changed' }>): void {
  const { log, title } = state.options
  const isUp = fact.status === 'connected'
  if (isUp === state.isUp) return
  state.isUp = isUp
  if (isUp) log('info', `${title} feed connected`)
  else {
    state.reconnects += 1
    log('warn', `${title} feed lost, connecting again`, { status: fact.status, detail: fact.detail ?? '' })
  }
}

function take(state: State, facts: readonly Fact[]): void {
  const { clock, log, title } = state.options
  const touched = new Set<MarketId>()
  state.frames += facts.length
  for (const fact of facts) {
    if (fact.type === 'feed.changed') foldFeed(state, fact)
    else if (fact.type === 'venue.surprised') {
      log('warn', `${title} said a word we do not know`, { where: fact.where, found: fact.found })
    } else if ('market' in fact) foldMarket(state, fact, touched)
  }
  for (const market of touched) {
    const book = state.books.get(market)
    if (book === undefined) continue
    speak(state, market, book)
    noteLatency(state.publishLatency, clock.now() - book.receivedAt)
  }
}

function subscribe(state: State, markets: readonly MarketId[]): void {
  const { feed, clock } = state.options
  const now = clock.now()
  for (const market of markets) {
    state.books.set(market, { ladder: createLadder(), status: 'open', venueAt: null, receivedAt: now, isPaid: false })
  }
  let isEnded = false
  const end = feed.subscribe(markets, (facts) => {
    if (!state.isOver && !isEnded) take(state, facts)
  })
  const stop = () => {
    // That a stream ends because nobody needs it is no loss of it.
    isEnded = true
    end()
  }
  state.batches.add({ markets: new Set(markets), stop })
  // What settled while nobody watched is said on no stream.
  state.desk.want(markets)
}

/** Gives markets up: their books are said to be no longer whole, and a batch that nobody needs ends. */
function drop(state: State, market: MarketId): void {
  const book = state.books.get(market)
  if (book !== undefined) speak(state, market, { ...book, status: 'closed' })
  state.books.delete(market)
  for (const batch of state.batches) {
    batch.markets.delete(market)
    if (batch.markets.size > 0) continue
    batch.stop()
    state.batches.delete(batch)
  }
}

function gather(state: State): void {
  const { wishes, log, title } = state.options
  const wished = wishedMarkets(wishes)
  const news = [...wished].filter((market) => !state.books.has(market))
  const gone = [...state.books.keys()].filter((market) => !wished.has(market))
  for (const market of gone) drop(state, market)
  if (news.length > 0) subscribe(state, news)
  if (news.length + gone.length > 0) {
    log('info', `${title} markets streamed`, { markets: state.books.size, added: news.length, dropped: gone.length })
  }
}

function figuresOf(state: State): BookFigures {
  let whole = 0
  for (const { ladder } of state.books.values()) if (ladder.continuity !== DISCONTINUOUS) whole += 1
  return {
    markets: state.books.size,
    whole,
    frames: state.frames,
    reconnects: state.reconnects,
    feedP95Millis: percentilesOf(state.feedLatency).p95 ?? 0,
    publishP95Millis: percentilesOf(state.publishLatency).p95 ?? 0,
  }
}

function report(state: State): void {
  const { log, title } = state.options
  const { markets, whole, frames, reconnects } = figuresOf(state)
  log('info', `${title} WebSocket latency`, {
    feedMillis: percentilesOf(state.feedLatency),
    publishMillis: percentilesOf(state.publishLatency),
    markets,
    whole,
    frames,
    reconnects,
  })
}

function later(state: State, name: TimerName, delay: Micros, act: () => void): void {
  if (state.isOver || state.timers.has(name)) return
  const fire = () => {
    state.timers.delete(name)
    act()
  }
  state.timers.set(name, state.options.clock.setTimer(toMicros(delay), fire))
}

function keepReporting(state: State): void {
  later(state, 'report', state.options.reportMicros, () => {
    report(state)
    keepReporting(state)
  })
}

/** Asks for those that may have settled unheard: a connection that is lost for a moment takes the word with it. */
function keepAsking(state: State): void {
  const { settlementMicros, clock } = state.options
  later(state, 'settlements', settlementMicros, () => {
    const quietSince = clock.now() - settlementMicros
    const isDue = ({ status, receivedAt, isPaid }: Watched) =>
      !isPaid && (status !== 'open' || receivedAt <= quietSince)
    state.desk.want([...state.books].flatMap(([market, book]) => (isDue(book) ? [market] : [])))
    keepAsking(state)
  })
}

/** Begins to keep and tell the books that are wished for. */
export function createBookWatch(options: BookWatchOptions): BookWatch {
  const books: State['books'] = new Map()
  const desk = createSettlementDesk({
    ask: options.askPayment,
    clock: options.clock,
    log: options.log,
    title: options.title,
    isWanted: (market) => !state.isOver && books.get(market)?.isPaid === false,
    settled: (market, payment) => takePayment(state, market, payment),
  })
  const state: State = {
    options,
    books,
    desk,
    batches: new Set(),
    feedLatency: createLatencyWindow(),
    publishLatency: createLatencyWindow(),
    timers: new Map(),
    frames: 0,
    reconnects: 0,
    isUp: true,
    isOver: false,
  }
  keepReporting(state)
  keepAsking(state)
  return Object.freeze({
    refresh: () => later(state, 'gather', GATHER, () => gather(state)),
    figures: () => figuresOf(state),
    isLive: () => state.books.size === 0 || state.isUp,
    end: () => {
      state.isOver = true
      for (const cancel of state.timers.values()) cancel()
      for (const { stop } of state.batches) stop()
    },
  })
}
