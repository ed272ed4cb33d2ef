/*
 * One market's order book as an exchange keeps it: every order by name, price first, then time. All
 * in YES terms, so that a NO bid of Kalshi and a NO token's bid of Polymarket are asks here.
 *
 * Plain data changed in place, and functions that return what happened. Nothing reads a clock or
 * chance: the same calls give the same events, always.
 */
import type { Micros, Price, Quantity, Side } from '@arbees/core'
import { addQuantity, invariant, minQuantity, NO_QUANTITY, subtractQuantity } from '@arbees/core'
import type { MatchQueue, RestingOrder } from './match-queue.ts'
import { bestLevel, createMatchQueue, dropOrder, levelAt, pushOrder, shrinkOrder } from './match-queue.ts'

/** What becomes of an order that meets one of its own owner: the taker ends, the maker ends, or they trade. */
export type SelfTradeRule = 'cancel-taker' | 'cancel-maker' | 'allow'

/** How long an order lives: until canceled, for one instant, or for one instant and whole. */
export type Lifetime = 'gtc' | 'ioc' | 'fok'

/** An order on its way in. */
export type OrderEntry = {
  /** Unique in its book, for ever. */
  readonly id: string
  /** Whose it is: orders of one owner meet under `selfTrade`. */
  readonly owner: string
  readonly side: Side
  readonly limit: Price
  readonly quantity: Quantity
  readonly lifetime: Lifetime
  /** Refuses to take: an order that would cross does not enter. @default false */
  readonly isPostOnly?: boolean
  readonly selfTrade: SelfTradeRule
}

/** Why an order did not enter. */
export type EntryRefusal = 'post-only-cross' | 'fok-unfilled'

/** Why a quantity left the book, or never came to rest, without a trade. */
export type CancelCause = 'requested' | 'rest' | 'self-trade' | 'decreased' | 'amended' | (string & {})

/** One side of a trade, after it. */
export type TradeParty = { readonly id: string; readonly owner: string; readonly remaining: Quantity }

/** What happened in a book, in the order in which it happened; level changes come last, one for each level. */
export type MatchEvent =
  | { readonly type: 'accepted'; readonly id: string; readonly owner: string; readonly entry: OrderEntry }
  | { readonly type: 'refused'; readonly id: string; readonly owner: string; readonly reason: EntryRefusal }
  | {
      readonly type: 'trade'
      /** Counts the trades of this book from 1. */
      readonly number: number
      readonly price: Price
      readonly quantity: Quantity
      readonly takerSide: Side
      readonly maker: TradeParty
      readonly taker: TradeParty
      readonly at: Micros
    }
  | {
      readonly type: 'canceled'
      readonly id: string
      readonly owner: string
      readonly side: Side
      readonly price: Price
      /** What can no longer trade. */
      readonly quantity: Quantity
      readonly cause: CancelCause
      /** Whether some of the order is left in the book. */
      readonly isResting: boolean
    }
  | { readonly type: 'rested'; readonly id: string; readonly owner: string; readonly remaining: Quantity }
  | {
      readonly type: 'level'
      readonly side: Side
      readonly price: Price
      /** All that is offered there now. */
      readonly quantity: Quantity
      /** The change of it: never 0. */
      readonly delta: Quantity
      /** Who asked for what changed it. */
      readonly by: string
      readonly order: string
    }

/** A market's orders. Plain data, changed in place by the functions of this file only. */
export type MatchBook = {
  readonly bids: MatchQueue
  readonly asks: MatchQueue
  /** Every order that rests, by id. */
  readonly orders: Map<string, RestingOrder>
  trades: number
  /** Counts arrivals at the back of a queue: time priority. */
  arrivals: number
}

/** Returns a book without orders. */
export function createMatchBook(): MatchBook {
  return {
    bids: createMatchQueue('bid'),
    asks: createMatchQueue('ask'),
    orders: new Map(),
    trades: 0,
    arrivals: 0,
  }
}

/** Returns the side of the book on which orders of `side` rest. */
export function queueOf(book: MatchBook, side: Side): MatchQueue {
  return side === 'bid' ? book.bids : book.asks
}

/** Returns the best price of a side; undefined when nothing rests there. */
export function bestPriceOf(book: MatchBook, side: Side): Price | undefined {
  return bestLevel(queueOf(book, side))?.price
}

/** Returns how much rests at a price of a side. */
export function restingAt(book: MatchBook, side: Side, price: Price): Quantity {
  return levelAt(queueOf(book, side), price)?.total ?? NO_QUANTITY
}

/** Says whether an order of `side` at `limit` would meet a resting order at `price`. */
function crosses(side: Side, limit: Price, price: Price): boolean {
  return side === 'bid' ? limit >= price : limit <= price
}

