/*
 * A sale of what several trades hold, as one row for each of them: quantities and money add up to the
 * order's own.
 */
import type { Money, Quantity } from '@arbees/core'
import { mulDiv } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'

type Order = MessageOf<'order.recorded'>

/** Who holds how much of what is sold: the order's own trade first, then the oldest. */
export type Holder = { readonly trade: string; readonly quantity: number }

/**
 * Returns an order as rows: itself, unless it sold more than its own trade holds. Further parts have its
 * name with digits behind it: one order, several rows, one venue's name.
 */
export function splitSale(order: Order, holders: readonly Holder[]): readonly Order[] {
  if (order.action === 'buy' || order.filled === 0) return [order]
  const parts: { trade: string; quantity: number }[] = []
  let rest: number = order.filled
  for (const { trade, quantity } of holders) {
    const taken = Math.min(rest, quantity)
    if (taken > 0) parts.push({ trade, quantity: taken })
    rest -= taken
  }
  const [first] = parts
  if (first === undefined) return [order]
  // What nobody is known to hold stays with the first, and shows as a difference.
  first.quantity += rest
  const sharesOf = (total: number) => {
    let [upTo, given] = [0, 0]
    return parts.map(({ quantity }) => {
      upTo += quantity
      const share = mulDiv(total, upTo, order.filled, 'floor') - given
      given += share
      return share
    })
  }
  const [costs, fees] = [sharesOf(order.cost), sharesOf(order.fee)]
  return parts.map(({ trade, quantity }, index) => ({
    ...order,
    order: (index === 0 ? order.order : `${order.order}${String(index).padStart(3, '0')}`) as Order['order'],
    venueOrder: order.venueOrder ?? (order.order as string as NonNullable<Order['venueOrder']>),
    trade,
    quantity: (index === 0 ? order.quantity - order.filled + quantity : quantity) as Quantity,
    filled: quantity as Quantity,
    received: quantity as Quantity,
    cost: costs[index] as Money,
    fee: fees[index] as Money,
  }))
}
