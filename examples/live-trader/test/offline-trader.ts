/*
 * The whole trader against both fakes, in process and in virtual time. No key here is real.
 */
import { generateKeyPairSync } from 'node:crypto'
import type { EngineFact, ExecutorFact } from '@arbees/arb-engine'
import type { Connect, Micros, SocketHandlers } from '@arbees/core'
import { createRng, millis, toMoney, toPrice, toQuantity } from '@arbees/core'
import { createPrivateKeySigner } from '@arbees/polymarket-client'
import { createVirtualRuntime } from '@arbees/testkit'
import type { FakeReply, FakeRequest, FakeVenue } from '@arbees/venue-fakes'
import { fakeConnect, fakeHttp, fakeKalshi, fakePolymarket } from '@arbees/venue-fakes'
import { openLiveTrader } from '../src/live-trader.ts'
import type { TraderSettings } from '../src/settings.ts'

export const TICKER = 'KXFINAL-26DEC05-HOME'
const CONDITION = `0x${'ab'.repeat(32)}` as const
const TOKENS = ['1'.repeat(76), '2'.repeat(76)] as const
const POLYMARKET_KEY = `0x${'11'.repeat(32)}` as const
const API_KEY = {
  key: '00000000-0000-4000-8000-000000000001',
  secret: `${'A'.repeat(43)}=`,
  passphrase: 'passphrase',
}
const CASH = toMoney(1_000_000_000)
const ORDERS = 'POST /trade-api/v2/portfolio/events/orders'

const TOO_MANY = 429

const pair = generateKeyPairSync('ed25519')
const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const keyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string

const SETTINGS: TraderSettings = {
  folder: 'trader',
  durability: 'process',
  cash: { kalshi: CASH, polymarket: CASH },
  contractsMax: 10,
  ordersPerSecond: 20,
  edgeMin: 10_000,
  mayUnwind: true,
  settleMillis: 1_500,
  pairs: [{ name: 'final', ticker: TICKER, token: TOKENS[0], polarity: 'same' }],
  kalshi: {
    rest: 'https://kalshi.test/trade-api/v2',
    ws: 'wss://kalshi.test/trade-api/ws/v2',
    keyId: 'key',
    privateKeyPem,
  },
  polymarket: {
    hosts: {
      clob: 'https://clob.test',
      gamma: 'https://gamma.test',
      data: 'https://data.test',
      site: 'https://site.test',
      marketStream: 'wss://clob.test/ws/market',
      userStream: 'wss://clob.test/ws/user',
    },
    privateKey: POLYMARKET_KEY,
    apiKey: API_KEY,
  },
}

/** A venue whose requests are heard before and after it answers them. */
function heard(venue: FakeVenue, hear: (request: FakeRequest, reply?: FakeReply) => void): FakeVenue {
  return {
    ...venue,
    request: (request: FakeRequest) => {
      hear(request)
      const reply = venue.request(request)
      hear(request, reply)
      return reply
    },
  }
}

/** What the world of a trader is told to be. */
export type OfflineOptions = {
  /** A tier of Kalshi. @default 'prestige' */
  readonly tier?: string
}

/** Both venues, each with one market and an empty book, and a trader that may be opened on them. */
export function createOfflineWorld({ tier = 'prestige' }: OfflineOptions = {}) {
  const base = createVirtualRuntime({ seed: 1 })
  const { clock } = base
  const kalshi = fakeKalshi({
    runtime: base,
    markets: [{ ticker: TICKER, fair: null }],
    members: [{ keyId: 'key', keyPem, tier }],
    paceMicros: null,
  })
  const polymarket = fakePolymarket({
    runtime: { clock, rng: createRng('polymarket') },
    markets: [
      {
        conditionId: CONDITION,
        tokenIds: TOKENS,
        question: 'final',
        slug: 'final',
        tick: 100,
        fees: { rateMillionths: 50_000, exponent: 1, isTakerOnly: true },
      },
    ],
    accounts: [{ owner: createPrivateKeySigner(POLYMARKET_KEY).address, cash: CASH, credentials: API_KEY }],
    settlement: { minedAfter: millis(1), confirmedAfter: millis(1) },
  })
  const asked: string[] = []
  const tooMany: string[] = []
  const moments: Record<'before' | 'after', () => void> = { before: () => undefined, after: () => undefined }
  const atKalshi = heard(kalshi.venue, ({ method, url }, reply) => {
    const what = `${method} ${url.split('?', 1)[0]}`
    if (reply === undefined) asked.push(what)
    if (reply?.type === 'answer' && reply.status === TOO_MANY) tooMany.push(what)
    if (what === ORDERS) moments[reply === undefined ? 'before' : 'after']()
  })
  const http = fakeHttp(
    [
      { origin: 'https://kalshi.test', venue: atKalshi },
      { origin: 'https://clob.test', venue: polymarket.clob },
      { origin: 'https://gamma.test', venue: polymarket.gamma },
      { origin: 'https://data.test', venue: polymarket.data },
      { origin: 'https://site.test', venue: polymarket.site },
    ],
    clock,
  )
  const heardByTrader: SocketHandlers['frame'][] = []
  const fake = fakeConnect(
    [
      { origin: 'wss://kalshi.test', venue: kalshi.venue },
      { origin: 'wss://clob.test', venue: polymarket.clob },
    ],
    clock,
  )
  const connect: Connect = (url, headers, handlers) => {
    if (url.startsWith('wss://kalshi.test')) heardByTrader.push(handlers.frame)
    return fake(url, headers, handlers)
  }
  const facts: (EngineFact | ExecutorFact)[] = []
  const end = new AbortController()
  const pass = (micros: Micros) => clock.run((clock.now() + micros) as Micros)
  return {
    kalshi,
    facts,
    /** What Kalshi was asked, as `GET /path`. */
    asked,
    /** What of that was refused as too much. */
    tooMany,
    /** Says a frame on Kalshi's stream. */
    say: (frame: object) => {
      for (const hear of heardByTrader) hear(JSON.stringify(frame), clock.now())
    },
    orders: () => asked.filter((what) => what === ORDERS).length,
    /** Called around each order that Kalshi answers. */
    moments,
    pass,
    /** Opens a trader, settled and listening, with trading begun. */
    open: async () => {
      const opening = openLiveTrader({
        runtime: { ...base, http, connect },
        settings: SETTINGS,
        writer: { name: 'test', isAlive: () => false },
        say: (fact) => void facts.push(fact),
        signal: end.signal,
      })
      await pass(millis(3_000))
      const trader = await opening
      trader.trade()
      await pass(millis(1_000))
      return trader
    },
    /** Offers YES at Kalshi, and bids for it at Polymarket: what is between them can be had. */
    offer: (kalshiAsk: number, polymarketBid: number, contracts = 10) => {
      const quantity = toQuantity(contracts * 1_000_000)
      polymarket.show(CONDITION, [{ price: toPrice(polymarketBid), quantity }], [])
      kalshi.show(TICKER, [], [{ price: toPrice(kalshiAsk), quantity }])
    },
    end: () => {
      end.abort()
      kalshi.end()
      polymarket.end()
    },
  }
}
