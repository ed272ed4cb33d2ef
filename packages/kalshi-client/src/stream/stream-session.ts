/*
 * Kalshi's stream as a sans-I/O session: subscriptions that survive reconnects, a sequence number
 * watched per subscription, and books that stop being tradable in the very frame that breaks them.
 */
import type { ContinuitySource, Fact, Micros, StaleReason } from '@arbees/core'
import { DISCONTINUOUS, toMarketId, VenueError } from '@arbees/core'
import type { Session, SessionEffect, SessionInput } from '@arbees/transport'
import { NO_EFFECTS } from '@arbees/transport'
import type { KeptBook, LevelDelta } from './book-keeper.ts'
import { bookOf, breakKept, changedFact, changeKept, replaceKept } from './book-keeper.ts'
import type { DecodedFrame } from './decode-frame.ts'
import { decodeFrame } from './decode-frame.ts'
import { lifecycleFacts } from './lifecycle-facts.ts'
import type { StreamSessionOptions, StreamState, Subscription } from './session-state.ts'
import { ACKNOWLEDGE_TIMER, createStreamState, SNAPSHOT_TIMER, SNAPSHOT_WAIT } from './session-state.ts'
import type { StreamCommand } from './stream-command.ts'
import { updateText } from './stream-command.ts'
import type { StreamMessage } from './stream-message.ts'
import type { FrameOf, StreamFrame } from './stream-schema.ts'
import { askAll, follow, forgetConnection, onAcknowledged, onVenueError } from './subscriptions.ts'
import type { ScannedTicker } from './ticker-table.ts'

type Effect = SessionEffect<StreamMessage>
type Effects = readonly Effect[]

/** How often it is asked for before the connection is made anew. */
const SNAPSHOT_TRIES = 3
/** What a refused handshake is told by: the HTTP status. */
const REFUSAL_CODES: ReadonlySet<number> = new Set([401, 403])

function emit(messages: readonly StreamMessage[]): Effects {
  return messages.length === 0 ? NO_EFFECTS : [{ type: 'emit', messages }]
}

/** Breaks every book of a subscription and asks for all of them anew. */
function doubt(state: StreamState, tickers: Iterable<string>, reason: StaleReason, at: Micros): Effect[] {
  const broken: Fact[] = []
  const asked: string[] = []
  for (const ticker of tickers) {
    const kept = bookOf(state.keeper, ticker)
    const fact = breakKept(kept, reason, at)
    if (fact !== undefined) broken.push(fact)
    if (!state.keeper.awaited.has(kept)) asked.push(ticker)
    state.keeper.awaited.add(kept)
  }
  const effects: Effect[] = [...emit(broken)]
  const books = state.subscriptions.get('orderbook_delta')
  if (asked.length === 0 || books === undefined || books.sid === 0) return effects
  state.lastId += 1
  effects.push({ type: 'send', text: updateText(state.lastId, books.sid, 'get_snapshot', asked) })
  effects.push({ type: 'setTimer', timer: SNAPSHOT_TIMER, delay: SNAPSHOT_WAIT })
  return effects
}

/**
 * Watches the sequence of a subscription. Undefined when the frame is the next one; else what
 * follows from the gap. A number seen before is a gap too: what it repeated must not count twice.
 */
function checkSequence(
  state: StreamState,
  subscription: Subscription | undefined,
  seq: number,
  at: Micros,
): Effect[] | undefined {
  if (subscription === undefined) return undefined
  const { sequence } = subscription
  if (seq > sequence) subscription.sequence = seq
  if (sequence < 0 || seq === sequence + 1) return undefined
  if (subscription.channel === 'orderbook_delta') return doubt(state, subscription.tickers, 'gap', at)
  const where = `kalshi ${subscription.channel}`
  const found = `sequence ${seq} after ${sequence}`
  return [...emit([{ type: 'venue.surprised', at, venue: 'kalshi', where, found }])]
}

/** What an older subscription still says is not of the books: nobody watches its sequence. */
function isOfBooks(state: StreamState, sid: number): boolean {
  return state.bySid.get(sid)?.channel === 'orderbook_delta'
}

/** A snapshot of a market that was left meanwhile makes no book: nothing would change it any more. */
function isWantedBook(state: StreamState, { sid, msg }: FrameOf<'orderbook_snapshot'>): boolean {
  return isOfBooks(state, sid) && state.bySid.get(sid)?.tickers.has(msg.market_ticker) === true
}

/** Returns the subscription to books that a frame is of: the same as last time, until `heard` is forgotten. */
function booksOf(state: StreamState, sid: number): Subscription | undefined {
  const { heard } = state
  if (heard !== undefined && heard.sid === sid) return heard
  state.heard = isOfBooks(state, sid) ? state.bySid.get(sid) : undefined
  return state.heard
}

