/*
 * Trades as the rows of their orders come back: topics and trades mix, and each trade is told to the desk whole, once.
 */
import { createRiskDesk } from '@arbees/arb-engine'
import type { Money, Quantity } from '@arbees/core'
import { NO_MONEY, ONE_DOLLAR, parseMoney, seconds, toMarketId, toMoney } from '@arbees/core'
import { expect, test } from 'vitest'
import type { Row } from './risk-records.ts'
import { createTradeMemory, noteAsked, noteEnd, noteRefused, noteRow } from './trade-memory.ts'

const NOW = seconds(1_800_000_000)
const CONTRACTS = 10_000_000 as Quantity
const COST = parseMoney('4')
const LIMITS = { edgeMin: toMoney(1), quantityMax: CONTRACTS, notionalMax: COST, maxAgeUs: null }

function createWorld() {
  const cash = new Map([
    ['kalshi', parseMoney('100')],
    ['polymarket', parseMoney('100')],
  ])
  const desk = createRiskDesk({ market: () => undefined, marketsOf: () => [], limits: LIMITS, cash })
  return { desk, memory: createTradeMemory(desk) }
}

/** The row of a leg, ten contracts at forty cents, of the trade and request of that name. */
function rowOf(trade: string, leg: 0 | 1): Row {
  const venue = leg === 0 ? 'kalshi' : 'polymarket'
  return {
    order: `${trade}-${leg}` as Row['order'],
    venueOrder: null,
    request: `request of ${trade}`,
    signal: `signal of ${trade}`,
    trade,
    game: 'game',
    pair: trade,
    opportunityType: 'cross_platform_arb',
    purpose: 'entry',
    isPaper: true,
    market: toMarketId(venue, trade),
    venue,
    outcome: leg === 0 ? 'yes' : 'no',
    action: 'buy',
    limit: 4_000 as Row['limit'],
    quantity: CONTRACTS,
    filled: CONTRACTS,
    received: CONTRACTS,
    cost: COST,
    fee: NO_MONEY,
    status: 'filled',
    venueStatus: 'executed',
    edgeBps: 2_500,
    causedAt: NOW,
    sentAt: NOW,
    doneAt: NOW,
  }
}

function askFor({ memory }: ReturnType<typeof createWorld>, trade: string): void {
  const bound = { quantity: CONTRACTS, money: COST }
  const terms = { name: trade, payout: toMoney(ONE_DOLLAR), bound, expiresAt: NOW, first: 'all' as const }
  const type = 'cross_platform_arb' as const
  noteAsked(memory, `request of ${trade}`, {
    game: 'game',
    legs: 2,
    terms: { ...terms, strategy: type, opportunityType: type },
  })
}

test('two trades whose legs come back mixed are both known, with all that they cost', () => {
  const world = createWorld()
  const { desk, memory } = world
  askFor(world, 'slow')
  askFor(world, 'quick')
  noteRow(memory, rowOf('slow', 0))
  noteRow(memory, rowOf('quick', 0))
  noteRow(memory, rowOf('quick', 1))
  noteRow(memory, rowOf('slow', 1))
  expect([...desk.ledger.trades.values()].map(({ name }) => name)).toEqual(['quick', 'slow'])
  expect(desk.ledger.exposedTotal).toBe((4 * COST) as Money)
  expect(desk.ledger.cash.get('kalshi')).toBe(parseMoney('92'))
})

test('an end that is heard before the orders ends its own trade', () => {
  const world = createWorld()
  const { desk, memory } = world
  askFor(world, 'first')
  noteEnd(memory, 'first', 'hedged', 'it holds what it should', NOW)
  askFor(world, 'second')
  noteRow(memory, rowOf('second', 0))
  noteRow(memory, rowOf('second', 1))
  noteRow(memory, rowOf('first', 0))
  noteRow(memory, rowOf('first', 1))
  expect([...desk.ledger.trades.values()].map(({ name, ending }) => [name, ending])).toEqual([
    ['second', null],
    ['first', 'hedged'],
  ])
})

test('a row that is told again changes nothing, and a request that was refused is forgotten', () => {
  const world = createWorld()
  const { desk, memory } = world
  askFor(world, 'one')
  for (const leg of [0, 0, 1, 1] as const) noteRow(memory, rowOf('one', leg))
  expect(desk.ledger.exposedTotal).toBe((2 * COST) as Money)
  askFor(world, 'two')
  noteRefused(memory, 'request of two')
  expect(memory.asked.size).toBe(0)
})
