/*
 * Kalshi as everyone above sees it: a Feed of facts and a Broker for orders that cannot rest.
 */
import type {
  Broker,
  Cancel,
  ContinuitySource,
  Fact,
  FactListener,
  Feed,
  IocOrder,
  MarketId,
  Micros,
  OrderId,
  Submission,
} from '@arbees/core'
import { DISCONTINUOUS, invariant, nativeOf, seconds, toBook, venueOf } from '@arbees/core'
import type { RunLimits, StreamStatus } from '@arbees/transport'
import type { KalshiClient } from './client.ts'
import { createFeeDesk } from './fee-desk.ts'
import type { Membership } from './fees.ts'
import type { KalshiStream } from './kalshi-stream.ts'
import { createKalshiStream } from './kalshi-stream.ts'
import type { OrderRouting, SelfTradePrevention } from './order-request.ts'
import { toCreateOrder } from './order-request.ts'
import { createSentOrders, ownFacts } from './own-facts.ts'
import { createRecords } from './records.ts'
import type { KalshiMarket } from './schema/market.ts'
import type { StreamMessage } from './stream/stream-message.ts'
import { failedSubmission, submissionOf } from './submission.ts'
import { toMarket } from './to-core.ts'

/** Settings of `kalshiVenue`. */
export type KalshiVenueOptions = {
  /** Gives the books' tokens; one for all venues of a process. @default one of its own */
  readonly continuity?: ContinuitySource
  /** Whose account it is: it decides the precision of fees. @default 'direct' */
  readonly membership?: Membership
  /** Which subaccount trades. @default the exchange's own choice */
  readonly subaccount?: number
  /** @default 'taker_at_cross' */
  readonly selfTradePrevention?: SelfTradePrevention
  readonly streamLimits?: Partial<RunLimits>
  /** How long after its sending an order could still appear in the records. @default 10 s */
  readonly settleMicros?: Micros
  /** Ends the stream. */
  readonly signal?: AbortSignal
}

/** Kalshi as a venue. */
export type KalshiVenue = Feed & Broker

type Subscriber = { readonly markets: ReadonlySet<MarketId>; readonly listener: FactListener }

const VENUE = 'kalshi'
const MARKETS_KEPT_MAX = 20_000

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

/**
 * Returns Kalshi as a venue: facts of its markets, and a broker that submits immediate-or-cancel orders.
 *
 * @example
 * const venue = kalshiVenue(createKalshiClient({ environment: 'demo', credentials }))
 * const stop = venue.subscribe([toMarketId('kalshi', 'KXHIGHNY-26NOV22-B53.5')], (facts) => engine.step(facts))
 */
