/*
 * One side of an exchange's book: levels sorted from worst to best, so that the best is the last and
 * leaves without a shift; in a level the oldest order first.
 */
import type { Price, Quantity, Side } from '@arbees/core'
import { addQuantity, invariant, subtractQuantity } from '@arbees/core'

/** An order that rests. `remaining` changes in place. */
export type RestingOrder = {
  readonly id: string
  readonly owner: string
  readonly side: Side
  readonly price: Price
  remaining: Quantity
  /** Smaller is earlier. */
  readonly arrival: number
}

/** All orders of one price, oldest first, and their sum. Never empty. */
export type MatchLevel = { readonly price: Price; total: Quantity; readonly orders: RestingOrder[] }

/** One side of a book. */
export type MatchQueue = { readonly side: Side; readonly levels: MatchLevel[] }

/** Returns a side without orders. */
export function createMatchQueue(side: Side): MatchQueue {
  return { side, levels: [] }
}

/** Returns the level that trades first; undefined when nothing rests. */
export function bestLevel(queue: MatchQueue): MatchLevel | undefined {
  return queue.levels[queue.levels.length - 1]
}

/** Where the level of `price` is, or would be. */
function placeOf(queue: MatchQueue, price: Price): number {
  const { levels, side } = queue
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = (levels[middle] as MatchLevel).price
    if (side === 'bid' ? found < price : found > price) low = middle + 1
    else high = middle
  }
  return low
}

/** Returns the level of a price; undefined when nothing rests there. */
export function levelAt(queue: MatchQueue, price: Price): MatchLevel | undefined {
  const level = queue.levels[placeOf(queue, price)]
  return level?.price === price ? level : undefined
}

/** Puts an order behind all others of its price. */
export function pushOrder(queue: MatchQueue, order: RestingOrder): void {
  const place = placeOf(queue, order.price)
  const level = queue.levels[place]
  if (level?.price === order.price) {
    level.orders.push(order)
    level.total = addQuantity(level.total, order.remaining)
    return
  }
  queue.levels.splice(place, 0, { price: order.price, total: order.remaining, orders: [order] })
}

/**
 * Takes an order out.
 *
 * @throws InvariantError when it does not rest here.
 */
export function dropOrder(queue: MatchQueue, order: RestingOrder): void {
  const place = placeOf(queue, order.price)
  const level = queue.levels[place]
  const index = level?.orders.indexOf(order) ?? -1
  invariant(level !== undefined && index >= 0, `the order ${order.id} rests at ${order.price}, found none there`)
  if (level.orders.length === 1) {
    queue.levels.splice(place, 1)
    return
  }
  level.orders.splice(index, 1)
  level.total = subtractQuantity(level.total, order.remaining)
}

/** Makes an order smaller where it stands. */
export function shrinkOrder(queue: MatchQueue, order: RestingOrder, by: Quantity): void {
  const level = levelAt(queue, order.price)
  invariant(level !== undefined && by < order.remaining, `an order of ${order.remaining} shrinks by less, found ${by}`)
  order.remaining = subtractQuantity(order.remaining, by)
  level.total = subtractQuantity(level.total, by)
}
