import { toMoney, toPrice, toQuantity } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { totalCash, totalTokens } from '../src/polymarket/ledger.ts'
import { createTradingWorld, createWorld, START } from './polymarket-world.ts'

describe('orders', () => {
  it('fills a FAK at the best offers, spends the money, and settles on the clock', async () => {
    const world = await createTradingWorld()
    world.quote('ask', 0.5, 4)
    world.quote('ask', 0.52, 100)
    const seen = world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    expect(seen.status).toBe(200)
    expect(seen.body).toMatchObject({ success: true, errorMsg: '', status: 'matched' })
    expect(Number(seen.body.makingAmount)).toBeCloseTo(5.2, 5)
    expect(Number(seen.body.takingAmount)).toBeGreaterThan(10)
    expect(seen.body.tradeIDs).toHaveLength(2)
    expect(world.balance(world.yes)).toBe('0')
    const trades = () => world.call('GET', '/data/trades').body.data
    expect(trades().map((one: { status: string }) => one.status)).toEqual([
      'TRADE_STATUS_MATCHED',
      'TRADE_STATUS_MATCHED',
    ])
    await world.pass(3)
    expect(trades()[0]).toMatchObject({ status: 'TRADE_STATUS_MINED', trader_side: 'TAKER' })
    expect(trades()[0].transaction_hash).toMatch(/^0x[0-9a-f]{64}$/)
    await world.pass(5)
    expect(trades()[0].status).toBe('TRADE_STATUS_CONFIRMED')
    expect(Number(world.balance(world.yes))).toBe(Math.round(Number(seen.body.takingAmount) * 1_000_000))
  })

  it('mints a pair when two buyers of different tokens meet', async () => {
    const world = await createTradingWorld()
    // The other trader holds nothing, so its ask is a bid for the other token.
    world.quote('ask', 0.52, 10)
    world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    const [trade] = world.call('GET', '/data/trades').body.data
    expect(trade).toMatchObject({ asset_id: world.yes, side: 'BUY', price: '0.52', size: '10' })
    expect(trade.maker_orders[0]).toMatchObject({
      asset_id: world.no,
      side: 'BUY',
      price: '0.48',
      matched_amount: '10',
    })
    await world.pass(10)
    expect(world.fake.ledger().backing).toBe(10_000_000)
    expect(totalTokens(world.fake.ledger(), world.yes)).toBe(10_000_000)
    expect(totalTokens(world.fake.ledger(), world.no)).toBe(10_000_000)
  })

  it('merges a pair when two holders of different tokens meet', async () => {
    const world = await createTradingWorld()
    world.quote('ask', 0.52, 10)
    world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    await world.pass(10)
    // The other trader holds the other token now, so its bid sells that one.
    world.quote('bid', 0.5, 10)
    const seen = world.post({ side: 'SELL', price: 0.5, size: 10, type: 'FAK' })
    expect(seen.body).toMatchObject({ status: 'matched', makingAmount: '10', takingAmount: '5' })
    await world.pass(10)
    expect(world.fake.ledger().backing).toBe(0)
    expect(world.balance()).toBe(String(1_000_000_000 - 5_200_000 + 5_000_000))
    expect(totalCash(world.fake.ledger())).toBe(world.fake.ledger().deposited)
  })

  it('rests a GTC, shows it mirrored in both books, and cancels it', async () => {
    const world = await createTradingWorld()
    const seen = world.post({ side: 'BUY', price: 0.4, size: 25 })
    expect(seen.body).toMatchObject({ status: 'live', makingAmount: '', takingAmount: '' })
    expect(world.get(`/book?token_id=${world.yes}`).body.bids).toEqual([{ price: '0.4', size: '25' }])
    expect(world.get(`/book?token_id=${world.no}`).body.asks).toEqual([{ price: '0.6', size: '25' }])
    const id = seen.body.orderID
    expect(world.call('GET', '/data/orders').body.data).toMatchObject([{ id, status: 'LIVE', original_size: '25' }])
    expect(world.call('DELETE', '/order', { orderID: id }).body).toEqual({ canceled: [id], not_canceled: {} })
    expect(world.call('DELETE', '/order', { orderID: id }).body.canceled).toEqual([])
    expect(world.get(`/book?token_id=${world.yes}`).body.bids).toEqual([])
    expect(world.call('GET', `/data/order/${id}`).body).toMatchObject({ id, status: 'CANCELED' })
  })

  it('prints bids ascending and asks descending, so that the best is last', async () => {
    const world = createWorld()
    for (const price of [0.45, 0.5, 0.01]) world.quote('bid', price, 10)
    for (const price of [0.55, 0.99, 0.52]) world.quote('ask', price, 10)
    const { body } = world.get(`/book?token_id=${world.yes}`)
    expect(body.bids.map((one: { price: string }) => one.price)).toEqual(['0.01', '0.45', '0.5'])
    expect(body.asks.map((one: { price: string }) => one.price)).toEqual(['0.99', '0.55', '0.52'])
    expect(world.get(`/price?token_id=${world.yes}&side=BUY`).body).toEqual({ price: '0.5' })
    expect(world.get(`/price?token_id=${world.no}&side=SELL`).body).toEqual({ price: '0.5' })
    expect(world.get(`/midpoint?token_id=${world.no}`).body).toEqual({ mid: '0.49' })
    expect(world.get(`/spread?token_id=${world.yes}`).body).toEqual({ spread: '0.02' })
  })

  it.each([0, 1, 2, 3] as const)(
    'accepts an order of signature type %i and refuses it for another market kind',
    async (signatureType) => {
      const world = await createTradingWorld({ signatureType })
      expect(world.post({ side: 'BUY', price: 0.4, size: 25 }).body.status).toBe('live')
      expect(world.post({ side: 'BUY', price: 0.4, size: 25, isNegRisk: true }).body).toEqual({
        error: 'invalid signature',
      })
      expect(world.post({ side: 'BUY', price: 0.4, size: 25, version: 3 }).body).toEqual({
        error: 'order_version_mismatch',
      })
    },
  )

  it('takes orders of exchange V3 on markets of the second protocol alone', async () => {
    const world = await createTradingWorld({ market: { protocol: 'v2' } })
    expect(world.post({ side: 'BUY', price: 0.4, size: 25, version: 3 }).body.status).toBe('live')
    expect(world.post({ side: 'BUY', price: 0.4, size: 25, version: 2 }).body).toEqual({
      error: 'order_version_mismatch',
    })
  })

  it('charges the taker the documented fee on top, and the maker nothing', async () => {
    const fees = { rateMillionths: 70_000, exponent: 1, isTakerOnly: true }
    const world = await createTradingWorld({ market: { fees } })
    world.quote('ask', 0.5, 100)
    world.post({ side: 'BUY', price: 0.5, size: 100, type: 'GTC' })
    await world.pass(10)
    expect(world.balance()).toBe(String(1_000_000_000 - 50_000_000 - 1_750_000))
    expect(world.fake.ledger().fees).toBe(1_750_000)
    expect(totalCash(world.fake.ledger())).toBe(world.fake.ledger().deposited)
  })
})

