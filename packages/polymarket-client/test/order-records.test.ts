/*
 * Orders looked for by a broker that remembers little of them.
 */
import type { ClientOrderId, IocOrder, OrderId } from '@arbees/core'
import { seconds, toMarketId, toMicros, toPrice, toQuantity } from '@arbees/core'
import { afterEach, describe, expect, test } from 'vitest'
import type { BrokerDesk } from '../src/broker-desk.ts'
import { draftOf, trackSent } from '../src/broker-desk.ts'
import { findOrder } from '../src/order-records.ts'
import { createSettlement } from '../src/settlement.ts'
import type { Tick } from '../src/tick.ts'
import type { PolymarketMarket } from '../src/to-core.ts'
import { CONDITION, NO, startVenue, YES } from './local-venue.ts'

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

const market = toMarketId('polymarket', YES)
const order = (id: string): IocOrder => ({
  id: id as ClientOrderId,
  market,
  action: 'buy',
  outcome: 'yes',
  limit: toPrice(5200),
  quantity: toQuantity(10_000_000),
})

/** A trade of ten contracts as the venue writes it. */
const tradeOf = (taker: string) => ({
  id: 't1',
  taker_order_id: taker,
  market: CONDITION,
  asset_id: YES,
  side: 'BUY',
  size: '10',
  price: '0.52',
  status: 'TRADE_STATUS_CONFIRMED',
  match_time: String(Math.floor(Date.now() / 1_000)),
  owner: 'me',
  maker_orders: [{ order_id: '0x2', matched_amount: '10', price: '0.48', asset_id: NO }],
})

/** A desk of a venue that has forgotten its orders and keeps these trades. */
async function start() {
  const trades: object[] = []
  const venue = await startVenue(({ path }) =>
    path === '/data/trades' ? { body: { data: trades, next_cursor: 'LTE=' } } : undefined,
  )
  close = venue.close
  const { client } = venue
  const desk: BrokerDesk = {
    client,
    options: { buyFeeIn: 'money', settleMicros: toMicros(0), pollMicros: seconds(2) },
    settlement: createSettlement(),
    hashes: new Map(),
    listeners: new Set(),
  }
  const since = toMicros(client.runtime.clock.now() - seconds(60))
  return { client, desk, trades, since, found: await client.markets.find({ market }) }
}

test('an order that ten thousand others pushed out of memory is found with its trades, and memory stays small', async () => {
  const { client, desk, trades, since, found } = await start()
  const first = order('arb1795305600123000001')
  const id = client.builder.idOf(client.builder.prepare(draftOf(desk, first, found)))
  trackSent(desk, first, found, id)
  for (let index = 0; index < 10_000; index++) trackSent(desk, order(`o${index}`), found, `0x${index}` as OrderId)
  expect([desk.settlement.orders.size, desk.hashes.size]).toEqual([10_000, 10_000])
  trades.push(tradeOf(id))
  for (let times = 0; times < 2; times++) {
    expect(await findOrder(desk, first, since)).toMatchObject({ orderId: id, filled: 10_000_000, fills: [{}] })
  }
  expect(desk.hashes.size).toBeLessThanOrEqual(10_000)
})

test('an order that is tracked twice has each hash once', async () => {
  const { desk, found } = await start()
  const sent = order('arb1795305600123000001')
  for (const id of ['0x1', '0x2', '0x1']) trackSent(desk, sent, found, id as OrderId)
  expect(desk.hashes.get(sent.id)).toEqual(['0x1', '0x2'])
})

test('trades that are more than what is told of an order are not passed over', async () => {
  const { desk, trades, since, found } = await start()
  const sent = order('arb1795305600123000001')
  trackSent(desk, sent, found, '0x1' as OrderId)
  // Lost by some road: the trade is the order's, and nobody tracks it.
  desk.settlement.orders.clear()
  trades.push(tradeOf('0x1'))
  await expect(findOrder(desk, sent, since)).rejects.toMatchObject({ code: 'payload.malformed' })
})

describe('after a restart, an order', () => {
  const coarse = (market: PolymarketMarket) => ({ ...market, rules: { ...market.rules, tick: 1000 as Tick } })
  // 5.17 dollars at 0.30 want 17.2333 contracts, or 17.233 where ticks are coarse.
  const uneven = { ...order('arb1795305600123000001'), limit: toPrice(3000), quantity: toQuantity(17_240_000) }

  test.each([2, 3] as const)('signed for version %i on a tick of 0.1 is found on one of 0.01', async (version) => {
    const { client, desk, trades, since, found } = await start()
    const id = client.builder.idOf(client.builder.prepare(draftOf(desk, uneven, coarse(found))), version)
    expect(id).not.toBe(client.builder.idOf(client.builder.prepare(draftOf(desk, uneven, found)), version))
    trades.push(tradeOf(id))
    expect(await findOrder(desk, uneven, since)).toMatchObject({ orderId: id, filled: 10_000_000 })
  })

  test('that the market would refuse today is looked for all the same', async () => {
    const { desk, since } = await start()
    expect(await findOrder(desk, { ...uneven, limit: toPrice(3050), quantity: toQuantity(20_000) }, since)).toBe(
      undefined,
    )
  })

  test('is untaken for certain, whatever was traded by an order that is not it', async () => {
    const { desk, trades, since } = await start()
    // One of the same leg a moment before looks the same: to take it for this one would keep it in doubt for good.
    trades.push(tradeOf('0x5'))
    expect(await findOrder(desk, uneven, since)).toBeUndefined()
  })

  test('whose id has no time cannot be looked for, and fills no memory with hashes that it never had', async () => {
    const { desk, since } = await start()
    const nameless = order('mine')
    await expect(findOrder(desk, nameless, since)).rejects.toMatchObject({ code: 'order.not-found' })
    expect(desk.settlement.orders.size).toBe(0)
  })
})
