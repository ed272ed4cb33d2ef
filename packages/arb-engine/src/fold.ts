import type { Fact, Fill, MarketSettled, Micros, Money, VenueId } from '@arbees/core'
import { costRoundedDown, costRoundedUp, invariant, NO_MONEY, settle, toMoney, toQuantity } from '@arbees/core'
import { haltTrade } from './repair.ts'
import type { EngineState } from './state.ts'
import { isInFlight, unmatchedQuantity } from './trade.ts'

function giveBack(state: EngineState, venue: VenueId, amount: Money): void {
  state.cash.set(venue, toMoney((state.cash.get(venue) ?? NO_MONEY) + amount))
}

function foldFill(state: EngineState, fill: Fill): void {
  const found = state.orderOf.get(fill.order)
  if (found === undefined) return
  const { leg, order } = found
  invariant(
    order.filled + fill.quantity <= order.sent,
    `an order fills at most its quantity, found more on ${order.id}`,
  )
  order.filled = toQuantity(order.filled + fill.quantity)
  leg.fee = toMoney(leg.fee + fill.fee)
  if (order.action === 'sell') {
    const proceeds = costRoundedDown(fill.price, fill.quantity)
    leg.received = toQuantity(leg.received - fill.quantity)
    leg.proceeds = toMoney(leg.proceeds + proceeds)
    giveBack(state, leg.venue, toMoney(proceeds - fill.fee))
    return
  }
  const cost = costRoundedUp(fill.price, fill.quantity)
  leg.bought = toQuantity(leg.bought + fill.quantity)
  leg.received = toQuantity(leg.received + fill.received)
  leg.cost = toMoney(leg.cost + cost)
  // What was spent stays spent; what was set aside for more is given back when the order is done.
  order.reserved = toMoney(order.reserved - cost - fill.fee)
}

function foldDone(state: EngineState, id: string): void {
  const found = state.orderOf.get(id)
  if (found === undefined || found.order.isDone) return
  const { order, leg, trade, pair } = found
  order.isDone = true
  giveBack(state, leg.venue, order.reserved)
  order.reserved = NO_MONEY
  if (isInFlight(trade)) return
  pair.isInFlight = false
  pair.mending = trade
  trade.unequalSince = -1
  state.toMend.push(pair)
}

function foldSettled(state: EngineState, fact: MarketSettled, now: Micros): void {
  for (const pair of state.pairs) {
    const { mending } = pair
    const isOver = mending?.legs.some(({ market }) => market === fact.market) === true
    // A leg that has settled can be neither bought nor sold: what is unequal now stays so.
    if (mending !== undefined && isOver && unmatchedQuantity(mending) > 0) haltTrade(state, pair, mending, now)
  }
  for (const trade of state.trades) {
    for (const leg of trade.legs) {
      if (leg.market !== fact.market || leg.received === 0) continue
      const { market, outcome, received: quantity, cost } = leg
      const held = { market, outcome, quantity, cost, realized: NO_MONEY }
      giveBack(state, leg.venue, settle(held, fact.yesPrice).paid)
    }
  }
}

/** Folds what is not a book: our orders' fates, and settlements. An unknown order stays in flight. */
export function foldOrderFact(state: EngineState, fact: Fact): void {
  switch (fact.type) {
    case 'order.filled':
      foldFill(state, fact.fill)
      return
    case 'order.done':
      foldDone(state, fact.order)
      return
    case 'order.rejected':
      foldDone(state, fact.order)
      return
    case 'market.settled':
      foldSettled(state, fact, fact.at)
      return
    default:
      return
  }
}
