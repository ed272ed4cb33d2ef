import type { Quantity } from '@arbees/core'
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
