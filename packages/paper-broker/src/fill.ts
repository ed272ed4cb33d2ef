import type { IocOrder, Ladder, Level, Price, Quantity } from '@arbees/core'
import { complement, PRICE_ONE } from '@arbees/core'
import type { Consumption } from './consumption.ts'
import { consume, leftAt } from './consumption.ts'

/** Which side of the YES book an order takes from: whoever gets YES takes asks, whoever gives it hits bids. */
function takesAsks(order: Pick<IocOrder, 'action' | 'outcome'>): boolean {
  return (order.action === 'buy') === (order.outcome === 'yes')
}

/**
 * Returns what an order takes from the book as it is, best level first, in prices of the order's own
 * outcome: never more than is shown and not yet taken by us, never worse than the limit. Takes
 * nothing when the order wants all and there is less.
 */
export function matchOrder(order: IocOrder, ladder: Ladder, consumption: Consumption): readonly Level[] {
  const isAsks = takesAsks(order)
  const side = isAsks ? ladder.asks : ladder.bids
  const taken = isAsks ? consumption.asks : consumption.bids
  const limit = order.outcome === 'yes' ? order.limit : PRICE_ONE - order.limit
  const fills: Level[] = []
  let rest: number = order.quantity
  for (let index = side.length - 1; index >= 0 && rest > 0; index--) {
    const price = side.prices[index] as Price
    if (isAsks ? price > limit : price < limit) break
    const part = Math.min(rest, leftAt(taken, price, side.quantities[index] as Quantity))
    if (part === 0) continue
    fills.push({ price: order.outcome === 'yes' ? price : complement(price), quantity: part as Quantity })
    rest -= part
  }
  return rest > 0 && order.fill === 'all' ? [] : fills
}

/** Remembers what an order took. */
export function consumeFills(order: IocOrder, fills: readonly Level[], consumption: Consumption): void {
  const taken = takesAsks(order) ? consumption.asks : consumption.bids
  for (const { price, quantity } of fills) {
    consume(taken, order.outcome === 'yes' ? price : complement(price), quantity)
  }
}