/** Returns the book of a scanned ticker, looked up the first time. */
function keptOf(state: StreamState, ticker: ScannedTicker): KeptBook | undefined {
  const { book } = ticker
  if (book !== undefined && !book.isForgotten) return book
  ticker.book = state.keeper.books.get(ticker.text)
  return ticker.book
}

function onDelta(state: StreamState, at: Micros): Effects {
  const { scan } = state
  const subscription = booksOf(state, scan.sid)
  if (subscription === undefined) return NO_EFFECTS
  const gap = checkSequence(state, subscription, scan.seq, at)
  // The frame that shows a gap belongs to a book that is already broken.
  if (gap !== undefined) return gap
  const kept = keptOf(state, scan.ticker)
  return applyDelta(state, kept, scan, at)
}

/** One object rather than numbers: what is passed to a function on its own costs a box each time. */
function applyDelta(state: StreamState, kept: KeptBook | undefined, delta: LevelDelta, at: Micros): Effects {
  // Nothing changes a book that is not whole but a snapshot.
  if (kept === undefined || kept.ladder.continuity === DISCONTINUOUS) return NO_EFFECTS
  const quantity = changeKept(kept, delta)
  if (quantity < 0) return doubt(state, [kept.ticker], 'negative', at)
  kept.ladder.at = at
  if (state.bookChanges === 'ladders') return kept.told
  return [{ type: 'emit', messages: [changedFact(kept, delta, quantity, at)] }]
}

function onSnapshot(state: StreamState, { msg }: FrameOf<'orderbook_snapshot'>, at: Micros): Effects {
  const { market_ticker: ticker, yes_dollars_fp: yes = [], no_dollars_fp: no = [] } = msg
  // Always subscribed with use_yes_price: the NO side comes in YES prices, as asks.
  const fact = replaceKept(state.keeper, ticker, yes, no, at)
  if (state.keeper.awaited.size > 0) return emit([fact])
  state.snapshotTries = 0
  return [...emit([fact]), { type: 'clearTimer', timer: SNAPSHOT_TIMER }]
}

function tradeFact({ msg }: FrameOf<'trade'>, at: Micros): Fact {
  const takerSide = msg.taker_outcome_side ?? msg.taker_side
  const venueAt = msg.ts_ms ?? msg.ts
  return {
    type: 'trade.printed',
    at,
    market: toMarketId('kalshi', msg.market_ticker),
    price: msg.yes_price_dollars,
    quantity: msg.count_fp,
    ...(takerSide === undefined ? {} : { takerSide }),
    ...(venueAt === undefined ? {} : { venueAt }),
  }
}

function venueAtOf(frame: StreamFrame): { readonly venueAt?: Micros } {
  const { msg } = frame as { readonly msg?: { readonly ts_ms?: Micros; readonly last_updated_ts_ms?: Micros } }
  const venueAt = msg?.ts_ms ?? msg?.last_updated_ts_ms
  return venueAt === undefined ? {} : { venueAt }
}

function onFrame(state: StreamState, frame: StreamFrame, at: Micros): Effects {
  switch (frame.type) {
    case 'subscribed':
    case 'unsubscribed':
    case 'ok':
      return onAcknowledged(state, frame)
    case 'error':
      return onVenueError(state, frame, at)
    case 'orderbook_snapshot':
      return isWantedBook(state, frame) ? onSnapshot(state, frame, at) : NO_EFFECTS
    case 'orderbook_delta': {
      if (!isOfBooks(state, frame.sid)) return NO_EFFECTS
      const { market_ticker: ticker, side, price_dollars: price, delta_fp: change, ts_ms: venueAt = -1 } = frame.msg
      const delta = { price, change, isYes: side === 'yes', venueAt }
      return applyDelta(state, state.keeper.books.get(ticker), delta, at)
    }
    default: {
      const facts: StreamMessage[] = []
      if (frame.type === 'trade') facts.push(tradeFact(frame, at))
      if (frame.type === 'market_lifecycle_v2' || frame.type === 'multivariate_market_lifecycle') {
        facts.push(...lifecycleFacts(frame.msg, state.determined, at))
      }
      const message = { type: `kalshi.${frame.type}`, at, ...venueAtOf(frame), frame } as StreamMessage
      return emit([...facts, message])
    }
  }
}

