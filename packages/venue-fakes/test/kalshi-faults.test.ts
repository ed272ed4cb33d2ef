/*
 * What a raw client sees of each fault, and what had happened behind it.
 */
import { millis, seconds, toMicros } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import type { FaultName, FaultOrder } from '../src/index.ts'
import type { KalshiTable } from './kalshi-world.ts'
import { level, setTable, TICKER } from './kalshi-world.ts'

type Json = Readonly<Record<string, unknown>>

/** Sends one order through a fault; says what was seen and how many orders there are behind it. */
function through(fault: FaultName, part: Partial<FaultOrder> = {}) {
  const table = setTable({ script: [{ fault, ...part }] })
  let seen: unknown
  try {
    const { status, text } = table.order({ client_order_id: 'c' })
    seen = [status, text]
  } catch (error) {
    seen = (error as Error).message
  }
  return { seen, orders: table.kalshi.world.orders.size, table }
}

describe('faults of an answer', () => {
  const internal = [500, '{"error":{"code":"internal_server_error","message":"internal server error"}}']
  it.each([
    ['answer.5xx-before', internal, 0],
    ['answer.5xx-after', internal, 1],
    ['connection.cut-before', 'cut', 0],
    ['connection.cut-after', 'cut', 1],
    ['answer.silence-after', 'silence', 1],
    ['answer.no-order', [201, '{}'], 1],
    ['answer.rate-limited', [429, '{"error":"too many requests"}'], 0],
    ['answer.maintenance', [503, '{"error":{"code":"service_unavailable","message":"service_unavailable"}}'], 0],
    [
      'answer.gone',
      [410, '{"error":{"code":"deprecated_v1_order_endpoint","message":"Please switch to the V2 endpoints"}}'],
      0,
    ],
  ] as const)('%s', (fault, seen, orders) => {
    const found = through(fault)
    expect(found.seen).toEqual(seen)
    expect(found.orders).toBe(orders)
    // It was ordered once: the next request is whole, and says whether the first had been carried out.
    expect(found.table.order({ client_order_id: 'c' }).status).toBe(orders === 1 ? 409 : 201)
  })

  it.each([
    ['answer.html-429', 429],
    ['answer.html-502', 502],
  ] as const)('%s is a page', (fault, status) => {
    const { seen, orders } = through(fault)
    expect(seen).toEqual([status, expect.stringMatching(/^<html>/)])
    expect(orders).toBe(0)
  })

  it('answer.slow leaves late, and carries the order out at once', () => {
    const { kalshi, headers } = setTable({ script: [{ fault: 'answer.slow', amountMicros: millis(1_500) }] })
    const url = '/trade-api/v2/portfolio/balance'
    const reply = kalshi.venue.request({ method: 'GET', url, headers: headers('GET', url), body: '' })
    expect(reply).toMatchObject({ type: 'answer', status: 200, after: 1_500_000 })
  })

  it('clock.skew makes a true clock look false', () => {
    const { ask } = setTable({ script: [{ fault: 'clock.skew', forMicros: seconds(60) }] })
    const { status, json } = ask('GET', '/portfolio/balance')
    expect([status, json]).toEqual([
      401,
      { error: { code: 'header_timestamp_expired', message: 'header timestamp expired' } },
    ])
  })

  it('the token bucket answers 429 by itself, and fills again', async () => {
    const { order, clock } = setTable({ tier: 'basic' })
    const statuses = Array.from({ length: 11 }, () => order({ exchange_index: 0 }).status)
    expect(statuses).toEqual([...Array(10).fill(201), 429])
    await clock.run(toMicros(clock.now() + seconds(1)))
    expect(order({ exchange_index: 0 }).status).toBe(201)
  })
})

