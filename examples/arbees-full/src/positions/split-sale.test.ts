import { expect, test } from 'vitest'
import { readMessage } from '../messages/topics.ts'
import { splitSale } from './split-sale.ts'

const sale = readMessage('order.recorded', {
  order: 'arb17',
  venueOrder: null,
  request: 'r',
  signal: 's',
  trade: 't2',
  game: 'g',
  pair: null,
  opportunityType: 'cross_platform_arb',
  purpose: 'exit',
  isPaper: true,
  market: 'kalshi:A',
  venue: 'kalshi',
  outcome: 'yes',
  action: 'sell',
  limit: 4_000,
  quantity: 12,
  filled: 10,
  received: 10,
  cost: 101,
  fee: 7,
  status: 'filled',
  venueStatus: 'executed',
  edgeBps: 0,
  causedAt: 1,
  sentAt: 2,
  doneAt: 3,
})

test('a sale that its own trade covers stays one row', () => {
  expect(splitSale(sale, [{ trade: 't2', quantity: 10 }])).toEqual([{ ...sale, venueOrder: 'arb17' }])
})

test('a sale of what several trades hold is a row for each, which add up to it', () => {
  const parts = splitSale(sale, [
    { trade: 't2', quantity: 4 },
    { trade: 't1', quantity: 3 },
    { trade: 't3', quantity: 9 },
  ])
  expect(parts.map(({ order, trade, filled }) => [order, trade, filled])).toEqual([
    ['arb17', 't2', 4],
    ['arb17001', 't1', 3],
    ['arb17002', 't3', 3],
  ])
  const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((total, part) => total + of(part), 0)
  expect([sum(({ quantity }) => quantity), sum(({ cost }) => cost), sum(({ fee }) => fee)]).toEqual([12, 101, 7])
})

test('what nobody is known to hold stays with the first', () => {
  expect(splitSale(sale, [{ trade: 't1', quantity: 4 }]).map(({ trade, filled }) => [trade, filled])).toEqual([
    ['t1', 10],
  ])
  expect(splitSale(sale, [])).toEqual([sale])
})
