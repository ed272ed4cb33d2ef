import type { Broker, ClientOrderId, Feed, OrderId, Runtime, VenueId } from '@arbees/core'
import { createContinuitySource, millis } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import { createPolymarketClient, createPrivateKeySigner, polymarketVenue } from '@arbees/polymarket-client'
import type { TraderSettings } from './settings.ts'

/** Both venues as core knows them. */
export type Venues = {
  readonly feeds: ReadonlyMap<VenueId, Feed>
  readonly brokers: ReadonlyMap<VenueId, Broker>
  /** Asks whether Polymarket takes orders from here, so that the first order does not have to wait for that. */
  readonly checkLocation: () => Promise<void>
  /** Learns how fast this account may ask Kalshi and order there; until then it is held to the lowest tier. */
  readonly learnLimits: () => Promise<unknown>
}

/** Opens both venues. `onSigned` hears under which hash an order is about to leave for Polymarket. */
export function openVenues(
  { kalshi, polymarket, settleMillis }: TraderSettings,
  runtime: Runtime,
  signal: AbortSignal,
  onSigned: (order: ClientOrderId, hash: OrderId) => void,
): Venues {
  const source = createContinuitySource()
  const settleMicros = millis(settleMillis)
  const credentials = createKalshiCredentials({ keyId: kalshi.keyId, privateKey: kalshi.privateKeyPem })
  const kalshiClient = createKalshiClient({
    environment: { rest: kalshi.rest, ws: kalshi.ws },
    credentials,
    runtime,
    ...(kalshi.signAheadMillis === undefined ? {} : { signAhead: { maxAgeMillis: kalshi.signAheadMillis } }),
    timeoutMillis: 3_000,
    signal,
  })
  const onKalshi = kalshiVenue(kalshiClient, { continuity: source, settleMicros, signal })
  const polymarketClient = createPolymarketClient({
    environment: { hosts: polymarket.hosts },
    runtime,
    signer: createPrivateKeySigner(polymarket.privateKey as `0x${string}`),
    credentials: polymarket.apiKey,
    timeoutMillis: 3_000,
    signal,
  })
  const onPolymarket = polymarketVenue(polymarketClient, { source, settleMicros, onSigned })
  return {
    feeds: new Map<VenueId, Feed>([
      ['kalshi', onKalshi],
      ['polymarket', onPolymarket.feed],
    ]),
    brokers: new Map<VenueId, Broker>([
      ['kalshi', onKalshi],
      ['polymarket', onPolymarket.broker],
    ]),
    checkLocation: polymarketClient.checkLocation,
    learnLimits: kalshiClient.learnLimits,
  }
}
