/*
 * What is subscribed and what should be. The wish outlives connections; ids of the venue do not.
 */
import type { Fact, Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { SessionEffect } from '@arbees/transport'
import { bookOf, breakKept, forgetKept } from './book-keeper.ts'
import { CHANNELS, isChannelName } from './channels.ts'
import type { StreamState, Subscription } from './session-state.ts'
import { ACKNOWLEDGE_TIMER, ACKNOWLEDGE_WAIT, SNAPSHOT_TIMER, SNAPSHOT_WAIT, subscriptionTo } from './session-state.ts'
import type { StreamCommand } from './stream-command.ts'
import { subscribeText, unsubscribeText, updateText } from './stream-command.ts'
import type { StreamMessage } from './stream-message.ts'
import type { FrameOf } from './stream-schema.ts'

type Effect = SessionEffect<StreamMessage>

const RETRY_TIMER = 'resubscribe'
const RETRY_WAIT = seconds(2)
/** Tickers in one command: a frame of a few thousand is still small. */
const TICKERS_PER_COMMAND = 1_000

/** Codes after which a subscription is asked for again: unknown sid, channel error, timeout, overflow, too many requests. */
const RETRIED_CODES: ReadonlySet<number> = new Set([7, 10, 18, 25, 27])
/** Codes that end a running subscription: unknown sid, channel error, overflow. Others only refuse a command to it. */
const ENDING_CODES: ReadonlySet<number> = new Set([7, 10, 25])
/** A subscription that was refused and is not asked for again on this connection. */
const REFUSED = -1

function nextId(state: StreamState): number {
  state.lastId += 1
  return state.lastId
}

function* chunks(tickers: Iterable<string>): Generator<string[]> {
  let chunk: string[] = []
  for (const ticker of tickers) {
    chunk.push(ticker)
    if (chunk.length < TICKERS_PER_COMMAND) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

function ask(state: StreamState, subscription: Subscription): Effect[] {
  const { channel, tickers, isWhole, options } = subscription
  if (!isWhole && tickers.size === 0 && CHANNELS[channel].filter === 'markets-required') return []
  const [first, ...rest] = isWhole || tickers.size === 0 ? [undefined] : [...chunks(tickers)]
  subscription.askedBy = nextId(state)
  // What does not fit into the first command is added when that one has been acknowledged.
  for (const chunk of rest) for (const ticker of chunk ?? []) subscription.toAdd.add(ticker)
  return [
    { type: 'send', text: subscribeText(subscription.askedBy, channel, first, options) },
    { type: 'setTimer', timer: ACKNOWLEDGE_TIMER, delay: ACKNOWLEDGE_WAIT },
  ]
}

/** Asks for every subscription that is wanted and was not asked for on this connection. */
export function askAll(state: StreamState): readonly Effect[] {
  if (!state.isOpen) return []
  const effects: Effect[] = []
  for (const subscription of state.subscriptions.values()) {
    if (subscription.askedBy === 0) effects.push(...ask(state, subscription))
  }
  return effects
}

/** Books begin with a snapshot that comes unasked; the timer asks for one that does not. */
function awaitSnapshots(state: StreamState, subscription: Subscription, tickers: Iterable<string>): Effect[] {
  if (subscription.channel !== 'orderbook_delta') return []
  for (const ticker of tickers) state.keeper.awaited.add(bookOf(state.keeper, ticker))
  return [{ type: 'setTimer', timer: SNAPSHOT_TIMER, delay: SNAPSHOT_WAIT }]
}

/** Sends the additions and removals that had to wait for the venue's id. */
function settleWishes(state: StreamState, subscription: Subscription): Effect[] {
  const effects: Effect[] = []
  const { sid, toAdd, toDelete } = subscription
  for (const chunk of chunks(toAdd))
    effects.push({ type: 'send', text: updateText(nextId(state), sid, 'add_markets', chunk) })
  for (const chunk of chunks(toDelete)) {
    effects.push({ type: 'send', text: updateText(nextId(state), sid, 'delete_markets', chunk) })
  }
  toAdd.clear()
  toDelete.clear()
  return effects
}

function forgetSid(state: StreamState, sid: number): void {
  state.bySid.delete(sid)
  state.heard = undefined
}

/** Follows `subscribed`, `unsubscribed` and `ok`. */
export function onAcknowledged(
  state: StreamState,
  frame: FrameOf<'subscribed'> | FrameOf<'unsubscribed'> | FrameOf<'ok'>,
): readonly Effect[] {
  if (frame.type === 'ok') return []
  if (frame.type === 'unsubscribed') {
    forgetSid(state, frame.sid)
    return []
  }
  const { channel, sid } = frame.msg
  const subscription = isChannelName(channel) ? state.subscriptions.get(channel) : undefined
  // Taken back before it was acknowledged, and perhaps asked for again since: two of one channel would count each
  // change of a book twice.
  if (subscription === undefined || subscription.askedBy !== frame.id) {
    return [{ type: 'send', text: unsubscribeText(nextId(state), sid) }]
  }
  subscription.sid = sid
  subscription.sequence = -1
  state.bySid.set(sid, subscription)
  return [...awaitSnapshots(state, subscription, subscription.tickers), ...settleWishes(state, subscription)]
}

/** Follows an error: one that ends a subscription is tried again where that can help, and always told. */
export function onVenueError(state: StreamState, frame: FrameOf<'error'>, at: Micros): readonly Effect[] {
  const { code, msg: sentence } = frame.msg
  const byCommand = [...state.subscriptions.values()].find(
    (one) => one.askedBy > 0 && one.askedBy === frame.id && one.sid === 0,
  )
  const running = frame.sid === undefined ? undefined : state.bySid.get(frame.sid)
  const subscription = running === undefined || ENDING_CODES.has(code) ? (running ?? byCommand) : undefined
  const isRetried = RETRIED_CODES.has(code) && subscription !== undefined
  const channel = (running ?? byCommand)?.channel ?? 'unknown'
  const told: StreamMessage = { type: 'kalshi.refused', at, channel, code, sentence, isRetried }
  if (subscription === undefined) return [{ type: 'emit', messages: [told] }]
  const broken = subscription.channel === 'orderbook_delta' ? breakAll(state, at) : []
  if (subscription.sid !== 0) forgetSid(state, subscription.sid)
  subscription.sid = 0
  subscription.askedBy = isRetried ? 0 : REFUSED
  const effects: Effect[] = [{ type: 'emit', messages: [...broken, told] }]
  if (isRetried) effects.push({ type: 'setTimer', timer: RETRY_TIMER, delay: RETRY_WAIT })
  return effects
}

function breakAll(state: StreamState, at: Micros): Fact[] {
  const broken: Fact[] = []
  for (const kept of state.keeper.books.values()) {
    const fact = breakKept(kept, 'resubscribed', at)
    if (fact !== undefined) broken.push(fact)
  }
  state.keeper.awaited.clear()
  return broken
}

/** Forgets the venue's ids: the connection is gone, the wishes are not. */
export function forgetConnection(state: StreamState): void {
  state.isOpen = false
  state.lastId = 0
  state.snapshotTries = 0
  state.bySid.clear()
  state.heard = undefined
  state.keeper.awaited.clear()
  for (const subscription of state.subscriptions.values()) {
    subscription.askedBy = 0
    subscription.sid = 0
    subscription.sequence = -1
    subscription.toAdd.clear()
    subscription.toDelete.clear()
  }
}

function subscribe(state: StreamState, command: Extract<StreamCommand, { type: 'subscribe' }>): readonly Effect[] {
  const subscription = subscriptionTo(state, command.channel)
  subscription.options = { ...subscription.options, ...command.options }
  if (command.tickers === undefined) subscription.isWhole = true
  const added = (command.tickers ?? []).filter((ticker) => !subscription.tickers.has(ticker))
  for (const ticker of added) subscription.tickers.add(ticker)
  if (!state.isOpen) return []
  if (subscription.askedBy === 0) return ask(state, subscription)
  for (const ticker of added) {
    subscription.toAdd.add(ticker)
    subscription.toDelete.delete(ticker)
  }
  if (subscription.sid === 0) return []
  return [...awaitSnapshots(state, subscription, added), ...settleWishes(state, subscription)]
}

function forgetBooks(state: StreamState, tickers: Iterable<string>, at: Micros): Effect[] {
  const broken: Fact[] = []
  for (const ticker of tickers) {
    const kept = state.keeper.books.get(ticker)
    if (kept === undefined) continue
    const fact = breakKept(kept, 'resubscribed', at)
    if (fact !== undefined) broken.push(fact)
    forgetKept(state.keeper, kept)
  }
  return broken.length === 0 ? [] : [{ type: 'emit', messages: broken }]
}

function unsubscribe(
  state: StreamState,
  command: Extract<StreamCommand, { type: 'unsubscribe' }>,
  at: Micros,
): readonly Effect[] {
  const subscription = state.subscriptions.get(command.channel)
  if (subscription === undefined) return []
  const leaving = command.tickers ?? [...subscription.tickers]
  const effects = command.channel === 'orderbook_delta' ? forgetBooks(state, leaving, at) : []
  for (const ticker of leaving) subscription.tickers.delete(ticker)
  const isOver = command.tickers === undefined || (!subscription.isWhole && subscription.tickers.size === 0)
  if (isOver) {
    state.subscriptions.delete(command.channel)
    if (subscription.sid === 0) return effects
    forgetSid(state, subscription.sid)
    return [...effects, { type: 'send', text: unsubscribeText(nextId(state), subscription.sid) }]
  }
  if (subscription.askedBy === 0) return effects
  for (const ticker of leaving) {
    subscription.toDelete.add(ticker)
    subscription.toAdd.delete(ticker)
  }
  return subscription.sid === 0 ? effects : [...effects, ...settleWishes(state, subscription)]
}

/** Follows what the owner wants. */
export function follow(
  state: StreamState,
  command: Exclude<StreamCommand, { type: 'resnapshot' }>,
  at: Micros,
): readonly Effect[] {
  return command.type === 'subscribe' ? subscribe(state, command) : unsubscribe(state, command, at)
}
