/*
 * Kalshi as everyone above sees it: a Feed of facts and a Broker for orders that cannot rest.
 */
import type {
  Broker,
  ContinuitySource,
  FactListener,
  Feed,
  IocOrder,
  LastLook,
  MarketId,
  Micros,
  OrderId,
  Submission,
} from '@arbees/core'
import { invariant, isVenueError, nativeOf, seconds, VenueError, venueOf } from '@arbees/core'
import type { CallOptions, RunLimits } from '@arbees/transport'
import type { KalshiClient } from './client.ts'
import { createFeeDesk } from './fee-desk.ts'
import type { Membership } from './fees.ts'
import type { OrderRouting, SelfTradePrevention } from './order-request.ts'
import { toCreateOrder } from './order-request.ts'
import type { SentOrders } from './own-facts.ts'
import { createSentOrders } from './own-facts.ts'
import type { Records } from './records.ts'
import { createRecords } from './records.ts'
import type { KalshiMarket } from './schema/market.ts'
import { failedSubmission, isDuplicate, submissionOf } from './submission.ts'
import { toMarket } from './to-core.ts'
import { createVenueStream } from './venue-stream.ts'

/** Settings of `kalshiVenue`. */
export type KalshiVenueOptions = {
  /** Gives the books' tokens; one for all venues of a process. @default one of its own */
  readonly continuity?: ContinuitySource
  /** Whose account it is: it decides the precision of fees. @default 'direct' */
  readonly membership?: Membership
  /** Which subaccount trades; a key that is locked to one must name it. @default 0, the primary one */
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

const VENUE = 'kalshi'
const MARKETS_KEPT_MAX = 20_000

function assertOurs(market: MarketId): void {
  invariant(venueOf(market) === VENUE, `the market is Kalshi's, found ${market}`)
}

/** Throws what the last look finds, as a refusal of our own. */
function lookOnce({ market }: IocOrder, lastLook: LastLook): () => void {
  return () => {
    const defect = lastLook()
    if (defect === undefined) return
    const { reason, sentence } = defect
    throw new VenueError('order.rejected', { reason, venue: VENUE, market, detail: `not sent: ${sentence}` })
  }
}

/**
 * What became of an order whose name the exchange knows already: an earlier sending of it was taken, be
 * it by a process that died before it heard. The order on record is the answer; where there is none to
 * be read yet, it stays unknown. It is never refused, and never sent again.
 */
async function alreadySent(
  { records, sent, client }: SubmitParts,
  order: IocOrder,
  refusal: Submission,
): Promise<Submission> {
  try {
    const report = await records.sentBefore(order, sent.byClientId(order.id)?.orderId)
    if (report === undefined) return refusal
    const { orderId, filled, isDone, fills } = report
    sent.name(sent.note(order), orderId)
    return { type: 'accepted', orderId, at: client.runtime.clock.now(), filled, isDone, fills }
  } catch (error) {
    if (isVenueError(error)) return refusal
    throw error
  }
}

type SubmitParts = {
  readonly client: KalshiClient
  readonly sent: SentOrders
  readonly records: Records
  readonly routingOf: (order: IocOrder) => OrderRouting
}

/** Returns how an order is sent. */
function sendingOf(order: IocOrder, lastLook: LastLook | undefined): CallOptions {
  const sending: { -readonly [Name in keyof CallOptions]: CallOptions[Name] } = {
    lane: order.isUnwind === true ? 'unwind' : 'normal',
  }
  if (order.expiresAt !== undefined) sending.expiresAt = order.expiresAt
  if (lastLook !== undefined) sending.beforeSend = lookOnce(order, lastLook)
  return sending
}

/** Sends orders, each once. */
function createSubmit(parts: SubmitParts): KalshiVenue['submit'] {
  const { client, sent, routingOf } = parts
  return async (order, lastLook) => {
    const input = toCreateOrder(order, routingOf(order))
    const known = sent.note(order)
    try {
      const answer = await client.orders.createOrder(input, sendingOf(order, lastLook))
      sent.name(known, answer.orderId as OrderId)
      return submissionOf(order, answer)
    } catch (error) {
      const submission = failedSubmission(error)
      return isDuplicate(error) ? alreadySent(parts, order, submission) : submission
    }
  }
}

/**
 * Returns Kalshi as a venue: facts of its markets, and a broker that submits immediate-or-cancel orders.
 *
 * @example
 * const venue = kalshiVenue(createKalshiClient({ environment: 'demo', credentials }))
 * const stop = venue.subscribe([toMarketId('kalshi', 'KXHIGHNY-26NOV22-B53.5')], (facts) => engine.step(facts))
 */
export function kalshiVenue(client: KalshiClient, options: KalshiVenueOptions = {}): KalshiVenue {
  const { subaccount, selfTradePrevention, membership = 'direct', settleMicros = seconds(10) } = options
  const desk = createFeeDesk(client, client.runtime.clock, membership)
  const records = createRecords({ client, subaccount, settleMicros })
  const sent = createSentOrders()
  const routing: OrderRouting = {
    ...(subaccount === undefined ? {} : { subaccount }),
    ...(selfTradePrevention === undefined ? {} : { selfTradePrevention }),
  }
  // By their whole ids: an order's native name would have to be cut out and hashed anew each time.
  const markets = new Map<MarketId, KalshiMarket>()
  const stream = createVenueStream({
    client,
    sent,
    continuity: options.continuity,
    limits: options.streamLimits,
    signal: options.signal,
    onFees: (eventTicker) => {
      desk.forget(eventTicker)
      return [...markets].flatMap(([id, market]) => (market.eventTicker === eventTicker ? [id] : []))
    },
  })

  async function ask(id: MarketId): Promise<KalshiMarket> {
    assertOurs(id)
    const { market } = await client.markets.getMarket({ ticker: nativeOf(id) })
    if (markets.size >= MARKETS_KEPT_MAX) markets.clear()
    markets.set(id, market)
    return market
  }

  // A known shard is faster than the exchange's own routing, and billed once instead of four times.
  const routingOf = ({ market }: IocOrder): OrderRouting => {
    const exchangeIndex = markets.get(market)?.exchangeIndex
    return exchangeIndex === undefined ? routing : { ...routing, exchangeIndex }
  }

  return Object.freeze({
    venue: VENUE,
    market: async (id: MarketId) => toMarket(await ask(id)),
    fees: async (id: MarketId) => {
      const { eventTicker } = markets.get(id) ?? (await ask(id))
      return desk.feesOf(nativeOf(id), eventTicker)
    },
    subscribe: (ids: readonly MarketId[], listener: FactListener) => {
      for (const id of ids) assertOurs(id)
      return stream.subscribe(ids, listener)
    },
    submit: createSubmit({ client, sent, records, routingOf }),
    find: (order: IocOrder, since: Micros) => records.find(order, since, sent.byClientId(order.id)?.orderId),
    snapshot: records.snapshot,
    cancelAll: records.cancelAll,
    listen: stream.listen,
  })
}
