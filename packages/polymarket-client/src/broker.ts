/*
 * Polymarket's private side as core's Broker: immediate orders only, each sent once and found again
 * by its hash.
 */
import type { Broker, IocOrder, LastLook, Micros, RejectReason, Submission } from '@arbees/core'
import { defectOfOrder, isVenueError, seconds, VenueError } from '@arbees/core'
import type { CallOptions } from '@arbees/transport'
import { accountSnapshot, cancelEverything } from './account-snapshot.ts'
import type { BrokerDesk, PolymarketBrokerOptions } from './broker-desk.ts'
import { draftOf, trackSent } from './broker-desk.ts'
import type { PolymarketClient } from './client.ts'
import { untilThen } from './order-desk.ts'
import { findOrder } from './order-records.ts'
import { createPrivateFeed } from './private-feed.ts'
import { createSettlement } from './settlement.ts'
import type { PolymarketMarket } from './to-core.ts'

const REASONS: Readonly<Record<string, RejectReason>> = {
  'rate.limited': 'rate',
  'auth.missing': 'auth',
  'auth.rejected': 'auth',
  'auth.clock': 'auth',
  'location.blocked': 'blocked',
  'circuit.open': 'halted',
  'market.not-found': 'closed',
  'config.invalid': 'invalid',
}

/** Returns a definite refusal of a broker's kind. */
function rejected(error: VenueError): Submission {
  const reason = isVenueError(error, 'order.rejected') ? error.context.reason : (REASONS[error.code] ?? 'other')
  return { type: 'rejected', reason, error }
}

/** Returns what stands against an order before it is signed; undefined when nothing does. */
function refusalOf(order: IocOrder, market: PolymarketMarket, now: Micros): VenueError | undefined {
  const refuse = (reason: RejectReason, detail: string) =>
    new VenueError('order.rejected', { reason, venue: 'polymarket', market: order.market, detail })
  if (order.expiresAt !== undefined && now > order.expiresAt) {
    return refuse('expired', `not sent: it expired ${now - order.expiresAt} µs ago`)
  }
  const defect = defectOfOrder(order, market.market)
  if (defect !== undefined) return refuse(defect.reason, defect.sentence)
  if (market.feeTerms === undefined) {
    return new VenueError('fees.unknown', {
      venue: 'polymarket',
      market: order.market,
      detail: 'it has no fee terms that are clear',
    })
  }
  return undefined
}

/** Throws what the last look finds, as a refusal of our own. */
function lookOnce({ market }: IocOrder, lastLook: LastLook): () => void {
  return () => {
    const defect = lastLook()
    if (defect === undefined) return
    const { reason, sentence } = defect
    throw new VenueError('order.rejected', { reason, venue: 'polymarket', market, detail: `not sent: ${sentence}` })
  }
}

async function submit(desk: BrokerDesk, order: IocOrder, lastLook: LastLook | undefined): Promise<Submission> {
  const { client } = desk
  const { clock } = client.runtime
  try {
    const market = client.markets.known(order.market) ?? (await client.markets.find({ market: order.market }))
    const refusal = refusalOf(order, market, clock.now())
    if (refusal !== undefined) return rejected(refusal)
    const options: CallOptions = {
      ...untilThen(order.expiresAt, order.isUnwind),
      ...(lastLook === undefined ? {} : { beforeSend: lookOnce(order, lastLook) }),
    }
    const { outcome } = await client.desk.place(draftOf(desk, order, market), options, (signed) =>
      trackSent(desk, order, market, signed.orderId),
    )
    switch (outcome.type) {
      case 'accepted': {
        const { orderId, filled } = outcome
        return { type: 'accepted', orderId, at: clock.now(), filled, isDone: true, fills: [] }
      }
      case 'rejected':
        // The market's rules are not what we think they are: ask again before the next order.
        if (isVenueError(outcome.error, 'order.rejected') && outcome.error.context.reason === 'tick') {
          client.markets.update(order.market, undefined)
        }
        return rejected(outcome.error)
      case 'unknown':
        return { type: 'unknown', orderId: outcome.orderId, error: outcome.error }
    }
  } catch (error) {
    // Nothing was sent yet: whatever is thrown here is thrown before.
    if (isVenueError(error)) return rejected(error)
    throw error
  }
}

/**
 * Creates the broker of one client, which needs a signer and credentials.
 *
 * @throws VenueError `auth.missing` without them, from `listen`; refusals from `submit` are values.
 */
export function createPolymarketBroker(client: PolymarketClient, options: PolymarketBrokerOptions = {}): Broker {
  const desk: BrokerDesk = {
    client,
    options: { buyFeeIn: 'money', settleMicros: seconds(30), pollMicros: seconds(2), ...options },
    settlement: createSettlement(),
    hashes: new Map(),
    listeners: new Set(),
  }
  const { listen } = createPrivateFeed(desk)
  return Object.freeze({
    venue: 'polymarket',
    submit: (order: IocOrder, lastLook?: LastLook) => submit(desk, order, lastLook),
    find: (order: IocOrder, since: Micros) => findOrder(desk, order, since),
    snapshot: () => accountSnapshot(desk),
    cancelAll: () => cancelEverything(desk),
    listen,
  })
}
