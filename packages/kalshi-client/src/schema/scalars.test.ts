import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cents,
  centsPrice,
  instant,
  millionths,
  millis,
  money,
  price,
  priceOrNone,
  quantity,
  seconds,
  signedQuantity,
} from './scalars.ts'

describe('the wire’s scalars', () => {
  it.each([
    [price, '0.5600', 5600],
    [price, '1', 10_000],
    [priceOrNone, '', undefined],
    [priceOrNone, '0.01', 100],
    [money, '-0.004925', -4925],
    [quantity, '219.21', 219_210_000],
    [signedQuantity, '-25.00', -25_000_000],
    [cents, 9801, 98_010_000],
    [centsPrice, 43, 4300],
    [seconds, 1795359600, 1795359600000000],
    [millis, 1795359600001, 1795359600001000],
    [instant, '2026-11-22T15:00:00Z', 1795359600000000],
    [millionths, 0.5, 500_000],
    [millionths, 1, 1_000_000],
  ])('%#: %s %j is %j', (schema, value, expected) => expect(schema.parse(value)).toBe(expected))

  it.each([
    [price, '1.0001'],
    [price, '0.00001'],
    [price, 0.56],
    [price, ''],
    [money, '0.0000001'],
    [money, '1e3'],
    [quantity, '-1.00'],
    [quantity, 10],
    [cents, 1.5],
    [cents, '12'],
    [centsPrice, 101],
    [seconds, '1795359600'],
    [instant, 1795359600],
    [instant, 'tomorrow'],
    [millionths, -1],
    [millionths, 1e-7],
  ])('%#: %s refuses %j', (schema, value) => expect(schema.safeParse(value).success).toBe(false))

  it('hold no float: every price of the grid comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (ticks) => {
        expect(price.parse((ticks / 10_000).toFixed(4))).toBe(ticks)
      }),
    )
  })
})
