import type { Price, PriceGrid } from '@arbees/core'
import { isOnGrid, readDecimal, uniformGrid } from '@arbees/core'

/** A market's price step, in ticks of $0.0001: 1,000 is Polymarket's 0.1, and 1 its 0.0001. */
export type Tick = 1000 | 100 | 50 | 25 | 10 | 1

/** The steps Polymarket has, coarse to fine. */
export const TICKS: readonly Tick[] = [1000, 100, 50, 25, 10, 1]

/** Returns the step in a text of dollars (`"0.0025"`); undefined for one that Polymarket does not have. */
export function readTick(text: string): Tick | undefined {
  const ticks = readDecimal(text, 4)
  return TICKS.find((tick) => tick === ticks)
}

/** Says whether an order may carry `price` where prices step by `tick`: a multiple of it from tick to 1 - tick. */
export function isOnTick(price: Price, tick: Tick): boolean {
  return price > 0 && price < 10_000 && price % tick === 0
}

/** Returns the grid of a step. */
export function gridOfTick(tick: Tick): PriceGrid {
  return uniformGrid(tick)
}

/** Returns the step of a grid that has one; undefined for a grid that Polymarket does not have. */
export function tickOfGrid(grid: PriceGrid): Tick | undefined {
  const [range, ...others] = grid.ranges
  if (range === undefined || others.length > 0) return undefined
  const tick = TICKS.find((one) => one === range.step)
  return tick !== undefined && isOnGrid(grid, tick as number as Price) ? tick : undefined
}
