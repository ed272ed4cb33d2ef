/*
 * The venue contract on Kalshi's client over the fake: two programs that share no code but the contract.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { ClientOrderId, Micros } from '@arbees/core'
import { toMarketId, toMoney } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, KALSHI_ADDRESSES, kalshiVenue } from '@arbees/kalshi-client'
import type { OrderFault, VenueSubject } from '@arbees/testkit'
import { createVirtualClock, createVirtualRuntime, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, it } from 'vitest'
import type { FaultName } from '../src/index.ts'
import { createFaultPlan, fakeConnect, fakeHttp, fakeKalshi } from '../src/index.ts'
import { START, TICKER } from './kalshi-world.ts'

const PAIR = generateKeyPairSync('ed25519')
const KEY = PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const PUBLIC = PAIR.publicKey.export({ type: 'spki', format: 'pem' }) as string

const FAULTS: Readonly<Partial<Record<OrderFault, FaultName>>> = {
  'lost-before': 'connection.cut-before',
  'lost-after': 'connection.cut-after',
  'error-before': 'answer.5xx-before',
  'error-after': 'answer.5xx-after',
  limited: 'answer.rate-limited',
}

function createSubject(): VenueSubject {
  const clock = createVirtualClock(START)
  const base = createVirtualRuntime({ clock, seed: 1 })
  const kalshi = fakeKalshi({
    runtime: base,
    markets: [{ ticker: TICKER, fair: null }],
    members: [{ keyId: 'key', keyPem: PUBLIC, cash: { 0: toMoney(1_000_000_000) } }],
    faults: createFaultPlan(base),
    paceMicros: null,
  })
  const { rest, ws } = KALSHI_ADDRESSES.demo
  const routes = [rest, ws].map((url) => ({ origin: new URL(url).origin, venue: kalshi.venue }))
  const client = createKalshiClient({
    environment: 'demo',
    credentials: createKalshiCredentials({ keyId: 'key', privateKey: KEY }),
    runtime: { ...base, http: fakeHttp(routes, clock), connect: fakeConnect(routes, clock) },
  })
  let names = 0
  return {
    venue: kalshiVenue(client),
    market: toMarketId('kalshi', TICKER),
    missing: toMarketId('kalshi', 'KXNONE-26NOV22-T1'),
    now: clock.now,
    nextId: () => {
      names += 1
      return `arb${START}${String(names).padStart(6, '0')}` as ClientOrderId
    },
    pass: async (delay) => {
      await clock.settle()
      await clock.run((clock.now() + delay) as Micros)
    },
    rest: (bids, asks) => kalshi.show(TICKER, bids, asks),
    taken: (id) => [...kalshi.world.orders.values()].filter((order) => order.clientOrderId === id).length,
    disturb: (fault) => {
      const name = FAULTS[fault]
      if (name !== undefined) kalshi.faults.inject({ fault: name, match: '/portfolio/events/orders' })
    },
    disturbFeed: (fault) => {
      const name = { drop: 'stream.gap', repeat: 'stream.duplicate', cut: 'stream.cut' } as const
      kalshi.faults.inject({ fault: name[fault] })
    },
  }
}

describe('the venue contract, on Kalshi over its fake', () => {
  // The fake's records never lag.
  const cases = VENUE_CONTRACT.filter(({ id }) => id !== 'VC-31')
  it.each(cases.map((one) => [one.id, one.sentence, one.run] as const))('%s %s', async (_id, _sentence, run) => {
    await run(createSubject())
  })
})
