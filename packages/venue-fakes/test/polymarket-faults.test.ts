/*
 * Each fault by name, and what a raw client sees of it: at once, and afterwards where the two differ.
 */
import { seconds } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { totalCash } from '../src/polymarket/ledger.ts'
import { createTradingWorld } from './polymarket-world.ts'

const BUY = { side: 'BUY', price: 0.52, size: 10, type: 'FAK' } as const

async function struckWorld(
  ...faults: Parameters<Awaited<ReturnType<typeof createTradingWorld>>['fake']['faults']['inject']>[0][]
) {
  const world = await createTradingWorld()
  world.quote('ask', 0.52, 100)
  for (const fault of faults) world.fake.faults.inject(fault)
  return world
}

describe('before the match', () => {
  it.each([
    ['answer.5xx-before', 500, /"error"/],
    ['answer.html-429', 429, /^<!DOCTYPE html>/],
    ['answer.html-502', 502, /^<!DOCTYPE html>/],
    ['answer.rate-limited', 429, /Too Many Requests/],
    ['answer.maintenance', 503, /Trading is currently disabled/],
    ['answer.gone', 410, /gone/],
  ] as const)('%s answers %i and does nothing', async (fault, status, words) => {
    const world = await struckWorld({ fault, match: 'POST /order' })
    const seen = world.post(BUY)
    expect(seen.status).toBe(status)
    expect(typeof seen.body === 'string' ? seen.body : JSON.stringify(seen.body)).toMatch(words)
    expect(world.call('GET', '/data/trades').body.data).toEqual([])
    expect(world.post(BUY).status).toBe(200)
  })

  it('connection.cut-before cuts and does nothing', async () => {
    const world = await struckWorld({ fault: 'connection.cut-before', match: 'POST /order' })
    expect(world.post(BUY).type).toBe('cut')
    expect(world.call('GET', '/data/trades').body.data).toEqual([])
  })
})

describe('after the match', () => {
  it.each([
    ['answer.5xx-after', 'answer', 502],
    ['connection.cut-after', 'cut', 0],
    ['answer.silence-after', 'silence', 0],
    ['answer.no-order', 'answer', 200],
  ] as const)('%s: the client cannot know, the order is there, and its hash finds it', async (fault, type, status) => {
    const world = await struckWorld({ fault, match: 'POST /order' })
    const body = world.order(BUY)
    const seen = world.call('POST', '/order', body)
    expect(seen).toMatchObject({ type, status })
    if (status === 200) expect(seen.body).toMatchObject({ success: true, orderID: '' })
    const [trade] = world.call('GET', '/data/trades').body.data
    expect(trade.size).toBe('10')
    expect(world.call('GET', `/data/order/${trade.taker_order_id}`).body).toMatchObject({ size_matched: '10' })
    // The same bytes again are refused: a retry of the same signature is safe.
    expect(world.call('POST', '/order', body).body.error).toContain('Duplicated')
  })

  it('answer.slow leaves late', async () => {
    const world = await struckWorld({ fault: 'answer.slow', match: '/book', amountMicros: seconds(7) })
    const reply = world.fake.clob.request({ method: 'GET', url: `/book?token_id=${world.yes}`, headers: {}, body: '' })
    expect(reply).toMatchObject({ type: 'answer', status: 200, after: seconds(7) })
  })
})

describe('restart.425', () => {
  it('refuses all of the engine, then all but post-only orders for two minutes; cancels work', async () => {
    const world = await struckWorld()
    const resting = world.post({ side: 'BUY', price: 0.4, size: 10 }).body.orderID
    world.fake.faults.inject({ fault: 'restart.425', match: 'POST /order', amountMicros: seconds(30) })
    expect(world.post(BUY).status).toBe(425)
    expect(world.call('DELETE', '/order', { orderID: resting }).status).toBe(425)
    expect(world.get(`/book?token_id=${world.yes}`).status).toBe(200)
    await world.pass(31)
    const refused = world.post(BUY)
    expect(refused).toMatchObject({
      status: 503,
      body: { code: 'post_only_mode', retry_after_seconds: 119 },
      headers: { 'retry-after': '119' },
    })
    expect(refused.body.error).toBe('post-only mode: only post-only orders and cancels are allowed')
    expect(world.post({ side: 'BUY', price: 0.4, size: 10, isPostOnly: true }).status).toBe(200)
    expect(world.call('DELETE', '/order', { orderID: resting }).body.canceled).toEqual([resting])
    await world.pass(120)
    expect(world.post(BUY).status).toBe(200)
  })
})

