import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createTradingWorld, createWorld } from './polymarket-world.ts'

describe('the market stream', () => {
  it('gives the books first, then changes of both tokens, in the words of /book', () => {
    const world = createWorld()
    world.quote('bid', 0.5, 10)
    const stream = world.listen('/ws/market')
    stream.say({ assets_ids: [world.yes, world.no], type: 'market' })
    expect(stream.seen).toHaveLength(1)
    expect(stream.seen[0]).toMatchObject([
      { event_type: 'book', asset_id: world.yes, bids: [{ price: '0.5', size: '10' }], asks: [], tick_size: '0.01' },
      { event_type: 'book', asset_id: world.no, bids: [], asks: [{ price: '0.5', size: '10' }] },
    ])
    world.quote('bid', 0.5, 5)
    const [change] = stream.of('price_change')
    expect(change.price_changes).toMatchObject([
      { asset_id: world.yes, price: '0.5', size: '15', side: 'BUY', best_bid: '0.5', best_ask: '1' },
      { asset_id: world.no, price: '0.5', size: '15', side: 'SELL', best_bid: '0', best_ask: '0.5' },
    ])
    const hashes = change.price_changes.map((one: { hash: string }) => one.hash)
    const books = [world.yes, world.no].map((token) => world.get(`/book?token_id=${token}`).body.hash)
    expect(hashes).toEqual(books)
    expect(stream.of('best_bid_ask')).toEqual([])
  })

  it('tells a trade: what changed, the last price, and the books anew', async () => {
    const world = await createTradingWorld()
    world.quote('ask', 0.52, 10)
    const stream = world.listen('/ws/market')
    stream.say({ assets_ids: [world.yes], type: 'market' })
    world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    const kinds = stream.seen.slice(1).map((one) => one.event_type)
    expect(kinds).toEqual(['price_change', 'last_trade_price', 'book'])
    expect(stream.of('price_change')[0].price_changes[0]).toMatchObject({ price: '0.52', size: '0', side: 'SELL' })
    expect(stream.of('last_trade_price')[0]).toMatchObject({ price: '0.52', size: '10', side: 'BUY' })
  })

  it('rebuilds the venue’s book from the first books and the changes alone', async () => {
    const world = await createTradingWorld()
    const stream = world.listen('/ws/market')
    for (let index = 0; index < 20; index++)
      world.quote(index % 2 === 0 ? 'bid' : 'ask', index % 2 === 0 ? 0.4 : 0.6, 5 + index)
    stream.say({ assets_ids: [world.yes], type: 'market' })
    for (let index = 1; index < 40; index++) world.quote(index % 2 === 0 ? 'bid' : 'ask', (30 + index) / 100, 7)
    const levels: Record<string, Map<string, string>> = { BUY: new Map(), SELL: new Map() }
    const [book] = stream.seen[0]
    for (const one of book.bids) levels['BUY']?.set(one.price, one.size)
    for (const one of book.asks) levels['SELL']?.set(one.price, one.size)
    for (const message of stream.of('price_change')) {
      for (const { asset_id, side, price, size } of message.price_changes) {
        if (asset_id !== world.yes) continue
        if (size === '0') levels[side]?.delete(price)
        else levels[side]?.set(price, size)
      }
    }
    const now = world.get(`/book?token_id=${world.yes}`).body
    const sorted = (side: string) =>
      [...(levels[side] ?? [])]
        .map(([price, size]) => ({ price, size }))
        .sort((a, b) => Number(a.price) - Number(b.price))
    expect(sorted('BUY')).toEqual(now.bids)
    expect(sorted('SELL')).toEqual(now.asks.toReversed())
    expect(now.bids.length + now.asks.length).toBeGreaterThan(5)
  })

  it('tells ticks, and best prices and resolutions to those who ask for them', () => {
    const world = createWorld()
    const plain = world.listen('/ws/market')
    plain.say({ assets_ids: [world.yes], type: 'market' })
    const custom = world.listen('/ws/market')
    custom.say({ assets_ids: [world.yes], type: 'market', custom_feature_enabled: true })
    world.quote('bid', 0.5, 10)
    world.fake.setTick(world.settings.conditionId, 10)
    world.fake.resolve(world.settings.conditionId, 1)
    expect(plain.of('tick_size_change')).toMatchObject([{ old_tick_size: '0.01', new_tick_size: '0.001' }])
    expect(plain.of('market_resolved')).toEqual([])
    expect(custom.of('best_bid_ask')[0]).toMatchObject({
      asset_id: world.yes,
      best_bid: '0.5',
      best_ask: '1',
      spread: '0.5',
    })
    expect(custom.of('market_resolved')).toMatchObject([{ winning_asset_id: world.no, winning_outcome: 'No' }])
    world.fake.list({ ...world.settings, conditionId: `0x${'ab'.repeat(32)}`, tokenIds: ['1', '2'] })
    expect(custom.of('new_market')).toMatchObject([{ clob_token_ids: ['1', '2'] }])
  })

  it('answers PING, unsubscribes, and says when a frame is none', () => {
    const world = createWorld()
    const stream = world.listen('/ws/market')
    stream.say('PING')
    stream.say('{')
    stream.say({ assets_ids: [world.yes], type: 'market' })
    stream.say({ operation: 'unsubscribe', assets_ids: [world.yes] })
    world.quote('bid', 0.5, 10)
    expect(stream.seen.map((one) => (typeof one === 'string' ? one : 'books'))).toEqual([
      'PONG',
      'INVALID OPERATION',
      'books',
    ])
  })
})

