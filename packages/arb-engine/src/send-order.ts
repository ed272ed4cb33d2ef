import type { Action, ClientOrderId, Ladder, Micros, Money, Price, Quantity } from '@arbees/core'
import { NO_MONEY, takerCostMax } from '@arbees/core'
import type { EngineMarket } from './settings.ts'
import type { EngineState, PairState } from './state.ts'
import type { Leg, Trade } from './trade.ts'
import { createLegOrder } from './trade.ts'

const COUNTER_DIGITS = 6

/** Returns the next order id: `arb`, milliseconds, a counter, the instance's salt; digits only after the prefix. */
function nextOrderId(state: EngineState, now: Micros): ClientOrderId {
  state.orders += 1
  const millis = Math.floor(now / 1_000)
  const counter = String(state.orders).padStart(COUNTER_DIGITS, '0')
  return `arb${millis}${counter}${state.settings.idSalt}` as ClientOrderId
}

/** What an order of a leg asks for. */
export type Sending = {
  /** The market's position in the settings' list. */
  readonly index: number
  readonly action: Action
  readonly quantity: Quantity
  readonly limit: Price
}

/** Lets an order of a leg leave: sets the money of a buy aside, and remembers whose it is. */
export function sendOrder(
  state: EngineState,
  pair: PairState,
  trade: Trade,
  leg: Leg,
  { index, action, quantity, limit }: Sending,
  now: Micros,
): void {
  const { fees } = state.settings.markets[index] as EngineMarket
  const { continuity } = state.ladders[index] as Ladder
  const reserved = action === 'buy' ? takerCostMax(fees, limit, quantity) : NO_MONEY
  state.cash.set(leg.venue, ((state.cash.get(leg.venue) ?? NO_MONEY) - reserved) as Money)
  const isEntry = leg.orders.length === 0
  const order = createLegOrder({ id: nextOrderId(state, now), action, sent: quantity, reserved })
  leg.orders.push(order)
  state.orderOf.set(order.id, { trade, leg, pair, order })
  state.commands.push({
    type: 'order.submit',
    order: {
      id: order.id,
      market: leg.market,
      action,
      outcome: leg.outcome,
      limit,
      quantity,
      ...(isEntry ? {} : { isUnwind: true }),
    },
    books: [{ market: leg.market, continuity }],
  })
}
