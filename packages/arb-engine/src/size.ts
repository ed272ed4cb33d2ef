import type { Money, Quantity } from '@arbees/core'
import { floorToLot, LOT, takerCostMax } from '@arbees/core'
import type { Detection, LegView } from './detect.ts'
import { detect, detectionAt } from './detect.ts'
import type { Direction } from './pair.ts'

/** What a size must fit into. */
export type SizeBounds = {
  readonly edgeMin: number
  readonly quantityMax: Quantity
  readonly notionalMax: Money
  readonly cashA: Money
  readonly cashB: Money
  /** Whether both legs spend the same cash. */
  readonly isOneVenue: boolean
}

function fits(a: LegView, b: LegView, found: Detection, bounds: SizeBounds): boolean {
  const needA = takerCostMax(a.fees, found.limitA, found.quantity)
  const needB = takerCostMax(b.fees, found.limitB, found.quantity)
  if (needA + needB > bounds.notionalMax) return false
  return bounds.isOneVenue ? needA + needB <= bounds.cashA : needA <= bounds.cashA && needB <= bounds.cashB
}

/**
 * Returns the best size within the bounds, or why there is none: `no-depth` when the books do not
 * hold a profitable lot, `funds` when the money does not reach for one.
 */
export function sizeTrade(
  a: LegView,
  b: LegView,
  direction: Direction,
  bounds: SizeBounds,
): Detection | 'no-depth' | 'funds' {
  const { edgeMin, quantityMax } = bounds
  const best = detect(a, b, direction, { edgeMin, quantityMax, lot: LOT })
  if (best.quantity === 0) return 'no-depth'
  if (fits(a, b, best, bounds)) return best
  // The need grows with the size, so the largest size that fits is found by halving.
  let low = 0
  let high = best.quantity / LOT
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    const found = detectionAt(a, b, direction, (middle * LOT) as Quantity)
    if (found !== undefined && fits(a, b, found, bounds)) low = middle
    else high = middle
  }
  if (low === 0) return 'funds'
  const within = detect(a, b, direction, { edgeMin, quantityMax: floorToLot((low * LOT) as Quantity), lot: LOT })
  return within.quantity === 0 ? 'funds' : within
}