function onDecoded(state: StreamState, decoded: DecodedFrame, at: Micros): Effects {
  const { sid, seq } = (decoded.kind === 'frame' ? decoded.frame : decoded) as { sid?: number; seq?: number }
  const gap = sid === undefined || seq === undefined ? undefined : checkSequence(state, state.bySid.get(sid), seq, at)
  if (decoded.kind === 'frame') {
    if (gap === undefined) return onFrame(state, decoded.frame, at)
    // A change behind a gap belongs to a book that is broken; a snapshot behind one is the cure.
    return decoded.frame.type === 'orderbook_delta' ? gap : [...gap, ...onFrame(state, decoded.frame, at)]
  }
  const found = decoded.kind === 'unknown' ? `a message of type ${decoded.type}` : decoded.issues.join('; ')
  const surprise: StreamMessage = { type: 'venue.surprised', at, venue: 'kalshi', where: 'kalshi stream', found }
  const effects: Effect[] = [...(gap ?? NO_EFFECTS), ...emit([surprise])]
  if (decoded.kind !== 'malformed') return effects
  // A frame of the books that could not be read is a change that was lost. Without a number it may be one.
  const lost = sid === undefined ? state.subscriptions.get('orderbook_delta') : state.bySid.get(sid)
  if (lost?.channel === 'orderbook_delta') effects.push(...doubt(state, lost.tickers, 'malformed', at))
  return effects
}

function onSnapshotTimer(state: StreamState, at: Micros): Effects {
  const late = [...state.keeper.awaited].map(({ ticker }) => ticker)
  if (late.length === 0) return NO_EFFECTS
  state.snapshotTries += 1
  if (state.snapshotTries >= SNAPSHOT_TRIES) return [{ type: 'reconnect', reason: 'a snapshot did not come' }]
  state.keeper.awaited.clear()
  return doubt(state, late, 'silent', at)
}

function onAcknowledgeTimer(state: StreamState): Effects {
  const isLate = [...state.subscriptions.values()].some(({ askedBy, sid }) => askedBy > 0 && sid === 0)
  return state.isOpen && isLate ? [{ type: 'reconnect', reason: 'a subscription was not acknowledged' }] : NO_EFFECTS
}

/** The credentials are refused for good: repeating the handshake would only hide it. */
function refusal(code: number, times: number): Effect {
  const error = new VenueError('auth.rejected', { venue: 'kalshi', venueCode: String(code) })
  return { type: 'close', reason: `the handshake was refused ${times} times in a row`, error }
}

function onClosed(state: StreamState, code: number, at: Micros): Effects {
  const broken: Fact[] = []
  for (const kept of state.keeper.books.values()) {
    const fact = breakKept(kept, 'disconnected', at)
    if (fact !== undefined) broken.push(fact)
  }
  forgetConnection(state)
  state.refusals = REFUSAL_CODES.has(code) ? state.refusals + 1 : 0
  const effects: Effect[] = [...emit(broken), { type: 'clearTimer', timer: SNAPSHOT_TIMER }]
  if (state.refusals >= state.refusalsMax) effects.push(refusal(code, state.refusals))
  return effects
}

function onTimer(state: StreamState, timer: string, at: Micros): Effects {
  if (timer === SNAPSHOT_TIMER) return onSnapshotTimer(state, at)
  return timer === ACKNOWLEDGE_TIMER ? onAcknowledgeTimer(state) : askAll(state)
}

function resnapshot(state: StreamState, tickers: readonly string[], at: Micros): Effects {
  const books: Subscription | undefined = state.subscriptions.get('orderbook_delta')
  return doubt(
    state,
    tickers.filter((ticker) => books?.tickers.has(ticker)),
    'mismatch',
    at,
  )
}

function step(state: StreamState, input: SessionInput<StreamCommand>): Effects {
  switch (input.type) {
    case 'frame':
      return state.scanner.scan(input.text, state.scan)
        ? onDelta(state, input.at)
        : onDecoded(state, decodeFrame(input.text), input.at)
    case 'opened':
      state.isOpen = true
      return askAll(state)
    case 'closed':
      return onClosed(state, input.code, input.at)
    case 'timer':
      return onTimer(state, input.timer, input.at)
    case 'command':
      return input.command.type === 'resnapshot'
        ? resnapshot(state, input.command.tickers, input.at)
        : follow(state, input.command, input.at)
    case 'beat':
      return NO_EFFECTS
  }
}

/**
 * Returns Kalshi's stream as a session for `runSession`. Continuity tokens come from `source`, so
 * that they stay unique across reconnects and venues. Every closing is recovered from, but for a
 * handshake refused (401, 403) `refusalsMax` times in a row: then the run ends with `auth.rejected`.
 *
 * @example
 * const session = createStreamSession(createContinuitySource())
 * const stream = createStream({ session, name: 'kalshi', address, connect, clock, rng })
 * stream.command({ type: 'subscribe', channel: 'orderbook_delta', tickers: ['KXHIGHNY-26NOV22-B53.5'] })
 */
export function createStreamSession(
  source: ContinuitySource,
  options: StreamSessionOptions = {},
): Session<StreamState, StreamMessage, StreamCommand> {
  return { state: createStreamState(source, options), step }
}
