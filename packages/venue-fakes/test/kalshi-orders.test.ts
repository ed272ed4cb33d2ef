import { createRng, nextInteger, nextOf, parsePrice, parseQuantity, toMoney, toPrice } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { totalOfKalshi } from '../src/index.ts'
import { CRYPTO, level, setTable, TICKER } from './kalshi-world.ts'

const NESTED = (code: string, extra = {}) => ({
  error: { code, message: code.replaceAll('_', ' '), ...extra },
})

describe('POST /portfolio/events/orders', () => {
  it('answers a full, a partial and no fill of an IOC as documented', () => {
    const { order } = setTable()
    const full = order({ count: '10.00', client_order_id: 'a' })
    expect(full.status).toBe(201)
    expect(full.json).toMatchObject({
      client_order_id: 'a',
      fill_count: '10.00',
      remaining_count: '0.00',
      average_fill_price: '0.4400',
      average_fee_paid: '0.0172',
    })
    expect(order({ count: '20.00' }).json).toMatchObject({ fill_count: '7.00', remaining_count: '0.00' })
    const none = order({ price: '0.4300' }).json
    expect(none).toMatchObject({ fill_count: '0.00', remaining_count: '0.00' })
    expect(none).not.toHaveProperty('average_fill_price')
  })

  it('buys NO with an ask, at the YES price', () => {
    const { order, ask } = setTable()
    expect(order({ side: 'ask', price: '0.4200', count: '20.00' }).json).toMatchObject({
      fill_count: '13.00',
      average_fill_price: '0.4200',
    })
    const { fills } = ask('GET', '/portfolio/fills').json as { fills: { no_price_dollars: string }[] }
    expect(fills).toMatchObject([
      { outcome_side: 'no', book_side: 'ask', yes_price_dollars: '0.4200', no_price_dollars: '0.5800', is_taker: true },
    ])
    expect(ask('GET', '/portfolio/positions').json).toMatchObject({ market_positions: [{ position_fp: '-13.00' }] })
  })

  it('fills a FOK whole or answers 409, and burns its name either way', () => {
    const { order } = setTable()
    const kill = order({ count: '18.00', time_in_force: 'fill_or_kill', client_order_id: 'k' })
    expect([kill.status, kill.json]).toEqual([409, NESTED('fill_or_kill_insufficient_resting_volume')])
    expect(order({ client_order_id: 'k' }).status).toBe(409)
    const whole = order({ count: '17.00', time_in_force: 'fill_or_kill', client_order_id: 'w' })
    expect(whole.json).toMatchObject({ fill_count: '17.00' })
    const again = order({ client_order_id: 'w' })
    expect([again.status, again.json]).toEqual([409, NESTED('order_already_exists')])
  })

  it('lets a GTC rest, shows it, cancels it once, and says 404 after', () => {
    const { order, ask } = setTable()
    const { order_id: id } = order({ time_in_force: 'good_till_canceled', count: '20.00' }).json as { order_id: string }
    const read = () => (ask('GET', `/portfolio/orders/${id}`).json as { order: object }).order
    expect(read()).toMatchObject({ status: 'resting', fill_count_fp: '17.00', remaining_count_fp: '3.00' })
    expect(ask('GET', '/portfolio/orders?status=resting').json).toMatchObject({ orders: [{ order_id: id }] })
    const path = `/portfolio/events/orders/${id}?market_ticker=${TICKER}`
    expect(ask('DELETE', path).json).toMatchObject({ order_id: id, reduced_by: '3.00' })
    expect(read()).toMatchObject({ status: 'canceled', fill_count_fp: '17.00', remaining_count_fp: '0.00' })
    const again = ask('DELETE', path)
    expect([again.status, again.json]).toEqual([404, NESTED('not_found')])
  })

  it('finds an order of another shard only by its ticker or its shard', () => {
    const { order, ask } = setTable()
    const rest = { ticker: CRYPTO, time_in_force: 'good_till_canceled', price: '0.0100' }
    const { order_id: id } = order(rest).json as { order_id: string }
    expect(ask('DELETE', `/portfolio/events/orders/${id}`).status).toBe(404)
    expect(ask('DELETE', `/portfolio/events/orders/${id}?exchange_index=2`).status).toBe(200)
  })

  it('amends and decreases with the queue kept or lost', () => {
    const { order, ask } = setTable()
    const rest = { time_in_force: 'good_till_canceled', price: '0.4000', count: '10.00' }
    const { order_id: id } = order(rest).json as { order_id: string }
    const amend = (part: object) =>
      ask('POST', `/portfolio/events/orders/${id}/amend`, { ticker: TICKER, side: 'bid', ...part })
    expect(amend({ price: '0.4000', count: '8.00' }).json).toMatchObject({
      remaining_count: '8.00',
      fill_count: '0.00',
    })
    expect(amend({ price: '0.4300', count: '8.00' }).json).not.toHaveProperty('fill_count')
    expect(amend({ price: '0.4400', count: '8.00' }).json).toMatchObject({
      fill_count: '8.00',
      remaining_count: '0.00',
    })
    expect(amend({ price: '0.4400', count: '9.00' }).status).toBe(404)
    const { order_id: next } = order({ ...rest, price: '0.4100' }).json as { order_id: string }
    const position = () => ask('GET', `/portfolio/orders/${next}/queue_position`).json
    expect(position()).toEqual({ queue_position_fp: '23.00' })
    const less = ask('POST', `/portfolio/events/orders/${next}/decrease`, { reduce_by: '2.00', market_ticker: TICKER })
    expect(less.json).toMatchObject({ remaining_count: '8.00' })
    const gone = ask('POST', `/portfolio/events/orders/${next}/decrease`, { reduce_to: '0', market_ticker: TICKER })
    expect(gone.json).toMatchObject({ remaining_count: '0.00' })
  })

  it('answers a batch item by item, and cancels all of every shard', () => {
    const { ask } = setTable()
    const one = {
      ticker: TICKER,
      side: 'bid',
      count: '1.00',
      price: '0.0100',
      time_in_force: 'good_till_canceled',
      self_trade_prevention_type: 'maker',
    }
    const batch = ask('POST', '/portfolio/events/orders/batched', {
      orders: [one, { ...one, ticker: CRYPTO }, { ...one, price: '0.0150', client_order_id: 'x' }],
    })
    expect(batch.status).toBe(201)
    const { orders } = batch.json as { orders: { order_id?: string; error?: unknown }[] }
    expect(orders[2]).toMatchObject({ client_order_id: 'x', fill_count: null, error: { code: 'invalid_price' } })
    const canceled = ask('DELETE', '/portfolio/events/orders/batched', {
      orders: [{ order_id: orders[0]?.order_id }, { order_id: 'nothing' }],
    }).json
    expect(canceled).toMatchObject({
      orders: [{ reduced_by: '1.00' }, { reduced_by: '0.00', error: { code: 'not_found' } }],
    })
    const all = ask('DELETE', '/portfolio/events/orders')
    expect([all.status, all.text]).toEqual([204, ''])
    expect(ask('GET', '/portfolio/orders?status=resting').json).toMatchObject({ orders: [] })
  })

  it.each([
    ['off the grid', { price: '0.4450' }, 400, NESTED('invalid_price')],
    ['a price of one', { price: '1.00' }, 400, NESTED('invalid_price')],
    ['one place', { price: '0.5' }, 400, NESTED('invalid_price')],
    ['no size', { count: '0' }, 400, NESTED('invalid_order_size')],
    ['too fine a size', { count: '0.001' }, 400, NESTED('invalid_order_size')],
    ['no self-trade rule', { self_trade_prevention_type: undefined }, 400, NESTED('missing_parameters')],
    ['an unknown market', { ticker: 'NOPE' }, 404, NESTED('not_found')],
    ['too little money', { count: '999999.00' }, 400, NESTED('insufficient_balance')],
    [
      'a crossing post-only',
      { post_only: true, time_in_force: 'good_till_canceled' },
      400,
      NESTED('invalid_order', { details: 'post only cross' }),
    ],
    [
      'reduce-only that rests',
      { reduce_only: true, time_in_force: 'good_till_canceled' },
      400,
      NESTED('invalid_order', { details: 'reduce_only can only be used with IoC or FoK orders' }),
    ],
    [
      'a number for a text',
      { count: 10 },
      400,
      {
        code: 'bad_request',
        message: 'bad request',
        details: 'json: cannot unmarshal number into Go struct field CreateOrderV2Request.count of type string',
      },
    ],
  ])('refuses %s', (_name, part, status, body) => {
    const answer = setTable().order(part)
    expect([answer.status, answer.json]).toEqual([status, body])
  })

  it('meets its own orders as asked', () => {
    const { order, ask } = setTable()
    order({ side: 'ask', price: '0.4300', time_in_force: 'good_till_canceled' })
    expect(order({ price: '0.4300' }).json).toMatchObject({ fill_count: '0.00', remaining_count: '0.00' })
    const { fill_count: filled } = order({ self_trade_prevention_type: 'maker' }).json as { fill_count: string }
    expect(filled).toBe('1.00')
    expect(ask('GET', '/portfolio/orders?status=resting').json).toMatchObject({ orders: [] })
  })
})

