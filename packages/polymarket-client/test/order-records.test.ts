/*
 * Orders looked for by a broker that remembers little of them.
 */
import type { ClientOrderId, IocOrder, OrderId } from '@arbees/core'
import { seconds, toMarketId, toMicros, toPrice, toQuantity } from '@arbees/core'
import { afterEach, expect, test } from 'vitest'
import type { BrokerDesk } from '../src/broker-desk.ts'
import { draftOf, track } from '../src/broker-desk.ts'
import { findOrder } from '../src/order-records.ts'
import { createSettlement } from '../src/settlement.ts'
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
  match_time: '1795305601',
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
  track(desk, first, found, id)
  for (let index = 0; index < 10_000; index++) track(desk, order(`o${index}`), found, `0x${index}` as OrderId)
  expect([desk.settlement.orders.size, desk.hashes.size]).toEqual([10_000, 10_000])
  trades.push(tradeOf(id))
  for (let times = 0; times < 2; times++) {
    expect(await findOrder(desk, first, since)).toMatchObject({ orderId: id, filled: 10_000_000, fills: [{}] })
  }
  expect(desk.hashes.get(first.id)).toHaveLength(new Set(desk.hashes.get(first.id)).size)
  expect(desk.hashes.size).toBeLessThanOrEqual(10_000)
})

test('an order that is tracked twice has each hash once', async () => {
  const { desk, found } = await start()
  const sent = order('arb1795305600123000001')
  for (const id of ['0x1', '0x2', '0x1']) track(desk, sent, found, id as OrderId)
  expect(desk.hashes.get(sent.id)).toEqual(['0x1', '0x2'])
})

test('trades that are more than what is told of an order are not passed over', async () => {
  const { desk, trades, since, found } = await start()
  const sent = order('arb1795305600123000001')
  track(desk, sent, found, '0x1' as OrderId)
  // Lost by some road: the trade is the order's, and nobody tracks it.
  desk.settlement.orders.clear()
  trades.push(tradeOf('0x1'))
  await expect(findOrder(desk, sent, since)).rejects.toMatchObject({ code: 'payload.malformed' })
})