describe('faults of a market, just before the order', () => {
  it.each([
    ['market.paused', 'MARKET_INACTIVE', 'inactive'],
    ['market.closed', 'MARKET_INACTIVE', 'closed'],
    ['market.settled', 'MARKET_INACTIVE', 'finalized'],
    ['market.voided', 'MARKET_INACTIVE', 'finalized'],
    ['market.tick-change', 'invalid_price', 'active'],
  ] as const)('%s', (fault, code, status) => {
    const { seen, table } = through(fault)
    expect(seen).toEqual([400, expect.stringContaining(`"code":"${code}"`)])
    expect(table.kalshi.market(TICKER).status).toBe(status)
    if (fault === 'market.voided') {
      expect(table.ask('GET', `/markets/${TICKER}`).json).toMatchObject({
        market: { result: 'scalar', settlement_value_dollars: '0.5000' },
      })
    }
  })

  it('the exchange’s status keeps its form in maintenance, under 503', () => {
    const { ask } = setTable({ script: [{ fault: 'answer.maintenance' }] })
    const { status, json } = ask('GET', '/exchange/status')
    expect([status, json]).toEqual([503, { exchange_active: false, trading_active: false }])
  })

  it('maintenance and a trading pause refuse orders; a pause lets cancels through', () => {
    const { kalshi, ask, order } = setTable()
    const rest = { time_in_force: 'good_till_canceled', price: '0.1000' }
    const { order_id: id } = order(rest).json as { order_id: string }
    const { order_id: shy } = order({ ...rest, cancel_order_on_pause: true }).json as { order_id: string }
    kalshi.setTrading(false)
    expect(order().status).toBe(400)
    expect(ask('GET', `/portfolio/orders/${shy}`).json).toMatchObject({ order: { status: 'canceled' } })
    expect(ask('DELETE', `/portfolio/events/orders/${id}?market_ticker=${TICKER}`).status).toBe(200)
    kalshi.setExchange(false)
    expect(ask('GET', '/portfolio/balance').status).toBe(503)
    expect(ask('GET', '/exchange/status').json).toMatchObject({ exchange_active: false })
  })
})

/** Listens to the book, lets it move so often, and returns what was heard of it. */
function overhear(fault: FaultName | undefined, part: Partial<FaultOrder> = {}, moves = 4) {
  const table: KalshiTable = setTable()
  const ear = table.listen()
  const params = { channels: ['orderbook_delta'], market_ticker: TICKER, use_yes_price: true }
  ear.say({ id: 1, cmd: 'subscribe', params })
  if (fault !== undefined) table.kalshi.faults.inject({ fault, ...part })
  for (let move = 1; move <= moves; move++) {
    table.kalshi.show(TICKER, [level(42, 13 + move), level(41, 10)], [level(44, 17), level(45, 5)])
  }
  const frames = ear.heard.slice(1)
  return { ...table, ear, frames, seqs: frames.map((frame) => frame['seq']) }
}

describe('faults of the stream', () => {
  it('none: a snapshot, then every change with the next number', () => {
    const { frames, seqs } = overhear(undefined)
    expect(seqs).toEqual([1, 2, 3, 4, 5])
    expect(frames[0]).toMatchObject({
      type: 'orderbook_snapshot',
      msg: {
        yes_dollars_fp: [
          ['0.4100', '10.00'],
          ['0.4200', '13.00'],
        ],
        no_dollars_fp: [
          ['0.4400', '17.00'],
          ['0.4500', '5.00'],
        ],
      },
    })
    expect(frames[1]).toMatchObject({ msg: { side: 'yes', price_dollars: '0.4200', delta_fp: '1.00' } })
  })

  it('stream.gap skips a number', () => {
    expect(overhear('stream.gap', { skip: 1 }).seqs).toEqual([1, 2, 4, 5])
  })

  it('stream.duplicate says it twice', () => {
    expect(overhear('stream.duplicate').seqs).toEqual([1, 2, 2, 3, 4, 5])
  })

  it('stream.reorder says the second first', () => {
    expect(overhear('stream.reorder').seqs).toEqual([1, 3, 2, 4, 5])
  })

  it('stream.cut ends the connection', () => {
    const { frames } = overhear('stream.cut', { skip: 2 })
    expect(frames.slice(0, 4).map((frame) => frame['seq'] ?? frame['type'])).toEqual([1, 2, 3, 'cut'])
  })

  it('stream.crossed shows a bid at the ask', () => {
    const { frames } = overhear('stream.crossed')
    expect(frames[2]).toMatchObject({ seq: 3, msg: { side: 'yes', price_dollars: '0.4400', delta_fp: '1.00' } })
  })

  it('stream.stall says nothing more, not even a heartbeat', async () => {
    const silent = overhear('stream.stall')
    await silent.clock.run(toMicros(silent.clock.now() + seconds(31)))
    expect(silent.seqs).toEqual([1])
    expect(silent.ear.pings()).toBe(0)
    const lively = overhear(undefined)
    await lively.clock.run(toMicros(lively.clock.now() + seconds(31)))
    expect(lively.ear.pings()).toBe(3)
  })

  it('stream.frozen keeps the book still while the rest goes on, without a gap', () => {
    const { ear, seqs, kalshi, order } = overhear('stream.frozen')
    expect(seqs).toEqual([1])
    ear.say({ id: 2, cmd: 'subscribe', params: { channels: ['trade'] } })
    order()
    expect(ear.heard.at(-1)).toMatchObject({ type: 'trade' })
    expect(kalshi.faults.struck()).toEqual({ 'stream.frozen': 1 })
  })
})