type BookMessage = {
  readonly yes_dollars_fp?: readonly (readonly [string, string])[]
  readonly no_dollars_fp?: readonly (readonly [string, string])[]
  readonly side?: string
  readonly price_dollars?: string
  readonly delta_fp?: string
}

/** Follows a book through the stream: every number in its turn, every level by its changes. */
function createListener({ heard, say }: ReturnType<ReturnType<typeof setTable>['listen']>) {
  say({
    id: 1,
    cmd: 'subscribe',
    params: { channels: ['orderbook_delta'], market_ticker: TICKER, use_yes_price: true },
  })
  const levels = new Map<string, number>()
  let seq = 0
  const add = (side: string, price: string, count: string) => {
    const key = `${side}${parsePrice(price)}`
    const quantity = (levels.get(key) ?? 0) + parseQuantity(count)
    if (quantity < 0) throw new Error(`a level of ${quantity} at ${key}`)
    if (quantity === 0) levels.delete(key)
    else levels.set(key, quantity)
  }
  const hear = () => {
    for (const frame of heard.splice(0)) {
      if (frame['type'] === 'subscribed') continue
      seq += 1
      if (frame['seq'] !== seq) throw new Error(`expected number ${seq}, found ${String(frame['seq'])}`)
      const msg = frame['msg'] as BookMessage
      for (const side of ['yes', 'no'] as const) {
        for (const [price, count] of msg[`${side}_dollars_fp`] ?? []) add(side, price, count)
      }
      if (frame['type'] === 'orderbook_delta') add(msg.side ?? '', msg.price_dollars ?? '', msg.delta_fp ?? '')
    }
  }
  hear()
  return { hear, levels: () => levels, heard: () => seq }
}