type Touched = { readonly side: Side; readonly price: Price; readonly before: Quantity }
type Changes = Map<string, Touched>

function touch(book: MatchBook, changes: Changes, side: Side, price: Price): void {
  const key = `${side}${price}`
  if (!changes.has(key)) changes.set(key, { side, price, before: restingAt(book, side, price) })
}

function levelEvents(book: MatchBook, changes: Changes, by: string, order: string, events: MatchEvent[]): void {
  for (const { side, price, before } of changes.values()) {
    const quantity = restingAt(book, side, price)
    const delta = subtractQuantity(quantity, before)
    if (delta !== 0) events.push({ type: 'level', side, price, quantity, delta, by, order })
  }
}

/** What an order of `owner` could take at `limit` or better, up to `wanted`. */
function takeable(book: MatchBook, entry: OrderEntry): Quantity {
  let sum = NO_QUANTITY
  const against = queueOf(book, entry.side === 'bid' ? 'ask' : 'bid')
  for (let index = against.levels.length - 1; index >= 0; index--) {
    const level = against.levels[index]
    if (level === undefined || !crosses(entry.side, entry.limit, level.price)) return sum
    for (const order of level.orders) {
      if (order.owner === entry.owner && entry.selfTrade !== 'allow') {
        if (entry.selfTrade === 'cancel-taker') return sum
        continue
      }
      sum = addQuantity(sum, order.remaining)
      if (sum >= entry.quantity) return sum
    }
  }
  return sum
}

/** Trades `entry` against what rests; returns what is left of it and whether it ended at one of its own. */
function take(
  book: MatchBook,
  entry: OrderEntry,
  at: Micros,
  changes: Changes,
  events: MatchEvent[],
): { readonly rest: Quantity; readonly isStopped: boolean } {
  const makerSide: Side = entry.side === 'bid' ? 'ask' : 'bid'
  const against = queueOf(book, makerSide)
  let rest = entry.quantity
  while (rest > 0) {
    const level = bestLevel(against)
    if (level === undefined || !crosses(entry.side, entry.limit, level.price)) break
    const { price } = level
    const maker = level.orders[0]
    invariant(maker !== undefined, `a level holds at least one order, found none at ${price}`)
    touch(book, changes, makerSide, price)
    if (maker.owner === entry.owner && entry.selfTrade !== 'allow') {
      if (entry.selfTrade === 'cancel-taker') return { rest, isStopped: true }
      events.push(canceledEvent(maker, maker.remaining, 'self-trade', false))
      remove(book, maker)
      continue
    }
    const quantity = minQuantity(rest, maker.remaining)
    rest = subtractQuantity(rest, quantity)
    if (quantity === maker.remaining) remove(book, maker)
    else shrinkOrder(against, maker, quantity)
    book.trades += 1
    events.push({
      type: 'trade',
      number: book.trades,
      price,
      quantity,
      takerSide: entry.side,
      maker: {
        id: maker.id,
        owner: maker.owner,
        remaining: book.orders.has(maker.id) ? maker.remaining : NO_QUANTITY,
      },
      taker: { id: entry.id, owner: entry.owner, remaining: rest },
      at,
    })
  }
  return { rest, isStopped: false }
}

function remove(book: MatchBook, order: RestingOrder): void {
  dropOrder(queueOf(book, order.side), order)
  book.orders.delete(order.id)
}

function canceledEvent(order: RestingOrder, quantity: Quantity, cause: CancelCause, isResting: boolean): MatchEvent {
  const { id, owner, side, price } = order
  return { type: 'canceled', id, owner, side, price, quantity, cause, isResting }
}

/** Lets an entry trade and then rest or end, as its lifetime says. */
function enter(book: MatchBook, entry: OrderEntry, at: Micros, changes: Changes, events: MatchEvent[]): void {
  const { id, owner, side, limit: price } = entry
  const { rest, isStopped } = take(book, entry, at, changes, events)
  if (rest === 0) return
  if (entry.lifetime !== 'gtc' || isStopped) {
    const cause = isStopped ? 'self-trade' : 'rest'
    events.push({ type: 'canceled', id, owner, side, price, quantity: rest, cause, isResting: false })
    return
  }
  touch(book, changes, side, price)
  book.arrivals += 1
  const order: RestingOrder = { id, owner, side, price, remaining: rest, arrival: book.arrivals }
  pushOrder(queueOf(book, side), order)
  book.orders.set(id, order)
  events.push({ type: 'rested', id, owner, remaining: rest })
}