describe('orders that are not what their answer says', () => {
  it.each([
    ['order.live', 'live'],
    ['order.delayed', 'delayed'],
  ] as const)('%s: a FAK is answered %s, cannot be canceled, and fills later', async (fault, status) => {
    const world = await struckWorld({ fault, amountMicros: seconds(3) })
    const seen = world.post(BUY)
    expect(seen.body).toMatchObject({ success: true, status, makingAmount: '', takingAmount: '' })
    const id = seen.body.orderID
    expect(world.call('GET', '/data/trades').body.data).toEqual([])
    expect(world.call('DELETE', '/order', { orderID: id }).body.not_canceled[id]).toContain('delayed')
    await world.pass(4)
    expect(world.call('GET', `/data/order/${id}`).body).toMatchObject({ status: 'MATCHED', size_matched: '10' })
  })

  it('a delayed FAK dies when the book left meanwhile, and the stream says why', async () => {
    const world = await struckWorld()
    const quote = world.quote('ask', 0.51, 100)
    world.fake.faults.inject({ fault: 'order.delayed', amountMicros: seconds(3) })
    const stream = world.listen('/ws/user')
    const { key: apiKey, secret, passphrase } = world.credentials
    stream.say({ auth: { apiKey, secret, passphrase }, type: 'user' })
    const id = world.post({ ...BUY, price: 0.51 }).body.orderID
    world.fake.act(world.settings.conditionId, { type: 'cancel', id: quote })
    await world.pass(4)
    expect(world.call('GET', `/data/order/${id}`).body).toMatchObject({ status: 'CANCELED', size_matched: '0' })
    expect(stream.of('order').at(-1)).toMatchObject({
      type: 'CANCELLATION',
      status: expect.stringContaining('CANCELED_no orders found'),
    })
  })

  it('fill.ghost: matched, then FAILED, and nothing ever moved', async () => {
    const world = await struckWorld({ fault: 'fill.ghost' })
    expect(world.post(BUY).body.status).toBe('matched')
    await world.pass(10)
    expect(world.call('GET', '/data/trades').body.data).toMatchObject([
      { status: 'TRADE_STATUS_FAILED', transaction_hash: '' },
    ])
    expect(world.balance()).toBe('1000000000')
    expect(world.balance(world.yes)).toBe('0')
    expect(totalCash(world.fake.ledger())).toBe(world.fake.ledger().deposited)
  })

  it('lock.stuck: settled money is still counted as matched, until it is let go', async () => {
    const world = await struckWorld({ fault: 'lock.stuck' })
    world.quote('ask', 0.5, 1000)
    expect(world.post({ side: 'BUY', price: 0.5, size: 1000, type: 'FAK' }).status).toBe(200)
    await world.pass(10)
    expect(world.balance()).toBe('500000000')
    const refused = world.post({ side: 'BUY', price: 0.4, size: 10 })
    expect(refused.body.error).toContain('sum of matched orders: 500000000')
    world.fake.releaseLocks()
    expect(world.post({ side: 'BUY', price: 0.4, size: 10 }).status).toBe(200)
  })

  it('batch.lie: one leg names no order, though it rests', async () => {
    const world = await struckWorld({ fault: 'batch.lie', match: 'leg 1' })
    const leg = (price: number) => world.order({ side: 'BUY', price, size: 10 })
    const seen = world.call('POST', '/orders', [leg(0.4), leg(0.41)])
    expect(seen.body[0].orderID).not.toBe('')
    expect(seen.body[1]).toMatchObject({ success: true, orderID: '', errorMsg: '' })
    expect(world.call('GET', '/data/orders').body.count).toBe(2)
  })
})

