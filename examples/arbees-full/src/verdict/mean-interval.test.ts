import { expect, test } from 'vitest'
import { meanInterval } from './mean-interval.ts'

test('the mean of equal values is sure, and the same values give the same interval', () => {
  expect(meanInterval([[5], [5, 5], [5]])).toEqual({ mean: 5, low: 5, high: 5 })
  const groups = Array.from({ length: 20 }, (_, at) => [at, -at / 2])
  expect(meanInterval(groups)).toEqual(meanInterval(groups))
})

test('the interval holds the mean, and is about as wide as theory says for independent values', () => {
  const values = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 1 : -1))
  const { mean, low, high } = meanInterval(values.map((value) => [value]))
  expect(mean).toBe(0)
  // 1.96 standard errors, of a standard deviation of 1 over the root of 400.
  expect(low).toBeCloseTo(-0.098, 1)
  expect(high).toBeCloseTo(0.098, 1)
  expect(low).toBeLessThan(-0.07)
  expect(high).toBeGreaterThan(0.07)
})

test('many trades on few games are no surer than the games', () => {
  const games = Array.from({ length: 10 }, (_, at) => Array.from({ length: 40 }, () => (at % 2 === 0 ? 1 : -1)))
  const { low, high } = meanInterval(games)
  expect(high - low).toBeGreaterThan(1)
})
