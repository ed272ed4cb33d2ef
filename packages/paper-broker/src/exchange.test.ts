import type {
  ClientOrderId,
  ContinuityToken,
  Fact,
  IocOrder,
  Level,
  Market,
  MarketId,
  Micros,
  Money,
  Price,
  Quantity,
} from '@arbees/core'
import {
  complement,
  createLadder,
  createRng,
  LOT,
  millis,
  NO_FEES,
  NO_MONEY,
  nextInteger,
  quadraticFee,
  seconds,
  setLevel,
  toMarketId,
  totalMoney,
  uniformGrid,
} from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { PaperExchange } from './exchange.ts'
import { createPaperExchange } from './exchange.ts'
import { constantLatency, sampledLatency } from './latency.ts'

const MARKET = toMarketId('kalshi', 'GAME')
const fees = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const market: Market = {
  id: MARKET,
  venue: 'kalshi',
  title: 'Game',
  status: 'open',
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}

function exchange(latency = millis(100), cash = 100_000_000, schedule = fees): PaperExchange {
  return createPaperExchange({
    markets: [{ market, fees: schedule }],
    cash: new Map([['kalshi', cash as Money]]),
    latency: constantLatency(latency),
    rng: createRng(1),
  })
}

const level = (price: number, contracts: number): Level => ({
  price: price as Price,
  quantity: (contracts * 1_000_000) as Quantity,
})

function book(at: number, bids: readonly Level[], asks: readonly Level[], id: MarketId = MARKET): Fact {
  return { type: 'book.replaced', market: id, at: at as Micros, bids, asks, continuity: 1 as ContinuityToken }
}

let count = 0
function order(change: Partial<IocOrder> = {}): IocOrder {
  count += 1
  return {
    id: `arb${count}` as ClientOrderId,
    market: MARKET,
    action: 'buy',
    outcome: 'yes',
    limit: 4_200 as Price,
    quantity: 2_000_000 as Quantity,
    ...change,
  }
}

const fillsOf = (facts: readonly Fact[]) => facts.flatMap((fact) => (fact.type === 'order.filled' ? [fact.fill] : []))
const doneOf = (facts: readonly Fact[]) => facts.find((fact) => fact.type === 'order.done')

