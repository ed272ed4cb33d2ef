/*
 * Random lives of trades, as a journal would hear of them: each record can follow those before it.
 */
import type {
  ClientOrderId,
  ContinuityToken,
  Fill,
  FillId,
  MarketId,
  Micros,
  Money,
  OrderId,
  Price,
  Quantity,
  Rng,
} from '@arbees/core'
import { LOT, nextChance, nextInteger, nextOf } from '@arbees/core'
import type { JournalOrder, JournalState } from '../src/journal/journal-state.ts'
import { filledOf, isOrderFinal } from '../src/journal/order-doubt.ts'
import type { JournalRecord, OrderIntent, TradeIntended } from '../src/journal/record.ts'
import { recordDefectOf } from '../src/journal/record-defect.ts'
import { LEGS_MAX } from '../src/journal/trade-terms.ts'

export const START = 1_796_493_600_000_000 as Micros
const MARKETS = ['kalshi:KXGAME-26DEC05-A', 'polymarket:7131'] as MarketId[]
const TRADES_MAX = 4

const lots = (rng: Rng, most: number) => (nextInteger(rng, 0, Math.floor(most / LOT)) * LOT) as Quantity

/** Returns an intent of one leg. */
export function intentOf(rng: Rng, leg: number, number: number, isSale = false): OrderIntent {
  const quantity = (nextInteger(rng, 1, 1_000) * LOT) as Quantity
  return {
    order: `arb${number}` as ClientOrderId,
    number,
    market: MARKETS[leg % 2] as MarketId,
    action: isSale ? 'sell' : 'buy',
    outcome: leg % 2 === 0 ? 'yes' : 'no',
    limit: nextInteger(rng, 1, 9_999) as Price,
    quantity,
    costMax: (isSale ? 0 : quantity) as Money,
    continuity: nextInteger(rng, 1, 99) as ContinuityToken,
  }
}

function fillOf(rng: Rng, order: JournalOrder, serial: number): Fill {
  const unnamed = order.filled - filledOf(order)
  const isLast = unnamed > 0 && nextChance(rng, 0.8)
  const quantity = (isLast ? unnamed : Math.max(LOT, lots(rng, order.quantity))) as Quantity
  return {
    id: `fill-${serial}` as FillId,
    order: order.order,
    market: order.market,
    action: order.action,
    outcome: order.outcome,
    price: order.limit,
    quantity,
    received: (quantity - nextInteger(rng, 0, 500)) as Quantity,
    fee: nextInteger(rng, -100, 10_000) as Money,
    liquidity: 'taker',
    at: START,
  }
}

function aboutOrder(rng: Rng, order: JournalOrder, at: Micros, serial: number): JournalRecord {
  const named = { at, order: order.order }
  const filled = lots(rng, order.quantity)
  const venueOrder = `venue-${order.order}` as OrderId
  const stage = nextOf(rng, ['matched', 'mined', 'confirmed', 'confirmed', 'confirmed', 'failed'] as const)
  const fill = order.fills.length === 0 ? undefined : nextOf(rng, order.fills)
  const canceled = (order.quantity - filled) as Quantity
  const choices: JournalRecord[] = [
    { type: 'order.sent', ...named, ...(nextChance(rng, 0.5) ? { venueOrder } : {}) },
    { type: 'order.accepted', ...named, venueOrder, filled, isDone: nextChance(rng, 0.5) },
    { type: 'order.rejected', ...named, reason: 'funds', sentence: 'not enough: “$3” — naïve' },
    { type: 'order.unknown', ...named, code: 'request.timeout', sentence: 'line\nbreak' },
    { type: 'order.resolved', ...named, filled: 0 as Quantity, canceled: order.quantity, by: 'not-sent' },
  ]
  // Most orders are at peace after the last word; a few are not.
  if (!isOrderFinal(order) || order.filled > filledOf(order) || nextChance(rng, 0.02)) {
    choices.push({ type: 'order.filled', at, fill: fillOf(rng, order, serial), stage })
  }
  if (!isOrderFinal(order) || nextChance(rng, 0.02)) {
    choices.push({ type: 'order.resolved', ...named, filled, canceled, by: 'venue-record' })
  }
  if (fill !== undefined && (fill.stage !== 'confirmed' || nextChance(rng, 0.02)))
    choices.push({ type: 'fill.settled', ...named, fill: fill.id, stage })
  return nextOf(rng, choices)
}

function tradeOf(rng: Rng, trade: number, nextOrder: number, at: Micros): TradeIntended {
  // Most trades are of two legs.
  const count = nextChance(rng, 0.7) ? 2 : nextInteger(rng, 1, LEGS_MAX)
  return {
    type: 'trade.intended',
    at,
    trade,
    name: 'a/b',
    strategy: 'pair',
    opportunityType: nextChance(rng, 0.9) ? 'cross_platform_arb' : null,
    payout: (count === 1 ? 0 : 1_000_000) as Money,
    bound: { quantity: 5_000_000 as Quantity, money: 3_000_000 as Money },
    expiresAt: at,
    first: nextChance(rng, 0.5) ? 'all' : nextInteger(rng, 0, count - 1),
    legs: Array.from({ length: count }, (_, leg) => intentOf(rng, leg, nextOrder + leg)),
  }
}

function candidate(rng: Rng, state: JournalState, at: Micros, serial: number): JournalRecord {
  const { nextOrder, nextTrade, trades, orders } = state
  const draw = nextInteger(rng, 0, 99)
  if (draw < 10 && trades.size < TRADES_MAX) {
    return tradeOf(rng, nextTrade, nextOrder, at)
  }
  if (draw < 13) return { type: 'halt.set', at, scope: nextOf(rng, ['all', 'kalshi']), reason: 'a drill' }
  if (draw < 16) return { type: 'halt.cleared', at, scope: nextOf(rng, ['all', 'kalshi']), reason: 'done' }
  if (draw < 17) {
    const ghost = { ...intentOf(rng, 0, 1), order: 'arb0' as ClientOrderId, filled: 0, fills: [] } as never
    return { type: 'order.filled', at, fill: fillOf(rng, ghost, serial), stage: 'matched' }
  }
  const trade = trades.size === 0 ? undefined : nextOf(rng, [...trades.values()])
  if (trade === undefined) return { type: 'halt.set', at, scope: 'all', reason: 'nothing to do' }
  if (draw < 30) {
    const ending = nextOf(rng, ['hedged', 'flattened', 'halted'] as const)
    return { type: 'trade.ended', at, trade: trade.trade, ending, reason: 'so it is' }
  }
  if (draw < 35 && trade.orders.length < 20) {
    const leg = nextInteger(rng, 0, trade.legs - 1)
    const isSale = nextChance(rng, 0.5)
    const intent = intentOf(rng, leg, nextOrder, isSale)
    const purpose = isSale ? 'flatten' : 'complete'
    return { type: 'order.intended', at, trade: trade.trade, leg, purpose, expiresAt: at, intent }
  }
  return aboutOrder(rng, nextOf(rng, [...orders.values()]), at, serial)
}

/** Returns a record that can follow. `serial` names what must not be named twice. */
export function nextRecord(rng: Rng, state: JournalState, serial: number): JournalRecord {
  const at = (START + serial * 1_000) as Micros
  for (;;) {
    const record = candidate(rng, state, at, serial)
    if (recordDefectOf(state, record) === undefined) return record
  }
}
