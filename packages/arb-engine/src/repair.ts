/*
 * Unequal legs: two venues are two matching engines, and while orders are on their way the books move.
 * The excess is either completed (the missing leg is bought, which makes it certain) or flattened (sold
 * again), whichever loses less, by an order that cannot rest and within a loss that was allowed. What
 * cannot be mended in time is halted, and said so.
 */
import type { FeeSchedule, Ladder, Micros, Money, Price, Quantity } from '@arbees/core'
import {
  DISCONTINUOUS,
  floorToLot,
  isLadderCrossed,
  mulDiv,
  NO_MONEY,
  NO_QUANTITY,
  ONE_CONTRACT,
  takerCostMax,
} from '@arbees/core'
import { quoteBuy, quoteSell } from './quote.ts'
import { sendOrder } from './send-order.ts'
import type { EngineMarket } from './settings.ts'
import type { EngineState, PairState } from './state.ts'
import type { Leg, Trade } from './trade.ts'
import { isInFlight, matchedQuantity, tradeStatus, unmatchedQuantity } from './trade.ts'

/** One way to mend: what it takes and what it loses. */
type Mend = {
  readonly how: 'complete' | 'flatten'
  readonly quantity: Quantity
  readonly limit: Price
  /** Against what the longer leg paid for as much; negative when it earns. */
  readonly loss: Money
}

type Side = { readonly leg: Leg; readonly index: number; readonly ladder: Ladder; readonly fees: FeeSchedule }

function sidesOf(state: EngineState, pair: PairState, trade: Trade): { readonly long: Side; readonly short: Side } {
  const sideAt = (which: 0 | 1): Side => {
    const index = which === 0 ? pair.a : pair.b
    const { fees } = state.settings.markets[index] as EngineMarket
    return { leg: trade.legs[which], index, ladder: state.ladders[index] as Ladder, fees }
  }
  const [a, b] = [sideAt(0), sideAt(1)]
  return a.leg.received > b.leg.received ? { long: a, short: b } : { long: b, short: a }
}

/** Whether a book can be believed now: whole, not crossed, and not older than allowed. */
function isUsable(state: EngineState, { ladder, index }: Side, now: Micros): boolean {
  const { maxAgeUs } = state.settings.limits
  const isFresh = maxAgeUs === null || now - ladder.at <= maxAgeUs
  return isFresh && ladder.continuity !== DISCONTINUOUS && !isLadderCrossed(ladder) && state.isOpen[index] === true
}

/** What a leg paid for a part of what it bought, fees of sales included: never understated. */
function paidFor({ cost, fee, bought }: Leg, quantity: Quantity): number {
  return mulDiv(cost + fee, quantity, bought, 'ceil')
}

function completion(state: EngineState, long: Side, short: Side, wanted: Quantity): Mend | undefined {
  const quote = quoteBuy(short.ladder, short.leg.outcome, wanted, short.fees)
  const quantity = floorToLot(quote.quantity)
  if (quantity === 0) return undefined
  if (quantity < quote.quantity) return completion(state, long, short, quantity)
  const cash = state.cash.get(short.leg.venue) ?? NO_MONEY
  if (takerCostMax(short.fees, quote.worst, quantity) > cash) return undefined
  const loss = (paidFor(long.leg, quantity) + quote.cost + quote.fee - quantity) as Money
  return { how: 'complete', quantity, limit: quote.worst, loss }
}

function flattening(long: Side, wanted: Quantity): Mend | undefined {
  const quote = quoteSell(long.ladder, long.leg.outcome, wanted, long.fees)
  const quantity = floorToLot(quote.quantity)
  if (quantity === 0) return undefined
  if (quantity < quote.quantity) return flattening(long, quantity)
  const loss = (paidFor(long.leg, quantity) + quote.fee - quote.proceeds) as Money
  return { how: 'flatten', quantity, limit: quote.worst, loss }
}

function isWithin(mend: Mend | undefined, lossMax: Money): mend is Mend {
  return mend !== undefined && mend.loss <= mulDiv(lossMax, mend.quantity, ONE_CONTRACT, 'floor')
}

