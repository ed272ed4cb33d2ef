/*
 * Two books walked together: how many contracts of a direction are worth having, and what they cost
 * to the micro-dollar. Sizes are whole lots; each contract of the last lot still has to earn more
 * than the least edge, before the venues' rounding, and the size returned earns the most after it.
 */
import type { FeeSchedule, Ladder, Money, Price, Quantity } from '@arbees/core'
import { floorToLot, mulDiv, NO_MONEY, NO_QUANTITY, PRICE_ONE } from '@arbees/core'
import type { Direction } from './pair.ts'
import { quoteBuy } from './quote.ts'
import { PICO_DOLLAR, PICO_TICK } from './unit-edge.ts'

/** One side of a detection: a book, what is bought there, and what it charges. */
export type LegView = { readonly ladder: Ladder; readonly fees: FeeSchedule }

/** The best size of a direction and its exact figures. */
export type Detection = {
  readonly quantity: Quantity
  readonly costA: Money
  readonly costB: Money
  readonly feeA: Money
  readonly feeB: Money
  /** The worst price of each leg at this size: the limits of its orders. */
  readonly limitA: Price
  readonly limitB: Price
  /** Payout less costs and fees. */
  readonly profit: Money
}

const NOTHING: Detection = {
  quantity: NO_QUANTITY,
  costA: NO_MONEY,
  costB: NO_MONEY,
  feeA: NO_MONEY,
  feeB: NO_MONEY,
  limitA: 0 as Price,
  limitB: 0 as Price,
  profit: NO_MONEY,
}

/** How far back, in lots, a smaller size is looked for that the venues' rounding favors. */
const LOOK_BACK_LOTS = 20_000

/** A stretch of sizes in which both legs stay on one level each. */
type Stretch = { readonly upTo: number; readonly marginal: number }

/**
 * Returns the exact figures of buying `quantity` on both sides; undefined when a book is too thin.
 *
 * @example
 * detectionAt({ ladder: kalshi, fees }, { ladder: polymarket, fees: other }, direction, ONE_CONTRACT)
 */
export function detectionAt(a: LegView, b: LegView, direction: Direction, quantity: Quantity): Detection | undefined {
  const quoteA = quoteBuy(a.ladder, direction.a, quantity, a.fees)
  const quoteB = quoteBuy(b.ladder, direction.b, quantity, b.fees)
  if (quoteA.quantity < quantity || quoteB.quantity < quantity) return undefined
  return {
    quantity,
    costA: quoteA.cost,
    costB: quoteB.cost,
    feeA: quoteA.fee,
    feeB: quoteB.fee,
    limitA: quoteA.worst,
    limitB: quoteB.worst,
    profit: (quantity - quoteA.cost - quoteA.fee - quoteB.cost - quoteB.fee) as Money,
  }
}

function stretchesOf(a: LegView, b: LegView, direction: Direction, edgeMin: number, quantityMax: number): Stretch[] {
  const sideA = direction.a === 'yes' ? a.ladder.asks : a.ladder.bids
  const sideB = direction.b === 'yes' ? b.ladder.asks : b.ladder.bids
  const stretches: Stretch[] = []
  let indexA = sideA.length - 1
  let indexB = sideB.length - 1
  let restA = indexA < 0 ? 0 : (sideA.quantities[indexA] as number)
  let restB = indexB < 0 ? 0 : (sideB.quantities[indexB] as number)
  let upTo = 0
  while (indexA >= 0 && indexB >= 0 && upTo < quantityMax) {
    const rawA = sideA.prices[indexA] as number
    const rawB = sideB.prices[indexB] as number
    const priceA = (direction.a === 'yes' ? rawA : PRICE_ONE - rawA) as Price
    const priceB = (direction.b === 'yes' ? rawB : PRICE_ONE - rawB) as Price
    const fees = a.fees.unitFee(priceA, 'taker') + b.fees.unitFee(priceB, 'taker')
    const marginal = PICO_DOLLAR - (priceA + priceB) * PICO_TICK - fees
    if (marginal <= edgeMin) break
    const part = Math.min(restA, restB, quantityMax - upTo)
    upTo += part
    stretches.push({ upTo, marginal })
    restA -= part
    restB -= part
    if (restA === 0) restA = --indexA < 0 ? 0 : (sideA.quantities[indexA] as number)
    if (restB === 0) restB = --indexB < 0 ? 0 : (sideB.quantities[indexB] as number)
  }
  return stretches
}

/**
 * Returns the size of a direction, in whole lots up to `quantityMax`, that earns the most, where
 * every contract earns more than `edgeMin` picodollars; a quantity of 0 when there is none.
 */
export function detect(
  a: LegView,
  b: LegView,
  direction: Direction,
  settings: { readonly edgeMin: number; readonly quantityMax: Quantity; readonly lot: Quantity },
): Detection {
  const { edgeMin, quantityMax, lot } = settings
  const stretches = stretchesOf(a, b, direction, edgeMin, quantityMax)
  const last = stretches.at(-1)
  if (last === undefined) return NOTHING
  let best: Detection = NOTHING
  let quantity = floorToLot(last.upTo as Quantity, lot)
  for (let steps = 0; quantity > 0 && steps < LOOK_BACK_LOTS; steps++) {
    // A smaller size can only win by rounding, and never by more than its profit before rounding.
    if (unroundedProfit(stretches, quantity) <= best.profit) break
    const found = detectionAt(a, b, direction, quantity)
    if (found !== undefined && found.profit > best.profit) best = found
    quantity = (quantity - lot) as Quantity
  }
  return best
}

/** Returns the profit of a size before any rounding, itself rounded up to a micro-dollar per stretch. */
function unroundedProfit(stretches: readonly Stretch[], quantity: number): number {
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
