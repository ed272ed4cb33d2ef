import type { Money, Quantity } from '@arbees/core'
import { costRoundedUp, mulDiv } from '@arbees/core'
import type { JournalFill, JournalOrder } from './journal-state.ts'

/** Says whether the venue's last word on an order is known. */
export function isOrderFinal(order: Pick<JournalOrder, 'status'>): boolean {
  return order.status === 'rejected' || order.status === 'done'
}

/** Returns what the fills that hold make together, in micro-contracts. */
export function filledOf(order: { readonly fills: readonly JournalFill[] }): Quantity {
  let filled = 0
  for (const { quantity, stage } of order.fills) if (stage !== 'failed') filled += quantity
  return filled as Quantity
}

/** Returns what the fills that the venue took back make together, in micro-contracts. */
export function takenBackOf({ fills }: { readonly fills: readonly JournalFill[] }): Quantity {
  let takenBack = 0
  for (const { quantity, stage } of fills) if (stage === 'failed') takenBack += quantity
  return takenBack as Quantity
}

/**
 * Returns the least that an order's last word can be. What was once learned to have filled is lowered by
 * nothing but fills that the venue took back: a count may or may not have them in it.
 */
export function leastOf(order: Pick<JournalOrder, 'filled'> & { readonly fills: readonly JournalFill[] }): Quantity {
  return Math.max(filledOf(order), order.filled - takenBackOf(order)) as Quantity
}

/** Returns the most of an order that can fill: more than it asks for where the venue spends its money. */
export function mostOf({ quantity, most = quantity }: Pick<JournalOrder, 'quantity' | 'most'>): Quantity {
  return most
}

/**
 * Returns how much of an order may have filled beyond the fills that are known: all the rest while
 * there is no last word, what the last word counts and no fill names after it.
 */
export function doubtOf(
  order: Pick<JournalOrder, 'status' | 'filled' | 'quantity' | 'most'> & { readonly fills: readonly JournalFill[] },
): Quantity {
  const most = isOrderFinal(order) ? order.filled : mostOf(order)
  return Math.max(0, most - filledOf(order)) as Quantity
}

/** Returns what the fills of a purchase that hold cost, fees included. */
export function namedCostOf({ fills }: { readonly fills: readonly JournalFill[] }): Money {
  let cost = 0
  for (const { price, quantity, fee, stage } of fills) {
    if (stage !== 'failed') cost += costRoundedUp(price, quantity) + fee
  }
  return cost as Money
}

/**
 * Returns the most that a purchase may have cost beyond the fills that are known. Where the venue spends
 * its money, better offers bring more contracts, none of them for less: as many as were asked for may have
 * cost all of it.
 */
export function doubtCostOf(order: Parameters<typeof doubtOf>[0] & Pick<JournalOrder, 'costMax'>): Money {
  const { costMax, quantity, most } = order
  const cost = mulDiv(costMax, Math.min(doubtOf(order), quantity), quantity, 'ceil')
  return (most === undefined ? cost : Math.min(cost, Math.max(0, costMax - namedCostOf(order)))) as Money
}
