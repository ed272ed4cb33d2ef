import type { Fact, Fill, Money } from '@arbees/core'
import { costRoundedUp, invariant, NO_MONEY, settle, toMoney, toQuantity } from '@arbees/core'
import type { EngineState } from './state.ts'
import type { Leg } from './trade.ts'

function giveBack(state: EngineState, leg: Leg, amount: Money): void {
  state.cash.set(leg.venue, toMoney((state.cash.get(leg.venue) ?? NO_MONEY) + amount))
}

function foldFill(state: EngineState, fill: Fill): void {
  const found = state.legs.get(fill.order)
  if (found === undefined) return
  const { leg } = found
  const cost = costRoundedUp(fill.price, fill.quantity)
  invariant(leg.filled + fill.quantity <= leg.sent, `an order fills at most its quantity, found more on ${leg.order}`)
  leg.filled = toQuantity(leg.filled + fill.quantity)
  leg.received = toQuantity(leg.received + fill.received)
  leg.cost = toMoney(leg.cost + cost)
  leg.fee = toMoney(leg.fee + fill.fee)
  // What was spent stays spent; what was set aside for more is given back when the order is done.
  leg.reserved = toMoney(leg.reserved - cost - fill.fee)
}

function foldDone(state: EngineState, order: string): void {
  const found = state.legs.get(order)
  if (found === undefined || found.leg.isDone) return
  const { leg, trade, pair } = found
  leg.isDone = true
  giveBack(state, leg, leg.reserved)
  leg.reserved = NO_MONEY
  if (trade.legs.every((one) => one.isDone)) pair.isInFlight = false
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
      for (const trade of state.trades) {
        for (const leg of trade.legs) {
          if (leg.market !== fact.market || leg.received === 0) continue
          const held = {
            market: leg.market,
            outcome: leg.outcome,
            quantity: leg.received,
            cost: toMoney(leg.cost + leg.fee),
            realized: NO_MONEY,
          }
          giveBack(state, leg, settle(held, fact.yesPrice).paid)
        }
      }
      return
    default:
      return
  }
}
