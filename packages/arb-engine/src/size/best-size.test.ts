import type { FeeSchedule, Ladder, Money, Outcome, Price, Quantity, Rng } from '@arbees/core'
import {
  createLadder,
  createRng,
  LOT,
  nextChance,
  nextInteger,
  ONE_DOLLAR,
  quadraticFee,
  receivedQuantity,
  setLevel,
} from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { PICO_DOLLAR, PICO_TICK } from '../unit-edge.ts'
import { bestSize, sizeAt } from './best-size.ts'
import type { LegView } from './leg-view.ts'

const kalshi = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const polymarket = quadraticFee({ name: 'polymarket', takerRate: 300, roundUpTo: 10 })
const inContracts = quadraticFee({ name: 'v1', takerRate: 300, roundUpTo: 10, buyFeeIn: 'quantity' })

function randomLadder(rng: Rng, around: number): Ladder {
  const ladder = createLadder()
  const levels = nextInteger(rng, 1, 4)
  for (let level = 0; level < levels; level++) {
    const quantity = nextInteger(rng, 1, 40) * LOT
    setLevel(ladder.asks, Math.min(9_999, around + nextInteger(rng, 0, 400)) as Price, quantity as Quantity)
    setLevel(ladder.bids, Math.max(1, around - 100 - nextInteger(rng, 0, 400)) as Price, quantity as Quantity)
  }
  return ladder
}

function viewOf(ladder: Ladder, outcome: Outcome, fees: FeeSchedule): LegView {
  return { ladder, outcome, fees, lot: LOT, buysBy: 'quantity' }
}

/** Every lot that a book offers, one by one, in prices of the outcome. */
function lotsOf({ ladder, outcome }: LegView): number[] {
  const lots: number[] = []
  const side = outcome === 'yes' ? ladder.asks : ladder.bids
  for (let index = side.length - 1; index >= 0; index--) {
    const price = side.prices[index] as number
    for (let lot = 0; lot < (side.quantities[index] as number) / LOT; lot++) {
      lots.push(outcome === 'yes' ? price : 10_000 - price)
    }
  }
  return lots
}

function levelsOf(prices: readonly number[]): ReadonlyMap<number, number> {
  const byPrice = new Map<number, number>()
  for (const price of prices) byPrice.set(price, (byPrice.get(price) ?? 0) + 1)
  return byPrice
}

function spent(prices: readonly number[], fees: FeeSchedule): bigint {
  let total = 0n
  for (const [price, count] of levelsOf(prices)) {
    total += BigInt(price) * BigInt(count)
    if (fees.buyFeeIn === 'money') total += BigInt(fees.fee(price as Price, (count * LOT) as Quantity, 'taker'))
  }
  return total
}

function received(prices: readonly number[], fees: FeeSchedule): number {
  let total = 0
  for (const [price, count] of levelsOf(prices)) {
    total += receivedQuantity(fees, price as Price, (count * LOT) as Quantity)
  }
  return total
}

/** The naive answer for fees in money: expand all books lot by lot, price every size from scratch. */
function bruteForce(legs: readonly LegView[], worth: number, edgeMin: number, most: number) {
  const prices = legs.map(lotsOf)
  let best = { lots: 0, profit: 0n }
  for (let lots = 1; lots <= Math.min(most, ...prices.map(({ length }) => length)); lots++) {
    let marginal = (worth / ONE_DOLLAR) * PICO_DOLLAR
    let profit = BigInt((worth / ONE_DOLLAR) * lots * LOT)
    for (const [index, { fees }] of legs.entries()) {
      const own = prices[index] as number[]
      const price = own[lots - 1] as number
      marginal -= price * PICO_TICK + fees.unitFee(price as Price, 'taker')
      profit -= spent(own.slice(0, lots), fees)
    }
    if (marginal <= edgeMin) break
    if (profit >= best.profit && profit > 0n) best = { lots, profit }
  }
  return best
}

