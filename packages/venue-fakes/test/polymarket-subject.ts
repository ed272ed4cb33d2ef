/*
 * Our Polymarket client on the fake as a subject of the venue contract, whatever lies between the two.
 */
import type { ClientOrderId, OrderId, Runtime } from '@arbees/core'
import { LOT, millis, toMarketId, toMoney } from '@arbees/core'
import type { PolymarketClientOptions } from '@arbees/polymarket-client'
import { createPolymarketClient, createPrivateKeySigner, polymarketVenue } from '@arbees/polymarket-client'
import type { VenueSubject } from '@arbees/testkit'
import type { FakePolymarket, FaultOrder } from '../src/index.ts'
import { fakePolymarket } from '../src/index.ts'
import { MARKET, PRIVATE_KEY } from './polymarket-world.ts'

const signer = createPrivateKeySigner(PRIVATE_KEY)

const CREDENTIALS = {
  key: '00000000-0000-4000-8000-000000000001',
  secret: `${'A'.repeat(43)}=`,
  passphrase: 'passphrase',
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

/** Returns the fake that the contract is played on. */
export function contractPolymarket(
  runtime: Pick<Runtime, 'clock' | 'rng'>,
  immediateBuyBound: 'money' | 'contracts',
): FakePolymarket {
  return fakePolymarket({
    runtime,
    markets: [{ ...MARKET, quantityMin: LOT, fees: { rateMillionths: 50_000, exponent: 1, isTakerOnly: true } }],
    accounts: [{ owner: signer.address, cash: toMoney(1_000_000_000), credentials: CREDENTIALS }],
    immediateBuyBound,
    settlement: { minedAfter: millis(1), confirmedAfter: millis(1) },
  })
}

/** Returns a subject: a client in `runtime` that reaches the fake at `environment`. */
export function polymarketSubject(
  fake: FakePolymarket,
  runtime: Runtime,
  environment: NonNullable<PolymarketClientOptions['environment']>,
  pass: VenueSubject['pass'],
  signal?: AbortSignal,
): VenueSubject {
  const { clock } = runtime
  const signed = new Map<ClientOrderId, OrderId[]>()
  const placed: string[] = []
  fake.listen((event) => {
    if (event.type === 'order' && event.kind === 'PLACEMENT' && event.order.keyId !== '') placed.push(event.order.id)
  })
  const ending = signal === undefined ? {} : { signal }
  const client = createPolymarketClient({ runtime, environment, signer, credentials: CREDENTIALS, ...ending })
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
    pass,
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
