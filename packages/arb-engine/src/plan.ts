import type { Ladder, Micros, Money } from '@arbees/core'
import { NO_MONEY } from '@arbees/core'
import type { Detection, LegView } from './detect.ts'
import type { RefusalReason } from './engine-fact.ts'
import { sendOrder } from './send-order.ts'
import type { EngineMarket } from './settings.ts'
import { sizeTrade } from './size.ts'
import type { EngineState, PairState } from './state.ts'
import type { Leg, Trade } from './trade.ts'
import { createLeg } from './trade.ts'
import { PICO_MICRO } from './unit-edge.ts'

function openTrade(state: EngineState, pair: PairState, which: 0 | 1, found: Detection, now: Micros): Trade {
  const { direction } = pair.watch.directions[which]
  const legOf = (index: number, side: 'a' | 'b'): Leg => {
    const { market } = state.settings.markets[index] as EngineMarket
    return createLeg({ venue: market.venue, market: market.id, outcome: direction[side] })
  }
  const trade: Trade = {
    id: state.trades.length + 1,
    at: now,
    pair: pair.pair,
    direction,
    detection: found,
    legs: [legOf(pair.a, 'a'), legOf(pair.b, 'b')],
    repairs: 0,
    unequalSince: -1,
    isHalted: false,
    told: 'in-flight',
  }
  state.trades.push(trade)
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
  if (pair.isHalted) return 'halted'
  if (pair.isInFlight || pair.mending !== undefined) return 'in-flight'
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
  const { quantity } = found
  const [legA, legB] = trade.legs
  sendOrder(state, pair, trade, legA, { index: pair.a, action: 'buy', quantity, limit: found.limitA }, now)
  sendOrder(state, pair, trade, legB, { index: pair.b, action: 'buy', quantity, limit: found.limitB }, now)
  return undefined
}
