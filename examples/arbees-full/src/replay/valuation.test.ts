import type { Engine, Trade } from '@arbees/arb-engine'
import type { Ladder, MarketId, Micros, Money, Price, Quantity } from '@arbees/core'
import { createLadder, createRng, millis, setLevel, toMarketId } from '@arbees/core'
import { constantLatency, createPaperExchange } from '@arbees/paper-broker'
import { describe, expect, test } from 'vitest'
import { valuePortfolio } from './valuation.ts'

const A = toMarketId('kalshi', 'A')
const B = toMarketId('polymarket', '1')
const paper = createPaperExchange({
  markets: [],
  cash: new Map([['kalshi', 5_000_000 as Money]]),
  latency: constantLatency(millis(0)),
  rng: createRng(1),
})

function leg(market: MarketId, outcome: 'yes' | 'no', received: number): Trade['legs'][0] {
  return {
    venue: 'kalshi',
    market,
    outcome,
    orders: [],
    bought: received as Quantity,
    received: received as Quantity,
    cost: 0 as Money,
    proceeds: 0 as Money,
    fee: 0 as Money,
  }
}

/** Twelve YES of A, ten NO of B: ten hedged, two alone. */
const trade = {
  id: 1,
  at: 0 as Micros,
  pair: { name: 'p', a: A, b: B, polarity: 'same' },
  direction: { name: 'yes_a+no_b', a: 'yes', b: 'no' },
  detection: {},
  legs: [leg(A, 'yes', 12_000_000), leg(B, 'no', 10_000_000)],
} as unknown as Trade
const engine = { trades: () => [trade] } as unknown as Engine

const ladder: Ladder = createLadder()
setLevel(ladder.bids, 3_000 as Price, 50_000_000 as Quantity)

function value(settled: ReadonlyMap<MarketId, Price>) {
  const index = { ladderOf: () => ladder, yesPriceOf: (market: MarketId) => settled.get(market) }
  return valuePortfolio(engine, paper, ['kalshi'], index)
}

describe('valuation', () => {
  test('matched contracts are worth a dollar, lone ones the bid', () => {
    expect(value(new Map())).toEqual({
      cash: 5_000_000,
      hedged: 10_000_000,
      unhedgedAtBid: 600_000,
      equity: 15_600_000,
    })
  })

  test('after one leg settled, the other is worth what that one did not pay', () => {
    // YES of A won and is cash; NO of B will pay nothing.
    expect(value(new Map([[A, 10_000 as Price]]))).toMatchObject({ hedged: 0, unhedgedAtBid: 0 })
    // NO of B won: it stays to be paid while YES of A is worthless.
    expect(value(new Map([[A, 0 as Price]]))).toMatchObject({ hedged: 10_000_000, unhedgedAtBid: 0 })
  })

  test('after both settled everything is cash', () => {
    expect(
      value(
        new Map([
          [A, 0 as Price],
          [B, 0 as Price],
        ]),
      ),
    ).toMatchObject({ hedged: 0, equity: 5_000_000 })
  })
})
