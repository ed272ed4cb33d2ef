/*
 * The market stream as a sans-I/O session: subscribe, keep books whole, notice when one is not.
 *
 * The venue numbers nothing and repeats nothing, so a lost message is found in four ways: by the best
 * prices that every change carries; by the snapshot after a trade; by the levels of the venue's own
 * book, asked for every `checkMicros` and compared at once or when the stream reaches its hash; by a
 * change or a snapshot that never comes. Bound: a lost message is noticed at the latest `checkMicros`,
 * `graceMicros` and a second after it was lost, plus the time of two requests; sooner where it moved a
 * best price, with the next message of its market.
 */
import type { ContinuitySource, Fact, MarketId, Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { Session, SessionEffect, SessionInput } from '@arbees/transport'
import { NO_EFFECTS } from '@arbees/transport'
import type { ClobBook } from '../schema/book.ts'
import type { BookEntry, PolymarketBook, StreamMarket } from './book-entry.ts'
import { isWhole, setHash } from './book-entry.ts'
import type { PriceChange } from './change-scan.ts'
import { compareBook, lookAtSuspect, settleSuspect } from './cross-check.ts'
import type { MarketDecoding } from './decode.ts'
import { decodeMarketFrame } from './decode.ts'
import { applyChange, applySnapshot, changedFact, describe, stale, VENUE } from './market-facts.ts'
import type { PriceChangeDecoder } from './price-change.ts'
import { createPriceChangeDecoder } from './price-change.ts'
import { changeOf } from './schema-change.ts'
import type { TokenIndex } from './token-index.ts'
import { addMarket, createTokenIndex, removeMarket } from './token-index.ts'

/** The session asks its owner for the venue's own books of these YES tokens, to be given back as a command. */
export type BooksWanted = { readonly type: 'books.wanted'; readonly tokens: readonly string[]; readonly at: Micros }

/** What the session says. */
export type MarketStreamMessage = Fact | BooksWanted | PolymarketBook

/** What the session can be told. */
export type MarketCommand =
  | { readonly type: 'subscribe'; readonly markets: readonly StreamMarket[] }
  | { readonly type: 'unsubscribe'; readonly markets: readonly MarketId[] }
  /** The venue's own books, as answered to `books.wanted`. */
  | { readonly type: 'books'; readonly books: readonly ClobBook[] }

/** Settings of a market session. */
export type MarketSessionOptions = {
  readonly source: ContinuitySource
  /** Asks for resolutions too. @default true */
  readonly hasCustomFeatures?: boolean
  /** How often each book is compared with the venue's own; 0 never. @default 15 s */
  readonly checkMicros?: Micros
  /** How long the stream may lag behind the venue's own book. @default 2 s */
  readonly graceMicros?: Micros
  /** How long a snapshot may take to come. @default 5 s */
  readonly snapshotMicros?: Micros
  /**
   * How a changed book is told: as a fact with the changed levels (`book.changed`), or as the book's own ladder
   * (`polymarket.book`), which costs nothing and suits whoever reads best prices. Snapshots and breaks are facts either way.
   * @default 'facts'
   */
  readonly bookChanges?: 'facts' | 'ladders'
}

/** The session's state. */
export type MarketState = {
  readonly index: TokenIndex
  readonly decoder: PriceChangeDecoder
  readonly settings: Required<MarketSessionOptions>
  isOpen: boolean
  /** Whether the connection's first frame, which has a form of its own, has been sent. */
  hasSubscribed: boolean
}

/** The market stream as a session. */
export type MarketSession = Session<MarketState, MarketStreamMessage, MarketCommand>

type Effects = SessionEffect<MarketStreamMessage>[]

/** Ids in one frame: longer ones close the socket. */
const IDS_PER_FRAME = 100
/** Books in one question. */
const BOOKS_PER_QUESTION = 100
const PING_MICROS = seconds(10)
const WATCH_MICROS = seconds(1)

/**
 * Returns a market session of no markets; subscribe by command, before or after the connection.
 *
 * @example
 * const session = createMarketSession({ source: createContinuitySource() })
 * const run = runSession({ session, name: 'polymarket', address: () => ({ url: hosts.marketStream }), ...rest })
 * run.command({ type: 'subscribe', markets: [{ market, conditionId, yes, no }] })
 */
export function createMarketSession(options: MarketSessionOptions): MarketSession {
  const state: MarketState = {
    index: createTokenIndex(),
    decoder: createPriceChangeDecoder(),
    settings: {
      hasCustomFeatures: true,
      checkMicros: seconds(15),
      graceMicros: seconds(2),
      snapshotMicros: seconds(5),
      bookChanges: 'facts',
      ...options,
    },
    isOpen: false,
    hasSubscribed: false,
  }
  return { state, step }
}

/**
 * Returns how long ago a book was last proved right, by a message of its own or by the venue's own book:
 * what grows when a book is frozen on a lively stream. Undefined when it may not be traded on.
 */
export function bookAge({ index }: MarketState, market: MarketId, now: Micros): Micros | undefined {
  const entry = index.byMarket.get(market)
  if (entry === undefined || !isWhole(entry)) return undefined
  // A book that is whole was proved right by its last message too.
  return (now - Math.max(entry.confirmedAt, entry.ladder.at)) as Micros
}

function step(state: MarketState, input: SessionInput<MarketCommand>): readonly SessionEffect<MarketStreamMessage>[] {
  switch (input.type) {
    case 'frame':
      return onFrame(state, input.text, input.at)
    case 'opened':
      return onOpened(state, input.at)
    case 'closed':
      return onClosed(state, input.reason, input.at)
    case 'timer':
      return onTimer(state, input.timer, input.at)
    case 'command':
      return onCommand(state, input.command, input.at)
    case 'beat':
      return NO_EFFECTS
  }
}

function emit(facts: readonly MarketStreamMessage[]): Effects {
  return facts.length === 0 ? [] : [{ type: 'emit', messages: facts }]
}

function onOpened(state: MarketState, at: Micros): Effects {
  state.isOpen = true
  state.hasSubscribed = false
  const { checkMicros } = state.settings
  const entries = [...state.index.byMarket.values()]
  return [
    ...emit([{ type: 'feed.changed', venue: VENUE, status: 'connected', at }]),
    ...subscribe(state, entries, at),
    { type: 'setTimer', timer: 'ping', delay: PING_MICROS },
    { type: 'setTimer', timer: 'watch', delay: WATCH_MICROS },
    ...(checkMicros > 0 ? [{ type: 'setTimer' as const, timer: 'check', delay: checkMicros }] : []),
  ]
}

function onClosed(state: MarketState, reason: string, at: Micros): Effects {
  const facts: Fact[] = []
  for (const entry of state.index.byMarket.values()) {
    stale(entry, 'disconnected', at, facts)
    entry.suspect = undefined
    entry.snapshotBy = 0 as Micros
  }
  if (state.isOpen) facts.push({ type: 'feed.changed', venue: VENUE, status: 'disconnected', detail: reason, at })
  state.isOpen = false
  return [...emit(facts), ...['ping', 'watch', 'check'].map((timer) => ({ type: 'clearTimer' as const, timer }))]
}

function send(body: object): SessionEffect<MarketStreamMessage> {
  return { type: 'send', text: JSON.stringify(body) }
}

/** Asks for snapshots of these books; by when they must have come is noted. */
function subscribe(state: MarketState, entries: readonly BookEntry[], at: Micros): Effects {
  const { hasCustomFeatures, snapshotMicros } = state.settings
  const effects: Effects = []
  for (let from = 0; from < entries.length; from += IDS_PER_FRAME) {
    const part = entries.slice(from, from + IDS_PER_FRAME)
    for (const entry of part) entry.snapshotBy = (at + snapshotMicros) as Micros
    const body = { assets_ids: part.map((entry) => entry.yes), custom_feature_enabled: hasCustomFeatures }
    effects.push(send(state.hasSubscribed ? { ...body, operation: 'subscribe' } : { ...body, type: 'market' }))
    state.hasSubscribed = true
  }
  return effects
}

function unsubscribe(tokens: readonly string[]): Effects {
  const effects: Effects = []
  for (let from = 0; from < tokens.length; from += IDS_PER_FRAME) {
    effects.push(send({ assets_ids: tokens.slice(from, from + IDS_PER_FRAME), operation: 'unsubscribe' }))
  }
  return effects
}

/** A book is in doubt: ask for a snapshot on the stream, which cannot be out of order with it. */
function resnapshot(state: MarketState, entry: BookEntry, at: Micros): Effects {
  return state.isOpen ? [...unsubscribe([entry.yes]), ...subscribe(state, [entry], at)] : []
}

function onCommand(state: MarketState, command: MarketCommand, at: Micros): Effects {
  switch (command.type) {
    case 'subscribe': {
      const fresh = command.markets.filter((one) => !state.index.byMarket.has(one.market))
      const entries = new Set(fresh.map((one) => addMarket(state.index, one)))
      return state.isOpen ? subscribe(state, [...entries], at) : []
    }
    case 'unsubscribe': {
      const gone = command.markets.map((market) => removeMarket(state.index, market)).filter((one) => one !== undefined)
      return state.isOpen ? unsubscribe(gone.map((entry) => entry.yes)) : []
    }
    case 'books':
      return command.books.flatMap((book) => onVenueBook(state, book, at))
  }
}

function onTimer(state: MarketState, timer: string, at: Micros): Effects {
  if (!state.isOpen) return []
  switch (timer) {
    case 'ping':
      return [
        { type: 'send', text: 'PING' },
        { type: 'setTimer', timer, delay: PING_MICROS },
      ]
    case 'watch':
      return [...watch(state, at), { type: 'setTimer', timer, delay: WATCH_MICROS }]
    case 'check': {
      const whole = [...state.index.byMarket.values()].filter(isWhole)
      return [...ask(whole, at), { type: 'setTimer', timer, delay: state.settings.checkMicros }]
    }
    default:
      return []
  }
}

function ask(entries: readonly BookEntry[], at: Micros): Effects {
  const effects: Effects = []
  for (let from = 0; from < entries.length; from += BOOKS_PER_QUESTION) {
    const tokens = entries.slice(from, from + BOOKS_PER_QUESTION).map((entry) => entry.yes)
    effects.push(...emit([{ type: 'books.wanted', tokens, at }]))
  }
  return effects
}

/**
 * Looks for books whose snapshot is overdue, whose stream did not catch up with the venue's own book,
 * or whose stream went past it without a proof: these are asked for again at once.
 */
function watch(state: MarketState, at: Micros): Effects {
  const facts: Fact[] = []
  const lost: BookEntry[] = []
  const asked: BookEntry[] = []
  for (const entry of state.index.byMarket.values()) {
    const doubt = lookAtSuspect(entry, at, state.settings.graceMicros, facts)
    if (doubt === 'lost') lost.push(entry)
    else if (doubt === 'ask') asked.push(entry)
    if (entry.snapshotBy !== 0 && at >= entry.snapshotBy) {
      entry.snapshotBy = (at + state.settings.snapshotMicros) as Micros
      asked.push(entry)
    }
  }
  return [...emit(facts), ...lost.flatMap((entry) => resnapshot(state, entry, at)), ...ask(asked, at)]
}

/** Compares a book with the venue's own, or takes the venue's own where a snapshot did not come. */
function onVenueBook(state: MarketState, book: ClobBook, at: Micros): Effects {
  const entry = state.index.byToken.get(book.asset_id)
  if (entry === undefined || !state.isOpen) return []
  const facts: Fact[] = []
  const { timestamp: venueAt } = book
  if (!isWhole(entry)) {
    // Older than what the stream has said since, it would lack those changes.
    if (venueAt >= entry.venueAt) applySnapshot(entry, book, at, state.settings.source, facts)
    return emit(facts)
  }
  const isBelieved = compareBook(entry, book, at, state.settings.graceMicros, facts)
  return isBelieved ? [] : [...emit(facts), ...resnapshot(state, entry, at)]
}

function applyPriceChange(
  state: MarketState,
  change: PriceChange,
  text: string,
  at: Micros,
): readonly SessionEffect<MarketStreamMessage>[] {
  const entry = change.entry as BookEntry
  entry.venueAt = change.venueAt
  if (change.hashAt >= 0) setHash(entry, text, change.hashAt)
  const wasWhole = isWhole(entry)
  const isRight = !wasWhole || applyChange(entry, change, at)
  const told = wasWhole && isRight ? tellChange(state, entry, change, at) : NO_EFFECTS
  if (isRight && entry.suspect === undefined) return told
  const facts: Fact[] = []
  if (!isRight) stale(entry, 'mismatch', at, facts)
  else if (settleSuspect(entry, at, facts)) return told
  return [...told, ...emit(facts), ...resnapshot(state, entry, at)]
}

function tellChange(
  { settings }: MarketState,
  entry: BookEntry,
  change: PriceChange,
  at: Micros,
): readonly SessionEffect<MarketStreamMessage>[] {
  if (settings.bookChanges === 'ladders') return entry.told
  return [{ type: 'emit', messages: [changedFact(entry, change, at)] }]
}

function onFrame(state: MarketState, text: string, at: Micros): readonly SessionEffect<MarketStreamMessage>[] {
  const { decoder, index } = state
  if (decoder.decode(text, index)) return applyPriceChange(state, decoder.change, text, at)
  if (text === 'PONG') return NO_EFFECTS
  const decodings = decodeMarketFrame(text, (value, decoding) => {
    const isChange = decoding.type === 'message' && decoding.message.event_type === 'price_change'
    if (isChange) decoder.learn(value as { readonly price_changes: readonly object[] })
  })
  return decodings.flatMap((decoding) => onDecoding(state, decoding, at))
}

function surprised(where: string, found: string, at: Micros): Fact {
  return { type: 'venue.surprised', venue: VENUE, where, found: found.slice(0, 200), at }
}

function onDecoding(state: MarketState, decoding: MarketDecoding, at: Micros): Effects {
  switch (decoding.type) {
    case 'message':
      return onMessage(state, decoding.message, at)
    case 'unknown':
      return emit([surprised('market stream: event_type', decoding.event, at)])
    case 'text':
      // Half a message: what the other half said is lost, and about which market too.
      if (decoding.isCut)
        return [...emit([surprised('market stream', decoding.text, at)]), { type: 'reconnect', reason: 'malformed' }]
      return emit([surprised('market stream', decoding.text, at)])
    case 'malformed':
      return onMalformed(state, decoding, at)
  }
}

function onMalformed(
  state: MarketState,
  decoding: MarketDecoding & { readonly type: 'malformed' },
  at: Micros,
): Effects {
  const facts: Fact[] = [surprised(`market stream: ${decoding.event}`, decoding.issues.join('; '), at)]
  const isAboutBooks = decoding.event === 'book' || decoding.event === 'price_change' || decoding.event === ''
  if (!isAboutBooks) return emit(facts)
  const all = [...state.index.byMarket.values()]
  const own = all.filter((entry) => entry.conditionId === decoding.market)
  const hit = decoding.market === undefined ? all : own
  for (const entry of hit) stale(entry, 'malformed', at, facts)
  return [...emit(facts), ...hit.flatMap((entry) => resnapshot(state, entry, at))]
}

type Message = Extract<MarketDecoding, { readonly type: 'message' }>['message']

function onMessage(state: MarketState, message: Message, at: Micros): Effects {
  const { index, settings } = state
  if (message.event_type === 'price_change') {
    return changeOf(message, index).flatMap(({ change, hash }) => {
      const entry = change.entry as BookEntry
      if (hash !== '') setHash(entry, hash)
      return applyPriceChange(state, change, '', at)
    })
  }
  const facts: Fact[] = []
  const token = 'asset_id' in message ? message.asset_id : message.assets_ids[0]
  const entry = token === undefined ? undefined : index.byToken.get(token)
  if (entry === undefined) return []
  if (message.event_type !== 'book') {
    describe(entry, message, at, facts)
    return emit(facts)
  }
  const wasWhole = isWhole(entry)
  applySnapshot(entry, message, at, settings.source, facts)
  // A snapshot that cannot be believed takes the book out of trade; ask again, but not in a circle.
  return wasWhole && !isWhole(entry) ? [...emit(facts), ...resnapshot(state, entry, at)] : emit(facts)
}
