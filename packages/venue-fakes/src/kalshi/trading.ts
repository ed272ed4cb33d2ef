/*
 * Orders and what they do: the one place where the matching engine's events become money, contracts,
 * order records and news.
 */
import type { Level, Micros, Price, Quantity, Side } from '@arbees/core'
import { addMoney, addQuantity, cost, invariant, NO_MONEY, NO_QUANTITY, subtractQuantity, toMoney } from '@arbees/core'
import type { MatchEvent, TraderAction } from '@arbees/testkit'
import {
  amendOrder,
  applyAction,
  cancelOrder,
  decreaseOrder,
  displayBook,
  displayLevel,
  submitOrder,
} from '@arbees/testkit'
import {
  bookContracts,
  cashOf,
  moveCash,
  outcomePrice,
  renewReservation,
  reservedOn,
  restingIn,
  revenueOf,
} from './account.ts'
import { chargeFill } from './fees.ts'
import type { KalshiFill, KalshiMarket, KalshiMember, KalshiOrder, KalshiTrade, KalshiWorld } from './world.ts'
import { feesOf, holdingOf, ledgerOf, nextNumber, nextUuid, tell, updateReasonOf } from './world.ts'

/** The member who stands behind every order that no key signed. */
export const HOUSE = 'house'

function houseOf(world: KalshiWorld): KalshiMember {
  const house = world.members.get(HOUSE)
  invariant(house !== undefined, 'the world has a house, found none')
  return house
}

/** Returns the shard of a market by its ticker. */
export function shardFinder(world: KalshiWorld): (ticker: string) => number | undefined {
  return (ticker) => world.markets.get(ticker)?.shard
}

/** Books one side of a trade: contracts, cash, fee, and a member's records. */
function bookParty(
  world: KalshiWorld,
  trade: KalshiTrade,
  party: { readonly id: string; readonly isTaker: boolean; readonly side: Side },
): KalshiFill | undefined {
  const { market, price, quantity, at } = trade
  const order = world.orders.get(party.id)
  const member = order?.member ?? houseOf(world)
  const ledger = ledgerOf(member, order?.subaccount ?? 0)
  const holding = holdingOf(ledger, market.ticker)
  const revenue = revenueOf(holding.quantity, party.side, price, quantity)
  const added = bookContracts(ledger, market, party.side, price, quantity)
  market.openInterest = addQuantity(market.openInterest, added)
  holding.updatedAt = at
  if (order === undefined) {
    moveCash(ledger, market.shard, revenue)
    return undefined
  }
  const liquidity = party.isTaker ? 'taker' : 'maker'
  const charge = chargeFill(feesOf(market), price, quantity, liquidity, revenue, order.accumulated)
  order.accumulated = charge.accumulated
  moveCash(ledger, market.shard, toMoney(revenue - charge.fee))
  world.feesTaken = addMoney(world.feesTaken, charge.fee)
  holding.fees = addMoney(holding.fees, charge.fee)
  order.filled = addQuantity(order.filled, quantity)
  order.remaining = subtractQuantity(order.remaining, quantity)
  order.notional = addMoney(order.notional, cost(price, quantity))
  order.updatedAt = at
  order.updateReason = 'Trade'
  const paid = cost(outcomePrice(party.side, price), quantity)
  if (party.isTaker) {
    order.takerCost = addMoney(order.takerCost, paid)
    order.takerFees = addMoney(order.takerFees, charge.fee)
  } else {
    order.makerCost = addMoney(order.makerCost, paid)
    order.makerFees = addMoney(order.makerFees, charge.fee)
  }
  if (order.remaining === 0) {
    order.status = 'executed'
    member.resting.delete(order.id)
  }
  const fill: KalshiFill = {
    number: trade.number,
    tradeId: trade.id,
    order,
    price,
    quantity,
    isTaker: party.isTaker,
    fee: charge.fee,
    at,
    positionAfter: holding.quantity,
  }
  member.fills.push(fill)
  return fill
}