export function kalshiVenue(client: KalshiClient, options: KalshiVenueOptions = {}): KalshiVenue {
  const { clock } = client.runtime
  const { subaccount, selfTradePrevention, membership = 'direct', settleMicros = seconds(10) } = options
  const desk = createFeeDesk(client, clock, membership)
  const records = createRecords({ client, subaccount, settleMicros })
  const sent = createSentOrders()
  const markets = new Map<string, KalshiMarket>()
  const subscribers = new Set<Subscriber>()
  const owners = new Set<FactListener>()
  let stream: KalshiStream | undefined

  async function ask(id: MarketId): Promise<KalshiMarket> {
    invariant(venueOf(id) === VENUE, `the market is Kalshi's, found ${id}`)
    const { market } = await client.markets.getMarket({ ticker: nativeOf(id) })
    if (markets.size >= MARKETS_KEPT_MAX) markets.clear()
    markets.set(market.ticker, market)
    return market
  }

  const tell = (facts: readonly Fact[]) => {
    if (facts.length === 0) return
    for (const { markets: wanted, listener } of subscribers) {
      const own = facts.filter((fact) => !('market' in fact) || wanted.has(fact.market))
      if (own.length > 0) listener(own)
    }
  }
  const tellOwners = (facts: readonly Fact[]) => {
    if (facts.length > 0) for (const listener of owners) listener(facts)
  }

  const onMessages = (messages: readonly StreamMessage[]) => {
    const facts: Fact[] = []
    const own: Fact[] = []
    for (const message of messages) {
      if (isFact(message)) facts.push(message)
      else if (message.type === 'kalshi.event_fee_update') desk.forget(message.frame.msg.event_ticker)
      else if (message.type === 'kalshi.refused') {
        const { at, channel, code, sentence } = message
        const found = `${code} ${sentence}`
        facts.push({ type: 'venue.surprised', at, venue: VENUE, where: `kalshi ${channel}`, found })
      } else own.push(...ownFacts(message, sent))
    }
    tell(facts)
    tellOwners(own)
  }

  function connected(): KalshiStream {
    if (stream !== undefined) return stream
    const made = createKalshiStream(client, {
      ...(options.continuity === undefined ? {} : { continuity: options.continuity }),
      ...(options.streamLimits === undefined ? {} : { limits: options.streamLimits }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    made.on('messages', onMessages)
    made.on('status', (status) => {
      const fact = statusFact(status)
      if (fact === undefined) return
      tell([fact])
      tellOwners([fact])
    })
    stream = made
    return made
  }

  /** What a second listener would have heard first: the books that stand. */
  function standing(wanted: ReadonlySet<MarketId>): readonly Fact[] {
    const books = stream?.state.keeper.books.values() ?? []
    return [...books].flatMap((kept): Fact[] => {
      const { ladder, market } = kept
      if (!wanted.has(market) || ladder.continuity === DISCONTINUOUS) return []
      const { bids, asks, at, continuity } = toBook(ladder, market)
      return [{ type: 'book.replaced', at, market, bids, asks, continuity }]
    })
  }

  function subscribe(ids: readonly MarketId[], listener: FactListener): Cancel {
    for (const id of ids) invariant(venueOf(id) === VENUE, `the market is Kalshi's, found ${id}`)
    const live = connected()
    const subscriber: Subscriber = { markets: new Set(ids), listener }
    const tickers = [...subscriber.markets].map(nativeOf)
    const first = standing(subscriber.markets)
    subscribers.add(subscriber)
    if (first.length > 0) listener(first)
    live.command({ type: 'subscribe', channel: 'orderbook_delta', tickers })
    live.command({ type: 'subscribe', channel: 'trade', tickers })
    live.command({ type: 'subscribe', channel: 'market_lifecycle_v2' })
    return () => {
      if (!subscribers.delete(subscriber)) return
      const left = tickers.filter((_ticker, index) => {
        const id = [...subscriber.markets][index] as MarketId
        return ![...subscribers].some((other) => other.markets.has(id))
      })
      if (left.length === 0) return
      live.command({ type: 'unsubscribe', channel: 'orderbook_delta', tickers: left })
      live.command({ type: 'unsubscribe', channel: 'trade', tickers: left })
    }
  }

  async function submit(order: IocOrder): Promise<Submission> {
    const { exchangeIndex } = markets.get(nativeOf(order.market)) ?? {}
    const routing: OrderRouting = {
      ...(exchangeIndex === undefined ? {} : { exchangeIndex }),
      ...(subaccount === undefined ? {} : { subaccount }),
      ...(selfTradePrevention === undefined ? {} : { selfTradePrevention }),
    }
    sent.note(order)
    try {
      const answer = await client.orders.createOrder(toCreateOrder(order, routing), {
        lane: order.isUnwind === true ? 'unwind' : 'normal',
        ...(order.expiresAt === undefined ? {} : { expiresAt: order.expiresAt }),
      })
      sent.note(order, answer.orderId as OrderId)
      return submissionOf(order, answer)
    } catch (error) {
      return failedSubmission(error)
    }
  }

  return Object.freeze({
    venue: VENUE,
    market: async (id: MarketId) => toMarket(await ask(id)),
    fees: async (id: MarketId) => {
      const { eventTicker } = markets.get(nativeOf(id)) ?? (await ask(id))
      return desk.feesOf(nativeOf(id), eventTicker)
    },
    subscribe,
    submit,
    find: (order: IocOrder, since: Micros) => records.find(order, since, sent.byClientId(order.id)?.orderId),
    snapshot: records.snapshot,
    cancelAll: records.cancelAll,
    listen: (listener: FactListener): Cancel => {
      const live = connected()
      owners.add(listener)
      live.command({ type: 'subscribe', channel: 'fill' })
      live.command({ type: 'subscribe', channel: 'user_orders' })
      return () => void owners.delete(listener)
    },
  })
}
