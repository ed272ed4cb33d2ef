/*
 * Our own client on the fake, in virtual time: what it makes of a good venue.
 */
import type { Book, Fact } from '@arbees/core'
import { applyBookFact, createLadder, isBookFact, toBook, toPrice, toQuantity } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { createVenue } from './polymarket-venue.ts'

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

  it('counts what it holds in a market of protocol v2', async () => {
    const condition = 7n << 248n
    const tokenIds = [String(condition), String(condition + 1n)] as const
    const { submit, quote, pass, wait, broker, market } = await createVenue({ market: { protocol: 'v2', tokenIds } })
    quote('ask', 0.52, 100)
    expect(await submit()).toMatchObject({ type: 'accepted', filled: 10_000_000 })
    await pass(15)
    const { holdings } = await wait(broker.snapshot())
    expect(holdings).toEqual([{ market, outcome: 'yes', quantity: 10_000_000 }])
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
