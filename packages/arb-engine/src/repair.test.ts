import type {
  Command,
  ContinuityToken,
  Fact,
  Fill,
  FillId,
  IocOrder,
  Level,
  Market,
  MarketId,
  Money,
  Price,
  Quantity,
} from '@arbees/core'
import { LOT, NO_FEES, NO_MONEY, seconds, toMarketId, uniformGrid } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import { createEngine } from './engine.ts'
import { tradeStatus } from './trade.ts'

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

function create(repairLossMax: number): Engine {
  return createEngine({
    markets: [A, B].map((id) => ({ market: market(id), fees: NO_FEES })),
    pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
    limits: {
      edgeMin: 5_000 as Money,
      quantityMax: 100_000_000 as Quantity,
      notionalMax: 1_000_000_000 as Money,
      maxAgeUs: null,
      repairLossMax: repairLossMax as Money,
      repairsMax: 2,
      repairMicros: seconds(60),
    },
    cash: new Map([
      ['kalshi', 1_000_000_000 as Money],
      ['polymarket', 1_000_000_000 as Money],
    ]),
    idSalt: '0001',
  })
}

const level = (price: number, contracts: number): Level => ({
  price: price as Price,
  quantity: (contracts * 1_000_000) as Quantity,
})

function book(id: MarketId, at: number, bid: Level, ask: Level): Fact {
  const continuity = 1 as ContinuityToken
  return { type: 'book.replaced', market: id, at: seconds(at), bids: [bid], asks: [ask], continuity }
}

function orders(commands: readonly Command[]): readonly IocOrder[] {
  return commands.flatMap((command) => (command.type === 'order.submit' ? [command.order] : []))
}

/** The venue's answer: `contracts` filled at the limit, the rest canceled. */
function answer(order: IocOrder, contracts: number, at: number): Fact[] {
  const quantity = (contracts * 1_000_000) as Quantity
  const { id, market: of, action, outcome, limit: price } = order
  const fill: Fill = {
    id: `f${id}` as FillId,
    order: id,
    market: of,
    action,
    outcome,
    price,
    quantity,
    received: quantity,
    fee: NO_MONEY,
    liquidity: 'taker',
    at: seconds(at),
  }
  const done: Fact = {
    type: 'order.done',
    at: seconds(at),
    order: id,
    filled: quantity,
    canceled: (order.quantity - quantity) as Quantity,
  }
  return contracts === 0 ? [done] : [{ type: 'order.filled', at: seconds(at), fill }, done]
}

/** YES of A at 0.40 and NO of B at 0.50 for ten contracts; A fills ten, B only four; then B's NO costs 0.60. */
function unequal(repairLossMax: number, bidOfA = level(3_900, 50), askOfNoB = 6_000) {
  const engine = create(repairLossMax)
  const start = [book(A, 1, level(3_900, 10), level(4_000, 10)), book(B, 1, level(5_000, 10), level(5_100, 10))]
  const [a, b] = orders(engine.step(start).commands) as [IocOrder, IocOrder]
  engine.step([
    book(A, 2, bidOfA, level(4_200, 10)),
    book(B, 2, level(10_000 - askOfNoB, 50), level(10_000 - askOfNoB + 100, 50)),
  ])
  const step = engine.step([...answer(a, 10, 3), ...answer(b, 4, 3)])
  return { engine, step, repair: orders(step.commands) }
}