describe('the user stream', () => {
  it('tells a key its orders and its trades, stage by stage, and nobody else', async () => {
    const world = await createTradingWorld()
    const { key, secret, passphrase } = world.credentials
    const stream = world.listen('/ws/user')
    stream.say({ auth: { apiKey: key, secret, passphrase }, type: 'user' })
    world.quote('ask', 0.52, 10)
    world.quote('bid', 0.3, 10)
    const resting = world.post({ side: 'BUY', price: 0.4, size: 20 }).body.orderID
    world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    world.call('DELETE', '/order', { orderID: resting })
    await world.pass(10)
    const orders = stream.of('order').map(({ type, status }) => `${type} ${status}`)
    expect(orders).toEqual(['PLACEMENT LIVE', 'PLACEMENT MATCHED', 'UPDATE MATCHED', 'CANCELLATION CANCELED'])
    expect(stream.of('trade').map(({ status, trader_side }) => `${trader_side} ${status}`)).toEqual([
      'TAKER MATCHED',
      'TAKER MINED',
      'TAKER CONFIRMED',
    ])
    expect(new Set(stream.of('trade').map(({ id }) => id)).size).toBe(1)
  })

  it('tells a maker its part of a taker’s trade', async () => {
    const world = await createTradingWorld()
    const { key, secret, passphrase } = world.credentials
    const stream = world.listen('/ws/user')
    stream.say({ auth: { apiKey: key, secret, passphrase }, type: 'user', markets: [world.settings.conditionId] })
    const id = world.post({ side: 'BUY', price: 0.4, size: 20 }).body.orderID
    world.quote('ask', 0.4, 8, { lifetime: 'ioc', owner: 'taker' })
    const [trade] = stream.of('trade')
    expect(trade).toMatchObject({
      trader_side: 'MAKER',
      size: '8',
      owner: key,
      side: 'BUY',
      asset_id: world.no,
      price: '0.6',
    })
    expect(trade.maker_orders).toMatchObject([{ order_id: id, matched_amount: '8', price: '0.4', asset_id: world.yes }])
    expect(stream.of('order').at(-1)).toMatchObject({ type: 'UPDATE', size_matched: '8', status: 'LIVE' })
  })

  it('closes without a reason on wrong credentials, and is silent before any', async () => {
    const world = await createTradingWorld()
    const stream = world.listen('/ws/user')
    world.post({ side: 'BUY', price: 0.4, size: 20 })
    stream.say('PING')
    expect(stream.seen).toEqual(['PONG'])
    stream.say({ auth: { apiKey: world.credentials.key, secret: 'x', passphrase: 'y' }, type: 'user' })
    expect(stream.ends).toEqual(['1000'])
  })
})

it('hashes a book as the text of its whole body with an empty hash, in the venue’s order of members', async () => {
  const world = await createTradingWorld()
  for (const price of [0.3, 0.31, 0.32]) world.quote('bid', price, 7.5)
  world.quote('ask', 0.52, 10)
  world.post({ side: 'BUY', price: 0.52, size: 5, type: 'FAK' })
  for (const token of [world.yes, world.no]) {
    const { body } = world.get(`/book?token_id=${token}`)
    const { market, asset_id, timestamp, hash, bids, asks, min_order_size, tick_size, neg_risk, last_trade_price } =
      body
    const text = JSON.stringify({
      market,
      asset_id,
      timestamp,
      hash: '',
      bids,
      asks,
      min_order_size,
      tick_size,
      neg_risk,
      last_trade_price,
    })
    expect(createHash('sha1').update(text).digest('hex')).toBe(hash)
  }
})
