import type { ContinuityToken, Ladder, Price, Quantity } from '@arbees/core'
import { createLadder, createRng, nextInteger, ONE_CONTRACT, quadraticFee, setLevel } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createFeeTable } from './fee-table.ts'
import { directionsOf } from './pair.ts'
import { createUnitEdge, judgeUnitEdge } from './unit-edge.ts'

const kalshi = quadraticFee({ name: 'kalshi', takerRate: 700, roundUpTo: 100 })
const polymarket = quadraticFee({ name: 'polymarket', takerRate: 300, roundUpTo: 10 })

function ladder(bid: number, ask: number): Ladder {
  const made = createLadder()
  setLevel(made.bids, bid as Price, ONE_CONTRACT)
  setLevel(made.asks, ask as Price, ONE_CONTRACT as Quantity)
  made.continuity = 1 as ContinuityToken
  return made
}

describe('unit edge', () => {
  test('is the worked example: YES at 0.42 and NO at 0.55 leave 0.005475', () => {
    const judged = createUnitEdge()
    const tables = { a: createFeeTable(kalshi, 'charged'), b: createFeeTable(polymarket, 'unrounded') }
    judgeUnitEdge(judged, directionsOf('same')[0], ladder(4_000, 4_200), ladder(4_500, 4_700), tables)
    expect(judged).toEqual({ status: 'tradable', cost: 9_700, edge: 5_475_000_000 })
  })

  test('equals exact arithmetic for random prices and polarities', () => {
    const tables = { a: createFeeTable(kalshi, 'charged'), b: createFeeTable(polymarket, 'unrounded') }
    const rng = createRng('unit edge')
    const judged = createUnitEdge()
    for (let round = 0; round < 5_000; round++) {
      const books = [0, 1].map(() => {
        const ask = nextInteger(rng, 2, 9_999)
        return { bid: nextInteger(rng, 1, ask - 1), ask }
      })
      const [a, b] = books as [(typeof books)[0], (typeof books)[0]]
      const polarity = nextInteger(rng, 0, 1) === 0 ? 'same' : 'inverse'
      for (const direction of directionsOf(polarity)) {
        judgeUnitEdge(judged, direction, ladder(a.bid, a.ask), ladder(b.bid, b.ask), tables)
        const priceA = BigInt(direction.a === 'yes' ? a.ask : 10_000 - a.bid)
        const priceB = BigInt(direction.b === 'yes' ? b.ask : 10_000 - b.bid)
        // 0.07·p·(1−p) rounded up to $0.0001; 0.03·p·(1−p) as it is; all in picodollars.
        const feeA = ((700n * priceA * (10_000n - priceA) + 99_999_999n) / 100_000_000n) * 100_000_000n
        const feeB = 300n * priceB * (10_000n - priceB)
        expect(BigInt(judged.edge)).toBe(1_000_000_000_000n - (priceA + priceB) * 100_000_000n - feeA - feeB)
      }
    }
  })
})