describe('money', () => {
  it('is held by shard and can be moved there', () => {
    const { order, ask } = setTable({ cash: { 0: toMoney(100_000_000) } })
    const buy = { ticker: CRYPTO, count: '10.00' }
    expect(order(buy).json).toEqual(NESTED('insufficient_balance'))
    const moved = ask('POST', '/portfolio/intra_exchange_instance_transfer', {
      source: 'event_contract',
      destination: 'event_contract',
      amount: 400_000,
      source_exchange_shard: 0,
      destination_exchange_shard: 2,
    })
    expect(moved.json).toHaveProperty('transfer_id')
    expect(order(buy).json).toMatchObject({ fill_count: '10.00' })
    expect(ask('GET', '/portfolio/balance').json).toMatchObject({
      balance: 9542,
      balance_dollars: '95.4275',
      balance_breakdown: [
        { exchange_index: 0, balance: '60.0000' },
        { exchange_index: 2, balance: '35.4275' },
      ],
    })
  })

  it('is paid when a market settles, and the holding is gone from the open ones', () => {
    const { order, ask, kalshi } = setTable({ cash: { 0: toMoney(100_000_000) } })
    order({ count: '10.00' })
    order({ side: 'ask', price: '0.4200', count: '4.00' })
    kalshi.settle(TICKER, toPrice(10_000))
    expect(ask('GET', '/portfolio/positions').json).toMatchObject({ market_positions: [] })
    expect(ask('GET', '/portfolio/settlements').json).toMatchObject({
      settlements: [{ market_result: 'yes', yes_count_fp: '6.00', revenue: 600, value: 100 }],
    })
    expect(ask('GET', `/markets/${TICKER}`).json).toMatchObject({
      market: { status: 'finalized', result: 'yes', settlement_value_dollars: '1.0000' },
    })
    // 100 - 4.40 - 0.1725 (10 at 0.44) + 1.68 - 0.0683 (4 at 0.42) + 6
    expect(ask('GET', '/portfolio/balance').json).toMatchObject({ balance_dollars: '103.0392' })
    expect(order().json).toEqual({ error: { code: 'MARKET_INACTIVE', message: 'market is closed' } })
  })

  it('is neither made nor lost in 10⁵ random steps, no book crosses, no number of the stream is skipped', {
    timeout: 120_000,
  }, () => {
    const { kalshi, ask, order, listen } = setTable({ tier: 'unlimited', cash: { 0: toMoney(50_000_000_000) } })
    const rng = createRng('conservation')
    const total = totalOfKalshi(kalshi.world)
    let accepted = 0
    const stream = createListener(listen())
    const step = () => {
      const dice = nextInteger(rng, 0, 99)
      const price = `0.${String(nextInteger(rng, 30, 60)).padStart(2, '0')}`
      const count = `${nextInteger(rng, 0, 30)}.${String(nextInteger(rng, 1, 99)).padStart(2, '0')}`
      if (dice < 55) {
        const answer = order({
          side: nextOf(rng, ['bid', 'ask']),
          price,
          count,
          time_in_force: nextOf(rng, ['good_till_canceled', 'immediate_or_cancel', 'fill_or_kill']),
          self_trade_prevention_type: nextOf(rng, ['taker_at_cross', 'maker']),
        })
        if (answer.status === 201) accepted += 1
      } else if (dice < 75) {
        const cents = nextInteger(rng, 35, 55)
        const bids = [level(cents, nextInteger(rng, 1, 40)), level(cents - 2, nextInteger(rng, 1, 40))]
        kalshi.show(TICKER, bids, [level(cents + 1, nextInteger(rng, 1, 40)), level(cents + 3, 5)])
      } else if (dice < 85) {
        const [member] = [...kalshi.world.members.values()].filter((one) => !one.isHouse)
        const one = [...(member?.resting.values() ?? [])][0]
        const amendment = { ticker: TICKER, side: one?.side, price, count: `${nextInteger(rng, 1, 40)}.00` }
        if (one !== undefined) ask('POST', `/portfolio/events/orders/${one.id}/amend`, amendment)
      } else if (dice < 95) {
        const [member] = [...kalshi.world.members.values()].filter((one) => !one.isHouse)
        const id = [...(member?.resting.keys() ?? [])].at(-1)
        if (id !== undefined) ask('DELETE', '/portfolio/events/orders/batched', { orders: [{ order_id: id }] })
      } else ask('DELETE', '/portfolio/events/orders')
    }
    for (let index = 0; index < 100_000; index++) {
      step()
      const { bids, asks } = kalshi.market(TICKER).book
      const bid = bids.levels.at(-1)?.price ?? 0
      const best = asks.levels.at(-1)?.price ?? 10_000
      if (bid >= best) throw new Error(`step ${index}: the book is crossed at ${bid} and ${best}`)
      stream.hear()
      if (index % 500 !== 0) continue
      expect(totalOfKalshi(kalshi.world)).toBe(total)
      const shown = bids.levels.map((one): [string, number] => [`yes${one.price}`, one.total])
      for (const one of asks.levels) shown.push([`no${one.price}`, one.total])
      expect(stream.levels()).toEqual(new Map(shown))
    }
    expect(totalOfKalshi(kalshi.world)).toBe(total)
    kalshi.settle(TICKER, toPrice(0))
    expect(totalOfKalshi(kalshi.world)).toBe(total)
    for (const member of kalshi.world.members.values()) {
      if (member.isHouse) continue
      expect(Math.min(...[...(member.ledgers.get(0)?.cash.values() ?? [])])).toBeGreaterThanOrEqual(0)
    }
    expect(accepted).toBeGreaterThan(10_000)
    expect(kalshi.world.trades.length).toBeGreaterThan(10_000)
    expect(stream.heard()).toBeGreaterThan(50_000)
  })
})
