/*
 * What our own orders took from a book that does not know of us. A recorded level still shows what
 * we bought from it, so the same contracts could be bought twice: this remembers them until the
 * level itself goes away.
 */
import type { Ladder, LadderSide, Price, Quantity } from '@arbees/core'
import { quantityAt } from '@arbees/core'

/** What was taken from one market's book, by price. Plain data, changed in place. */
export type Consumption = { readonly bids: Map<Price, number>; readonly asks: Map<Price, number> }

/** Returns a memory of nothing taken. */
export function createConsumption(): Consumption {
  return { bids: new Map(), asks: new Map() }
}

/** Returns what is left for us of a level that shows `shown`. */
export function leftAt(taken: ReadonlyMap<Price, number>, price: Price, shown: Quantity): Quantity {
  return Math.max(0, shown - (taken.get(price) ?? 0)) as Quantity
}

/** Remembers that `quantity` was taken at `price`. */
export function consume(taken: Map<Price, number>, price: Price, quantity: Quantity): void {
  taken.set(price, (taken.get(price) ?? 0) + quantity)
}

function forgetSide(taken: Map<Price, number>, side: LadderSide): void {
  for (const [price, quantity] of taken) {
    const shown = quantityAt(side, price)
    if (shown === 0) taken.delete(price)
    // What others took since can have been ours only once.
    else if (shown < quantity) taken.set(price, shown)
  }
}

/** Forgets what was taken from levels that the changed book no longer shows. */
export function forgetVanished(consumption: Consumption, ladder: Ladder): void {
  if (consumption.bids.size > 0) forgetSide(consumption.bids, ladder.bids)
  if (consumption.asks.size > 0) forgetSide(consumption.asks, ladder.asks)
}
