import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from './invariant.ts'
import type { PriceGrid } from './price-grid.ts'
import { createPriceGrid, gridBounds, isOnGrid, snapToGrid, uniformGrid } from './price-grid.ts'
import type { Price } from './units.ts'
import { toPrice } from './units.ts'

const range = (start: number, end: number, step: number) => ({ start: toPrice(start), end: toPrice(end), step })

/** Every price a grid allows, by adding steps. */
function pricesOf(grid: PriceGrid): Set<number> {
  const prices = new Set<number>()
  for (const { start, end, step } of grid.ranges) {
    for (let price: number = start; price <= end; price += step) if (price > 0 && price < 10_000) prices.add(price)
  }
  return prices
}

function expectSoundGrid(grid: PriceGrid): void {
  const allowed = pricesOf(grid)
  const ascending = [...allowed].sort((a, b) => a - b)
  let below: number | undefined
  let next = 0
  for (let price = 0; price <= 10_000; price++) {
    if (allowed.has(price)) below = price
    while (next < ascending.length && (ascending[next] as number) < price) next++
    if (isOnGrid(grid, price as Price) !== allowed.has(price)) expect([price, 'isOnGrid']).toBe('as brute force says')
    if (snapToGrid(grid, price as Price, 'down') !== below) expect([price, 'down']).toBe(below)
    if (snapToGrid(grid, price as Price, 'up') !== ascending[next]) expect([price, 'up']).toBe(ascending[next])
  }
  const bounds = gridBounds(grid)
  expect(bounds?.lowest).toBe(ascending[0])
  expect(bounds?.highest).toBe(ascending.at(-1))
}

describe('a grid equals brute force over every tick', () => {
  test.each([1, 5, 10, 25, 50, 100, 1000, 2500, 5000, 10_000])('uniform, step %i', (step) => {
    expectSoundGrid(uniformGrid(step))
  })

  test('tapered: deci-cents near the ends, cents between', () => {
    expectSoundGrid(createPriceGrid([range(0, 1000, 10), range(1000, 9000, 100), range(9000, 10_000, 10)]))
  })

  test('a part of the dollar, bands of one step, ends that cannot be ordered', () => {
    expectSoundGrid(createPriceGrid([range(3000, 3300, 300)]))
    expectSoundGrid(createPriceGrid([range(0, 5000, 5000), range(5000, 10_000, 5000)]))
    expectSoundGrid(createPriceGrid([range(100, 200, 100), range(200, 9900, 100)]))
  })

  test('random bands that join', () => {
    const bands = fc.array(
      fc.record({ steps: fc.integer({ min: 1, max: 40 }), step: fc.integer({ min: 1, max: 60 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), bands, (first, drawn) => {
        let start = first
        const ranges = drawn.map(({ steps, step }) => {
          const band = range(start, start + steps * step, step)
          start = band.end
          return band
        })
        expectSoundGrid(createPriceGrid(ranges))
      }),
      { numRuns: 40 },
    )
  })
})

describe('a grid is refused', () => {
  test.each([
    ['with no range', []],
    ['with an empty range', [{ start: 100, end: 100, step: 10 }]],
    ['with a range upside down', [{ start: 200, end: 100, step: 10 }]],
    ['beyond a dollar', [{ start: 0, end: 10_100, step: 100 }]],
    ['below nothing', [{ start: -100, end: 100, step: 100 }]],
    ['that is no whole number of steps', [{ start: 0, end: 1000, step: 300 }]],
    ['with a step of 0', [{ start: 0, end: 1000, step: 0 }]],
    ['with a fractional step', [{ start: 0, end: 1000, step: 0.5 }]],
    [
      'with a gap',
      [
        { start: 0, end: 1000, step: 10 },
        { start: 1100, end: 2000, step: 100 },
      ],
    ],
    [
      'with an overlap',
      [
        { start: 0, end: 1000, step: 10 },
        { start: 900, end: 2000, step: 100 },
      ],
    ],
  ])('%s', (_name, ranges) => {
    expect(() =>
      createPriceGrid(ranges.map((one) => ({ ...one, start: one.start as Price, end: one.end as Price }))),
    ).toThrow(InvariantError)
  })

  test('it cannot be changed afterwards', () => {
    const grid = uniformGrid(100)
    expect(Object.isFrozen(grid) && Object.isFrozen(grid.ranges) && Object.isFrozen(grid.ranges[0])).toBe(true)
  })
})
