import type { Fact, Ladder, MarketId } from '@arbees/core'
import {
  applyBookFact,
  createContinuitySource,
  createLadder,
  createRng,
  DISCONTINUOUS,
  defectOfOrder,
  isBookFact,
  isCrossed,
  isOnGrid,
  seconds,
} from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { nextBook, nextFacts, nextMarket, nextPrice, nextQuantity } from './generate.ts'

const from = seconds(1_800_000_000)
const markets = (seed: number | string, count: number) => {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => nextMarket(rng))
}

function factsOf(seed: number): Fact[] {
  return nextFacts(createRng(seed), { markets: markets(seed, 4), count: 300, from, tokens: createContinuitySource() })
}

describe('generated markets', () => {
  test('take an order at any generated price', () => {
    const rng = createRng('markets')
    for (let round = 0; round < 300; round++) {
      const market = nextMarket(rng)
      const order = {
        id: 'arb1' as never,
        market: market.id,
        action: 'sell',
        outcome: 'yes',
        limit: nextPrice(rng, market.grid),
        quantity: nextQuantity(rng, market.lot),
      } as const
      const defect = defectOfOrder(order, market)
      expect([undefined, 'minimum']).toContain(defect?.reason)
    }
  })

  test('are of the venue that is asked for, or of both', () => {
    const rng = createRng('venues')
    expect(nextMarket(rng, 'kalshi').venue).toBe('kalshi')
    expect(new Set(markets('both', 50).map(({ venue }) => venue))).toEqual(new Set(['kalshi', 'polymarket']))
  })
})

describe('generated books', () => {
  test('are on the grid, and crossed or one-sided as often as they are to be', () => {
    const rng = createRng('books')
    const count = 1_000
    let crossed = 0
    let oneSided = 0
    for (let round = 0; round < count; round++) {
      const market = nextMarket(rng)
      const book = nextBook(rng, market, from)
      for (const { price, quantity } of [...book.bids, ...book.asks]) {
        if (!isOnGrid(market.grid, price) || quantity <= 0) expect([price, quantity]).toBe('orderable')
      }
      if (isCrossed(book)) crossed += 1
      if (book.bids.length === 0 || book.asks.length === 0) oneSided += 1
    }
    expect(crossed).toBeGreaterThan(10)
    expect(crossed).toBeLessThan(60)
    expect(oneSided).toBeGreaterThan(20)
    expect(oneSided).toBeLessThan(250)
  })

  test('are neither, when they are to be neither', () => {
    const rng = createRng('sound')
    for (let round = 0; round < 500; round++) {
      const market = nextMarket(rng)
      const book = nextBook(rng, market, from, createContinuitySource(), { crossed: 0, oneSided: 0 })
      expect(isCrossed(book)).toBe(false)
      expect(book.bids.length).toBeGreaterThan(0)
      expect(book.continuity).not.toBe(DISCONTINUOUS)
    }
  })
})

describe('generated facts', () => {
  test('are the same for the same seed', () => {
    expect(factsOf(1)).toEqual(factsOf(1))
    expect(factsOf(1)).not.toEqual(factsOf(2))
  })

  test('come in order of time, begin each market with its whole book, and go into ladders', () => {
    const kinds = new Set<string>()
    for (let seed = 0; seed < 30; seed++) {
      const ladders = new Map<MarketId, Ladder>()
      let last = 0
      for (const fact of factsOf(seed)) {
        kinds.add(fact.type)
        expect(fact.at).toBeGreaterThanOrEqual(last)
        last = fact.at
        if (!isBookFact(fact)) continue
        const ladder = ladders.get(fact.market) ?? createLadder()
        ladders.set(fact.market, ladder)
        if (fact.type !== 'book.replaced') expect(ladder.continuity).not.toBe(DISCONTINUOUS)
        applyBookFact(ladder, fact)
      }
    }
    expect(kinds).toEqual(new Set(['book.replaced', 'book.changed', 'book.stale', 'trade.printed']))
  })
})