describe('repair of unequal legs', () => {
  test('completes the missing leg where that loses less than selling the excess', () => {
    // Completing makes a dollar of 0.40 + 0.60: nothing lost. Selling at 0.30 would lose ten cents.
    const { engine, step, repair } = unequal(50_000, level(3_000, 50))
    expect(repair).toMatchObject([
      { market: B, action: 'buy', outcome: 'no', quantity: 6_000_000, limit: 6_000, isUnwind: true },
    ])
    expect(step.facts).toContainEqual(
      expect.objectContaining({ type: 'trade.repaired', how: 'complete', quantity: 6_000_000, loss: 0 }),
    )
    const [order] = repair
    const ended = engine.step(answer(order as IocOrder, 6, 4))
    expect(ended.facts).toContainEqual(
      expect.objectContaining({ type: 'trade.ended', status: 'hedged', matched: 10_000_000, unmatched: 0 }),
    )
    const [trade] = engine.trades()
    expect(trade?.legs.map(({ received }) => received)).toEqual([10_000_000, 10_000_000])
  })

  test('sells the excess where that loses less, and the money comes back', () => {
    // Completing at 0.64 would lose four cents a contract, selling at 0.39 loses one.
    const { engine, repair } = unequal(50_000, level(3_900, 50), 6_400)
    expect(repair).toMatchObject([{ market: A, action: 'sell', outcome: 'yes', quantity: 6_000_000, limit: 3_900 }])
    const before = engine.cash().get('kalshi') as number
    const ended = engine.step(answer(repair[0] as IocOrder, 6, 4))
    expect((engine.cash().get('kalshi') as number) - before).toBe(2_340_000)
    expect(ended.facts).toContainEqual(
      expect.objectContaining({ type: 'trade.ended', status: 'hedged', matched: 4_000_000 }),
    )
  })

  test('waits while both ways lose more than allowed, then halts the trade and its pair', () => {
    const { engine, repair } = unequal(5_000, level(3_000, 50), 6_400)
    expect(repair).toEqual([])
    const [trade] = engine.trades()
    expect(tradeStatus(trade as NonNullable<typeof trade>)).toBe('repairing')
    const late = engine.step([book(A, 64, level(3_000, 50), level(4_200, 10))])
    expect(late.facts).toContainEqual(
      expect.objectContaining({ type: 'trade.ended', status: 'halted', unmatched: 6_000_000 }),
    )
    const again = engine.step([
      book(A, 70, level(3_900, 10), level(4_000, 10)),
      book(B, 70, level(5_000, 10), level(5_100, 10)),
    ])
    expect(again.commands).toEqual([])
    expect(again.facts).toContainEqual(expect.objectContaining({ type: 'opportunity.refused', reason: 'halted' }))
  })

  test('a book that comes back within the time is used', () => {
    const { engine } = unequal(5_000, level(3_000, 50), 6_400)
    const back = orders(engine.step([book(A, 20, level(4_000, 2), level(4_200, 10))]).commands)
    expect(back).toMatchObject([{ action: 'sell', market: A, quantity: 2_000_000, limit: 4_000 }])
    // The bid is renewed by the time the answer comes: the rest goes there.
    const renewed = [book(A, 21, level(4_000, 50), level(4_200, 10)), ...answer(back[0] as IocOrder, 2, 21)]
    const rest = orders(engine.step(renewed).commands)
    expect(rest).toMatchObject([{ action: 'sell', quantity: 4_000_000 }])
  })

  test('gives up after as many repairs as allowed', () => {
    const { engine, repair } = unequal(50_000)
    const second = orders(engine.step(answer(repair[0] as IocOrder, 0, 4)).commands)
    expect(second).toHaveLength(1)
    const third = engine.step(answer(second[0] as IocOrder, 0, 5))
    expect(third.commands).toEqual([])
    expect(third.facts).toContainEqual(expect.objectContaining({ type: 'trade.ended', status: 'halted' }))
  })

  test('never mends on a book that is crossed or has a hole', () => {
    const engine = create(500_000)
    const start = [book(A, 1, level(3_900, 10), level(4_000, 10)), book(B, 1, level(5_000, 10), level(5_100, 10))]
    const [a, b] = orders(engine.step(start).commands) as [IocOrder, IocOrder]
    engine.step([{ type: 'book.stale', at: seconds(2), market: B, reason: 'gap' }])
    engine.step([book(A, 2, level(4_300, 10), level(4_200, 10))])
    expect(engine.step([...answer(a, 10, 3), ...answer(b, 4, 3)]).commands).toEqual([])
  })

  test('a leg that settled cannot be mended: the trade is halted, and what it paid is counted', () => {
    const { engine } = unequal(5_000, level(3_000, 50), 6_400)
    const before = engine.cash().get('kalshi') as number
    const settled: Fact = {
      type: 'market.settled',
      at: seconds(9),
      market: A,
      outcome: 'yes',
      yesPrice: 10_000 as Price,
    }
    const { facts } = engine.step([settled])
    expect(facts).toContainEqual(expect.objectContaining({ type: 'trade.ended', status: 'halted' }))
    expect((engine.cash().get('kalshi') as number) - before).toBe(10_000_000)
  })
})