/** Returns what one way offers: all of the excess if that is within the loss, else what the best level holds. */
function offer(way: (wanted: Quantity) => Mend | undefined, excess: Quantity, best: number, lossMax: Money) {
  const whole = way(excess)
  if (isWithin(whole, lossMax)) return whole
  const part = best < excess ? way(best as Quantity) : undefined
  return isWithin(part, lossMax) ? part : undefined
}

function bestQuantityOf(ladder: Ladder, isBid: boolean): number {
  const side = isBid ? ladder.bids : ladder.asks
  return side.length === 0 ? 0 : (side.quantities[side.length - 1] as number)
}

function bestMend(state: EngineState, long: Side, short: Side, excess: Quantity, now: Micros): Mend | undefined {
  const { repairLossMax } = state.settings.limits
  const complete = isUsable(state, short, now)
    ? offer(
        (wanted) => completion(state, long, short, wanted),
        excess,
        bestQuantityOf(short.ladder, short.leg.outcome === 'no'),
        repairLossMax,
      )
    : undefined
  const flatten = isUsable(state, long, now)
    ? offer(
        (wanted) => flattening(long, wanted),
        excess,
        bestQuantityOf(long.ladder, long.leg.outcome === 'yes'),
        repairLossMax,
      )
    : undefined
  if (complete === undefined || flatten === undefined) return complete ?? flatten
  const perContract = ({ loss, quantity }: Mend) => mulDiv(loss, ONE_CONTRACT, quantity, 'ceil')
  // A certain dollar is worth more than a sale at the same price.
  return perContract(complete) <= perContract(flatten) ? complete : flatten
}

/** Tells a trade's end, once. */
export function tellTrade(state: EngineState, trade: Trade, now: Micros): void {
  const status = tradeStatus(trade)
  if (status === trade.told) return
  trade.told = status
  if (status === 'in-flight' || status === 'repairing') return
  state.facts.push({
    type: 'trade.ended',
    at: now,
    pair: trade.pair,
    direction: trade.direction.name,
    trade: trade.id,
    status,
    matched: matchedQuantity(trade),
    unmatched: unmatchedQuantity(trade),
  })
}

/** Gives a trade up: one leg stays open, and its pair trades no more. */
export function haltTrade(state: EngineState, pair: PairState, trade: Trade, now: Micros): void {
  trade.isHalted = true
  pair.isHalted = true
  pair.mending = undefined
  tellTrade(state, trade, now)
}

/**
 * Mends the trade of a pair whose legs are unequal, or gives it up: when it took too long, too many
 * repairs, or what is left is less than a lot.
 */
export function repairTrade(state: EngineState, pair: PairState, now: Micros): void {
  const trade = pair.mending
  if (trade === undefined || isInFlight(trade)) return
  const excess = unmatchedQuantity(trade)
  if (excess === NO_QUANTITY) {
    pair.mending = undefined
    tellTrade(state, trade, now)
    return
  }
  if (trade.unequalSince < 0) trade.unequalSince = now
  const { repairMicros, repairsMax } = state.settings.limits
  const lots = floorToLot(excess)
  const isLate = now - trade.unequalSince > repairMicros
  if (lots === 0 || isLate || trade.repairs >= repairsMax) {
    haltTrade(state, pair, trade, now)
    return
  }
  const { long, short } = sidesOf(state, pair, trade)
  const mend = bestMend(state, long, short, lots, now)
  if (mend === undefined) return
  const { how, quantity, limit, loss } = mend
  trade.repairs += 1
  pair.isInFlight = true
  const { leg, index } = how === 'complete' ? short : long
  const action = how === 'complete' ? 'buy' : 'sell'
  sendOrder(state, pair, trade, leg, { index, action, quantity, limit }, now)
  state.facts.push({
    type: 'trade.repaired',
    at: now,
    pair: pair.pair,
    direction: trade.direction.name,
    trade: trade.id,
    how,
    quantity,
    loss,
  })
}
