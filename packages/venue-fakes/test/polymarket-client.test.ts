/*
 * Our own client on the fake, in virtual time: what it makes of a good venue, and of each fault.
 */
import type { Book, ClientOrderId, Fact, IocOrder, Submission } from '@arbees/core'
import {
  applyBookFact,
  createLadder,
  isBookFact,
  millis,
  quantityAt,
  seconds,
  toBook,
  toMarketId,
  toPrice,
  toQuantity,
} from '@arbees/core'
import { createPolymarketClient, polymarketVenue } from '@arbees/polymarket-client'
import { createVirtualRuntime } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import type { FaultOrder } from '../src/index.ts'
import { fakeConnect, fakeHttp } from '../src/index.ts'
import type { WorldOptions } from './polymarket-world.ts'
import { createTradingWorld } from './polymarket-world.ts'

const HOSTS = {
  clob: 'https://clob.fake',
  gamma: 'https://gamma.fake',
  data: 'https://data.fake',
  site: 'https://site.fake',
  marketStream: 'wss://clob.fake/ws/market',
  userStream: 'wss://clob.fake/ws/user',
}
const FEES = { rateMillionths: 50_000, exponent: 1, isTakerOnly: true }

async function createVenue(options: WorldOptions = {}) {
  const world = await createTradingWorld({ market: { fees: FEES }, ...options })
  const { fake, clock, signer, credentials, yes } = world
  const routes = [
    { origin: HOSTS.clob, venue: fake.clob },
    { origin: HOSTS.gamma, venue: fake.gamma },
    { origin: HOSTS.data, venue: fake.data },
    { origin: HOSTS.site, venue: fake.site },
    { origin: 'wss://clob.fake', venue: fake.clob },
  ]
  const runtime = createVirtualRuntime({
    seed: 1,
    clock,
    http: fakeHttp(routes, clock),
    connect: fakeConnect(routes, clock, millis(5)),
  })
  const surprises: unknown[] = []
  const client = createPolymarketClient({
    environment: { hosts: HOSTS },
    runtime,
    signer,
    credentials,
    onSurprise: (surprise) => surprises.push(surprise),
  })
  const { feed, broker } = polymarketVenue(client)
  const market = toMarketId('polymarket', yes)

  /** Lets time pass until a promise is settled. */
  async function wait<T>(promise: Promise<T>): Promise<T> {
    let isDone = false
    const end = () => {
      isDone = true
    }
    promise.then(end, end)
    for (let steps = 0; !isDone && steps < 10_000; steps++) {
      await clock.settle()
      if (!isDone && !(await clock.step())) break
    }
    expect(isDone).toBe(true)
    return promise
  }

  let count = 0
  const order = (part: Partial<IocOrder> = {}): IocOrder => {
    count += 1
    const id = `arb${Math.floor(clock.now() / 1000)}${String(count).padStart(6, '0')}1234` as ClientOrderId
    return {
      id,
      market,
      action: 'buy',
      outcome: 'yes',
      limit: toPrice(5200),
      quantity: toQuantity(10_000_000),
      ...part,
    }
  }
  const submit = (part: Partial<IocOrder> = {}): Promise<Submission> => wait(broker.submit(order(part)))
  return { ...world, client, feed, broker, market, wait, order, submit, surprises, runtime }
}

