import type { ContinuityToken, Fact, Level, Market, MarketId, Micros, Money, Price, Quantity } from '@arbees/core'
import { LOT, NO_MONEY, quadraticFee, seconds, toMarketId, uniformGrid } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import type { EngineSettings } from './settings.ts'

const fees = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const A = toMarketId('kalshi', 'GAME')
const B = toMarketId('polymarket', '1')

function market(id: MarketId): Market {
  return {
    id,
    venue: id.slice(0, id.indexOf(':')),
    title: id,
    status: 'open',
    grid: uniformGrid(100),
    lot: LOT,
    quantityMin: LOT,
    notionalMin: NO_MONEY,
    closesAt: null,
  }
}

function settings(change: Partial<EngineSettings['limits']> = {}, cash = 1_000_000_000): EngineSettings {
  return {
    markets: [A, B].map((id) => ({ market: market(id), fees })),
    pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
    limits: {
      edgeMin: 5_000 as Money,
      quantityMax: 100_000_000 as Quantity,
      notionalMax: 1_000_000_000 as Money,
      maxAgeUs: null,
      repairLossMax: 50_000 as Money,
      repairsMax: 3,
      repairMicros: seconds(60),
      ...change,
    },
    cash: new Map([
      ['kalshi', cash as Money],
      ['polymarket', cash as Money],
    ]),
    idSalt: '0001',
  }
}

const level = (price: number, contracts: number): Level => ({
  price: price as Price,
  quantity: (contracts * 1_000_000) as Quantity,
})

function book(id: MarketId, at: number, bid: Level | undefined, ask: Level | undefined, token = 1): Fact {
  return {
    type: 'book.replaced',
    market: id,
    at: seconds(at),
    bids: bid === undefined ? [] : [bid],
    asks: ask === undefined ? [] : [ask],
    continuity: token as ContinuityToken,
  }
}

/** YES of A at 0.40, NO of B at 0.50: 6.57 cents a contract after fees. */
const open = (at: number) => [
  book(A, at, level(3_900, 10), level(4_000, 10)),
  book(B, at, level(5_000, 5), level(5_100, 5)),
]