describe('the market moves just before the order', () => {
  it.each([
    ['market.tick-change', undefined, 200],
    ['market.paused', /not yet ready/, 400],
    ['market.closed', /closed/, 400],
    ['market.settled', /closed/, 400],
    ['market.voided', /closed/, 400],
  ] as const)('%s', async (fault, words, status) => {
    const world = await struckWorld({ fault })
    const seen = world.post(BUY)
    expect(seen.status).toBe(status)
    if (words !== undefined) expect(seen.body.error).toMatch(words)
  })

  it('market.tick-change: the book says the new tick, and a coarser one is broken by old prices', async () => {
    const world = await struckWorld()
    world.fake.setTick(world.settings.conditionId, 1000)
    expect(world.post(BUY).body.error).toContain('breaks minimum tick size rule: 0.1')
    world.fake.faults.inject({ fault: 'market.tick-change' })
    world.post(BUY)
    expect(world.get(`/tick-size?token_id=${world.yes}`).body).toEqual({ minimum_tick_size: 0.01 })
  })
})

describe('streams', () => {
  async function streaming(...faults: Parameters<typeof struckWorld>) {
    const world = await struckWorld(...faults)
    const stream = world.listen('/ws/market')
    stream.say({ assets_ids: [world.yes], type: 'market' })
    return { world, stream }
  }
  const kinds = (seen: readonly unknown[]) =>
    seen.flat().map((one) => (typeof one === 'string' ? one : (one as { event_type: string }).event_type))

  it('stream.stall: nothing arrives any more, not even PONG', async () => {
    const { world, stream } = await streaming()
    world.fake.faults.inject({ fault: 'stream.stall' })
    world.quote('bid', 0.4, 10)
    world.quote('bid', 0.41, 10)
    stream.say('PING')
    expect(kinds(stream.seen)).toEqual(['book'])
    expect(stream.ends).toEqual([])
  })

  it('stream.frozen: PONG and trades go on, the book does not', async () => {
    const { world, stream } = await streaming()
    world.fake.faults.inject({ fault: 'stream.frozen' })
    world.quote('bid', 0.4, 10)
    world.post(BUY)
    stream.say('PING')
    expect(kinds(stream.seen)).toEqual(['book', 'last_trade_price', 'PONG'])
  })

  it('stream.crossed: a bid at the best ask that is not in the book', async () => {
    const { world, stream } = await streaming()
    world.fake.faults.inject({ fault: 'stream.crossed' })
    world.quote('bid', 0.4, 10)
    expect(stream.of('price_change').at(-1).price_changes[0]).toMatchObject({ side: 'BUY', price: '0.52' })
    expect(world.get(`/book?token_id=${world.yes}`).body.bids).toEqual([{ price: '0.4', size: '10' }])
  })

  it('stream.gap, stream.duplicate, stream.reorder and stream.cut do what they say', async () => {
    const { world, stream } = await streaming()
    const prices = () => stream.of('price_change').map((one) => one.price_changes[0].price)
    world.fake.faults.inject({ fault: 'stream.gap' })
    world.quote('bid', 0.4, 10)
    expect(prices()).toEqual([])
    world.fake.faults.inject({ fault: 'stream.duplicate' })
    world.quote('bid', 0.41, 10)
    expect(prices()).toEqual(['0.41', '0.41'])
    world.fake.faults.inject({ fault: 'stream.reorder' })
    world.quote('bid', 0.42, 10)
    world.quote('bid', 0.43, 10)
    expect(prices()).toEqual(['0.41', '0.41', '0.43', '0.42'])
    world.fake.faults.inject({ fault: 'stream.cut' })
    world.quote('bid', 0.44, 10)
    expect(stream.ends).toEqual(['cut'])
  })
})
