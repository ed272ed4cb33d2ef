/*
 * Our Polymarket client on the fake keeps what every venue promises.
 */
import type { ClientOrderId, Micros, OrderId } from '@arbees/core'
import { LOT, millis, toMarketId, toMicros, toMoney } from '@arbees/core'
import { createPolymarketClient, createPrivateKeySigner, polymarketVenue } from '@arbees/polymarket-client'
import type { VenueSubject } from '@arbees/testkit'
import { createVirtualRuntime, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import type { FaultOrder } from '../src/index.ts'
import { fakeConnect, fakeHttp, fakePolymarket } from '../src/index.ts'
import { MARKET, PRIVATE_KEY, START } from './polymarket-world.ts'

const signer = createPrivateKeySigner(PRIVATE_KEY, 'pure')

/** Cases for a venue whose buys are bounded by contracts, and why. */
const BY_CONTRACTS: Readonly<Record<string, string>> = {
  'VC-10': 'a buy that spends its money gets more contracts than it named from an offer below its limit',
  'VC-18': 'as VC-10',
  'VC-19': 'as VC-10, and the odd fill it ends with does not cost whole micro-dollars',
}

const ORDER_FAULTS: Readonly<Record<Parameters<NonNullable<VenueSubject['disturb']>>[0], FaultOrder>> = {
  'lost-before': { fault: 'connection.cut-before', match: 'POST /order' },
  'lost-after': { fault: 'connection.cut-after', match: 'POST /order' },
  'error-before': { fault: 'answer.5xx-before', match: 'POST /order' },
  'error-after': { fault: 'answer.5xx-after', match: 'POST /order' },
  limited: { fault: 'answer.rate-limited', match: 'POST /order' },
  'stale-records': { fault: 'answer.5xx-before', match: 'GET /data/', times: 1_000_000 },
}

const FEED_FAULTS: Readonly<Record<Parameters<NonNullable<VenueSubject['disturbFeed']>>[0], FaultOrder>> = {
  drop: { fault: 'stream.gap', match: 'market/price_change' },
  repeat: { fault: 'stream.duplicate', match: 'market/price_change' },
  cut: { fault: 'stream.cut', match: 'market/price_change' },
}

function createSubject(immediateBuyBound: 'money' | 'contracts'): VenueSubject {
  const base = createVirtualRuntime({ seed: 1, startAt: START })
  const { clock } = base
  const fake = fakePolymarket({
    runtime: base,
    markets: [{ ...MARKET, quantityMin: LOT, fees: { rateMillionths: 50_000, exponent: 1, isTakerOnly: true } }],
    accounts: [{ owner: signer.address, cash: toMoney(1_000_000_000), credentials: CREDENTIALS }],
    immediateBuyBound,
    settlement: { minedAfter: millis(1), confirmedAfter: millis(1) },
  })
  const routes = [
    { origin: 'https://clob.polymarket.com', venue: fake.clob },
    { origin: 'https://gamma-api.polymarket.com', venue: fake.gamma },
    { origin: 'https://data-api.polymarket.com', venue: fake.data },
    { origin: 'https://polymarket.com', venue: fake.site },
    { origin: 'wss://ws-subscriptions-clob.polymarket.com', venue: fake.clob },
  ]
  const runtime = { ...base, http: fakeHttp(routes, clock), connect: fakeConnect(routes, clock, millis(5)) }
  const signed = new Map<ClientOrderId, OrderId[]>()
  const placed: string[] = []
  fake.listen((event) => {
    if (event.type === 'order' && event.kind === 'PLACEMENT' && event.order.keyId !== '') placed.push(event.order.id)
  })
  const client = createPolymarketClient({ runtime, signer, credentials: CREDENTIALS })
  const { feed, broker } = polymarketVenue(client, {
    onSigned: (order, orderId) => signed.set(order, [...(signed.get(order) ?? []), orderId]),
  })
  let count = 0
  return {
    venue: { ...feed, ...broker },
    market: toMarketId('polymarket', MARKET.tokenIds[0]),
    missing: toMarketId('polymarket', '12345'),
    now: clock.now,
    nextId: () => {
      count += 1
      return `arb${Math.floor(clock.now() / 1_000)}${String(count).padStart(6, '0')}0001` as ClientOrderId
    },
    pass: async (delay: Micros) => {
      await clock.run(toMicros(clock.now() + delay))
    },
    rest: (bids, asks) => fake.show(MARKET.conditionId, bids, asks),
    taken: (order) => {
      const ids: readonly string[] = signed.get(order) ?? []
      return placed.filter((id) => ids.includes(id)).length
    },
    disturb: (fault) => {
      fake.faults.inject(ORDER_FAULTS[fault])
    },
    disturbFeed: (fault) => {
      fake.faults.inject(FEED_FAULTS[fault])
    },
  }
}

const CREDENTIALS = {
  key: '00000000-0000-4000-8000-000000000001',
  secret: `${'A'.repeat(43)}=`,
  passphrase: 'passphrase',
}

describe('the venue contract', () => {
  it.each(VENUE_CONTRACT.filter(({ id }) => !(id in BY_CONTRACTS)))('$id $sentence', ({ run }) =>
    run(createSubject('money')),
  )

  it.each(VENUE_CONTRACT)('buys bounded by contracts: $id $sentence', ({ run }) => run(createSubject('contracts')))

  it('is passed over only where it is said why', () => {
    const ids = VENUE_CONTRACT.map(({ id }) => id)
    expect(Object.keys(BY_CONTRACTS).filter((id) => !ids.includes(id))).toEqual([])
  })
})
