/*
 * What the parts of a broker share: the client, our orders under their hashes, and who listens.
 * Nothing names an order at the venue but its hash, so salt and time are taken from our own id: after
 * a crash the same order has the same hash, and can be looked for.
 */
import type { ClientOrderId, Fact, FactListener, IocOrder, Micros, OrderId } from '@arbees/core'
import { invariant, VenueError } from '@arbees/core'
import type { PolymarketClient } from './client.ts'
import { polymarketFees } from './fees.ts'
import type { OrderDraft } from './order-builder.ts'
import type { Settlement, TrackedOrder } from './settlement.ts'
import { trackOrder } from './settlement.ts'
import type { PolymarketMarket } from './to-core.ts'

/** Settings of a broker. */
export type PolymarketBrokerOptions = {
  /** Where the fee of a buy is taken from. @default 'money', as since exchange V2 */
  readonly buyFeeIn?: 'money' | 'quantity'
  /** Learns each order's hash before it leaves: what a journal keeps. */
  readonly onSigned?: (order: ClientOrderId, orderId: OrderId) => void
  /** Until then an order the venue does not know may yet appear. @default 30 s */
  readonly settleMicros?: Micros
  /** How often unsettled trades are asked for, beside the stream. @default 2 s */
  readonly pollMicros?: Micros
}

/**
 * Returns the salt and the time an order is signed with. The salt is a code of our id under the API
 * key's secret, so nobody else can foretell it; the time is the one in our id, where there is one.
 */
export function signingNumbers(
  client: Pick<PolymarketClient, 'identity'>,
  id: ClientOrderId,
  now: Micros,
): { readonly salt: number; readonly timestamp: number } {
  const { apiKey } = client.identity
  if (apiKey === undefined)
    throw new VenueError('auth.missing', { venue: 'polymarket', what: 'credentials, to post orders' })
  const code = Buffer.from(apiKey.sign(0, 'SALT', id), 'base64url')
  const salt = (code.readUInt32BE(0) & 0x1f_ffff) * 0x1_0000_0000 + code.readUInt32BE(4)
  return { salt, timestamp: timeIn(id) ?? Math.floor(now / 1_000) }
}

/** Returns the time in an id of ours, in milliseconds; undefined where there is none. */
export function timeIn(id: ClientOrderId): number | undefined {
  const digits = /^arb(\d{13})/.exec(id)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What the parts of a broker share. */
export type BrokerDesk = {
  readonly client: PolymarketClient
  readonly options: Required<Pick<PolymarketBrokerOptions, 'buyFeeIn' | 'settleMicros' | 'pollMicros'>> &
    PolymarketBrokerOptions
  readonly settlement: Settlement
  /** All hashes that an order left under from here, for as long as the settlement tracks each of them. */
  readonly hashes: Map<ClientOrderId, readonly OrderId[]>
  readonly listeners: Set<FactListener>
}

/** Tells facts to all who listen. */
export function tell(desk: BrokerDesk, facts: readonly Fact[]): void {
  if (facts.length === 0) return
  for (const listener of desk.listeners) listener(facts)
}

/** Returns what an order of ours is to the venue. */
export function draftOf(desk: BrokerDesk, order: IocOrder, market: PolymarketMarket): OrderDraft {
  const { client } = desk
  return {
    market,
    action: order.action,
    outcome: order.outcome,
    price: order.limit,
    quantity: order.quantity,
    kind: order.fill === 'all' ? 'FOK' : 'FAK',
    ...signingNumbers(client, order.id, client.runtime.clock.now()),
  }
}

/** Recognizes what the venue tells of an order under a hash that it has or may have. */
export function track(desk: BrokerDesk, order: IocOrder, market: PolymarketMarket, orderId: OrderId): void {
  const { client, options, settlement, hashes } = desk
  const { clock } = client.runtime
  invariant(
    market.feeTerms !== undefined,
    `an order is tracked in a market with fee terms, found none in ${market.slug}`,
  )
  const fees = polymarketFees(market.feeTerms, order.market, options.buyFeeIn)
  const tokenId = market.tokens[order.outcome === 'yes' ? 0 : 1]
  const tracked: TrackedOrder = { order, orderId, tokenId, fees, at: clock.now() }
  // Known by some of its hashes only, an order could not be found: it is forgotten as a whole.
  trackOrder(settlement, tracked, (old) => hashes.delete(old.order.id))
}

/** Remembers an order under the hash it leaves with. */
export function trackSent(desk: BrokerDesk, order: IocOrder, market: PolymarketMarket, orderId: OrderId): void {
  const { options, hashes } = desk
  track(desk, order, market, orderId)
  const known = hashes.get(order.id) ?? []
  if (!known.includes(orderId)) hashes.set(order.id, [...known, orderId])
  options.onSigned?.(order.id, orderId)
}