describe('commands of the stream', () => {
  const errorOf = (command: Json) => {
    const { say, heard } = setTable().listen()
    say(command)
    return heard.map((frame) => [frame['type'], frame['id'], (frame['msg'] as Json)['code']])
  }

  it.each([
    ['no command', { id: 3, cmd: 'dance' }, [['error', 3, 5]]],
    ['no params', { id: 3, cmd: 'subscribe' }, [['error', 3, 2]]],
    ['no channels', { id: 3, cmd: 'subscribe', params: {} }, [['error', 3, 3]]],
    ['no sids', { id: 3, cmd: 'unsubscribe', params: {} }, [['error', 3, 4]]],
    ['an unknown sid', { id: 3, cmd: 'unsubscribe', params: { sids: [9] } }, [['error', 3, 7]]],
    ['an unknown channel', { id: 3, cmd: 'subscribe', params: { channels: ['x'] } }, [['error', 3, 8]]],
    ['no market', { id: 3, cmd: 'subscribe', params: { channels: ['orderbook_delta'] } }, [['error', 3, 14]]],
    ['two sids', { id: 3, cmd: 'update_subscription', params: { sids: [1, 2] } }, [['error', 3, 12]]],
  ])('refuse %s', (_name, command, expected) => {
    expect(errorOf(command)).toEqual(expected)
  })

  it('answer a snapshot on demand with the next number, and unsubscribe with another', () => {
    const { ear } = overhear(undefined, {}, 1)
    ear.say({ id: 7, cmd: 'update_subscription', params: { sid: 1, action: 'get_snapshot', market_tickers: [TICKER] } })
    expect(ear.heard.at(-1)).toMatchObject({ type: 'orderbook_snapshot', id: 7, sid: 1, seq: 3 })
    ear.say({ id: 8, cmd: 'unsubscribe', params: { sids: [1] } })
    expect(ear.heard.at(-1)).toMatchObject({ type: 'unsubscribed', id: 8, sid: 1, seq: 4 })
  })

  it('tell fills, orders and positions to their member, and orders that expire', async () => {
    const { listen, order, clock } = setTable()
    const { say, heard } = listen()
    say({ id: 1, cmd: 'subscribe', params: { channels: ['fill', 'user_orders', 'market_positions'] } })
    order({ count: '2.00' })
    const expiring = Math.floor(clock.now() / 1_000_000) + 60
    order({ price: '0.1000', time_in_force: 'good_till_canceled', expiration_time: expiring })
    await clock.run(toMicros(clock.now() + seconds(61)))
    expect(heard.slice(3).map((frame) => [frame['type'], (frame['msg'] as Json)['status']])).toEqual([
      ['fill', undefined],
      ['user_order', 'executed'],
      ['market_position', undefined],
      ['user_order', 'resting'],
      ['user_order', 'canceled'],
    ])
    expect(heard.at(-1)).toMatchObject({ msg: { last_update_reason: 'ExpiryCancel', remaining_count_fp: '0.00' } })
  })
})
