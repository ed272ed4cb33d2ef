import { generateKeyPairSync } from 'node:crypto'
import type { EngineFact, ExecutorFact } from '@arbees/arb-engine'
import type { Clock, Level, Runtime } from '@arbees/core'
import { millis, parseMoney, parseQuantity, seconds, toMarketId, toMicros, toPrice, toQuantity } from '@arbees/core'
import { createKalshiClient, createKalshiCredentials, kalshiVenue } from '@arbees/kalshi-client'
import { createPolymarketClient, polymarketVenue } from '@arbees/polymarket-client'
import { createVirtualRuntime } from '@arbees/testkit'
import { fakeConnect, fakeHttp, fakeKalshi, fakePolymarket } from '@arbees/venue-fakes'
import { expect, test } from 'vitest'
import { paperArb } from '../src/paper-arb.ts'

const TICKER = 'KXHIGHNY-26NOV22-B53.5'
const CONDITION = `0x${'5f'.repeat(32)}` as const
const TOKENS = [
  '71321045679252212594626385532706912750332728571942532289631379312455583992563',
  '52114319501245915516055106046884209969926127482827954674443846427813813222426',
] as const
const pair = {
  name: 'high',
  a: toMarketId('kalshi', TICKER),
  b: toMarketId('polymarket', TOKENS[0]),
  polarity: 'same',
} as const

const at = (price: number, contracts: number): Level => ({
  price: toPrice(price),
  quantity: toQuantity(contracts * 1_000_000),
})

/** Both exchanges as their clients see them, in virtual time. */
function createVenues(base: Runtime & { readonly clock: Clock }) {
  const { clock } = base
  const keys = generateKeyPairSync('ed25519')
  const keyPem = keys.publicKey.export({ type: 'spki', format: 'pem' }) as string
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const markets = [{ ticker: TICKER, fair: null }]
  const kalshi = fakeKalshi({ runtime: { clock }, markets, members: [{ keyId: 'key', keyPem }], paceMicros: null })
  const polymarket = fakePolymarket({
    runtime: base,
    markets: [
      { conditionId: CONDITION, tokenIds: TOKENS, question: 'Will it be so warm?', slug: 'so-warm', tick: 100 },
    ],
    accounts: [],
  })
  const routes = [
    { origin: 'https://external-api.kalshi.com', venue: kalshi.venue },
    { origin: 'wss://external-api-ws.kalshi.com', venue: kalshi.venue },
    { origin: 'https://clob.polymarket.com', venue: polymarket.clob },
    { origin: 'https://gamma-api.polymarket.com', venue: polymarket.gamma },
    { origin: 'https://polymarket.com', venue: polymarket.site },
    { origin: 'wss://ws-subscriptions-clob.polymarket.com', venue: polymarket.clob },
  ]
  const runtime = { ...base, http: fakeHttp(routes, clock), connect: fakeConnect(routes, clock, millis(5)) }
  const credentials = createKalshiCredentials({ keyId: 'key', privateKey })
  const feeds = new Map([
    ['kalshi', kalshiVenue(createKalshiClient({ environment: 'production', credentials, runtime }))],
    ['polymarket', polymarketVenue(createPolymarketClient({ runtime })).feed],
  ] as const)
  return { kalshi, polymarket, feeds }
}

test('buys both legs of a gap between two exchanges, and mends what comes out unequal', async () => {
  const base = createVirtualRuntime({ seed: 1 })
  const { clock } = base
  const { kalshi, polymarket, feeds } = createVenues(base)
  const said: (EngineFact | ExecutorFact)[] = []
  kalshi.show(TICKER, [at(3_900, 50)], [at(4_000, 50)])
  polymarket.show(CONDITION, [at(3_900, 60)], [at(4_100, 60)])
  const starting = paperArb({
    feeds,
    pair,
    cash: new Map([
      ['kalshi', parseMoney('500')],
      ['polymarket', parseMoney('500')],
    ]),
    limits: {
      edgeMin: parseMoney('0.01'),
      quantityMax: parseQuantity('30'),
      notionalMax: parseMoney('100'),
      maxAgeUs: null,
    },
    execution: {
      repairLossMax: parseMoney('0.05'),
      repairsMax: 8,
      repairMicros: seconds(60),
      repairPauseMicros: seconds(1),
      repairExpiryMicros: seconds(5),
      dustMax: parseMoney('0.01'),
      bookAgeMicros: null,
    },
    clock,
    say: (fact) => said.push(fact),
  })
  const pass = (wholeSeconds: number) => clock.run(toMicros(clock.now() + seconds(wholeSeconds)))
  await pass(5)
  const engine = await starting
  expect(said.map(({ type }) => type)).not.toContain('trade.opened')

  // NO is asked at 0.48 there while YES is asked at 0.40 here; while the orders are on their way, Kalshi thins out.
  polymarket.show(CONDITION, [at(5_200, 60)], [at(5_400, 60)])
  await clock.run(toMicros(clock.now() + millis(20)))
  kalshi.show(TICKER, [at(3_900, 50)], [at(4_000, 10), at(4_200, 50)])
  await pass(10)
  const kinds = said.map(({ type }) => type)
  expect(kinds.filter((kind) => kind.startsWith('trade.'))).toEqual(['trade.opened', 'trade.repaired', 'trade.ended'])
  expect(said).toContainEqual(
    expect.objectContaining({ type: 'trade.ended', ending: 'hedged', matched: 30_000_000, unmatched: 0 }),
  )
  // Thirty dollars are certain; 4.00 + 8.40 + 14.40 and Kalshi's fees were paid for them.
  const { hedged, cash, unhedgedAtBid } = engine.equity()
  expect(hedged).toBe(30_000_000)
  expect(unhedgedAtBid).toBe(0)
  expect(cash).toBeLessThan(parseMoney('973.20'))
  expect(cash).toBeGreaterThan(parseMoney('972.40'))
  kalshi.end()
  polymarket.end()
})