describe('reading', () => {
  it('finds the market by each of its names, with its rules and fees', async () => {
    const { client, wait, settings, yes, no, feed, market } = await createVenue()
    for (const name of [{ market }, { tokenId: no }, { conditionId: settings.conditionId }, { slug: settings.slug }]) {
      const found = await wait(client.markets.find(name, { isFresh: true }))
      expect(found.tokens).toEqual([yes, no])
      expect(found.market).toMatchObject({ status: 'open', quantityMin: 5_000_000, notionalMin: 1_000_000 })
    }
    const fees = await wait(feed.fees(market))
    expect(fees.fee(toPrice(5000), toQuantity(100_000_000), 'taker')).toBe(1_250_000)
  })

  it('keeps the venue’s book through quotes and trades, from the stream alone', async () => {
    const venue = await createVenue()
    const { feed, market, quote, fake, pass, settings, surprises } = venue
    const ladder = createLadder()
    const facts: Fact[] = []
    quote('bid', 0.45, 30)
    const stop = feed.subscribe([market], (found) => {
      for (const fact of found) {
        facts.push(fact)
        if (isBookFact(fact)) applyBookFact(ladder, fact)
      }
    })
    await pass(2)
    expect(facts.some((fact) => fact.type === 'book.replaced')).toBe(true)
    for (let index = 0; index < 30; index++) {
      quote('ask', (50 + (index % 7)) / 100, 5 + index)
      if (index % 4 === 0) quote('bid', (50 + (index % 5)) / 100, 9, { lifetime: 'ioc', owner: 'taker' })
      await pass(1)
    }
    const kept: Book = toBook(ladder, market)
    const { book } = fake.market(settings.conditionId)
    for (const [side, levels] of [
      ['bids', kept.bids],
      ['asks', kept.asks],
    ] as const) {
      const real = book[side].levels.toReversed().map(({ price, total }) => ({ price, quantity: total }))
      expect(levels).toEqual(real)
    }
    expect(kept.asks.length).toBeGreaterThan(3)
    expect(facts.some((fact) => fact.type === 'trade.printed')).toBe(true)
    expect(facts.filter((fact) => fact.type === 'book.stale' || fact.type === 'venue.surprised')).toEqual([])
    expect(surprises).toEqual([])
    stop()
  })

  it.each([
    ['stream.frozen', { fault: 'stream.frozen' }],
    ['stream.stall', { fault: 'stream.stall' }],
    ['stream.gap', { fault: 'stream.gap', match: 'price_change' }],
  ] as const)('%s: the book is called stale or is put right, and never silently wrong', async (_name, fault) => {
    const { feed, market, quote, fake, pass } = await createVenue()
    const ladder = createLadder()
    const facts: Fact[] = []
    quote('bid', 0.45, 30)
    quote('ask', 0.55, 30)
    feed.subscribe([market], (found) => {
      for (const fact of found) {
        facts.push(fact)
        if (isBookFact(fact)) applyBookFact(ladder, fact)
      }
    })
    await pass(2)
    fake.faults.inject(fault)
    quote('bid', 0.47, 11)
    await pass(90)
    quote('bid', 0.46, 12)
    await pass(90)
    const last = facts.findLastIndex((fact) => fact.type === 'book.stale')
    const replaced = facts.findLastIndex((fact) => fact.type === 'book.replaced')
    const isRight = quantityAt(ladder.bids, toPrice(4700)) === 11_000_000
    expect(isRight || last > replaced).toBe(true)
    expect(last).toBeGreaterThan(-1)
  })
})

