/*
 * Our two venue clients over the virtual network, as a deployment would make them.
 */
import type { Broker, ClientOrderId, ContinuitySource, Feed, OrderId, Runtime } from '@arbees/core'
import { createContinuitySource, seconds } from '@arbees/core'
import { createKalshiClient, kalshiVenue } from '@arbees/kalshi-client'
import type { EnvironmentChoice } from '@arbees/polymarket-client'
import { createPolymarketClient, polymarketVenue } from '@arbees/polymarket-client'
import type { SimulationKeys } from '../world/keys.ts'
import { HOSTS } from '../world/venues.ts'

/** Both venues as core knows them. */
export type VenueClients = {
  readonly feeds: Readonly<Record<'kalshi' | 'polymarket', Feed>>
  readonly brokers: Readonly<Record<'kalshi' | 'polymarket', Broker>>
  /** Asks whether Polymarket takes orders from here, so that the first order does not have to wait for that. */
  readonly checkLocation: () => Promise<void>
}

/** What the clients are made of. */
export type ClientsSettings = {
  readonly runtime: Runtime
  readonly keys: SimulationKeys
  readonly signal: AbortSignal
  /** Hears under which hash an order of Polymarket's leaves. */
  readonly onSigned: (order: ClientOrderId, hash: OrderId) => void
}

const TIMEOUT_MILLIS = 3_000
/** Long enough for every circle of fakes and network to end, short for the sake of the runs. */
const SETTLE_MICROS = seconds(12)

/** Polymarket's hosts in the simulation. */
export const POLYMARKET_ENVIRONMENT: EnvironmentChoice = {
  hosts: {
    clob: `https://${HOSTS.clob}`,
    gamma: `https://${HOSTS.gamma}`,
    data: `https://${HOSTS.data}`,
    site: `https://${HOSTS.site}`,
    marketStream: `wss://${HOSTS.clob}/ws/market`,
    userStream: `wss://${HOSTS.clob}/ws/user`,
  },
}

/** Creates the clients of one life. */
export function createClients({ runtime, keys, signal, onSigned }: ClientsSettings): VenueClients {
  const source: ContinuitySource = createContinuitySource()
  const kalshi = kalshiVenue(
    createKalshiClient({
      environment: { rest: `https://${HOSTS.kalshi}/trade-api/v2`, ws: `wss://${HOSTS.kalshi}/trade-api/ws/v2` },
      credentials: keys.kalshi,
      runtime,
      limits: { tier: 'prestige' },
      timeoutMillis: TIMEOUT_MILLIS,
      signal,
    }),
    { continuity: source, settleMicros: SETTLE_MICROS, signal },
  )
  const client = createPolymarketClient({
    environment: POLYMARKET_ENVIRONMENT,
    runtime,
    signer: keys.signer,
    keccak: keys.keccak,
    credentials: keys.apiKey,
    timeoutMillis: TIMEOUT_MILLIS,
    signal,
  })
  const polymarket = polymarketVenue(client, { source, settleMicros: SETTLE_MICROS, onSigned })
  return {
    feeds: { kalshi, polymarket: polymarket.feed },
    brokers: { kalshi, polymarket: polymarket.broker },
    checkLocation: client.checkLocation,
  }
}
