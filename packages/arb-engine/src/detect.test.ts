import type { FeeSchedule, Ladder, Price, Quantity, Rng } from '@arbees/core'
import { createLadder, createRng, LOT, nextInteger, quadraticFee, setLevel } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { LegView } from './detect.ts'
import { detect, detectionAt } from './detect.ts'
import { directionsOf } from './pair.ts'
import { PICO_DOLLAR, PICO_TICK } from './unit-edge.ts'

const kalshi = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const polymarket = quadraticFee({ name: 'polymarket', takerRate: 300, roundUpTo: 10 })

function randomLadder(rng: Rng, around: number): Ladder {
  const ladder = createLadder()
  const levels = nextInteger(rng, 1, 4)
  for (let level = 0; level < levels; level++) {
    const quantity = nextInteger(rng, 1, 40) * LOT
    setLevel(ladder.asks, (around + nextInteger(rng, 0, 400)) as Price, quantity as Quantity)
    setLevel(ladder.bids, (around - 100 - nextInteger(rng, 0, 400)) as Price, quantity as Quantity)
  }
  return ladder
}

/** The naive answer: expand both books lot by lot, price every size from scratch. */
function bruteForce(a: LegView, b: LegView, outcomes: 'yes_a+no_b' | 'no_a+yes_b', edgeMin: number, most: number) {
  const lotsOf = (view: LegView, outcome: 'yes' | 'no') => {
    const lots: number[] = []
    const side = outcome === 'yes' ? view.ladder.asks : view.ladder.bids
    for (let index = side.length - 1; index >= 0; index--) {
      const price = side.prices[index] as number
      for (let lot = 0; lot < (side.quantities[index] as number) / LOT; lot++) {
        lots.push(outcome === 'yes' ? price : 10_000 - price)
      }
    }
    return lots
  }
  const pricesA = lotsOf(a, outcomes === 'yes_a+no_b' ? 'yes' : 'no')
  const pricesB = lotsOf(b, outcomes === 'yes_a+no_b' ? 'no' : 'yes')
  const spent = (prices: readonly number[], lots: number, fees: FeeSchedule) => {
    const byPrice = new Map<number, number>()
    for (const price of prices.slice(0, lots)) byPrice.set(price, (byPrice.get(price) ?? 0) + 1)
    let total = 0n
    for (const [price, count] of byPrice) {
      total += BigInt(price) * BigInt(count) + BigInt(fees.fee(price as Price, (count * LOT) as Quantity, 'taker'))
    }
    return total
  }
  let best = { lots: 0, profit: 0n }
  for (let lots = 1; lots <= Math.min(pricesA.length, pricesB.length, most); lots++) {
    const [priceA, priceB] = [pricesA[lots - 1] as Price, pricesB[lots - 1] as Price]
    const fees = a.fees.unitFee(priceA, 'taker') + b.fees.unitFee(priceB, 'taker')
    if (PICO_DOLLAR - (priceA + priceB) * PICO_TICK - fees <= edgeMin) break
    const profit = BigInt(lots * LOT) - spent(pricesA, lots, a.fees) - spent(pricesB, lots, b.fees)
    if (profit >= best.profit && profit > 0n) best = { lots, profit }
  }
  return best
}

describe('detect', () => {
  test('earns what brute force over all sizes earns, on 3,000 random pairs of books', () => {
    const rng = createRng('detect')
    const [direction] = directionsOf('same')
    let profitable = 0
    for (let round = 0; round < 3_000; round++) {
      const a = { ladder: randomLadder(rng, nextInteger(rng, 1_000, 9_000)), fees: kalshi }
      const around = Math.min(9_500, Math.max(600, (a.ladder.asks.prices[0] as number) + nextInteger(rng, -100, 1_500)))
      const b = { ladder: randomLadder(rng, around), fees: polymarket }
      const edgeMin = nextInteger(rng, 0, 1) * 5_000_000_000
      const most = nextInteger(rng, 1, 120)
      const settings = { edgeMin, quantityMax: (most * LOT) as Quantity, lot: LOT }
      const found = detect(a, b, direction, settings)
      const expected = bruteForce(a, b, 'yes_a+no_b', edgeMin, most)
      expect(BigInt(found.profit)).toBe(expected.profit)
      if (expected.profit > 0n) {
        profitable += 1
        expect(found.quantity / LOT).toBe(expected.lots)
      }
    }
    expect(profitable).toBeGreaterThan(500)
  })

  test('takes whole lots from a level that holds a fraction of one', () => {
    const a = createLadder()
    const b = createLadder()
    setLevel(a.asks, 4_000 as Price, 219_217_767 as Quantity)
    setLevel(b.bids, 5_000 as Price, 500_000_000 as Quantity)
    const view = (ladder: Ladder): LegView => ({ ladder, fees: polymarket })
    const settings = { edgeMin: 0, quantityMax: 1_000_000_000 as Quantity, lot: LOT }
    const found = detect(view(a), view(b), directionsOf('same')[0], settings)
    expect(found.quantity).toBe(219_210_000)
    expect(found.limitA).toBe(4_000)
    expect(found.limitB).toBe(5_000)
  })

  test('gives no figures for a size that a book does not hold', () => {
    const a = createLadder()
    const b = createLadder()
    setLevel(a.asks, 4_000 as Price, 1_000_000 as Quantity)
    setLevel(b.bids, 5_000 as Price, 2_000_000 as Quantity)
    const view = (ladder: Ladder): LegView => ({ ladder, fees: kalshi })
    const [direction] = directionsOf('same')
    expect(detectionAt(view(a), view(b), direction, 1_500_000 as Quantity)).toBeUndefined()
    // One contract: 0.40 + 0.0168 for YES, 0.50 + 0.0175 for NO.
    expect(detectionAt(view(a), view(b), direction, 1_000_000 as Quantity)).toEqual({
      quantity: 1_000_000,
      costA: 400_000,
      feeA: 16_800,
      costB: 500_000,
      feeB: 17_500,
      limitA: 4_000,
      limitB: 5_000,
      profit: 65_700,
    })
  })
})