/**
 * Brings an order into the book and returns what happened: acceptance or refusal, trades from the
 * best price and the oldest order on, what was canceled, whether it rests, and the changed levels.
 *
 * @throws InvariantError when the quantity is not positive or an order of this id rests already.
 * @example
 * const book = createMatchBook()
 * submitOrder(book, { id: 'a', owner: 'ann', side: 'ask', limit: toPrice(5600), quantity: ONE_CONTRACT,
 *   lifetime: 'gtc', selfTrade: 'cancel-taker' }, now)
 */
export function submitOrder(book: MatchBook, entry: OrderEntry, at: Micros): readonly MatchEvent[] {
  const { id, owner } = entry
  invariant(Number.isSafeInteger(entry.quantity) && entry.quantity > 0, `an order asks for more than 0, found ${id}`)
  invariant(!book.orders.has(id), `an order's id is used once, found ${id} again`)
  const best = bestPriceOf(book, entry.side === 'bid' ? 'ask' : 'bid')
  if (entry.isPostOnly === true && best !== undefined && crosses(entry.side, entry.limit, best)) {
    return [{ type: 'refused', id, owner, reason: 'post-only-cross' }]
  }
  if (entry.lifetime === 'fok' && takeable(book, entry) < entry.quantity) {
    return [{ type: 'refused', id, owner, reason: 'fok-unfilled' }]
  }
  const events: MatchEvent[] = [{ type: 'accepted', id, owner, entry }]
  const changes: Changes = new Map()
  enter(book, entry, at, changes, events)
  levelEvents(book, changes, owner, id, events)
  return events
}

/**
 * Takes a resting order out and returns what happened; nothing when no order of this id rests.
 */
export function cancelOrder(book: MatchBook, id: string, cause: CancelCause = 'requested'): readonly MatchEvent[] {
  const order = book.orders.get(id)
  if (order === undefined) return []
  const changes: Changes = new Map()
  touch(book, changes, order.side, order.price)
  remove(book, order)
  const events: MatchEvent[] = [canceledEvent(order, order.remaining, cause, false)]
  levelEvents(book, changes, order.owner, id, events)
  return events
}

/**
 * Makes a resting order smaller by `quantity`, its place in the queue kept, and returns what
 * happened; the order ends when nothing is left. Nothing when no order of this id rests.
 *
 * @throws InvariantError when `quantity` is not within what rests.
 */
export function decreaseOrder(
  book: MatchBook,
  id: string,
  quantity: Quantity,
  cause: CancelCause = 'decreased',
): readonly MatchEvent[] {
  const order = book.orders.get(id)
  if (order === undefined) return []
  invariant(
    quantity > 0 && quantity <= order.remaining,
    `a decrease is within the ${order.remaining} that rest, found ${quantity}`,
  )
  if (quantity === order.remaining) return cancelOrder(book, id, cause)
  const changes: Changes = new Map()
  touch(book, changes, order.side, order.price)
  shrinkOrder(queueOf(book, order.side), order, quantity)
  const events: MatchEvent[] = [canceledEvent(order, quantity, cause, true)]
  levelEvents(book, changes, order.owner, id, events)
  return events
}

/** What an amended order shall be. */
export type Amendment = {
  readonly limit: Price
  /** What shall rest, or trade at once. */
  readonly remaining: Quantity
  readonly selfTrade: SelfTradeRule
  readonly isPostOnly?: boolean
}

/**
 * Gives a resting order another price or size and returns what happened. A smaller size at the same
 * price keeps its place; anything else goes to the back and may trade at once. A post-only order
 * that would cross is refused and stays as it was. Nothing when no order of this id rests.
 */
export function amendOrder(book: MatchBook, id: string, amendment: Amendment, at: Micros): readonly MatchEvent[] {
  const order = book.orders.get(id)
  if (order === undefined) return []
  const { limit, remaining, selfTrade, isPostOnly = false } = amendment
  const { side, owner } = order
  if (limit === order.price && remaining <= order.remaining) {
    const less = subtractQuantity(order.remaining, remaining)
    return less === 0 ? [] : decreaseOrder(book, id, less, 'amended')
  }
  const best = bestPriceOf(book, side === 'bid' ? 'ask' : 'bid')
  if (isPostOnly && best !== undefined && crosses(side, limit, best)) {
    return [{ type: 'refused', id, owner, reason: 'post-only-cross' }]
  }
  const changes: Changes = new Map()
  touch(book, changes, side, order.price)
  remove(book, order)
  const events: MatchEvent[] = []
  const entry: OrderEntry = { id, owner, side, limit, quantity: remaining, lifetime: 'gtc', selfTrade }
  enter(book, entry, at, changes, events)
  levelEvents(book, changes, owner, id, events)
  return events
}