describe('every answer', () => {
  it('is decoded by the client without a word it does not know', async () => {
    const venue = await createVenue({ yes: 50 })
    const { client, wait, post, quote, pass, yes, no, settings, wallet, surprises } = venue
    quote('ask', 0.52, 100)
    quote('bid', 0.48, 100)
    post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    const orderId = post({ side: 'BUY', price: 0.4, size: 10 }).body.orderID
    await pass(10)
    const { conditionId, slug } = settings
    const { gamma, books, orders, trades, account, data, site } = client
    const tokenIds = [yes, no]
    const asked = [
      { tokenId: yes, side: 'BUY' as const },
      { tokenId: no, side: 'SELL' as const },
    ]
    const answers: readonly (() => Promise<unknown>)[] = [
      () => books.getOk({}),
      () => books.getTime({}),
      () => books.getVersion({}),
      () => books.getBook({ tokenId: yes }),
      () => books.getBooks({ tokenIds }),
      () => books.getPrice({ tokenId: yes, side: 'BUY' }),
      () => books.getPrices({ asked }),
      () => books.getMidpoint({ tokenId: yes }),
      () => books.getMidpoints({ tokenIds }),
      () => books.getSpread({ tokenId: yes }),
      () => books.getSpreads({ tokenIds }),
      () => books.getLastTradePrice({ tokenId: yes }),
      () => books.getLastTradePrices({ tokenIds }),
      () => books.getTickSize({ tokenId: yes }),
      () => books.getNegRisk({ tokenId: yes }),
      () => books.getFeeRate({ tokenId: yes }),
      () => books.getClobMarket({ conditionId }),
      () => books.getMarketByToken({ tokenId: no }),
      () => books.getMarket({ conditionId }),
      () => books.getMarkets({}),
      () => books.getSamplingMarkets({}),
      () => books.getSimplifiedMarkets({}),
      () => books.getSamplingSimplifiedMarkets({}),
      () => books.getPriceHistory({ tokenId: yes, interval: '1h' }),
      () => books.getCurrentRewards({}),
      () => gamma.getMarkets({}),
      () => gamma.getEvents({}),
      () => gamma.getMarketsByOffset({}),
      () => gamma.getEventsByOffset({}),
      () => gamma.getMarketBySlug({ slug }),
      () => gamma.getEventBySlug({ slug }),
      () => gamma.getTags({}),
      () => gamma.getSeriesList({}),
      () => gamma.getSports({}),
      () => gamma.search({ q: 'happen' }),
      () => orders.getOrder({ orderId }),
      () => orders.getOrders({}),
      () => trades.getTrades({}),
      () => account.getApiKeys({}),
      () => account.getClosedOnly({}),
      () => account.getNotifications({ signatureType: 0 }),
      () => account.getOrderScoring({ orderId }),
      () => account.getOrdersScoring({ orderIds: [orderId] }),
      () => account.postHeartbeat({ heartbeatId: '' }),
      () => data.getPositions({ user: wallet }),
      () => data.getClosedPositions({ user: wallet }),
      () => data.getTrades({}),
      () => data.getActivity({ user: wallet }),
      () => data.getValue({ user: wallet }),
      () => data.getTraded({ user: wallet }),
      () => site.getGeoblock({}),
      () => orders.cancelOrder({ orderId }),
      () => orders.cancelAll({}),
    ]
    for (const answer of answers) {
      const problem = await wait(
        answer().then(
          () => undefined,
          (error: unknown) => [answer.toString(), error],
        ),
      )
      expect(problem).toBeUndefined()
    }
    expect(surprises).toEqual([])
  })
})

describe('trading', () => {
  it('buys and sells at once, and hears of each stage', async () => {
    const { submit, quote, broker, pass, wait } = await createVenue()
    quote('ask', 0.52, 100)
    quote('bid', 0.5, 100)
    const facts: Fact[] = []
    broker.listen((found) => facts.push(...found))
    await pass(2)
    expect(await submit()).toMatchObject({ type: 'accepted', filled: 10_000_000, isDone: true })
    await pass(15)
    expect(facts.filter((fact) => fact.type === 'order.filled')).toMatchObject([
      { fill: { quantity: 10_000_000, price: 5200, fee: 124_800 } },
    ])
    expect(facts.flatMap((fact) => (fact.type === 'fill.settled' ? [fact.stage] : []))).toContain('confirmed')
    expect(await submit({ action: 'sell', limit: toPrice(5000), quantity: toQuantity(5_000_000) })).toMatchObject({
      type: 'accepted',
      filled: 5_000_000,
    })
    await pass(15)
    const snapshot = await wait(broker.snapshot())
    expect(snapshot).toMatchObject({ free: 1_000_000_000 - 5_200_000 - 124_800 + 2_500_000 - 62_500, open: [] })
    expect(snapshot.holdings).toMatchObject([{ outcome: 'yes', quantity: 5_000_000 }])
  })

  it('buys NO as the other token', async () => {
    const { submit, quote, no, pass, balance } = await createVenue()
    quote('bid', 0.6, 100)
    expect(await submit({ outcome: 'no', limit: toPrice(4000) })).toMatchObject({
      type: 'accepted',
      filled: 10_000_000,
    })
    await pass(10)
    expect(balance(no)).toBe('10000000')
  })

  it.each([
    ['nothing to match', {}, 'no-match'],
    ['too little', { quantity: toQuantity(1_000_000) }, 'minimum'],
    ['off the grid', { limit: toPrice(5225) }, 'tick'],
    ['a FOK that cannot be whole', { fill: 'all', quantity: toQuantity(500_000_000) }, 'no-match'],
    ['more than there is', { quantity: toQuantity(5_000_000_000) }, 'funds'],
  ] as const)('is refused for %s', async (name, part, reason) => {
    const { submit, quote } = await createVenue()
    if (name !== 'nothing to match') quote('ask', 0.52, name === 'more than there is' ? 10_000 : 100)
    expect(await submit(part)).toMatchObject({ type: 'rejected', reason })
  })
})

