/*
 * Our Kalshi client on the fake as a subject of the venue contract, whatever lies between the two.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { ClientOrderId, Runtime } from '@arbees/core'
import { toMarketId, toMoney } from '@arbees/core'
import type { KalshiClientOptions } from '@arbees/kalshi-client'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import type { VenueSubject } from '@arbees/testkit'
import type { FakeKalshi, FaultOrder } from '../src/index.ts'
import { createFaultPlan, fakeKalshi } from '../src/index.ts'
import { TICKER } from './kalshi-world.ts'

const PAIR = generateKeyPairSync('ed25519')
const CREDENTIALS = createKalshiCredentials({
  keyId: 'key',
  privateKey: PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
})
const ORDERS = 'POST /portfolio/events/orders'

const ORDER_FAULTS: Readonly<Record<Parameters<NonNullable<VenueSubject['disturb']>>[0], FaultOrder>> = {
  'lost-before': { fault: 'connection.cut-before', match: ORDERS },
  'lost-after': { fault: 'connection.cut-after', match: ORDERS },
  'error-before': { fault: 'answer.5xx-before', match: ORDERS },
  'error-after': { fault: 'answer.5xx-after', match: ORDERS },
  limited: { fault: 'answer.rate-limited', match: ORDERS },
  'stale-records': { fault: 'answer.5xx-before', match: 'GET /portfolio/', times: 1_000_000 },
}

const FEED_FAULTS: Readonly<Record<Parameters<NonNullable<VenueSubject['disturbFeed']>>[0], FaultOrder>> = {
  drop: { fault: 'stream.gap', match: 'orderbook_delta' },
  repeat: { fault: 'stream.duplicate', match: 'orderbook_delta' },
  cut: { fault: 'stream.cut', match: 'orderbook_delta' },
}

/** Returns the fake that the contract is played on. */
export function contractKalshi(runtime: Pick<Runtime, 'clock' | 'rng'>): FakeKalshi {
  return fakeKalshi({
    runtime,
    markets: [{ ticker: TICKER, fair: null }],
    members: [
      {
        keyId: 'key',
        keyPem: PAIR.publicKey.export({ type: 'spki', format: 'pem' }) as string,
        cash: { 0: toMoney(1_000_000_000) },
      },
    ],
    faults: createFaultPlan(runtime),
    paceMicros: null,
  })
}

/** Returns a subject: a client in `runtime` that reaches the fake at `environment`. */
export function kalshiSubject(
  kalshi: FakeKalshi,
  runtime: Runtime,
  environment: NonNullable<KalshiClientOptions['environment']>,
  pass: VenueSubject['pass'],
  signal?: AbortSignal,
): VenueSubject {
  const { clock } = runtime
  const limits = { tier: 'prestige' } as const
  const client = createKalshiClient({ environment, credentials: CREDENTIALS, runtime, limits })
  let count = 0
  return {
    venue: kalshiVenue(client, signal === undefined ? {} : { signal }),
    market: toMarketId('kalshi', TICKER),
    missing: toMarketId('kalshi', 'KXNOTHING-1'),
    now: clock.now,
    nextId: () => {
      count += 1
      return `arb${Math.floor(clock.now() / 1_000)}${String(count).padStart(6, '0')}0001` as ClientOrderId
    },
    pass,
    rest: (bids, asks) => kalshi.show(TICKER, bids, asks),
    taken: (order) => [...kalshi.world.orders.values()].filter((one) => one.clientOrderId === order).length,
    disturb: (fault) => {
      kalshi.faults.inject(ORDER_FAULTS[fault])
    },
    disturbFeed: (fault) => {
      kalshi.faults.inject(FEED_FAULTS[fault])
    },
  }
}
