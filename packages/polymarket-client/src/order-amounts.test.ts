import { createRng, nextInteger, nextOf, toMoney, toPrice, toQuantity } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import {
  immediateAmounts,
  marketAmounts,
  mostBought,
  pastAmounts,
  restingAmounts,
  worstPriceFor,
} from './order-amounts.ts'
import type { Tick } from './tick.ts'
import { TICKS } from './tick.ts'

const rules = (tick: Tick) => ({ tick, quantityMin: toQuantity(5_000_000), notionalMin: toMoney(1_000_000) })

describe('a resting order', () => {
  test('gives exactly price × quantity, the quantity cut to lots', () => {
    const found = restingAmounts({ side: 'BUY', price: toPrice(5600), quantity: toQuantity(21_049_999) }, rules(100))
    expect(found).toMatchObject({ makerAmount: 11_782_400, takerAmount: 21_040_000, quantity: 21_040_000 })
  })

  test('a sale is the mirror', () => {
    const found = restingAmounts({ side: 'SELL', price: toPrice(25), quantity: toQuantity(461_600_000) }, rules(25))
    expect(found).toMatchObject({ makerAmount: 461_600_000, takerAmount: 1_154_000, money: 1_154_000 })
  })
})

describe('an order that must match at once', () => {
  test('gives whole cents where the official clients give five decimals', () => {
    const found = immediateAmounts({ side: 'BUY', price: toPrice(3330), quantity: toQuantity(10_000_000) }, rules(10))
    // $3.33 for 10 contracts is whole: nothing is lost.
    expect(found).toMatchObject({ makerAmount: 3_330_000, takerAmount: 10_000_000 })
  })

  test('loses less than one cent’s worth, and never rounds what is wanted up', () => {
    const found = immediateAmounts({ side: 'BUY', price: toPrice(700), quantity: toQuantity(14_310_000) }, rules(100))
    // $1.0017 becomes $1.00, which is 14.285714… contracts at 7 cents.
    expect(found).toMatchObject({ makerAmount: 1_000_000, takerAmount: 14_285_700 })
  })

  test('a sale wants at most four decimals of money', () => {
    const found = immediateAmounts({ side: 'SELL', price: toPrice(2325), quantity: toQuantity(13_639_000) }, rules(25))
    expect(found).toMatchObject({ makerAmount: 13_630_000, takerAmount: 3_168_900 })
  })

  test('better offers bring more contracts than were asked for, and that is said', () => {
    const found = immediateAmounts({ side: 'BUY', price: toPrice(9900), quantity: toQuantity(5_000_000) }, rules(100))
    if (found.type === 'refused') expect.unreachable(found.sentence)
    // A fill of this order at 0.98 was reported as 5.051019 contracts.
    expect(mostBought(found, toPrice(9800))).toBe(5_051_020)
    expect(mostBought(found, toPrice(9900))).toBe(5_000_000)
  })
})

test.each([
  ['tick', immediateAmounts({ side: 'BUY', price: toPrice(5655), quantity: toQuantity(10_000_000) }, rules(100))],
  ['tick', restingAmounts({ side: 'BUY', price: toPrice(10_000), quantity: toQuantity(10_000_000) }, rules(100))],
  ['lot', restingAmounts({ side: 'SELL', price: toPrice(5000), quantity: toQuantity(9_999) }, rules(100))],
  ['lot', immediateAmounts({ side: 'SELL', price: toPrice(5000), quantity: toQuantity(-5) }, rules(100))],
  ['lot', immediateAmounts({ side: 'BUY', price: toPrice(5000), quantity: toQuantity(-5_000_000) }, rules(100))],
  ['lot', immediateAmounts({ side: 'SELL', price: toPrice(2), quantity: toQuantity(10_000) }, rules(1))],
  ['minimum', immediateAmounts({ side: 'SELL', price: toPrice(5000), quantity: toQuantity(4_990_000) }, rules(100))],
  ['minimum', immediateAmounts({ side: 'BUY', price: toPrice(1000), quantity: toQuantity(9_990_000) }, rules(100))],
  ['minimum', marketAmounts({ side: 'BUY', give: toMoney(700_000), worst: toPrice(500) }, rules(100))],
])('%s is the reason of a refusal', (reason, found) => {
  expect(found).toMatchObject({ type: 'refused', reason })
})

test('the worst price is that of the last level needed', () => {
  const levels = [
    { price: toPrice(5000), quantity: toQuantity(100_000_000) },
    { price: toPrice(5500), quantity: toQuantity(100_000_000) },
  ]
  expect(worstPriceFor('BUY', levels, toMoney(50_000_000), 'all')).toBe(5000)
  expect(worstPriceFor('BUY', levels, toMoney(50_010_000), 'all')).toBe(5500)
  expect(worstPriceFor('BUY', levels, toMoney(105_010_000), 'all')).toBeUndefined()
  expect(worstPriceFor('BUY', levels, toMoney(105_010_000), 'any')).toBe(5500)
  expect(worstPriceFor('SELL', levels, toQuantity(200_000_000), 'all')).toBe(5500)
  expect(worstPriceFor('SELL', [], toQuantity(1), 'any')).toBeUndefined()
})

test('what an order was signed for is among its past amounts, whatever the tick was', () => {
  const rng = createRng('past-amounts')
  let seen = 0
  for (let round = 0; round < 20_000; round++) {
    const tick = nextOf(rng, TICKS)
    const order = {
      side: nextOf(rng, ['BUY', 'SELL'] as const),
      price: toPrice(tick * nextInteger(rng, 1, 10_000 / tick - 1)),
      quantity: toQuantity(nextInteger(rng, 1, 200_000_000)),
    }
    const found = immediateAmounts(order, { tick, quantityMin: toQuantity(0), notionalMin: toMoney(0) })
    if (found.type !== 'amounts') continue
    seen += 1
    expect(pastAmounts(order)).toContainEqual(found)
  }
  expect(seen).toBeGreaterThan(1_000)
})