describe('paper exchange', () => {
  test('an order meets the book of its arrival, not the one it was decided on', () => {
    const paper = exchange(millis(100))
    paper.step(book(0, [], [level(4_000, 5)]))
    paper.submit(order(), 0 as Micros)
    paper.step(book(99_999, [], [level(4_200, 1)]))
    const facts = paper.step(book(200_000, [], [level(4_000, 5)]))
    expect(fillsOf(facts)).toMatchObject([{ price: 4_200, quantity: 1_000_000, at: 100_000 }])
    expect(doneOf(facts)).toMatchObject({ filled: 1_000_000, canceled: 1_000_000 })
  })

  test('a book that changes at the very instant of arrival is met changed', () => {
    const paper = exchange(millis(100))
    paper.step(book(0, [], [level(4_000, 5)]))
    paper.submit(order(), 0 as Micros)
    expect(paper.step(book(100_000, [], []))).toEqual([])
    expect(doneOf(paper.advance(100_000 as Micros, true))).toMatchObject({ filled: 0 })
  })

  test('what was bought is not there to be bought again until its level has gone', () => {
    const paper = exchange(0 as Micros)
    paper.step(book(0, [], [level(4_000, 3)]))
    const buyAt = (at: number) => {
      paper.submit(order({ quantity: 2_000_000 as Quantity }), at as Micros)
      return doneOf(paper.advance(at as Micros, true))
    }
    expect(buyAt(0)).toMatchObject({ filled: 2_000_000 })
    expect(buyAt(1)).toMatchObject({ filled: 1_000_000 })
    paper.step(book(2, [], [level(4_000, 3)]))
    expect(buyAt(3)).toMatchObject({ filled: 0 })
    paper.step(book(4, [], [level(4_100, 3)]))
    paper.step(book(5, [], [level(4_000, 3)]))
    expect(buyAt(6)).toMatchObject({ filled: 2_000_000 })
  })

  test('buying NO takes the YES bids: one book seen from two sides', () => {
    const paper = exchange(0 as Micros)
    paper.step(book(0, [level(6_000, 1)], []))
    paper.submit(order({ outcome: 'no', limit: 4_000 as Price }), 0 as Micros)
    const [fill] = fillsOf(paper.advance(0 as Micros, true))
    // 0.07 × 0.4 × 0.6 = 0.0168 for one contract.
    expect(fill).toMatchObject({ outcome: 'no', price: 4_000, quantity: 1_000_000, fee: 16_800 })
    paper.submit(order({ action: 'sell', outcome: 'yes', limit: 6_000 as Price }), 1 as Micros)
    const refused = paper.advance(1 as Micros, true)
    expect(refused).toMatchObject([{ type: 'order.rejected', reason: 'funds' }])
  })

  test('all or nothing takes nothing when there is not all', () => {
    const paper = exchange(0 as Micros)
    paper.step(book(0, [], [level(4_000, 1)]))
    paper.submit(order({ fill: 'all' }), 0 as Micros)
    expect(doneOf(paper.advance(0 as Micros, true))).toMatchObject({ filled: 0, canceled: 2_000_000 })
  })

  test('an order that free money does not reach for is refused and takes nothing', () => {
    const paper = exchange(0 as Micros, 800_000)
    paper.step(book(0, [], [level(4_000, 5)]))
    expect(paper.submit(order(), 0 as Micros)).toMatchObject([{ type: 'order.rejected', reason: 'funds' }])
    expect(paper.account('kalshi').free).toBe(800_000)
  })

  test('prices off the grid and broken lots are refused', () => {
    const paper = exchange(0 as Micros)
    paper.submit(order({ limit: 4_250 as Price }), 0 as Micros)
    paper.submit(order({ quantity: 5_000 as Quantity }), 0 as Micros)
    expect(paper.advance(0 as Micros, true)).toMatchObject([{ reason: 'tick' }, { reason: 'lot' }])
    expect(totalMoney(paper.account('kalshi'))).toBe(paper.account('kalshi').free)
  })

  test('nothing matches on a book with a hole in it', () => {
    const paper = exchange(0 as Micros)
    paper.step(book(0, [], [level(4_000, 5)]))
    paper.step({ type: 'book.stale', market: MARKET, at: 1 as Micros, reason: 'gap' })
    paper.submit(order(), 2 as Micros)
    expect(doneOf(paper.advance(2 as Micros, true))).toMatchObject({ filled: 0 })
  })

  test('a settled market pays its winners a dollar and takes no more orders', () => {
    const paper = exchange(0 as Micros)
    paper.step(book(0, [], [level(4_000, 5)]))
    paper.submit(order({ quantity: 1_000_000 as Quantity }), 0 as Micros)
    paper.advance(0 as Micros, true)
    const before = paper.account('kalshi').free
    paper.step({ type: 'market.settled', at: 1 as Micros, market: MARKET, outcome: 'yes', yesPrice: 10_000 as Price })
    expect(paper.account('kalshi').free - before).toBe(1_000_000)
    expect(paper.positions()).toMatchObject([{ quantity: 0, cost: 0, realized: 1_000_000 - 400_000 - 16_800 }])
    paper.submit(order(), 2 as Micros)
    expect(paper.advance(2 as Micros, true)).toMatchObject([{ reason: 'closed' }])
  })

  test('buying YES at p and NO at 1 − p takes the same from a mirrored book, before fees', () => {
    const rng = createRng('mirror')
    for (let round = 0; round < 200; round++) {
      const price = nextInteger(rng, 1, 99) * 100
      const contracts = nextInteger(rng, 1, 50)
      const yes = exchange(0 as Micros, 100_000_000, NO_FEES)
      const no = exchange(0 as Micros, 100_000_000, NO_FEES)
      yes.step(book(0, [], [level(price, contracts)]))
      no.step(book(0, [level(complement(price as Price), contracts)], []))
      const quantity = (nextInteger(rng, 1, 60) * 1_000_000) as Quantity
      yes.submit(order({ outcome: 'yes', limit: price as Price, quantity }), 0 as Micros)
      no.submit(order({ outcome: 'no', limit: price as Price, quantity }), 0 as Micros)
      yes.advance(0 as Micros, true)
      no.advance(0 as Micros, true)
      expect(no.account('kalshi')).toEqual(yes.account('kalshi'))
    }
  })

  test('money and contracts are conserved, and the same seed gives the same fills', () => {
    const play = (seed: string) => {
      const rng = createRng(seed)
      const samples = new Map([['kalshi', [millis(1), millis(40), millis(900)]]])
      const paper = createPaperExchange({
        markets: [{ market, fees }],
        cash: new Map([['kalshi', 1_000_000_000 as Money]]),
        latency: sampledLatency(samples),
        rng: createRng(`${seed} latency`),
      })
      const facts: Fact[] = []
      let at = 0
      for (let step = 0; step < 2_000; step++) {
        at += nextInteger(rng, 1, 50_000)
        const middle = nextInteger(rng, 10, 90)
        const bids = [level((middle - 1) * 100, nextInteger(rng, 1, 9)), level((middle - 2) * 100, 5)]
        facts.push(...paper.step(book(at, bids, [level(middle * 100, nextInteger(rng, 1, 9))])))
        if (step % 3 === 0) {
          const outcome = nextInteger(rng, 0, 1) === 0 ? 'yes' : 'no'
          const action = nextInteger(rng, 0, 2) === 0 ? 'sell' : 'buy'
          const limit = (action === 'buy' ? nextInteger(rng, 20, 99) : nextInteger(rng, 1, 60)) * 100
          const quantity = (nextInteger(rng, 1, 400) * LOT) as Quantity
          const made = {
            ...order({ outcome, action, limit: limit as Price, quantity }),
            id: `arb${step}` as ClientOrderId,
          }
          facts.push(...paper.submit(made, at as Micros))
        }
      }
      facts.push(...paper.advance(seconds(1_000), true))
      return { paper, facts }
    }
    const { paper, facts } = play('one')
    let cash = 1_000_000_000
    const held = { yes: 0, no: 0 }
    for (const fill of fillsOf(facts)) {
      const notional = (fill.price * fill.quantity) / 10_000
      cash += (fill.action === 'buy' ? -notional : notional) - fill.fee
      held[fill.outcome] += fill.action === 'buy' ? fill.received : -fill.quantity
    }
    expect(fillsOf(facts).length).toBeGreaterThan(100)
    expect(paper.account('kalshi').free).toBe(cash)
    expect(paper.account('kalshi').reserved.size).toBe(0)
    for (const position of paper.positions()) expect(position.quantity).toBe(held[position.outcome])
    expect(JSON.stringify(play('one').facts)).toBe(JSON.stringify(facts))
    expect(JSON.stringify(play('two').facts)).not.toBe(JSON.stringify(facts))
  })

  test('books that somebody else keeps are read as they are, and what was taken is remembered', () => {
    const ladder = createLadder()
    setLevel(ladder.asks, 4_000 as Price, 3_000_000 as Quantity)
    ladder.continuity = 1 as ContinuityToken
    const paper = createPaperExchange({
      markets: [{ market, fees }],
      cash: new Map([['kalshi', 100_000_000 as Money]]),
      latency: constantLatency(millis(0)),
      rng: createRng(1),
      ladders: [ladder],
    })
    const buyAt = (at: number) => {
      paper.submit(order(), at as Micros)
      return doneOf(paper.advance(at as Micros, true))
    }
    expect(buyAt(1)).toMatchObject({ filled: 2_000_000 })
    paper.foldShared(0)
    expect(buyAt(2)).toMatchObject({ filled: 1_000_000 })
    setLevel(ladder.asks, 4_000 as Price, 0 as Quantity)
    paper.foldShared(0)
    setLevel(ladder.asks, 4_000 as Price, 3_000_000 as Quantity)
    expect(buyAt(3)).toMatchObject({ filled: 2_000_000 })
  })

  test('no fill is larger than what was shown or worse than the limit', () => {
    const rng = createRng('bounds')
    for (let round = 0; round < 300; round++) {
      const paper = exchange(0 as Micros, 1_000_000_000)
      const asks = [level(4_000, nextInteger(rng, 1, 9)), level(4_500, nextInteger(rng, 1, 9))]
      paper.step(book(0, [], asks))
      const limit = (nextInteger(rng, 39, 46) * 100) as Price
      paper.submit(order({ limit, quantity: (nextInteger(rng, 1, 20) * 1_000_000) as Quantity }), 0 as Micros)
      for (const fill of fillsOf(paper.advance(0 as Micros, true))) {
        expect(fill.price).toBeLessThanOrEqual(limit)
        expect(fill.quantity).toBeLessThanOrEqual(asks.find(({ price }) => price === fill.price)?.quantity ?? 0)
      }
    }
  })
})
