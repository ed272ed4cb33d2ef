/*
 * How many contracts of every leg are worth having, and what they cost to the micro-dollar. Sizes are
 * whole lots that arrive on every leg; each contract of the last lot still has to earn more than the
 * least edge, before the venues' rounding, and the size returned earns the most after it.
 */
import type { Money, Quantity } from '@arbees/core'
import { floorToLot, mulDiv, NO_QUANTITY, ONE_CONTRACT } from '@arbees/core'
import type { Quote } from '../quote.ts'
import { quoteReceive, quoteSpend } from '../quote.ts'
import type { LegView } from './leg-view.ts'
import { stretchesOf, unroundedProfit } from './stretches.ts'

/** One size with its exact figures. */
export type Size = {
  /** What arrives on every leg: the contracts that pay together. */
  readonly contracts: Quantity
  /** By leg. More than `contracts` may arrive on one: its dust. */
  readonly quotes: readonly Quote[]
  /** What the contracts are worth, less costs and fees. */
  readonly profit: Money
}

/** What a size is searched within. */
export type SizeSearch = {
  /** What one contract of each leg is worth together. */
  readonly worth: Money
  /** Picodollars: each contract earns more, before rounding. */
  readonly edgeMin: number
  readonly quantityMax: Quantity
  /** Sizes are whole multiples of it, and it of every leg's lot. */
  readonly lot: Quantity
}

/** How far back, in lots, a smaller size is looked for that the venues' rounding favors. */
const LOOK_BACK_LOTS = 20_000
/** What a fee taken in contracts may round, per leg, beyond what a stretch says: micro-dollars. */
const CONTRACT_ROUNDING = 100
/** Money that is given to a venue is cut to whole cents. */
const CENT = 10_000

/** What a leg that gives money brings when it gives what `wanted` contracts cost, cut to whole cents. */
function spent(leg: LegView, wanted: Quantity): Quote | undefined {
  const { ladder, outcome, fees, lot } = leg
  const asked = quoteReceive(ladder, outcome, wanted, fees, lot)
  if (asked === undefined) return undefined
  const money = (asked.cost - (asked.cost % CENT)) as Money
  return quoteSpend(ladder, outcome, money, asked.worst, fees)
}

function quoted(leg: LegView, wanted: Quantity): Quote | undefined {
  return quoteReceive(leg.ladder, leg.outcome, wanted, leg.fees, leg.lot)
}

/**
 * Returns the exact figures of having `wanted` contracts arrive on every leg; undefined when a book is
 * too thin. Fewer are had where a venue takes whole cents: then on every leg, to the lot.
 */
export function sizeAt(legs: readonly LegView[], worth: Money, wanted: Quantity, lot: Quantity): Size | undefined {
  let contracts: number = wanted
  const quotes: (Quote | undefined)[] = legs.map((leg) => {
    if (leg.buysBy === 'quantity') return undefined
    const quote = spent(leg, wanted)
    contracts = Math.min(contracts, quote?.received ?? 0)
    return quote
  })
  contracts = floorToLot(contracts as Quantity, lot)
  if (contracts === 0) return undefined
  let profit = mulDiv(worth, contracts, ONE_CONTRACT, 'floor')
  for (const [index, leg] of legs.entries()) {
    const quote = quotes[index] ?? quoted(leg, contracts as Quantity)
    if (quote === undefined) return undefined
    quotes[index] = quote
    profit -= quote.cost + quote.fee
  }
  return { contracts: contracts as Quantity, quotes: quotes as Quote[], profit: profit as Money }
}

/**
 * Returns the size, in whole lots up to `quantityMax`, that earns the most, where every contract earns
 * more than `edgeMin` picodollars; undefined when there is none.
 *
 * @example
 * bestSize([yes, no], { worth: ONE_DOLLAR, edgeMin: 0, quantityMax, lot: LOT })
 */
export function bestSize(legs: readonly LegView[], search: SizeSearch): Size | undefined {
  const { worth, edgeMin, quantityMax, lot } = search
  const stretches = stretchesOf(legs, worth, edgeMin, quantityMax)
  const slack = legs.some(({ fees }) => fees.buyFeeIn === 'quantity') ? CONTRACT_ROUNDING * legs.length : 0
  let quantity = floorToLot((stretches.at(-1)?.upTo ?? NO_QUANTITY) as Quantity, lot)
  let best: Size | undefined
  for (let steps = 0; quantity > 0 && steps < LOOK_BACK_LOTS; steps++) {
    // A smaller size can only win by rounding, and never by more than its profit before rounding.
    if (unroundedProfit(stretches, quantity) + slack <= (best?.profit ?? 0)) break
    const found = sizeAt(legs, worth, quantity, lot)
    if (found !== undefined && found.profit > (best?.profit ?? 0)) best = found
    quantity = (quantity - lot) as Quantity
  }
  return best
}
