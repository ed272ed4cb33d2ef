/*
 * Books walked together: the sizes for which every leg stays on one level, each with what one more
 * contract of all legs earns there, before any rounding.
 */
import type { Ladder, Price, Quantity } from '@arbees/core'
import { mulDiv, PRICE_ONE, receivedQuantity } from '@arbees/core'
import { PICO_DOLLAR, PICO_TICK } from '../unit-edge.ts'
import type { LegView } from './leg-view.ts'

/** A stretch of sizes in which every leg stays on one level. */
export type Stretch = {
  /** In micro-contracts that arrive. */
  readonly upTo: number
  /** What one more contract of each leg earns, in picodollars, never overstated. */
  readonly marginal: number
}

type Walk = { readonly leg: LegView; index: number; rest: number; price: Price; costs: number }

function sideOf({ ladder, outcome }: LegView): Ladder['asks'] {
  return outcome === 'yes' ? ladder.asks : ladder.bids
}

/** What one contract that arrives costs at a price, fee included, in picodollars, rounded up. */
function unitCost({ fees }: LegView, price: Price): number {
  const unit = fees.unitFee(price, 'taker')
  const paid = price * PICO_TICK
  if (fees.buyFeeIn === 'money' || unit === 0) return paid + unit
  return unit >= paid ? Number.POSITIVE_INFINITY : paid + mulDiv(unit, paid, paid - unit, 'ceil')
}

function enter(walk: Walk): boolean {
  const { leg, index } = walk
  if (index < 0) return false
  const side = sideOf(leg)
  const raw = side.prices[index] as number
  walk.price = (leg.outcome === 'yes' ? raw : PRICE_ONE - raw) as Price
  if (walk.price === 0) return false
  walk.rest = receivedQuantity(leg.fees, walk.price, side.quantities[index] as Quantity)
  walk.costs = unitCost(leg, walk.price)
  return true
}

/**
 * Returns the stretches of buying all legs alike, while each contract earns more than `edgeMin`.
 *
 * @param worth What one contract of each leg is worth together, in micro-dollars.
 */
export function stretchesOf(
  legs: readonly LegView[],
  worth: number,
  edgeMin: number,
  quantityMax: number,
): readonly Stretch[] {
  const walks = legs.map((leg): Walk => ({ leg, index: sideOf(leg).length - 1, rest: 0, price: 0 as Price, costs: 0 }))
  const stretches: Stretch[] = []
  if (!walks.every(enter)) return stretches
  let upTo = 0
  while (upTo < quantityMax) {
    let marginal = worth * (PICO_DOLLAR / 1_000_000)
    let part = quantityMax - upTo
    for (const { costs, rest } of walks) {
      marginal -= costs
      if (rest < part) part = rest
    }
    if (marginal <= edgeMin) break
    upTo += part
    if (part > 0) stretches.push({ upTo, marginal })
    let isOver = false
    for (const walk of walks) {
      walk.rest -= part
      if (walk.rest > 0) continue
      walk.index -= 1
      if (!enter(walk)) isOver = true
    }
    if (isOver) break
  }
  return stretches
}

/** Returns the profit of a size before any rounding, itself rounded up to a micro-dollar per stretch. */
export function unroundedProfit(stretches: readonly Stretch[], quantity: number): number {
  let from = 0
  let profit = 0
  for (const { upTo, marginal } of stretches) {
    const part = Math.min(quantity, upTo) - from
    if (part <= 0) break
    profit += mulDiv(marginal, part, PICO_DOLLAR, 'ceil')
    from = upTo
  }
  return profit
}
