/*
 * From a proposal to a size: what the books hold, cut to what every limit leaves.
 */
import type { Money, Quantity } from '@arbees/core'
import { floorToLot, invariant, mulDiv } from '@arbees/core'
import type { DraftLeg } from '../plan/draft-plan.ts'
import { legViewOf, planLegs } from '../plan/draft-plan.ts'
import type { PlannedLeg } from '../plan/plan.ts'
import type { Limits } from '../risk/limits.ts'
import type { RiskRefusal } from '../risk/refusal.ts'
import { refusal } from '../risk/refusal.ts'
import { PICO_MICRO, PICO_TICK } from '../unit-edge.ts'
import type { Size } from './best-size.ts'
import { bestSize, sizeAt } from './best-size.ts'
import { stretchesOf } from './stretches.ts'

/** A size that fits, with its legs. */
export type SizedTrade = { readonly type: 'sized'; readonly size: Size; readonly planned: readonly PlannedLeg[] }

/** What a size is judged by: what is wrong with it, or nothing. */
export type Fit = (planned: readonly PlannedLeg[], size: Size) => RiskRefusal | undefined

/** The lot of all legs together: the largest, of which each other has to be a part. */
function commonLot(legs: readonly DraftLeg[]): Quantity {
  const lot = Math.max(...legs.map(({ view }) => view.market.lot))
  for (const { view } of legs) {
    const { lot: own, id } = view.market
    invariant(lot % own === 0, `the lots of a trade's markets divide each other, found ${own} of ${id} and ${lot}`)
  }
  return lot as Quantity
}

/**
 * Returns the best size that fits, or why there is none: `no-depth` when the books do not hold one
 * profitable lot, else the limit that not even one lot fits into.
 */
export function sizeProposal(
  legs: readonly DraftLeg[],
  proposal: { readonly worth: Money; readonly quantityMax: Quantity | null },
  limits: Limits,
  fit: Fit,
): SizedTrade | RiskRefusal {
  const views = legs.map(legViewOf)
  const lot = commonLot(legs)
  const { worth } = proposal
  const edgeMin = limits.edgeMin * PICO_MICRO + limits.slippageTicks * PICO_TICK * legs.length
  const most = Math.min(limits.quantityMax, proposal.quantityMax ?? limits.quantityMax) as Quantity
  const search = (quantityMax: Quantity) => bestSize(views, { worth, edgeMin, quantityMax, lot })
  const plan = (size: Size) => planLegs(legs, size, limits.slippageTicks)

  const held = stretchesOf(views, worth, edgeMin, most).at(-1)?.upTo ?? 0
  const share = mulDiv(held, limits.depthShareBps, 10_000, 'floor') as Quantity
  const best = search(share)
  if (best === undefined) return refusal('no-depth', share, lot)
  const planned = plan(best)
  if (fit(planned, best) === undefined) return { type: 'sized', size: best, planned }

  // The need grows with the size, so the largest size that fits is found by halving.
  let low = 0
  let high = best.contracts / lot
  let misfit: RiskRefusal | undefined
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const found = sizeAt(views, worth, (middle * lot) as Quantity, lot)
    const wrong = found === undefined ? undefined : fit(plan(found), found)
    if (wrong === undefined) low = middle
    else {
      high = middle
      misfit = wrong
    }
  }
  const within = low === 0 ? undefined : search(floorToLot((low * lot) as Quantity, lot))
  if (within === undefined) return misfit ?? fit(planned, best) ?? refusal('no-depth', share, lot)
  const cut = plan(within)
  const wrong = fit(cut, within)
  return wrong ?? { type: 'sized', size: within, planned: cut }
}
