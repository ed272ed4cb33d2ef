/*
 * Our client on the fake by the other two roads: real sockets, and msw.
 */
import type { ClientOrderId, Fact, Http, Runtime } from '@arbees/core'
import { createRng, millis, toMarketId, toMoney, toPrice, toQuantity } from '@arbees/core'
import { createPolymarketClient, createPrivateKeySigner, polymarketVenue } from '@arbees/polymarket-client'
import { fetchHttp, nodeRuntime } from '@arbees/transport'
import { setupServer } from 'msw/node'
import { afterEach, describe, expect, it } from 'vitest'
import type { FakePolymarket, VenueServer } from '../src/index.ts'
import { fakePolymarket, serveVenue } from '../src/index.ts'
import { fakeHandlers } from '../src/msw.ts'
import { MARKET, PRIVATE_KEY } from './polymarket-world.ts'

const signer = createPrivateKeySigner(PRIVATE_KEY, 'pure')
const market = toMarketId('polymarket', MARKET.tokenIds[0])
const endings: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

function createFake(runtime: Runtime): FakePolymarket {
  const fake = fakePolymarket({
    runtime: { clock: runtime.clock, rng: createRng(1) },
    markets: [MARKET],
    accounts: [{ owner: signer.address, cash: toMoney(1_000_000_000) }],
    settlement: { minedAfter: millis(20), confirmedAfter: millis(20) },
  })
  for (const [side, price] of [
    ['bid', 4800],
    ['ask', 5200],
  ] as const) {
    const limit = toPrice(price)
    const quantity = toQuantity(100_000_000)
    const entry = { id: side, owner: 'maker', side, limit, quantity, lifetime: 'gtc', selfTrade: 'allow' } as const
    fake.act(MARKET.conditionId, { type: 'submit', entry })
  }
  endings.push(fake.end)
  return fake
}

function realRuntime(http?: Http): Runtime {
  const ending = new AbortController()
  endings.push(() => ending.abort())
  const runtime = nodeRuntime({ signal: ending.signal })
  return http === undefined ? runtime : { ...runtime, http }
}

function ioc(runtime: Runtime, number: number) {
  const id = `arb${Math.floor(runtime.clock.now() / 1000)}${String(number).padStart(6, '0')}1234` as ClientOrderId
  return { id, market, action: 'buy', outcome: 'yes', limit: toPrice(5200), quantity: toQuantity(10_000_000) } as const
}

describe('on real sockets', () => {
  it('makes its key, keeps a book, buys, and hears the fill settle', async () => {
    const runtime = realRuntime()
    const fake = createFake(runtime)
    const serve = async (venue: FakePolymarket['clob']): Promise<VenueServer> => {
      const server = await serveVenue({ venue, clock: runtime.clock })
      endings.push(server.close)
      return server
    }
    const [clob, gamma, data, site] = await Promise.all([fake.clob, fake.gamma, fake.data, fake.site].map(serve))
    const hosts = {
      clob: clob?.httpOrigin ?? '',
      gamma: gamma?.httpOrigin ?? '',
      data: data?.httpOrigin ?? '',
      site: site?.httpOrigin ?? '',
      marketStream: `${clob?.wsOrigin}/ws/market`,
      userStream: `${clob?.wsOrigin}/ws/user`,
    }
    const environment = { hosts }
    const credentials = await createPolymarketClient({ environment, runtime, signer }).createOrDeriveApiKey()
    expect(credentials).toEqual(fake.credentialsOf(signer.address))
    const { feed, broker } = polymarketVenue(createPolymarketClient({ environment, runtime, signer, credentials }))
    const facts: Fact[] = []
    const until = (found: (fact: Fact) => boolean) =>
      expect.poll(() => facts.some(found), { timeout: 10_000, interval: 20 }).toBe(true)
    endings.push(feed.subscribe([market], (all) => facts.push(...all)))
    endings.push(broker.listen((all) => facts.push(...all)))
    await until((fact) => fact.type === 'book.replaced' && fact.asks[0]?.price === 5200)
    expect(await broker.submit(ioc(runtime, 1))).toMatchObject({ type: 'accepted', filled: 10_000_000 })
    await until((fact) => fact.type === 'fill.settled' && fact.stage === 'confirmed')
    await until((fact) => fact.type === 'trade.printed' && fact.quantity === 10_000_000)
    fake.faults.inject({ fault: 'connection.cut-after', match: 'POST /order' })
    expect((await broker.submit(ioc(runtime, 2))).type).toBe('unknown')
  }, 30_000)
})

describe('under msw', () => {
  it('reads and buys with addresses that are the venue’s own', async () => {
    const runtime = realRuntime(fetchHttp())
    const fake = createFake(runtime)
    const server = setupServer(
      ...fakeHandlers('https://clob.polymarket.com', fake.clob, runtime.clock),
      ...fakeHandlers('https://gamma-api.polymarket.com', fake.gamma, runtime.clock),
      ...fakeHandlers('https://polymarket.com', fake.site, runtime.clock),
    )
    server.listen()
    endings.push(() => server.close())
    const credentials = await createPolymarketClient({ runtime, signer }).createOrDeriveApiKey()
    const client = createPolymarketClient({ runtime, signer, credentials })
    expect((await client.markets.find({ market })).slug).toBe(MARKET.slug)
    const { broker } = polymarketVenue(client)
    expect(await broker.submit(ioc(runtime, 1))).toMatchObject({ type: 'accepted', filled: 10_000_000 })
    fake.faults.inject({ fault: 'answer.html-502', match: 'POST /order' })
    expect((await broker.submit(ioc(runtime, 2))).type).toBe('unknown')
  }, 30_000)
})
