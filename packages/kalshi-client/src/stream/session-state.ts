import type { ContinuitySource } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { BookKeeper } from './book-keeper.ts'
import { createBookKeeper } from './book-keeper.ts'
import type { ChannelName } from './channels.ts'
import type { DeltaScan, DeltaScanner } from './scan-delta.ts'
import { createDeltaScan, createDeltaScanner } from './scan-delta.ts'
import type { SubscribeOptions } from './stream-command.ts'

/** How long a snapshot may take before it is asked for (again). */
export const SNAPSHOT_WAIT = seconds(5)
/** The timer that watches over it. */
export const SNAPSHOT_TIMER = 'snapshot'
/** How long the venue may take to acknowledge a subscription before the connection is made anew. */
export const ACKNOWLEDGE_WAIT = seconds(10)
/** The timer that watches over it. */
export const ACKNOWLEDGE_TIMER = 'acknowledge'

/** Handshakes refused in a row after which the credentials are held to be bad. Fewer may be a venue that restarts. */
const REFUSALS_MAX = 5

/** Settings of a stream session. */
export type StreamSessionOptions = {
  /** Handshakes refused in a row (401, 403) after which the session closes with `auth.rejected`. @default 5 */
  readonly refusalsMax?: number
  /**
   * How a changed book is told: as a fact with the changed level (`book.changed`), or as the book's own ladder
   * (`kalshi.book`), which costs nothing and suits whoever reads best prices. Snapshots and breaks are facts either way.
   * @default 'facts'
   */
  readonly bookChanges?: 'facts' | 'ladders'
}

/** One subscription that is wanted, and how it stands on this connection. */
export type Subscription = {
  readonly channel: ChannelName
  /** Every market, rather than those of `tickers`. */
  isWhole: boolean
  readonly tickers: Set<string>
  options: SubscribeOptions
  /** The id of the command that asked for it; 0 before it was asked for on this connection, −1 once refused for good. */
  askedBy: number
  /** The venue's id of it on this connection; 0 before it was acknowledged. */
  sid: number
  /** The last sequence number seen; −1 before the first. */
  sequence: number
  /** Tickers to be added or taken away once it is acknowledged. */
  readonly toAdd: Set<string>
  readonly toDelete: Set<string>
}

/** Everything a stream session remembers. */
export type StreamState = {
  readonly subscriptions: Map<ChannelName, Subscription>
  readonly bySid: Map<number, Subscription>
  /** The one of `bySid` whose books were last heard of; forgotten whenever one is taken out of there. */
  heard: Subscription | undefined
  readonly keeper: BookKeeper
  readonly scanner: DeltaScanner
  readonly scan: DeltaScan
  /** What `determined` said each market pays, for the `settled` that follows it. */
  readonly determined: Map<string, number>
  isOpen: boolean
  /** Ids of commands: an integer above 0, on this connection. */
  lastId: number
  /** How often snapshots have been asked for again without an answer. */
  snapshotTries: number
  /** Handshakes refused in a row. */
  refusals: number
  readonly refusalsMax: number
  readonly bookChanges: 'facts' | 'ladders'
}

/** Returns the state of a session that wants nothing yet. */
export function createStreamState(source: ContinuitySource, options: StreamSessionOptions): StreamState {
  const { refusalsMax = REFUSALS_MAX, bookChanges = 'facts' } = options
  return {
    subscriptions: new Map(),
    bySid: new Map(),
    heard: undefined,
    keeper: createBookKeeper(source),
    scanner: createDeltaScanner(),
    scan: createDeltaScan(),
    determined: new Map(),
    isOpen: false,
    lastId: 0,
    snapshotTries: 0,
    refusals: 0,
    refusalsMax,
    bookChanges,
  }
}

/** Returns the subscription to a channel, made if it is new. */
export function subscriptionTo(state: StreamState, channel: ChannelName): Subscription {
  const found = state.subscriptions.get(channel)
  if (found !== undefined) return found
  const made: Subscription = {
    channel,
    isWhole: false,
    tickers: new Set(),
    options: {},
    askedBy: 0,
    sid: 0,
    sequence: -1,
    toAdd: new Set(),
    toDelete: new Set(),
  }
  state.subscriptions.set(channel, made)
  return made
}
