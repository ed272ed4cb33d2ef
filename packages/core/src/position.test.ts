import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toMarketId } from './market.ts'
import type { Position } from './position.ts'
import { buy, costOfPart, emptyPosition, sell, settle } from './position.ts'
import { toMoney, toPrice, toQuantity } from './units.ts'

const market = toMarketId('polymarket', '123')
const yes = emptyPosition(market, 'yes')

describe('a position', () => {
  test('keeps quantity and cost, and takes a share of the cost with a sale', () => {
    const held = buy(buy(yes, toQuantity(3_000_000), toMoney(1_000_000)), toQuantity(1_000_000), toMoney(500_000))
    expect(held).toMatchObject({ quantity: 4_000_000, cost: 1_500_000, realized: 0 })
    const half = sell(held, toQuantity(2_000_000), toMoney(900_000))
    expect(half).toMatchObject({ quantity: 2_000_000, cost: 750_000, realized: 150_000 })
  })

  test('settles to what its outcome pays', () => {
    const held = buy(yes, toQuantity(2_000_000), toMoney(1_200_000))
    expect(settle(held, toPrice(10_000))).toMatchObject({
      paid: 2_000_000,
      position: { quantity: 0, realized: 800_000 },
    })
    expect(settle(held, toPrice(0))).toMatchObject({ paid: 0, position: { cost: 0, realized: -1_200_000 } })
    expect(settle(held, toPrice(5000))).toMatchObject({ paid: 1_000_000, position: { realized: -200_000 } })
    const no: Position = { ...held, outcome: 'no' }
    expect(settle(no, toPrice(10_000)).paid).toBe(0)
    expect(settle(no, toPrice(2500)).paid).toBe(1_500_000)
  })

  test('refuses to sell more than it holds, and negative amounts', () => {
    const held = buy(yes, toQuantity(10), toMoney(5))
    expect(() => sell(held, toQuantity(11), toMoney(1))).toThrow('within the 10 held')
    expect(() => sell(held, toQuantity(-1), toMoney(1))).toThrow('within the 10 held')
    expect(() => buy(held, toQuantity(-1), toMoney(1))).toThrow('not negative')
    expect(() => buy(held, toQuantity(1), toMoney(-1))).toThrow('not negative')
    expect(() => costOfPart(held, toQuantity(11))).toThrow('within the 10 held')
  })

  test('in the end has realized exactly what came in less what went out', () => {
    const trade = fc.record({
      isBuy: fc.boolean(),
      quantity: fc.integer({ min: 0, max: 10_000_000 }),
      money: fc.integer({ min: 0, max: 10_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 40 }), fc.integer({ min: 0, max: 10_000 }), (trades, yesPrice) => {
        let position = yes
        let out = 0
        let back = 0
        for (const { isBuy, quantity, money } of trades) {
          if (isBuy) {
            position = buy(position, toQuantity(quantity), toMoney(money))
            out += money
          } else if (quantity <= position.quantity && quantity > 0) {
            position = sell(position, toQuantity(quantity), toMoney(money))
            back += money
          }
          expect(position.cost).toBeGreaterThanOrEqual(0)
          expect(position.realized + out - back).toBe(position.cost)
        }
        const end = settle(position, toPrice(yesPrice))
        expect(end.position.realized).toBe(back + end.paid - out)
        expect(end.position).toMatchObject({ quantity: 0, cost: 0 })
      }),
    )
  })
})
