import type { ClientOrderId, Ladder, Micros, Money, Price, SubmitOrder } from '@arbees/core'
import { NO_MONEY, takerCostMax } from '@arbees/core'
import type { Detection, LegView } from './detect.ts'
import type { RefusalReason } from './engine-fact.ts'
import type { EngineMarket } from './settings.ts'
import { sizeTrade } from './size.ts'
import type { EngineState, PairState } from './state.ts'
import type { Leg, Trade } from './trade.ts'
import { createLeg } from './trade.ts'
import { PICO_MICRO } from './unit-edge.ts'

const COUNTER_DIGITS = 6

/** Returns the next order id: `arb`, milliseconds, a counter, the instance's salt; digits only after the prefix. */
function nextOrderId(state: EngineState, now: Micros): ClientOrderId {
  state.orders += 1
  const millis = Math.floor(now / 1_000)
  const counter = String(state.orders).padStart(COUNTER_DIGITS, '0')
  return `arb${millis}${counter}${state.settings.idSalt}` as ClientOrderId
}

function spend(state: EngineState, venue: string, amount: Money): void {
  state.cash.set(venue, ((state.cash.get(venue) ?? NO_MONEY) - amount) as Money)
}

function submission(state: EngineState, leg: Leg, limit: Price, index: number): SubmitOrder {
  const { continuity } = state.ladders[index] as Ladder
  return {
    type: 'order.submit',
    order: {
      id: leg.order,
      market: leg.market,
      action: 'buy',
      outcome: leg.outcome,
      limit,
      quantity: leg.sent,
    },
    books: [{ market: leg.market, continuity }],
  }
}

function openTrade(state: EngineState, pair: PairState, which: 0 | 1, found: Detection, now: Micros): Trade {
  const { direction } = pair.watch.directions[which]
  const legOf = (index: number, side: 'a' | 'b'): Leg => {
    const listed = state.settings.markets[index] as EngineMarket
    const limit = side === 'a' ? found.limitA : found.limitB
    const reserved = takerCostMax(listed.fees, limit, found.quantity)
    spend(state, listed.market.venue, reserved)
    return createLeg({
      order: nextOrderId(state, now),
      venue: listed.market.venue,
      market: listed.market.id,
      outcome: direction[side],
      sent: found.quantity,
      reserved,
    })
  }
  const legs = [legOf(pair.a, 'a'), legOf(pair.b, 'b')] as const
  const trade: Trade = { id: state.trades.length + 1, at: now, pair: pair.pair, direction, detection: found, legs }
  state.trades.push(trade)
  for (const leg of legs) state.legs.set(leg.order, { trade, leg, pair })
  return trade
}

/**
 * Acts on an open direction: sizes it, sets the money aside, and lets both orders leave. Returns
 * the reason when it does not.
 */
export function takeOpportunity(
  state: EngineState,
  pair: PairState,
  which: 0 | 1,
  now: Micros,
): RefusalReason | undefined {
  if (pair.isInFlight) return 'in-flight'
  const { direction } = pair.watch.directions[which]
  const { limits, markets } = state.settings
  const listedA = markets[pair.a] as EngineMarket
  const listedB = markets[pair.b] as EngineMarket
  const a: LegView = { ladder: state.ladders[pair.a] as Ladder, fees: listedA.fees }
  const b: LegView = { ladder: state.ladders[pair.b] as Ladder, fees: listedB.fees }
  const found = sizeTrade(a, b, direction, {
    edgeMin: limits.edgeMin * PICO_MICRO,
    quantityMax: limits.quantityMax,
    notionalMax: limits.notionalMax,
    cashA: state.cash.get(listedA.market.venue) ?? NO_MONEY,
    cashB: state.cash.get(listedB.market.venue) ?? NO_MONEY,
    isOneVenue: listedA.market.venue === listedB.market.venue,
  })
  if (found === 'no-depth' || found === 'funds') return found
  if (found.quantity < listedA.market.quantityMin || found.quantity < listedB.market.quantityMin) return 'no-depth'
  const trade = openTrade(state, pair, which, found, now)
  pair.isInFlight = true
  state.facts.push({
    type: 'opportunity.taken',
    at: now,
    pair: pair.pair,
    direction: direction.name,
    trade: trade.id,
    quantity: found.quantity,
    notional: (found.costA + found.costB + found.feeA + found.feeB) as Money,
    profit: found.profit,
  })
  state.commands.push(
    submission(state, trade.legs[0], found.limitA, pair.a),
    submission(state, trade.legs[1], found.limitB, pair.b),
  )
  return undefined
}
