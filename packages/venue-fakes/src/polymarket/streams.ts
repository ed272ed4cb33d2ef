/*
 * The CLOB's two streams. Market: subscribe by token, a book first, then changes; nothing is numbered
 * and nothing repeated. User: credentials in the first frame, then the key's own orders and trades.
 */
import type { Clock } from '@arbees/core'
import type { FakePeer, FakeSocket } from '../fake-venue.ts'
import type { FaultPlan } from '../faults.ts'
import type { ApiKeys } from './api-keys.ts'
import type { ExchangeEvent, ExchangeState } from './exchange-state.ts'
import type { StreamPeer } from './faulty-peer.ts'
import { createStreamPeer } from './faulty-peer.ts'
import type { MarketMessage } from './market-messages.ts'
import { bookMessage, marketMessages } from './market-messages.ts'
import { isFields, readJson } from './order-payload.ts'
import { orderMessage, tradeMessage } from './order-shape.ts'

type MarketListener = { readonly peer: StreamPeer; readonly tokenIds: Set<string>; isCustom: boolean }
type UserListener = { readonly peer: StreamPeer; keyId: string | undefined; readonly markets: Set<string> }

/** What the streams work on. */
export type StreamContext = {
  readonly state: () => ExchangeState
  readonly keys: ApiKeys
  readonly faults: FaultPlan
  readonly clock: Clock
}

/** The streams of one fake. */
export type Streams = {
  readonly openMarket: (peer: FakePeer) => FakeSocket
  readonly openUser: (peer: FakePeer) => FakeSocket
  /** Tells everybody who listens. */
  readonly publish: (events: readonly ExchangeEvent[]) => void
  /** Returns how many connections are open. */
  readonly connections: () => number
  readonly close: () => void
}

/** Ids that one connection may hold: more closes it, as frames of thousands of ids do at the venue. */
const IDS_MAX = 2_000
const INVALID = 'INVALID OPERATION'

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

function subscribeMarket(context: StreamContext, listener: MarketListener, text: string): void {
  const { peer, tokenIds } = listener
  if (text === 'PING') {
    peer.send('market/pong', 'PONG')
    return
  }
  const value = readJson(text)
  const ids = isFields(value) ? textsOf(value['assets_ids']) : undefined
  if (!isFields(value) || ids === undefined || ids.length > IDS_MAX) {
    peer.send('market/invalid', INVALID)
    return
  }
  const { operation, custom_feature_enabled: custom, initial_dump: dump = true } = value as Record<string, unknown>
  if (custom === true) listener.isCustom = true
  if (operation === 'unsubscribe') {
    for (const id of ids) tokenIds.delete(id)
    return
  }
  const state = context.state()
  const books = ids.flatMap((id) => {
    const place = state.byToken.get(id)
    if (place === undefined) return []
    tokenIds.add(id)
    return [bookMessage(place.market, place.token, context.clock.now())]
  })
  if (dump !== false && books.length > 0) peer.send('market/book', JSON.stringify(books))
}

function subscribeUser(context: StreamContext, listener: UserListener, text: string): void {
  const { peer, markets } = listener
  if (text === 'PING') {
    peer.send('user/pong', 'PONG')
    return
  }
  const value = readJson(text)
  if (!isFields(value)) {
    peer.send('user/invalid', INVALID)
    return
  }
  const { auth, operation, markets: wanted } = value as Record<string, unknown>
  const ids = textsOf(wanted) ?? []
  if (operation === 'unsubscribe') for (const id of ids) markets.delete(id)
  else for (const id of ids) markets.add(id)
  if (listener.keyId !== undefined) return
  const { apiKey, secret, passphrase } = (isFields(auth) ? auth : {}) as Record<string, unknown>
  const record = typeof apiKey === 'string' ? context.keys.find(apiKey) : undefined
  const known = record?.key.reveal()
  if (record === undefined || known?.secret !== secret || known?.passphrase !== passphrase) {
    // The venue gives no reason.
    peer.close(1000, '')
    return
  }
  listener.keyId = record.key.id
}

/** Returns what a key is told of an event; undefined when it is no business of its. */
function userMessage(event: ExchangeEvent, keyId: string, now: ReturnType<Clock['now']>) {
  if (event.type === 'order' && event.order.keyId === keyId) {
    const { market } = event.order
    return { kind: 'user/order', market, text: JSON.stringify(orderMessage(event.order, event.kind, now)) }
  }
  if (event.type !== 'trade') return undefined
  const { taker, makers, market } = event.trade
  const isParty = taker.keyId === keyId || makers.some((maker) => maker.order.keyId === keyId)
  return isParty ? { kind: 'user/trade', market, text: JSON.stringify(tradeMessage(event.trade, keyId)) } : undefined
}

/** Creates the streams of a fake. */
export function createStreams(context: StreamContext): Streams {
  const marketListeners = new Set<MarketListener>()
  const userListeners = new Set<UserListener>()
  const peers = new Map<object, FakePeer>()

  function open<T extends { readonly peer: StreamPeer }>(
    listener: T,
    listeners: Set<T>,
    peer: FakePeer,
    hear: (text: string) => void,
  ): FakeSocket {
    listeners.add(listener)
    peers.set(listener, peer)
    return Object.freeze({
      frame: hear,
      closed: () => {
        listeners.delete(listener)
        peers.delete(listener)
      },
    })
  }

  function tellMarket({ kind, text, tokenIds, isCustom }: MarketMessage): void {
    for (const { peer, tokenIds: wanted, isCustom: wantsCustom } of marketListeners) {
      if (isCustom && !wantsCustom) continue
      if (tokenIds.length === 0 || tokenIds.some((id) => wanted.has(id))) peer.send(kind, text)
    }
  }

  function publish(events: readonly ExchangeEvent[]): void {
    const now = context.clock.now()
    const isCustomWanted = [...marketListeners].some(({ isCustom }) => isCustom)
    for (const event of events) {
      if (marketListeners.size > 0)
        for (const message of marketMessages(event, now, context.faults, isCustomWanted)) tellMarket(message)
      for (const { peer, keyId, markets } of userListeners) {
        const message = keyId === undefined ? undefined : userMessage(event, keyId, now)
        if (message === undefined) continue
        if (markets.size === 0 || markets.has(message.market.settings.conditionId))
          peer.send(message.kind, message.text)
      }
    }
  }

  return Object.freeze({
    openMarket: (peer: FakePeer) => {
      const listener: MarketListener = {
        peer: createStreamPeer(peer, context.faults),
        tokenIds: new Set(),
        isCustom: false,
      }
      return open(listener, marketListeners, peer, (text) => subscribeMarket(context, listener, text))
    },
    openUser: (peer: FakePeer) => {
      const listener: UserListener = {
        peer: createStreamPeer(peer, context.faults),
        keyId: undefined,
        markets: new Set(),
      }
      return open(listener, userListeners, peer, (text) => subscribeUser(context, listener, text))
    },
    publish,
    connections: () => peers.size,
    close: () => {
      for (const peer of peers.values()) peer.close(1001, 'going away')
    },
  })
}
