/*
 * Our Kalshi client on the fake keeps what every venue promises.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { ClientOrderId, Micros } from '@arbees/core'
import { millis, toMarketId, toMicros, toMoney } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import type { VenueSubject } from '@arbees/testkit'
import { createVirtualRuntime, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, it } from 'vitest'
import type { FaultOrder } from '../src/index.ts'
import { createFaultPlan, fakeConnect, fakeHttp, fakeKalshi } from '../src/index.ts'
import { START, TICKER } from './kalshi-world.ts'

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

function createSubject(): VenueSubject {
  const base = createVirtualRuntime({ seed: 1, startAt: START })
  const { clock } = base
  const kalshi = fakeKalshi({
    runtime: base,
    markets: [{ ticker: TICKER, fair: null }],
    members: [
      {
        keyId: 'key',
        keyPem: PAIR.publicKey.export({ type: 'spki', format: 'pem' }) as string,
        cash: { 0: toMoney(1_000_000_000) },
      },
    ],
    faults: createFaultPlan(base),
    paceMicros: null,
  })
  const runtime = {
    ...base,
    http: fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: kalshi.venue }], clock),
    connect: fakeConnect([{ origin: 'wss://external-api-ws.kalshi.com', venue: kalshi.venue }], clock, millis(5)),
  }
  const limits = { tier: 'prestige' } as const
  const client = createKalshiClient({ environment: 'production', credentials: CREDENTIALS, runtime, limits })
  let count = 0
  return {
    venue: kalshiVenue(client),
    market: toMarketId('kalshi', TICKER),
    missing: toMarketId('kalshi', 'KXNOTHING-1'),
    now: clock.now,
    nextId: () => {
      count += 1
      return `arb${Math.floor(clock.now() / 1_000)}${String(count).padStart(6, '0')}0001` as ClientOrderId
    },
    pass: async (delay: Micros) => {
      await clock.run(toMicros(clock.now() + delay))
    },
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

describe('the venue contract', () => {
  it.each(VENUE_CONTRACT)('$id $sentence', ({ run }) => run(createSubject()))
})
