import type { EngineSettings } from '@arbees/arb-engine'
import { createEngine } from '@arbees/arb-engine'
import type { ContinuityToken, Fact, Market } from '@arbees/core'
import {
  LOT,
  NO_FEES,
  NO_MONEY,
  parseMoney,
  parsePrice,
  parseQuantity,
  seconds,
  toMarketId,
  uniformGrid,
} from '@arbees/core'
import { expect, test } from 'vitest'
import { buyTheDip } from '../src/buy-the-dip.ts'

const id = toMarketId('kalshi', 'GAME')
const market: Market = {
  id,
  venue: 'kalshi',
  title: 'Will they win?',
  status: 'open',
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}
const settings: EngineSettings = {
  markets: [{ market, fees: NO_FEES }],
  strategies: [buyTheDip({ name: 'dip', market: id, trades: 2 })],
  limits: {
    edgeMin: parseMoney('0.05'),
    quantityMax: parseQuantity('100'),
    notionalMax: parseMoney('25'),
    maxAgeUs: null,
  },
  cash: new Map([['kalshi', parseMoney('1000')]]),
}

const trade = (at: number, price: string): Fact => ({
  type: 'trade.printed',
  at: seconds(at),
  market: id,
  price: parsePrice(price),
  quantity: parseQuantity('1'),
})

const book = (at: number, ask: string): Fact => ({
  type: 'book.replaced',
  at: seconds(at),
  market: id,
  bids: [{ price: parsePrice('0.30'), quantity: parseQuantity('500') }],
  asks: [{ price: parsePrice(ask), quantity: parseQuantity('500') }],
  continuity: 1 as ContinuityToken,
})

test('buys below what the last trades paid, for a part of Kelly’s stake within the limits', () => {
  const engine = createEngine(settings)
  expect(engine.step([book(1, '0.40'), trade(1, '0.50')]).commands).toEqual([])
  const [command] = engine.step([trade(2, '0.60')]).commands
  expect(command?.plan).toMatchObject({
    name: 'dip',
    strategy: 'buy-the-dip',
    opportunityType: 'model_edge_yes',
    legs: [{ market: id, outcome: 'yes', limit: parsePrice('0.40') }],
  })
  // Kelly would stake a sixteenth of $1,000; no trade costs more than $25.
  expect(command?.plan.legs[0]?.costMax).toBeLessThanOrEqual(parseMoney('25'))
  expect(command?.plan.legs[0]?.quantity).toBeGreaterThan(parseQuantity('62'))
})

test('says why it does not buy, with numbers', () => {
  const engine = createEngine(settings)
  engine.step([book(1, '0.40'), trade(1, '0.41'), trade(1, '0.41')])
  const { facts } = createEngine(settings).step([book(1, '0.40'), trade(1, '0.41'), trade(1, '0.41')])
  expect(facts).toMatchObject([{ type: 'opportunity.refused', reason: 'below-edge', found: 10_000, limit: 50_000 }])
})

test('what it has seen survives a restart', () => {
  const engine = createEngine(settings)
  engine.step([book(1, '0.40'), trade(1, '0.50')])
  const again = createEngine(settings)
  again.restore(JSON.parse(JSON.stringify(engine.snapshot())))
  expect(again.step([book(2, '0.40'), trade(2, '0.60')]).commands).toHaveLength(1)
})