describe('engine', () => {
  test('buys both legs of the depth that earns, with the limits that were walked to', () => {
    const { commands, facts } = createEngine(settings()).step(open(10))
    expect(facts.map(({ type }) => type)).toEqual(['opportunity.opened', 'opportunity.taken', 'opportunity.refused'])
    expect(commands).toEqual([
      {
        type: 'order.submit',
        books: [{ market: A, continuity: 1 }],
        order: {
          id: 'arb100000000010001',
          market: A,
          action: 'buy',
          outcome: 'yes',
          limit: 4_000,
          quantity: 5_000_000,
        },
      },
      {
        type: 'order.submit',
        books: [{ market: B, continuity: 1 }],
        order: { id: 'arb100000000020001', market: B, action: 'buy', outcome: 'no', limit: 5_000, quantity: 5_000_000 },
      },
    ])
  })

  test.each([
    ['no-book', [book(A, 1, level(3_900, 10), level(4_000, 10)), book(B, 1, level(5_000, 5), level(5_100, 5), 0)]],
    ['book-crossed', [book(A, 1, level(4_000, 10), level(4_000, 10)), book(B, 1, level(5_000, 5), level(5_100, 5))]],
    ['side-empty', [book(A, 1, level(3_900, 10), undefined), book(B, 1, level(5_000, 5), level(5_100, 5))]],
    ['below-edge', [book(A, 1, level(3_900, 10), level(4_900, 10)), book(B, 1, level(5_000, 5), level(5_100, 5))]],
    ['no-depth', [book(A, 1, level(3_900, 10), level(4_000, 0.005)), book(B, 1, level(5_000, 5), level(5_100, 5))]],
    ['price-at-bound', [book(A, 1, level(3_900, 10), level(10_000, 1)), book(B, 1, level(5_000, 5), level(5_100, 5))]],
  ] as const)('refuses for %s and says so', (reason, facts) => {
    const step = createEngine(settings()).step(facts)
    expect(step.commands).toEqual([])
    const refused = step.facts.filter((fact) => fact.type === 'opportunity.refused' && fact.direction === 'yes_a+no_b')
    expect(refused).toMatchObject([{ reason }])
  })

  test('refuses a stale book from the microsecond after its last good one', () => {
    const engine = createEngine(settings({ maxAgeUs: 2_000_000 }))
    engine.step([book(A, 10, level(3_900, 10), level(4_000, 10))])
    const late = { ...book(B, 12, level(5_000, 5), level(5_100, 5)), at: 12_000_001 as Micros }
    expect(engine.step([late]).facts).toMatchObject([{ reason: 'stale' }, { reason: 'stale' }])
    expect(engine.step([book(A, 13, level(3_900, 10), level(4_000, 10))]).commands).toHaveLength(2)
  })

  test('refuses when the money of one venue does not reach for a lot', () => {
    const { facts, commands } = createEngine(settings({}, 5_000)).step(open(1))
    expect(commands).toEqual([])
    expect(facts).toContainEqual(expect.objectContaining({ type: 'opportunity.refused', reason: 'funds' }))
  })

  test('never spends more than the notional allowed', () => {
    const engine = createEngine(settings({ notionalMax: 2_000_000 as Money }))
    const taken = engine.step(open(1)).facts.find((fact) => fact.type === 'opportunity.taken')
    expect(taken).toMatchObject({ type: 'opportunity.taken' })
    if (taken?.type === 'opportunity.taken') expect(taken.notional).toBeLessThanOrEqual(2_000_000)
  })

  test('acts once on an opening, and again only after it closed', () => {
    const engine = createEngine(settings())
    const [first, second] = engine.step(open(1)).commands
    expect(engine.step(open(2)).commands).toEqual([])
    for (const command of [first, second]) {
      if (command?.type !== 'order.submit') throw new Error('expected two orders')
      const { id, quantity } = command.order
      engine.step([{ type: 'order.done', at: seconds(3), order: id, filled: 0 as Quantity, canceled: quantity }])
    }
    expect(engine.step(open(4)).commands).toEqual([])
    const closed = engine.step([book(A, 5, level(3_900, 10), level(4_900, 10))])
    expect(closed.facts).toContainEqual(expect.objectContaining({ type: 'opportunity.closed', openedAt: seconds(1) }))
    expect(engine.step(open(6)).commands).toHaveLength(2)
  })

  test('gives back what was set aside when an order ends without a fill', () => {
    const engine = createEngine(settings())
    const { commands } = engine.step(open(1))
    expect(engine.cash().get('kalshi')).toBeLessThan(1_000_000_000)
    for (const command of commands) {
      if (command.type !== 'order.submit') continue
      const { id, quantity } = command.order
      engine.step([{ type: 'order.done', at: seconds(2), order: id, filled: 0 as Quantity, canceled: quantity }])
    }
    expect([...engine.cash().values()]).toEqual([1_000_000_000, 1_000_000_000])
  })

  test('an order whose fate is unknown keeps its money and its pair', () => {
    const engine = createEngine(settings())
    const before = engine.cash().get('kalshi') as number
    const [command] = engine.step(open(1)).commands
    if (command?.type !== 'order.submit') throw new Error('expected an order')
    const at = seconds(2)
    engine.step([
      { type: 'order.unknown', at, order: command.order.id, code: 'request.timeout', sentence: 'no answer' },
    ])
    expect(engine.cash().get('kalshi') as number).toBeLessThan(before)
    engine.step([book(A, 3, level(3_900, 10), level(4_900, 10))])
    const { facts } = engine.step(open(4))
    expect(facts).toContainEqual(expect.objectContaining({ type: 'opportunity.refused', reason: 'in-flight' }))
  })

  test('a settled market is not traded', () => {
    const engine = createEngine(settings())
    const settled: Fact = {
      type: 'market.settled',
      at: seconds(1),
      market: A,
      outcome: 'yes',
      yesPrice: 10_000 as Price,
    }
    engine.step([settled])
    expect(engine.step(open(2)).commands).toEqual([])
  })

  test('the same facts in the same batches give the same bytes', () => {
    const play = () => {
      const engine = createEngine(settings())
      return JSON.stringify(
        [1, 2, 3, 4].map((at) => engine.step(at % 2 === 0 ? open(at) : [book(A, at, undefined, undefined)])),
      )
    }
    expect(play()).toBe(play())
  })

  test('facts that go back in time are refused', () => {
    const engine = createEngine(settings())
    engine.step(open(5))
    expect(() => engine.step(open(4))).toThrow('facts come in order of time')
  })
})