function bookTrade(
  world: KalshiWorld,
  market: KalshiMarket,
  event: MatchEvent & { readonly type: 'trade' },
  touched: Set<KalshiOrder>,
): void {
  const { price, quantity, takerSide, at } = event
  const trade: KalshiTrade = {
    number: nextNumber(world),
    id: nextUuid(world.rng),
    market,
    price,
    quantity,
    takerSide,
    at,
  }
  world.trades.push(trade)
  market.lastPrice = price
  market.lastQuantity = quantity
  market.volume = addQuantity(market.volume, quantity)
  market.dollarVolume = addMoney(market.dollarVolume, cost(price, quantity))
  const makerSide = takerSide === 'bid' ? 'ask' : 'bid'
  const fills = [
    bookParty(world, trade, { id: event.maker.id, isTaker: false, side: makerSide }),
    bookParty(world, trade, { id: event.taker.id, isTaker: true, side: takerSide }),
  ]
  tell(world, { type: 'trade', trade })
  for (const fill of fills) {
    if (fill === undefined) continue
    touched.add(fill.order)
    tell(world, { type: 'fill', fill })
  }
}

function bookCancel(
  world: KalshiWorld,
  event: MatchEvent & { readonly type: 'canceled' },
  touched: Set<KalshiOrder>,
): void {
  const order = world.orders.get(event.id)
  if (order === undefined) return
  order.remaining = event.isResting ? subtractQuantity(order.remaining, event.quantity) : NO_QUANTITY
  order.updatedAt = world.clock.now()
  const reason = updateReasonOf(event.cause)
  if (reason !== '') order.updateReason = reason
  if (!event.isResting) {
    order.status = 'canceled'
    order.member.resting.delete(order.id)
  }
  touched.add(order)
}

/** Turns what happened in a book into money, records and news. */
export function settleEvents(world: KalshiWorld, market: KalshiMarket, events: readonly MatchEvent[]): void {
  const touched = new Set<KalshiOrder>()
  const levels: (MatchEvent & { readonly type: 'level' })[] = []
  for (const event of events) {
    switch (event.type) {
      case 'trade':
        bookTrade(world, market, event, touched)
        break
      case 'canceled':
        bookCancel(world, event, touched)
        break
      case 'rested': {
        const order = world.orders.get(event.id)
        if (order !== undefined) {
          order.member.resting.set(order.id, order)
          touched.add(order)
        }
        break
      }
      case 'level':
        levels.push(event)
        break
      case 'accepted':
      case 'refused':
        break
    }
  }
  if (levels.length > 0) market.updatedAt = world.clock.now()
  for (const { side, price, delta, order } of levels) {
    tell(world, { type: 'level', market, side, price, delta, order: world.orders.get(order) })
  }
  if (levels.length > 0) tell(world, { type: 'quote', market })
  const ledgers = new Map<string, KalshiOrder>()
  for (const order of touched) {
    tell(world, { type: 'order', order })
    ledgers.set(`${order.member.id}/${order.subaccount}`, order)
  }
  for (const order of ledgers.values()) {
    renewReservation(order.member, order.subaccount, market)
    const holding = ledgerOf(order.member, order.subaccount).holdings.get(market.ticker)
    if (holding !== undefined && events.some((event) => event.type === 'trade')) {
      tell(world, { type: 'position', member: order.member, subaccount: order.subaccount, market, holding })
    }
    coverMargin(world, order.member, order.subaccount, market)
  }
}

/** Cancels a member's youngest resting orders in a market until what is left can be paid for. */
function coverMargin(world: KalshiWorld, member: KalshiMember, subaccount: number, market: KalshiMarket): void {
  const ledger = ledgerOf(member, subaccount)
  const isShort = () => cashOf(ledger, market.shard) < reservedOn(ledger, shardFinder(world), market.shard)
  for (const order of restingIn(member, subaccount, market).toReversed()) {
    if (!isShort()) return
    settleEvents(world, market, cancelOrder(market.book, order.id, 'MarginCancel'))
  }
}

/** A member's order before it has a name. */
export type OrderWish = {
  readonly member: KalshiMember
  readonly subaccount: number
  readonly clientOrderId: string
  readonly market: KalshiMarket
  readonly side: Side
  readonly limit: Price
  readonly quantity: Quantity
  readonly lifetime: 'gtc' | 'ioc' | 'fok'
  readonly selfTrade: 'taker_at_cross' | 'maker'
  readonly isPostOnly: boolean
  readonly cancelsOnPause: boolean
  readonly group: string | undefined
  readonly expiresAt: Micros | undefined
}

