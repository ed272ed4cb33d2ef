/*
 * One stream for a venue's listeners: opened by the first of them, its facts handed to each by what it
 * asked for.
 */
import type { Cancel, ContinuitySource, Fact, FactListener, MarketId } from '@arbees/core'
import { DISCONTINUOUS, nativeOf, toBook } from '@arbees/core'
import type { RunLimits, StreamStatus } from '@arbees/transport'
import type { KalshiClient } from './client.ts'
import type { KalshiStream } from './kalshi-stream.ts'
import { createKalshiStream } from './kalshi-stream.ts'
import type { SentOrders } from './own-facts.ts'
import { ownFacts } from './own-facts.ts'
import type { StreamMessage } from './stream/stream-message.ts'

/** Settings of `createVenueStream`. */
export type VenueStreamOptions = {
  readonly client: KalshiClient
  readonly sent: SentOrders
  readonly continuity: ContinuitySource | undefined
  readonly limits: Partial<RunLimits> | undefined
  readonly signal: AbortSignal | undefined
  /** Hears of events whose fees change, and gives their markets that are known. */
  readonly onFees: (eventTicker: string) => readonly MarketId[]
}

/** A venue's stream. */
export type VenueStream = {
  readonly subscribe: (markets: readonly MarketId[], listener: FactListener) => Cancel
  readonly listen: (listener: FactListener) => Cancel
}

type Subscriber = { readonly markets: ReadonlySet<MarketId>; readonly listener: FactListener }
type Hub = { readonly subscribers: Set<Subscriber>; readonly owners: Set<FactListener> }

const VENUE = 'kalshi'

function isFact(message: StreamMessage): message is Fact {
  return !message.type.startsWith('kalshi.')
}

function statusFact(status: StreamStatus): Fact | undefined {
  if (status.type === 'connected') return { type: 'feed.changed', at: status.at, venue: VENUE, status: 'connected' }
  if (status.type === 'connecting') return undefined
  const { at } = status
  const detail = status.type === 'ended' ? status.end.reason : `${status.code} ${status.reason}`
  const isSilent = status.type === 'disconnected' && status.reason === 'silent'
  return { type: 'feed.changed', at, venue: VENUE, status: isSilent ? 'silent' : 'disconnected', detail }
}

function tell({ subscribers }: Hub, facts: readonly Fact[]): void {
  if (facts.length === 0) return
  for (const { markets: wanted, listener } of subscribers) {
    const own = facts.filter((fact) => !('market' in fact) || wanted.has(fact.market))
    if (own.length > 0) listener(own)
  }
}

function tellOwners({ owners }: Hub, facts: readonly Fact[]): void {
  if (facts.length > 0) for (const listener of owners) listener(facts)
}

function deliver(hub: Hub, messages: readonly StreamMessage[], { sent, onFees }: VenueStreamOptions): void {
  const facts: Fact[] = []
  const own: Fact[] = []
  for (const message of messages) {
    if (isFact(message)) facts.push(message)
    else if (message.type === 'kalshi.event_fee_update') {
      const { at, frame } = message
      for (const market of onFees(frame.msg.event_ticker)) facts.push({ type: 'market.changed', at, market })
    } else if (message.type === 'kalshi.refused') {
      const { at, channel, code, sentence } = message
      const found = `${code} ${sentence}`
      facts.push({ type: 'venue.surprised', at, venue: VENUE, where: `kalshi ${channel}`, found })
    } else if (message.type !== 'kalshi.book') own.push(...ownFacts(message, sent))
  }
  tell(hub, facts)
  tellOwners(hub, own)
}

function open(hub: Hub, options: VenueStreamOptions): KalshiStream {
  const { client, continuity, limits, signal } = options
  const stream = createKalshiStream(client, {
    ...(continuity === undefined ? {} : { continuity }),
    ...(limits === undefined ? {} : { limits }),
    ...(signal === undefined ? {} : { signal }),
  })
  stream.on('messages', (messages) => deliver(hub, messages, options))
  stream.on('status', (status) => {
    const fact = statusFact(status)
    if (fact === undefined) return
    tell(hub, [fact])
    tellOwners(hub, [fact])
  })
  return stream
}

/** What a later listener would have heard first: the books that stand. */
function standing(stream: KalshiStream, wanted: ReadonlySet<MarketId>): readonly Fact[] {
  return [...stream.state.keeper.books.values()].flatMap((kept): Fact[] => {
    const { ladder, market } = kept
    if (!wanted.has(market) || ladder.continuity === DISCONTINUOUS) return []
    const { bids, asks, at, continuity } = toBook(ladder, market)
    return [{ type: 'book.replaced', at, market, bids, asks, continuity }]
  })
}

function join(hub: Hub, stream: KalshiStream, markets: readonly MarketId[], listener: FactListener): Cancel {
  const subscriber: Subscriber = { markets: new Set(markets), listener }
  const tickers = [...subscriber.markets].map(nativeOf)
  const first = standing(stream, subscriber.markets)
  hub.subscribers.add(subscriber)
  if (first.length > 0) listener(first)
  stream.command({ type: 'subscribe', channel: 'orderbook_delta', tickers })
  stream.command({ type: 'subscribe', channel: 'trade', tickers })
  stream.command({ type: 'subscribe', channel: 'market_lifecycle_v2' })
  return () => {
    if (!hub.subscribers.delete(subscriber)) return
    const isWanted = (market: MarketId) => [...hub.subscribers].some((other) => other.markets.has(market))
    const left = [...subscriber.markets].filter((market) => !isWanted(market)).map(nativeOf)
    if (left.length === 0) return
    stream.command({ type: 'unsubscribe', channel: 'orderbook_delta', tickers: left })
    stream.command({ type: 'unsubscribe', channel: 'trade', tickers: left })
  }
}

/** Creates a venue's stream; it connects when somebody listens. */
export function createVenueStream(options: VenueStreamOptions): VenueStream {
  const hub: Hub = { subscribers: new Set(), owners: new Set() }
  let stream: KalshiStream | undefined
  const connected = () => {
    stream ??= open(hub, options)
    return stream
  }
  return Object.freeze({
    subscribe: (markets: readonly MarketId[], listener: FactListener) => join(hub, connected(), markets, listener),
    listen: (listener: FactListener): Cancel => {
      const live = connected()
      hub.owners.add(listener)
      live.command({ type: 'subscribe', channel: 'fill' })
      live.command({ type: 'subscribe', channel: 'user_orders' })
      return () => void hub.owners.delete(listener)
    },
  })
}
