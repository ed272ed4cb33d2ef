import type { Fact, Fill, FillId, IocOrder, Level, Micros, Money, Price } from '@arbees/core'
import { NO_MONEY, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { A, B, book, cashOf, level, listed, wideLimits } from '../../test/trading-world.ts'
import { createEngine } from '../engine.ts'
import type { ExecutorFact } from '../executor/executor-fact.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { EngineLimits } from '../risk/limits.ts'
import type { TraderLimits } from './trader.ts'
import { createTrader } from './trader.ts'

const EXECUTION: TraderLimits = {
  repairLossMax: 50_000 as Money,
  repairsMax: 2,
  repairMicros: seconds(60),
  repairPauseMicros: 100_000 as Micros,
  repairExpiryMicros: seconds(5),
  dustMax: NO_MONEY,
  bookAgeMicros: null,
}

function world(
  execution: Partial<TraderLimits> = {},
  limits: Partial<EngineLimits> = {},
  ofA: Parameters<typeof listed>[1] = {},
) {
  const engine = createEngine({
    markets: [listed(A, ofA), listed(B)],
    pairs: [{ name: 'game', a: A, b: B, polarity: 'same' }],
    limits: wideLimits(limits),
    cash: cashOf(),
  })
  const sent: IocOrder[] = []
  const facts: ExecutorFact[] = []
  const records: JournalRecord[] = []
  const trader = createTrader({
    limits: { ...EXECUTION, ...execution },
    salt: '000000001',
    market: engine.market,
    book: (id) => engine.market(id)?.ladder,
    submit: (order) => {
      sent.push(order)
      return []
    },
    onRecord: (record) => {
      records.push(record)
      engine.record(record)
    },
    onFact: (fact) => facts.push(fact),
  })
  /** Tells the engine, opens what it approves, and lets waiting trades look at the books. */
  const tell = (inputs: readonly Fact[]) => {
    const { at } = inputs.at(-1) as Fact
    for (const { plan } of engine.step(inputs).commands) trader.open(plan, at)
    for (const input of inputs) if ('market' in input) trader.bookChanged(input.market, at)
    return sent.splice(0)
  }
  /** The venue's answers: `contracts` of each order filled at the limit, the rest canceled. */
  const answer = (...answers: readonly (readonly [IocOrder, contracts: number, at: number])[]) => {
    for (const [order, contracts, at] of answers) {
      for (const fact of answerTo(order, contracts, at)) trader.fold(fact)
    }
    return sent.splice(0)
  }
  return { engine, trader, facts, records, tell, answer, sent }
}

function answerTo(order: IocOrder, contracts: number, at: number): readonly Fact[] {
  const quantity = (contracts * 1_000_000) as Fill['quantity']
  const { id, market, action, outcome, limit: price } = order
  const fillId = `f${id}` as FillId
  const taken = { id: fillId, order: id, market, action, outcome, price, quantity, received: quantity } as const
  const fill: Fill = { ...taken, fee: NO_MONEY, liquidity: 'taker', at: seconds(at) }
  const canceled = Math.max(0, order.quantity - quantity) as Fill['quantity']
  const done: Fact = { type: 'order.done', at: seconds(at), order: id, filled: quantity, canceled }
  return contracts === 0 ? [done] : [{ type: 'order.filled', at: seconds(at), fill }, done]
}

const start = () => [
  book(A, 1, [level(3_900, 10)], [level(4_000, 10)]),
  book(B, 1, [level(5_000, 10)], [level(5_100, 10)]),
]

/** YES of A at 0.40 and NO of B at 0.50 for ten; A fills ten, B only four; then NO of B costs more. */
function unequal(execution: Partial<TraderLimits> = {}, bidOfA: Level = level(3_900, 50), askOfNoB = 6_000) {
  const one = world(execution)
  const [a, b] = one.tell(start()) as [IocOrder, IocOrder]
  const bid = 10_000 - askOfNoB
  one.tell([book(A, 2, [bidOfA], [level(4_200, 10)]), book(B, 2, [level(bid, 50)], [level(bid + 100, 50)])])
  const repair = one.answer([a, 10, 3], [b, 4, 3])
  return { ...one, repair }
}

const ended = (facts: readonly ExecutorFact[]) => facts.find((fact) => fact.type === 'trade.ended')

describe('trader', () => {
  test('opens a plan with both orders at once, under names that the journal gives', () => {
    const { tell, records } = world()
    const [a, b] = tell(start())
    expect([a, b]).toMatchObject([
      { id: 'arb0000000001000000000001000000001', market: A, action: 'buy', outcome: 'yes', limit: 4_000 },
      { id: 'arb0000000001000000000002000000001', market: B, action: 'buy', outcome: 'no', limit: 5_000 },
    ])
    expect(records.map(({ type }) => type)).toEqual(['trade.intended', 'order.sent', 'order.sent'])
  })

  test('completes the missing leg where that loses less than selling the excess', () => {
    // Completing makes a dollar of 0.40 + 0.60: nothing lost. Selling at 0.30 would lose ten cents.
    const { engine, facts, repair, answer } = unequal({}, level(3_000, 50))
    expect(repair).toMatchObject([
      { market: B, action: 'buy', outcome: 'no', quantity: 6_000_000, limit: 6_000, isUnwind: true },
    ])
    expect(facts).toContainEqual(
      expect.objectContaining({ type: 'trade.repaired', how: 'complete', quantity: 6_000_000, loss: 0 }),
    )
    answer([repair[0] as IocOrder, 6, 4])
    expect(ended(facts)).toMatchObject({ ending: 'hedged', matched: 10_000_000, unmatched: 0 })
    expect(engine.trade(1)?.legs.map(({ received }) => received)).toEqual([10_000_000, 10_000_000])
  })

  test('sells the excess where that loses less, and the money comes back', () => {
    // Completing at 0.64 would lose four cents a contract, selling at 0.39 loses one.
    const { engine, facts, repair, answer } = unequal({}, level(3_900, 50), 6_400)
    expect(repair).toMatchObject([{ market: A, action: 'sell', outcome: 'yes', quantity: 6_000_000, limit: 3_900 }])
    const before = engine.ledger().cash.get('kalshi') as number
    answer([repair[0] as IocOrder, 6, 4])
    expect((engine.ledger().cash.get('kalshi') as number) - before).toBe(2_340_000)
    expect(ended(facts)).toMatchObject({ ending: 'hedged', matched: 4_000_000 })
  })

  test('waits while both ways lose more than allowed, then halts the trade, and its name trades no more', () => {
    const { engine, trader, facts, repair, tell } = unequal({ repairLossMax: 5_000 as Money }, level(3_000, 50), 6_400)
    expect(repair).toEqual([])
    expect(trader.isWatching()).toBe(true)
    trader.wake(seconds(62))
    expect(ended(facts)).toBeUndefined()
    trader.wake(seconds(63))
    expect(ended(facts)).toMatchObject({ ending: 'halted', unmatched: 6_000_000 })
    expect(tell(start().map((fact) => ({ ...fact, at: seconds(70) })))).toEqual([])
    expect(engine.trade(1)?.ending).toBe('halted')
  })

  test('a book that comes back within the time is used', () => {
    const { tell, answer } = unequal({ repairLossMax: 5_000 as Money }, level(3_000, 50), 6_400)
    const back = tell([book(A, 20, [level(4_000, 2)], [level(4_200, 10)])])
    expect(back).toMatchObject([{ action: 'sell', market: A, quantity: 2_000_000, limit: 4_000 }])
    // The bid is renewed by the time the answer comes: the rest goes there.
    tell([book(A, 21, [level(4_000, 50)], [level(4_200, 10)])])
    expect(answer([back[0] as IocOrder, 2, 21])).toMatchObject([{ action: 'sell', quantity: 4_000_000 }])
  })

  test('gives up after as many repairs as allowed', () => {
    const { facts, repair, trader, answer, sent } = unequal()
    answer([repair[0] as IocOrder, 0, 4])
    trader.wake(seconds(5))
    const [second] = sent.splice(0)
    answer([second as IocOrder, 0, 6])
    trader.wake(seconds(7))
    expect(sent).toEqual([])
    expect(ended(facts)).toMatchObject({ ending: 'halted' })
  })

  test('never mends on a book that is crossed or has a hole', () => {
    const { tell, answer } = world({ repairLossMax: 500_000 as Money })
    const [a, b] = tell(start()) as [IocOrder, IocOrder]
    tell([{ type: 'book.stale', at: seconds(2), market: B, reason: 'gap' }])
    tell([book(A, 2, [level(4_300, 10)], [level(4_200, 10)])])
    expect(answer([a, 10, 3], [b, 4, 3])).toEqual([])
  })

  test('a leg that settled cannot be mended: the trade is halted, and what it paid is counted', () => {
    const { engine, trader, facts, tell } = unequal({ repairLossMax: 5_000 as Money }, level(3_000, 50), 6_400)
    const before = engine.ledger().cash.get('kalshi') as number
    tell([{ type: 'market.settled', at: seconds(9), market: A, outcome: 'yes', yesPrice: 10_000 as Price }])
    trader.wake(seconds(63))
    expect(ended(facts)).toMatchObject({ ending: 'halted' })
    expect((engine.ledger().cash.get('kalshi') as number) - before).toBe(10_000_000)
  })

  test('where one leg leaves first, the other follows only a full fill, at prices that still earn', () => {
    const first = { legOrder: 'thinner-first' } as const
    const thin = () => [start()[0] as Fact, book(B, 1, [level(5_000, 5)], [level(5_100, 5)])]
    const full = world({}, first)
    const [b] = full.tell(thin()) as [IocOrder]
    expect(b).toMatchObject({ market: B })
    expect(full.answer([b, 5, 2])).toMatchObject([{ market: A, quantity: 5_000_000 }])
    const moved = world({}, first)
    const [one] = moved.tell(thin()) as [IocOrder]
    moved.tell([book(A, 2, [level(3_900, 10)], [level(4_800, 10)])])
    // The price has gone: the planned order is dropped, and what is held is sold again or completed.
    expect(moved.answer([one, 5, 3])).not.toMatchObject([{ limit: 4_000 }])
    const none = world({}, first)
    const [missed] = none.tell(thin()) as [IocOrder]
    expect(none.answer([missed, 0, 2])).toEqual([])
    expect(ended(none.facts)).toMatchObject({ ending: 'hedged', matched: 0 })
    expect([...none.engine.ledger().cash.values()]).toEqual([1_000_000_000, 1_000_000_000])
  })

  test('where a venue spends the money it is given, what arrives beyond what was asked for is what was planned', () => {
    const { engine, facts, tell, answer } = world({}, {}, { buysBy: 'money' })
    const books = [
      book(A, 1, [level(3_000, 9)], [level(3_500, 2), level(4_000, 10)]),
      book(B, 1, [level(5_000, 5)], [level(5_100, 5)]),
    ]
    const [a, b] = tell(books) as [IocOrder, IocOrder]
    // 1.90 at the limit of 0.40 is 4.75 contracts; five arrive.
    expect(a).toMatchObject({ market: A, quantity: 4_750_000, limit: 4_000 })
    expect(answer([a, 5, 2], [b, 5, 2])).toEqual([])
    expect(ended(facts)).toMatchObject({ ending: 'hedged', matched: 5_000_000, unmatched: 0 })
    expect(engine.ledger().halts.size).toBe(0)
    expect([...engine.ledger().reserved.values()]).toEqual([0, 0])
  })

  test('an offer that got better meanwhile brings more still: what is over is mended like any excess', () => {
    const { tell, answer } = world({}, {}, { buysBy: 'money' })
    const [a, b] = tell(start()) as [IocOrder, IocOrder]
    tell([book(A, 2, [level(3_600, 50)], [level(3_700, 10)])])
    expect(answer([a, 10.5, 3], [b, 10, 3])).toMatchObject([
      { action: 'buy', market: B, quantity: 500_000, limit: 5_000 },
    ])
  })
})
