import { invariant } from './invariant.ts'
import type { Price } from './units.ts'
import { PRICE_ONE } from './units.ts'

/** One band of a grid: prices `start + k × step` up to and including `end`, all in ticks of $0.0001. */
export type PriceRange = { readonly start: Price; readonly end: Price; readonly step: number }

/**
 * Which prices a market allows: bands in ascending order that join, each with its own step. Prices
 * 0 and 1 are never orderable. Kalshi calls this `price_ranges`; Polymarket's tick is one band.
 */
export type PriceGrid = { readonly ranges: readonly PriceRange[] }

/**
 * Returns a grid of the given bands, checked.
 *
 * @throws InvariantError when a band is empty or off its own step, or bands leave a gap or overlap.
 */
export function createPriceGrid(ranges: readonly PriceRange[]): PriceGrid {
  invariant(ranges.length > 0, 'a price grid has at least one range, found none')
  let previousEnd: number | undefined
  for (const { start, end, step } of ranges) {
    invariant(
      Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= PRICE_ONE && start < end,
      `a price range lies within 0 and 10000 and is not empty, found ${start}..${end}`,
    )
    invariant(
      Number.isInteger(step) && step > 0 && (end - start) % step === 0,
      `a price range is a whole number of its steps, found ${start}..${end} by ${step}`,
    )
    invariant(
      previousEnd === undefined || previousEnd === start,
      `price ranges join, found one ending at ${previousEnd} before one starting at ${start}`,
    )
    previousEnd = end
  }
  return Object.freeze({ ranges: Object.freeze(ranges.map((range) => Object.freeze({ ...range }))) })
}

/**
 * Returns the grid of one step over the whole dollar.
 *
 * @example
 * uniformGrid(100) // whole cents
 */
export function uniformGrid(step: number): PriceGrid {
  return createPriceGrid([{ start: 0 as Price, end: PRICE_ONE, step }])
}

/** Says whether an order may carry `price`: on the grid, above 0 and below 1. */
export function isOnGrid(grid: PriceGrid, price: Price): boolean {
  if (price <= 0 || price >= PRICE_ONE) return false
  for (const { start, end, step } of grid.ranges) {
    if (price >= start && price <= end && (price - start) % step === 0) return true
  }
  return false
}

/**
 * Returns the nearest orderable price at or below (`down`), or at or above (`up`), `price`;
 * undefined when there is none.
 *
 * @example
 * snapToGrid(uniformGrid(100), toPrice(5655), 'down') // 5600
 */
export function snapToGrid(grid: PriceGrid, price: Price, direction: 'down' | 'up'): Price | undefined {
  let best: number | undefined
  for (const { start, end, step } of grid.ranges) {
    const clamped = direction === 'down' ? Math.min(price, end) : Math.max(price, start)
    if (clamped < start || clamped > end) continue
    const steps = (clamped - start) / step
    let candidate = start + step * (direction === 'down' ? Math.floor(steps) : Math.ceil(steps))
    if (candidate <= 0) {
      if (direction === 'down') continue
      candidate = start + step
    } else if (candidate >= PRICE_ONE) {
      if (direction === 'up') continue
      candidate = end - step
    }
    if (candidate <= 0 || candidate >= PRICE_ONE) continue
    if (best === undefined || (direction === 'down' ? candidate > best : candidate < best)) best = candidate
  }
  return best as Price | undefined
}

/** Returns the smallest and the largest orderable price; undefined when the grid has none. */
export function gridBounds(grid: PriceGrid): { readonly lowest: Price; readonly highest: Price } | undefined {
  const lowest = snapToGrid(grid, 0 as Price, 'up')
  const highest = snapToGrid(grid, PRICE_ONE, 'down')
  return lowest === undefined || highest === undefined ? undefined : { lowest, highest }
}