describe('refusals', () => {
  const cases: readonly (readonly [
    string,
    Parameters<Awaited<ReturnType<typeof createTradingWorld>>['post']>[0],
    string,
  ])[] = [
    ['off the tick', { side: 'BUY', price: 0.405, size: 20 }, 'breaks minimum tick size rule: 0.01'],
    ['below the minimum', { side: 'BUY', price: 0.4, size: 4 }, 'Size (4) lower than the minimum: 5'],
    [
      'a marketable buy below a dollar',
      { side: 'BUY', price: 0.1, size: 5, type: 'FAK' },
      'invalid amount for a marketable BUY order ($0.5), min size: $1',
    ],
    ['too much', { side: 'BUY', price: 0.4, size: 2501 }, 'not enough balance / allowance'],
    ['tokens it does not hold', { side: 'SELL', price: 0.4, size: 10 }, 'not enough balance / allowance'],
    [
      'a FAK that meets nothing',
      { side: 'BUY', price: 0.4, size: 10, type: 'FAK' },
      'no orders found to match with FAK order',
    ],
    [
      'a FOK that cannot be whole',
      { side: 'BUY', price: 0.5, size: 200, type: 'FOK' },
      "order couldn't be fully filled",
    ],
    [
      'a post-only order that crosses',
      { side: 'BUY', price: 0.5, size: 10, isPostOnly: true },
      'invalid post-only order: order crosses book',
    ],
    [
      'a FAK with three decimals of money',
      { side: 'BUY', price: 0.33, size: 10.1, type: 'FAK' },
      'maker amount supports a max accuracy of 2 decimals',
    ],
    [
      'a GTD order that ends at once',
      { side: 'BUY', price: 0.4, size: 10, type: 'GTD', expiration: START / 1e6 + 5 },
      'invalid expiration',
    ],
    [
      'an amount that disagrees',
      { side: 'BUY', price: 0.4, size: 10, struct: { takerAmount: 10_000_300 }, type: 'FAK' },
      'invalid amounts',
    ],
    [
      'another wallet',
      { side: 'BUY', price: 0.4, size: 10, struct: { maker: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' as never } },
      'maker address not allowed',
    ],
  ]
  it.each(cases)('refuses %s', async (_name, draft, words) => {
    const world = await createTradingWorld()
    world.quote('ask', 0.5, 100)
    const seen = world.post(draft)
    expect(seen.status).toBe(400)
    expect(seen.body.error).toContain(words)
  })

  it('refuses the same bytes twice, an unknown token, another owner, and a version 1 order', async () => {
    const world = await createTradingWorld()
    const body = world.order({ side: 'BUY', price: 0.4, size: 25 })
    expect(world.call('POST', '/order', body).status).toBe(200)
    expect(world.call('POST', '/order', body).body.error).toMatch(/^order 0x[0-9a-f]{64} is invalid\. Duplicated\.$/)
    expect(world.post({ side: 'BUY', price: 0.4, size: 25, token: '12345' }).status).toBe(404)
    const other = { ...world.order({ side: 'BUY', price: 0.4, size: 25 }), owner: 'somebody' }
    expect(world.call('POST', '/order', other).body.error).toBe('the order owner has to be the owner of the API KEY')
    const old = world.order({ side: 'BUY', price: 0.4, size: 25 })
    const version1 = { ...old, order: { ...old.order, nonce: '0', feeRateBps: '0', taker: `0x${'0'.repeat(40)}` } }
    expect(world.call('POST', '/order', version1).body).toEqual({ error: 'order_version_mismatch' })
  })

  it('counts what rests and what is matched but not mined against the balance', async () => {
    const world = await createTradingWorld({ cash: 100 })
    world.quote('ask', 0.5, 1000)
    expect(world.post({ side: 'BUY', price: 0.5, size: 100, type: 'FAK' }).status).toBe(200)
    expect(world.balance()).toBe('100000000')
    expect(world.post({ side: 'BUY', price: 0.4, size: 130 }).body.error).toContain('not enough balance')
    expect(world.post({ side: 'BUY', price: 0.4, size: 120 }).status).toBe(200)
    expect(world.post({ side: 'BUY', price: 0.4, size: 10 }).body.error).toContain('not enough balance')
    expect(world.post({ side: 'SELL', price: 0.6, size: 50 }).body.error).toContain('not enough balance')
    await world.pass(10)
    expect(world.balance()).toBe('50000000')
    expect(world.post({ side: 'SELL', price: 0.6, size: 50 }).status).toBe(200)
  })
})

describe('batches, cancels and expiry', () => {
  it('answers a batch leg by leg and refuses more than fifteen', async () => {
    const world = await createTradingWorld()
    const leg = (price: number) => world.order({ side: 'BUY', price, size: 10 })
    const seen = world.call('POST', '/orders', [leg(0.4), leg(0.405), leg(0.41)])
    expect(seen.body.map((one: { orderID: string }) => one.orderID !== '')).toEqual([true, false, true])
    expect(seen.body[1]).toMatchObject({ success: true, orderID: '' })
    expect(seen.body[1].errorMsg).toContain('minimum tick size')
    const many = Array.from({ length: 16 }, () => leg(0.3))
    expect(world.call('POST', '/orders', many).body.error).toBe('Too many orders in payload: 16, max allowed: 15')
    expect(world.call('DELETE', '/cancel-all').body.canceled).toHaveLength(2)
  })

  it('cancels by market and by token', async () => {
    const world = await createTradingWorld()
    const id = world.post({ side: 'BUY', price: 0.4, size: 10 }).body.orderID
    const other = world.post({ side: 'BUY', price: 0.4, size: 10, token: world.no }).body.orderID
    expect(world.call('DELETE', '/cancel-market-orders', { asset_id: world.no }).body.canceled).toEqual([other])
    expect(world.call('DELETE', '/cancel-market-orders', { market: world.settings.conditionId }).body.canceled).toEqual(
      [id],
    )
    expect(world.call('DELETE', '/cancel-market-orders', {}).status).toBe(400)
  })

  it('withdraws a GTD order at its time', async () => {
    const world = await createTradingWorld()
    const expiration = START / 1_000_000 + 300
    world.post({ side: 'BUY', price: 0.4, size: 10, type: 'GTD', expiration })
    await world.pass(299)
    expect(world.call('GET', '/data/orders').body.count).toBe(1)
    await world.pass(2)
    expect(world.call('GET', '/data/orders').body.count).toBe(0)
  })

  it('cancels everything of a key whose heart stops', async () => {
    const world = await createTradingWorld()
    world.post({ side: 'BUY', price: 0.4, size: 10 })
    const first = world.call('POST', '/v1/heartbeats', { heartbeat_id: '' }).body.heartbeat_id
    await world.pass(5)
    const second = world.call('POST', '/v1/heartbeats', { heartbeat_id: first }).body.heartbeat_id
    expect(world.call('POST', '/v1/heartbeats', { heartbeat_id: first })).toMatchObject({
      status: 400,
      body: { error: 'Invalid Heartbeat ID', heartbeat_id: second },
    })
    await world.pass(9)
    expect(world.call('GET', '/data/orders').body.count).toBe(1)
    await world.pass(8)
    expect(world.call('GET', '/data/orders').body.count).toBe(0)
  })

  it('lets sixty orders through at once and then forty a second', async () => {
    const world = await createTradingWorld()
    const codes = Array.from({ length: 61 }, () => world.post({ side: 'BUY', price: 0.01, size: 5 }).status)
    expect(codes.slice(0, 60).every((code) => code === 200)).toBe(true)
    const refused = world.post({ side: 'BUY', price: 0.01, size: 5 })
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1', 'poly-ratelimit-tier': 'standard' } })
    await world.pass(1)
    expect(world.post({ side: 'BUY', price: 0.01, size: 5 }).status).toBe(200)
  })
})

it('keeps a market that is resolved, and pays those who won', async () => {
  const world = await createTradingWorld({ yes: 20 })
  world.post({ side: 'SELL', price: 0.9, size: 10 })
  world.fake.resolve(world.settings.conditionId, 0)
  expect(world.call('GET', '/data/orders').body.count).toBe(0)
  expect(world.post({ side: 'BUY', price: 0.4, size: 10 }).status).toBe(400)
  expect(world.get(`/markets/${world.settings.conditionId}`).body.tokens[0]).toMatchObject({ winner: true, price: 1 })
  expect(world.fake.redeem(world.settings.conditionId, world.wallet)).toBe(toMoney(20_000_000))
  expect(totalCash(world.fake.ledger())).toBe(world.fake.ledger().deposited)
})

it('shows a recorded book, behind which a client queues and stays', async () => {
  const world = await createTradingWorld()
  const { fake, settings } = world
  const level = (price: number, size: number) => ({ price: toPrice(price), quantity: toQuantity(size * 1_000_000) })
  fake.show(settings.conditionId, [level(4800, 50), level(4700, 20)], [level(5200, 30)])
  expect(world.post({ side: 'BUY', price: 0.48, size: 10 }).body.status).toBe('live')
  fake.show(settings.conditionId, [level(4800, 40)], [level(5300, 30)])
  const { body } = world.get(`/book?token_id=${world.yes}`)
  expect(body.bids).toEqual([{ price: '0.48', size: '50' }])
  expect(body.asks).toEqual([{ price: '0.53', size: '30' }])
  world.quote('ask', 0.48, 45, { lifetime: 'ioc' })
  expect(world.call('GET', '/data/orders').body.data).toMatchObject([{ size_matched: '5', original_size: '10' }])
  expect(totalCash(fake.ledger())).toBe(fake.ledger().deposited)
})

describe('admission', () => {
  const buy = { side: 'BUY', price: 0.4, size: 10 } as const

  it('takes cancels alone in cancel-only mode, and nothing when disabled', async () => {
    const world = await createTradingWorld()
    const orderID = world.post(buy).body.orderID
    world.fake.setMode('disabled')
    expect(world.call('DELETE', '/order', { orderID }).status).toBe(503)
    world.fake.setMode('cancel-only')
    expect(world.post(buy)).toMatchObject({ status: 503, body: { error: expect.stringContaining('cancel-only') } })
    expect(world.call('DELETE', '/order', { orderID }).body.canceled).toEqual([orderID])
    world.fake.setMode('open')
    expect(world.post(buy).status).toBe(200)
  })

  it('refuses orders from a blocked country, and serves the rest', async () => {
    const world = await createTradingWorld({ country: 'US' })
    expect(world.post(buy).status).toBe(403)
    expect(world.call('GET', '/data/orders').status).toBe(200)
  })

  it('lets a closed-only account sell, and a banned one nothing', async () => {
    const world = await createTradingWorld({ yes: 20 })
    world.fake.restrict(world.signer.address, 'closed-only')
    expect(world.call('GET', '/auth/ban-status/closed-only').body).toEqual({ closed_only: true })
    expect(world.post(buy).body.error).toContain('closed only mode')
    expect(world.post({ side: 'SELL', price: 0.6, size: 10 }).status).toBe(200)
    world.fake.restrict(world.signer.address, 'banned')
    expect(world.post({ side: 'SELL', price: 0.6, size: 10 }).body.error).toContain('address banned')
    world.fake.restrict(world.signer.address, undefined)
    expect(world.post(buy).status).toBe(200)
  })
})

it('splits money into pairs and merges pairs into money, nothing lost', async () => {
  const world = await createTradingWorld()
  const { fake, settings, wallet, yes, no } = world
  fake.split(settings.conditionId, wallet, toQuantity(30_000_000))
  expect([world.balance(), world.balance(yes), world.balance(no)]).toEqual(['970000000', '30000000', '30000000'])
  fake.split(settings.conditionId, wallet, toQuantity(-10_000_000))
  expect([world.balance(), world.balance(yes)]).toEqual(['980000000', '20000000'])
  expect(() => fake.split(settings.conditionId, wallet, toQuantity(-21_000_000))).toThrow('at least no tokens')
  expect(totalCash(fake.ledger())).toBe(fake.ledger().deposited)
})

describe('a market that makes takers wait', () => {
  const market = { secondsDelay: 3 }

  it('answers delayed, matches against the book of then, and rests nothing that is immediate', async () => {
    const world = await createTradingWorld({ market })
    world.quote('ask', 0.52, 100)
    const seen = world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' })
    expect(seen.body).toMatchObject({ success: true, status: 'delayed', makingAmount: '' })
    await world.pass(2)
    expect(world.call('GET', '/data/trades').body.data).toEqual([])
    world.quote('ask', 0.5, 4)
    await world.pass(2)
    const { data } = world.call('GET', '/data/trades').body
    expect(data.map((one: { price: string }) => one.price).sort()).toEqual(['0.5', '0.52'])
  })

  it('lets an order that takes nothing rest at once, and a GTC rest what is left after the wait', async () => {
    const world = await createTradingWorld({ market })
    const quote = world.quote('ask', 0.52, 100)
    expect(world.post({ side: 'BUY', price: 0.4, size: 10 }).body.status).toBe('live')
    const id = world.post({ side: 'BUY', price: 0.52, size: 10 }).body.orderID
    world.fake.act(world.settings.conditionId, { type: 'cancel', id: quote })
    await world.pass(4)
    expect(world.call('GET', `/data/order/${id}`).body).toMatchObject({ status: 'LIVE', size_matched: '0' })
  })
})
