/*
 * What each closing row of a trade earned: its proceeds less the part of the cost that it closes. Pure, and
 * exact: over a trade that holds nothing the rows add up to all that came in less all that went out.
 */
import type { Money } from '@arbees/core'
import { mulDiv, toMoney } from '@arbees/core'

/** A row of the ledger, as far as profit is concerned. Signed: what came is positive, what was paid is positive. */
export type PnlRow = {
  readonly order: string
  /** The market and the side. */
  readonly leg: string
  readonly filled: number
  readonly cost: number
  readonly fee: number
}

type Held = { quantity: number; cost: number }

/** Returns the profit of each closing row by its order, for rows in the order in which they were written. */
export function closingPnl(rows: readonly PnlRow[]): ReadonlyMap<string, Money> {
  const legs = new Map<string, Held>()
  const pnl = new Map<string, number>()
  let last: string | undefined
  for (const { order, leg, filled, cost, fee } of rows) {
    const held = legs.get(leg) ?? { quantity: 0, cost: 0 }
    legs.set(leg, held)
    if (filled >= 0) {
      held.quantity += filled
      held.cost += cost + fee
      continue
    }
    const closed = -filled
    // Rounded up, so that what remains is never carried above its cost; the last part takes what is left.
    const part = closed >= held.quantity ? held.cost : mulDiv(held.cost, closed, held.quantity, 'ceil')
    held.quantity -= Math.min(closed, held.quantity)
    held.cost -= part
    pnl.set(order, -cost - fee - part)
    last = order
  }
  // What was paid and brought nothing (a fee that took all) belongs to no closing row of its own leg.
  let rest = 0
  for (const { quantity, cost } of legs.values()) if (quantity === 0) rest += cost
  if (last !== undefined && rest !== 0) pnl.set(last, (pnl.get(last) ?? 0) - rest)
  return new Map([...pnl].map(([order, amount]) => [order, toMoney(amount)]))
}
