import type { Micros } from '@arbees/core'
import { NO_MONEY, parseMoney } from '@arbees/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageOf } from '../messages/topics.ts'
import { readMessage } from '../messages/topics.ts'
import { startBankroll } from '../platform/store/bankroll.ts'
import { migrate } from '../platform/store/migrate.ts'
import { openPgliteStore } from '../platform/store/pglite-store.ts'
import type { Store } from '../platform/store/store.ts'
import { bookOrder } from './book-rows.ts'

type Order = MessageOf<'order.recorded'>

let store: Store
beforeAll(async () => {
  store = await openPgliteStore(undefined)
  await migrate(store, () => undefined)
  await startBankroll(store, parseMoney('1000'), 1 as Micros)
}, 60_000)
afterAll(() => store?.close())

let orders = 0
function orderOf(trade: string, action: 'buy' | 'sell', contracts: number): Order {
  orders += 1
  return readMessage('order.recorded', {
    order: `arb${orders}`,
    venueOrder: null,
    request: `r${orders}`,
    signal: 's',
    trade,
    game: 'g',
    pair: null,
    opportunityType: 'model_edge_yes',
    purpose: action === 'buy' ? 'entry' : 'exit',
    isPaper: true,
    market: 'kalshi:A',
    venue: 'kalshi',
    outcome: 'yes',
    action,
    limit: 4_000,
    quantity: contracts * 1_000_000,
    filled: contracts * 1_000_000,
    received: contracts * 1_000_000,
    cost: contracts * 400_000,
    fee: NO_MONEY,
    status: 'filled',
    venueStatus: 'executed',
    edgeBps: 0,
    causedAt: 1_000_000 * orders,
    sentAt: 1_000_000 * orders,
    doneAt: 1_000_000 * orders,
  })
}

const book = (order: Order) =>
  store.transact((queries) => bookOrder(queries, { settled: new Map(), piggybank: 0 }, order))

test('a sale that is told again sells nothing of what other trades hold', async () => {
  await book(orderOf('t1', 'buy', 10))
  await book(orderOf('t2', 'buy', 4))
  await book(orderOf('t3', 'buy', 9))
  const sale = orderOf('t1', 'sell', 10)
  expect((await book(sale)).positions).toMatchObject([{ trade: 't1', quantity: 0 }])
  expect(await book(sale)).toEqual({ positions: [], ended: [], bankroll: [] })
  const held = await store.query('SELECT trade_id AS trade, quantity FROM positions WHERE quantity > 0 ORDER BY 1')
  expect(held.map(({ trade, quantity }) => [trade, Number(quantity)])).toEqual([
    ['t2', 4],
    ['t3', 9],
  ])
  expect(await store.query('SELECT client_order_id AS name FROM paper_trades ORDER BY id')).toEqual(
    ['arb1', 'arb2', 'arb3', 'arb4'].map((name) => ({ name })),
  )
})
