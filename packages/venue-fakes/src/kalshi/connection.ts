/*
 * One client's connection to the stream: its subscriptions, their numbers, and what faults do to what
 * is sent.
 */
import type { FakePeer } from '../fake-venue.ts'
import type { Frame } from './frames.ts'
import { snapshotFrame } from './frames.ts'
import { millisOf } from './rows.ts'
import type { KalshiMarket, KalshiMember, KalshiWorld } from './world.ts'

/** The channels and whether their frames are numbered. */
export const CHANNELS: Readonly<Record<string, { readonly isNumbered: boolean; readonly isOwn: boolean }>> = {
  orderbook_delta: { isNumbered: true, isOwn: false },
  ticker: { isNumbered: false, isOwn: false },
  trade: { isNumbered: true, isOwn: false },
  fill: { isNumbered: false, isOwn: true },
  user_orders: { isNumbered: false, isOwn: true },
  market_positions: { isNumbered: false, isOwn: true },
  market_lifecycle_v2: { isNumbered: true, isOwn: false },
  multivariate_market_lifecycle: { isNumbered: true, isOwn: false },
  order_group_updates: { isNumbered: true, isOwn: true },
  communications: { isNumbered: true, isOwn: false },
}

/** One subscription of a connection. */
export type Subscription = {
  readonly sid: number
  readonly channel: string
  seq: number
  /** Undefined: every market. */
  markets: Set<KalshiMarket> | undefined
  readonly isYesPriced: boolean
  /** A fault holds its frames back, though everything else goes on. */
  isFrozen: boolean
}

/** One client's connection. */
export type KalshiConnection = {
  readonly member: KalshiMember
  readonly peer: FakePeer
  readonly subscriptions: Map<number, Subscription>
  lastSid: number
  /** A fault keeps everything back. */
  isStalled: boolean
  /** A fault keeps one frame back until the next has gone. */
  held: string | undefined
}

/** A fault: the connection stands, and nothing comes through it any more. */
export function stall(connection: KalshiConnection): void {
  connection.isStalled = true
  connection.peer.stall?.()
}

/** Sends text, unless a fault has something else in mind. */
export function sendText(world: KalshiWorld, connection: KalshiConnection, text: string, subject: string): void {
  const { faults } = world
  if (faults.strikes('stream.stall', subject)) stall(connection)
  if (connection.isStalled) return
  if (faults.strikes('stream.cut', subject)) {
    connection.peer.cut()
    return
  }
  if (connection.held === undefined && faults.strikes('stream.reorder', subject)) {
    connection.held = text
    return
  }
  connection.peer.send(text)
  if (faults.strikes('stream.duplicate', subject)) connection.peer.send(text)
  if (connection.held !== undefined) {
    connection.peer.send(connection.held)
    connection.held = undefined
  }
}

/** Sends a frame of a subscription, numbered where its channel is. */
export function sendFrame(
  world: KalshiWorld,
  connection: KalshiConnection,
  subscription: Subscription,
  frame: Frame,
  id?: number,
): void {
  const subject = `${subscription.channel} ${String(frame.msg['market_ticker'] ?? '')}`
  if (subscription.channel === 'orderbook_delta' && world.faults.strikes('stream.frozen', subject)) {
    subscription.isFrozen = true
  }
  if (subscription.isFrozen) return
  const isNumbered = CHANNELS[subscription.channel]?.isNumbered === true
  if (isNumbered) subscription.seq += 1
  if (isNumbered && world.faults.strikes('stream.gap', subject)) return
  const text = JSON.stringify({
    type: frame.type,
    ...(id === undefined ? {} : { id }),
    sid: subscription.sid,
    ...(isNumbered ? { seq: subscription.seq } : {}),
    sending_ts_ms: millisOf(world.clock.now()),
    msg: frame.msg,
  })
  sendText(world, connection, `${text}\n`, subject)
}

/** Sends the snapshots of markets to a subscription of books. */
export function sendSnapshots(
  world: KalshiWorld,
  connection: KalshiConnection,
  subscription: Subscription,
  markets: Iterable<KalshiMarket>,
  id?: number,
): void {
  for (const market of markets) {
    sendFrame(world, connection, subscription, snapshotFrame(market, subscription.isYesPriced), id)
  }
}