/** Sends an order into its market's book; returns it, or why the book refused it. */
export function placeOrder(world: KalshiWorld, wish: OrderWish): KalshiOrder | 'post-only-cross' | 'fok-unfilled' {
  const { lifetime, quantity, ...kept } = wish
  const at = world.clock.now()
  const order: KalshiOrder = {
    ...kept,
    id: nextUuid(world.rng),
    number: nextNumber(world),
    initial: quantity,
    filled: NO_QUANTITY,
    remaining: quantity,
    status: 'resting',
    createdAt: at,
    updatedAt: at,
    updateReason: undefined,
    takerCost: NO_MONEY,
    makerCost: NO_MONEY,
    takerFees: NO_MONEY,
    makerFees: NO_MONEY,
    notional: NO_MONEY,
    accumulated: NO_MONEY,
  }
  // Known before it matches, so that its own events find it.
  world.orders.set(order.id, order)
  const events = submitOrder(
    wish.market.book,
    {
      id: order.id,
      owner: wish.member.id,
      side: wish.side,
      limit: wish.limit,
      quantity,
      lifetime,
      isPostOnly: wish.isPostOnly,
      selfTrade: wish.selfTrade === 'maker' ? 'cancel-maker' : 'cancel-taker',
    },
    at,
  )
  const first = events[0]
  if (first?.type === 'refused') {
    world.orders.delete(order.id)
    return first.reason
  }
  wish.member.orders.push(order)
  settleEvents(world, wish.market, events)
  return order
}

/** Cancels a resting order; returns what was taken out, or undefined when it does not rest. */
export function cancelMemberOrder(world: KalshiWorld, order: KalshiOrder, cause = 'requested'): Quantity | undefined {
  if (order.status !== 'resting') return undefined
  const reduced = order.remaining
  settleEvents(world, order.market, cancelOrder(order.market.book, order.id, cause))
  return reduced
}

/** Makes a resting order smaller; its place in the queue is kept. */
export function decreaseMemberOrder(world: KalshiWorld, order: KalshiOrder, by: Quantity): void {
  settleEvents(world, order.market, decreaseOrder(order.market.book, order.id, by))
}

/** Gives a resting order another price or size; returns false when post-only kept it from crossing. */
export function amendMemberOrder(world: KalshiWorld, order: KalshiOrder, limit: Price, remaining: Quantity): boolean {
  const { market, isPostOnly } = order
  const selfTrade = order.selfTrade === 'maker' ? 'cancel-maker' : 'cancel-taker'
  const isQuiet = limit === order.limit && remaining <= order.remaining
  const events = amendOrder(market.book, order.id, { limit, remaining, selfTrade, isPostOnly }, world.clock.now())
  if (events[0]?.type === 'refused') return false
  order.initial = addQuantity(order.filled, remaining)
  if (!isQuiet) {
    order.limit = limit
    order.remaining = remaining
    order.member.resting.delete(order.id)
  }
  order.updateReason = 'Amend'
  order.updatedAt = world.clock.now()
  settleEvents(world, market, events)
  return true
}

/** Lets somebody who is no member act in a market. */
export function actInMarket(world: KalshiWorld, market: KalshiMarket, action: TraderAction): void {
  settleEvents(world, market, applyAction(market.book, action, world.clock.now()))
}

/** Makes the recorded part of a market's book these levels, in YES terms. */
export function showBook(
  world: KalshiWorld,
  market: KalshiMarket,
  bids: readonly Level[],
  asks: readonly Level[],
): void {
  settleEvents(world, market, displayBook(market.book, bids, asks, world.clock.now()))
}

/** Makes the recorded part of some levels of a market's book what they say; 0 removes it. */
export function showLevels(
  world: KalshiWorld,
  market: KalshiMarket,
  bids: readonly Level[],
  asks: readonly Level[],
): void {
  const all = [...bids.map((one) => ['bid', one] as const), ...asks.map((one) => ['ask', one] as const)]
  // What goes makes room for what comes.
  all.sort(([, a], [, b]) => Math.sign(a.quantity) - Math.sign(b.quantity))
  for (const [side, { price, quantity }] of all) {
    settleEvents(world, market, displayLevel(market.book, side, price, quantity, world.clock.now()))
  }
}