describe('the best size', () => {
  test('of a pair earns what brute force over all sizes earns, on 3,000 random pairs of books', () => {
    const rng = createRng('pair')
    let profitable = 0
    for (let round = 0; round < 3_000; round++) {
      const first = randomLadder(rng, nextInteger(rng, 1_000, 9_000))
      const around = Math.min(9_500, Math.max(600, (first.asks.prices[0] as number) + nextInteger(rng, -100, 1_500)))
      const legs = [viewOf(first, 'yes', kalshi), viewOf(randomLadder(rng, around), 'no', polymarket)]
      const edgeMin = nextInteger(rng, 0, 1) * 5_000_000_000
      const most = nextInteger(rng, 1, 120)
      const found = bestSize(legs, { worth: ONE_DOLLAR, edgeMin, quantityMax: (most * LOT) as Quantity, lot: LOT })
      const expected = bruteForce(legs, ONE_DOLLAR, edgeMin, most)
      expect(BigInt(found?.profit ?? 0)).toBe(expected.profit)
      if (expected.profit === 0n) continue
      profitable += 1
      expect((found?.contracts ?? 0) / LOT).toBe(expected.lots)
    }
    expect(profitable).toBeGreaterThan(500)
  })

  test('of a basket, all YES or all NO, earns what brute force earns, on 1,500 random baskets', () => {
    const rng = createRng('basket')
    let profitable = 0
    for (let round = 0; round < 1_500; round++) {
      const count = nextInteger(rng, 2, 5)
      const outcome: Outcome = nextChance(rng, 0.5) ? 'yes' : 'no'
      const fair = Math.floor(10_000 / count)
      const legs = Array.from({ length: count }, (_, index) => {
        const around = Math.max(
          500,
          fair + (outcome === 'yes' ? nextInteger(rng, -600, 0) : nextInteger(rng, 100, 900)),
        )
        return viewOf(randomLadder(rng, around), outcome, index % 2 === 0 ? kalshi : polymarket)
      })
      const worth = (outcome === 'yes' ? ONE_DOLLAR : (count - 1) * ONE_DOLLAR) as Money
      const most = nextInteger(rng, 1, 120)
      const found = bestSize(legs, { worth, edgeMin: 0, quantityMax: (most * LOT) as Quantity, lot: LOT })
      const expected = bruteForce(legs, worth, 0, most)
      expect(BigInt(found?.profit ?? 0)).toBe(expected.profit)
      if (expected.profit > 0n) profitable += 1
    }
    expect(profitable).toBeGreaterThan(300)
  })

  test('where a fee is taken in contracts: enough is bought that as many arrive, and not a lot more', () => {
    const rng = createRng('in contracts')
    let profitable = 0
    for (let round = 0; round < 1_500; round++) {
      const first = randomLadder(rng, nextInteger(rng, 1_000, 9_000))
      const around = Math.min(9_500, Math.max(600, (first.asks.prices[0] as number) + nextInteger(rng, 300, 1_500)))
      const legs = [viewOf(first, 'yes', inContracts), viewOf(randomLadder(rng, around), 'no', kalshi)]
      const quantityMax = (nextInteger(rng, 1, 120) * LOT) as Quantity
      const found = bestSize(legs, { worth: ONE_DOLLAR, edgeMin: 0, quantityMax, lot: LOT })
      const [paid, hedge] = legs.map(lotsOf) as [number[], number[]]
      // Naive: for each number of contracts, the fewest lots of which so many arrive.
      let best = 0n
      for (let lots = 1; lots <= Math.min(quantityMax / LOT, hedge.length); lots++) {
        let bought = lots
        while (bought <= paid.length && received(paid.slice(0, bought), inContracts) < lots * LOT) bought += 1
        if (bought > paid.length) break
        const costs = spent(paid.slice(0, bought), inContracts) + spent(hedge.slice(0, lots), kalshi)
        const profit = BigInt(lots * LOT) - costs
        if (profit > best) best = profit
        if (found?.contracts === lots * LOT) {
          expect(found.quotes[0]?.quantity).toBe(bought * LOT)
          expect(BigInt(found.profit)).toBe(profit)
        }
      }
      // Beyond the gate, which is before rounding, only rounding can earn: never a lot's worth.
      expect(Number(best) - (found?.profit ?? 0)).toBeLessThanOrEqual(5_000)
      if (found === undefined) continue
      profitable += 1
      for (const { received: arriving } of found.quotes) expect(arriving).toBeGreaterThanOrEqual(found.contracts)
    }
    expect(profitable).toBeGreaterThan(300)
  })

  test('where money is given: what it brings hedges, and what is over is less than a lot on the other leg', () => {
    const rng = createRng('by money')
    let sized = 0
    for (let round = 0; round < 1_000; round++) {
      const first = randomLadder(rng, nextInteger(rng, 1_000, 9_000))
      const around = Math.min(9_500, Math.max(600, (first.asks.prices[0] as number) + nextInteger(rng, 300, 1_500)))
      const given = { ...viewOf(first, 'yes', polymarket), buysBy: 'money' } as const
      const legs = [given, viewOf(randomLadder(rng, around), 'no', kalshi)]
      const found = bestSize(legs, { worth: ONE_DOLLAR, edgeMin: 0, quantityMax: 1_000_000_000 as Quantity, lot: LOT })
      if (found === undefined) continue
      sized += 1
      const [money, hedge] = found.quotes
      expect(hedge?.quantity).toBe(found.contracts)
      expect((money?.received ?? 0) - found.contracts).toBeGreaterThanOrEqual(0)
      expect((money?.received ?? 0) - found.contracts).toBeLessThan(LOT)
    }
    expect(sized).toBeGreaterThan(200)
  })

  test('takes whole lots from a level that holds a fraction of one', () => {
    const [a, b] = [createLadder(), createLadder()]
    setLevel(a.asks, 4_000 as Price, 219_217_767 as Quantity)
    setLevel(b.bids, 5_000 as Price, 500_000_000 as Quantity)
    const legs = [viewOf(a, 'yes', polymarket), viewOf(b, 'no', polymarket)]
    const found = bestSize(legs, { worth: ONE_DOLLAR, edgeMin: 0, quantityMax: 1e9 as Quantity, lot: LOT })
    expect(found?.contracts).toBe(219_210_000)
    expect(found?.quotes.map(({ worst }) => worst)).toEqual([4_000, 5_000])
  })

  test('gives no figures for a size that a book does not hold', () => {
    const [a, b] = [createLadder(), createLadder()]
    setLevel(a.asks, 4_000 as Price, 1_000_000 as Quantity)
    setLevel(b.bids, 5_000 as Price, 2_000_000 as Quantity)
    const legs = [viewOf(a, 'yes', kalshi), viewOf(b, 'no', kalshi)]
    expect(sizeAt(legs, ONE_DOLLAR, 1_500_000 as Quantity, LOT)).toBeUndefined()
    // One contract: 0.40 + 0.0168 for YES, 0.50 + 0.0175 for NO.
    expect(sizeAt(legs, ONE_DOLLAR, 1_000_000 as Quantity, LOT)).toMatchObject({
      contracts: 1_000_000,
      profit: 65_700,
      quotes: [
        { cost: 400_000, fee: 16_800 },
        { cost: 500_000, fee: 17_500 },
      ],
    })
  })
})
