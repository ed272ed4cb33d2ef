/*
 * A recorded book as the orders of one unnamed crowd. What a recording adds goes to the back of its
 * level; what it takes away leaves from the back, so that whoever queues behind the crowd stays
 * behind it: the pessimistic reading of a level whose orders nobody recorded.
 */
import type { Level, Micros, Price, Quantity, Side } from '@arbees/core'
import { minQuantity, NO_QUANTITY, subtractQuantity } from '@arbees/core'
import type { MatchLevel, RestingOrder } from './match-queue.ts'
import { levelAt } from './match-queue.ts'
import type { MatchBook, MatchEvent } from './matching-engine.ts'
import { cancelOrder, decreaseOrder, queueOf, submitOrder } from './matching-engine.ts'

/** The owner of orders that stand for a recorded level. */
export const CROWD = 'crowd'

function crowdOrders(level: MatchLevel | undefined): readonly RestingOrder[] {
  return level?.orders.filter((order) => order.owner === CROWD) ?? []
}

/** Returns how much of a level is the crowd's. */
export function displayedAt(book: MatchBook, side: Side, price: Price): Quantity {
  let sum = 0
  for (const order of crowdOrders(levelAt(queueOf(book, side), price))) sum += order.remaining
  return sum as Quantity
}

/**
 * Makes the crowd's part of a level `quantity` and returns what happened. A level that crosses
 * others' orders trades with them; one that crosses the crowd's own removes it, for the newer word counts.
 */
export function displayLevel(
  book: MatchBook,
  side: Side,
  price: Price,
  quantity: Quantity,
  at: Micros,
): readonly MatchEvent[] {
  const shown = displayedAt(book, side, price)
  if (quantity > shown) {
    const added = subtractQuantity(quantity, shown)
    const id = `${CROWD}-${book.arrivals + 1}-${book.trades}`
    return submitOrder(
      book,
      { id, owner: CROWD, side, limit: price, quantity: added, lifetime: 'gtc', selfTrade: 'cancel-maker' },
      at,
    )
  }
  const events: MatchEvent[] = []
  let excess = subtractQuantity(shown, quantity)
  for (const order of crowdOrders(levelAt(queueOf(book, side), price)).toReversed()) {
    if (excess === 0) break
    const part = minQuantity(excess, order.remaining)
    excess = subtractQuantity(excess, part)
    events.push(
      ...(part === order.remaining ? cancelOrder(book, order.id) : decreaseOrder(book, order.id, part, 'requested')),
    )
  }
  return events
}

/** Makes the crowd's whole book these levels, in YES terms, and returns what happened. */
export function displayBook(
  book: MatchBook,
  bids: readonly Level[],
  asks: readonly Level[],
  at: Micros,
): readonly MatchEvent[] {
  const events: MatchEvent[] = []
  // Away first, or a moved book would cross its own old levels.
  for (const [side, levels] of [
    ['bid', bids],
    ['ask', asks],
  ] as const) {
    const wanted = new Set<number>(levels.map((level) => level.price))
    for (const { price } of [...queueOf(book, side).levels]) {
      if (!wanted.has(price)) events.push(...displayLevel(book, side, price, NO_QUANTITY, at))
    }
  }
  for (const { price, quantity } of bids) events.push(...displayLevel(book, 'bid', price, quantity, at))
  for (const { price, quantity } of asks) events.push(...displayLevel(book, 'ask', price, quantity, at))
  return events
}
