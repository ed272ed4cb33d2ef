/*
 * Kalshi's WebSocket: commands in, numbered frames out. One hub hears the world's news and hands it
 * to the connections that asked for it.
 */
import type { Micros } from '@arbees/core'
import { seconds, toQuantity } from '@arbees/core'
import { bestLevel } from '@arbees/testkit'
import type { FakeHandshake, FakePeer, FakeSocket } from '../fake-venue.ts'
import { Refusal } from './answers.ts'
import { authenticate, skewOf } from './authenticate.ts'
import type { KalshiConnection, Subscription } from './connection.ts'
import { sendFrame, stall } from './connection.ts'
import type { Frame } from './frames.ts'
import {
  deltaFrame,
  fillFrame,
  groupFrame,
  lifecycleFrame,
  orderFrame,
  positionFrame,
  tickerFrame,
  tradeFrame,
} from './frames.ts'
import { runCommand } from './stream-command.ts'
import type { KalshiMarket, KalshiWorld, WorldNews } from './world.ts'

/** Where the stream is. */
export const STREAM_PATH = '/trade-api/ws/v2'

/** How often the venue pings. */
const HEARTBEAT = seconds(10)

/** The stream's side of a fake. */
export type KalshiStream = {
  readonly openSocket: (url: string, headers: Readonly<Record<string, string>>, peer: FakePeer) => FakeHandshake
  readonly close: () => void
  /** Returns how many connections stand. */
  readonly connections: () => number
}

/** Tells one connection what concerns it. */
function hear(world: KalshiWorld, connection: KalshiConnection, news: WorldNews): void {
  for (const subscription of connection.subscriptions.values()) {
    const frame = frameFor(world, connection, subscription, news)
    if (frame !== undefined) sendFrame(world, connection, subscription, frame)
    if (news.type === 'level' && frame !== undefined) crossBook(world, connection, subscription, news.market)
  }
}

/** A fault: a bid at the best ask that nobody made. */
function crossBook(
  world: KalshiWorld,
  connection: KalshiConnection,
  subscription: Subscription,
  market: KalshiMarket,
): void {
  const ask = bestLevel(market.book.asks)
  if (ask === undefined || !world.faults.strikes('stream.crossed', `orderbook_delta ${market.ticker}`)) return
  const change = { market, side: 'bid' as const, price: ask.price, delta: toQuantity(1_000_000) }
  sendFrame(world, connection, subscription, deltaFrame(world, change, subscription.isYesPriced))
}

function frameFor(
  world: KalshiWorld,
  connection: KalshiConnection,
  { channel, markets, isYesPriced }: Subscription,
  news: WorldNews,
): Frame | undefined {
  const covers = (market: KalshiMarket) => markets === undefined || markets.has(market)
  const { member } = connection
  switch (news.type) {
    case 'level': {
      if (channel !== 'orderbook_delta' || !covers(news.market)) return undefined
      const own = news.order?.member === member ? news.order : undefined
      return deltaFrame(world, news, isYesPriced, own)
    }
    case 'trade':
      return channel === 'trade' && covers(news.trade.market) ? tradeFrame(news.trade) : undefined
    case 'quote':
      return channel === 'ticker' && covers(news.market) ? tickerFrame(world, news.market) : undefined
    case 'fill': {
      const { order } = news.fill
      return channel === 'fill' && order.member === member && covers(order.market) ? fillFrame(news.fill) : undefined
    }
    case 'order':
      return channel === 'user_orders' && news.order.member === member && covers(news.order.market)
        ? orderFrame(news.order)
        : undefined
    case 'position':
      return channel === 'market_positions' && news.member === member && covers(news.market)
        ? positionFrame(member, news.subaccount, news.market, news.holding)
        : undefined
    case 'lifecycle':
      return channel === 'market_lifecycle_v2' ? lifecycleFrame(world, news.market, news.what) : undefined
    case 'group':
      return channel === 'order_group_updates' && news.group.member === member
        ? groupFrame(world, news.group, news.what)
        : undefined
  }
}

/** Creates the stream of a world. */
export function createKalshiStream(world: KalshiWorld): KalshiStream {
  const connections = new Set<KalshiConnection>()
  const listener = (news: WorldNews) => {
    for (const connection of connections) hear(world, connection, news)
  }
  world.listeners.add(listener)

  function beat(connection: KalshiConnection): void {
    world.clock.setTimer(HEARTBEAT, () => {
      if (!connections.has(connection)) return
      if (world.faults.strikes('stream.stall', 'heartbeat')) stall(connection)
      if (world.faults.strikes('stream.cut', 'heartbeat')) connection.peer.cut()
      if (!connection.isStalled) connection.peer.ping('heartbeat')
      beat(connection)
    })
  }

  function openSocket(url: string, headers: Readonly<Record<string, string>>, peer: FakePeer): FakeHandshake {
    const refuse = (refusal: Refusal): FakeHandshake => ({
      type: 'refused',
      status: refusal.status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(refusal.body),
    })
    const path = url.split('?', 1)[0] as string
    if (path !== STREAM_PATH) return refuse(new Refusal(404, { error: { code: 'not_found', message: 'not found' } }))
    if (!world.isExchangeActive || world.faults.strikes('answer.maintenance', `GET ${path}`)) {
      return refuse(new Refusal(503, { error: { code: 'service_unavailable', message: 'service_unavailable' } }))
    }
    try {
      const now = (world.clock.now() + skewOf(world, `GET ${path}`)) as Micros
      const { member } = authenticate(world.keys, { method: 'GET', url, headers }, now)
      const connection: KalshiConnection = {
        member,
        peer,
        subscriptions: new Map(),
        lastSid: 0,
        isStalled: false,
        held: undefined,
      }
      connections.add(connection)
      beat(connection)
      const socket: FakeSocket = Object.freeze({
        frame: (text: string) => runCommand(world, connection, text),
        closed: () => connections.delete(connection),
      })
      return { type: 'opened', socket }
    } catch (error) {
      if (error instanceof Refusal) return refuse(error)
      throw error
    }
  }

  return Object.freeze({
    openSocket,
    close: () => {
      world.listeners.delete(listener)
      for (const connection of connections) connection.peer.close(1001, 'going away')
      connections.clear()
    },
    connections: () => connections.size,
  })
}