describe('faults, as the broker reports them', () => {
  const at = (fault: FaultOrder['fault'], more: Partial<FaultOrder> = {}): FaultOrder => ({
    fault,
    match: 'POST /order',
    ...more,
  })
  const cases: readonly (readonly [string, FaultOrder, Submission['type'], string])[] = [
    ['5xx before', at('answer.5xx-before'), 'unknown', 'nothing'],
    ['5xx after', at('answer.5xx-after'), 'unknown', 'filled'],
    ['cut before', at('connection.cut-before'), 'unknown', 'nothing'],
    ['cut after', at('connection.cut-after'), 'unknown', 'filled'],
    ['silence after', at('answer.silence-after'), 'unknown', 'filled'],
    ['2xx without an order', at('answer.no-order'), 'unknown', 'filled'],
    ['HTML 502', at('answer.html-502'), 'unknown', 'nothing'],
    ['HTML 429', at('answer.html-429'), 'rejected', 'nothing'],
    ['token-bucket 429', at('answer.rate-limited'), 'rejected', 'nothing'],
    ['425', at('restart.425'), 'rejected', 'nothing'],
    ['closed just before', { fault: 'market.closed' }, 'rejected', 'nothing'],
    ['paused just before', { fault: 'market.paused' }, 'rejected', 'nothing'],
    ['answered live, filled later', { fault: 'order.live' }, 'unknown', 'filled'],
    ['answered delayed, filled later', { fault: 'order.delayed' }, 'unknown', 'filled'],
  ]
  it.each(cases)('%s', async (_name, fault, type, truth) => {
    const { broker, order, wait, quote, fake, pass, client, market, clock } = await createVenue()
    quote('ask', 0.52, 100)
    await wait(client.markets.find({ market }))
    fake.faults.inject(fault)
    const sent = order()
    const since = clock.now()
    const submission = await wait(broker.submit(sent))
    expect(submission.type).toBe(type)
    await pass(60)
    const report = await wait(broker.find(sent, since))
    if (truth === 'filled') expect(report).toMatchObject({ filled: 10_000_000, isDone: true })
    else expect(report).toBeUndefined()
  })

  it('ghost fill: accepted, then told as failed', async () => {
    const { broker, submit, quote, fake, pass } = await createVenue()
    quote('ask', 0.52, 100)
    const facts: Fact[] = []
    broker.listen((found) => facts.push(...found))
    await pass(2)
    fake.faults.inject({ fault: 'fill.ghost' })
    expect(await submit()).toMatchObject({ type: 'accepted', filled: 10_000_000 })
    await pass(30)
    expect(facts.flatMap((fact) => (fact.type === 'fill.settled' ? [fact.stage] : [])).at(-1)).toBe('failed')
  })

  it('after a restart only post-only orders are taken, and the client knows for how long', async () => {
    const { submit, quote, fake, pass, clock, client, market, wait } = await createVenue()
    quote('ask', 0.52, 100)
    await wait(client.markets.find({ market }))
    fake.faults.inject({ fault: 'restart.425', match: 'POST /order', amountMicros: seconds(5) })
    expect((await submit()).type).toBe('rejected')
    await pass(10)
    expect((await submit()).type).toBe('rejected')
    await pass(130)
    expect(clock.now()).toBeGreaterThan(0)
    expect((await submit()).type).toBe('accepted')
  })
})
