/*
 * Markets, books and the records of a trade's life, for tests of the engine: what a venue and a journal
 * would say, without either.
 */
import type {
  ClientOrderId,
  ContinuityToken,
  Fact,
  FillId,
  Level,
  Market,
  MarketId,
  Micros,
  Money,
  Price,
  Quantity,
} from '@arbees/core'
import { LOT, NO_FEES, NO_MONEY, seconds, toMarketId, uniformGrid, venueOf } from '@arbees/core'
import type { EngineLimits, EngineMarket, JournalRecord, OrderIntent, Plan } from '../src/index.ts'

export const A = toMarketId('kalshi', 'GAME')
export const B = toMarketId('polymarket', '1')
export const C = toMarketId('kalshi', 'OTHER')

/** Returns an open market without fees, on cents. */
export function listed(
  id: MarketId,
  change: Partial<EngineMarket> & { readonly rules?: Partial<Market> } = {},
): EngineMarket {
  const { rules, ...rest } = change
  const market: Market = {
    id,
    venue: venueOf(id),
    title: id,
    status: 'open',
    grid: uniformGrid(100),
    lot: LOT,
    quantityMin: LOT,
    notionalMin: NO_MONEY,
    closesAt: null,
    ...rules,
  }
  return { market, fees: NO_FEES, ...rest }
}

/** Returns limits that hold nothing back but an edge of half a cent. */
export function wideLimits(change: Partial<EngineLimits> = {}): EngineLimits {
  return {
    edgeMin: 5_000 as Money,
    quantityMax: 100_000_000 as Quantity,
    notionalMax: 1_000_000_000 as Money,
    maxAgeUs: null,
    ...change,
  }
}

/** Returns the same money at both venues. */
export function cashOf(micros = 1_000_000_000): ReadonlyMap<string, Money> {
  return new Map([
    ['kalshi', micros as Money],
    ['polymarket', micros as Money],
  ])
}

/** Returns a level of whole contracts. */
export function level(price: number, contracts: number): Level {
  return { price: price as Price, quantity: Math.round(contracts * 1_000_000) as Quantity }
}

/** Returns a whole book at a second. */
export function book(id: MarketId, at: number, bids: readonly Level[], asks: readonly Level[], token = 1): Fact {
  return { type: 'book.replaced', market: id, at: seconds(at), bids, asks, continuity: token as ContinuityToken }
}

/** Returns books on which YES of A at 0.40 and NO of B at 0.50 make a dollar, for five contracts. */
export function openBooks(at: number): readonly Fact[] {
  return [book(A, at, [level(3_900, 10)], [level(4_000, 10)]), book(B, at, [level(5_000, 5)], [level(5_100, 5)])]
}

const orderOf = (trade: number, leg: number) => `arb${trade}-${leg}` as ClientOrderId

/** Returns the record with which a plan's trade begins. */
export function intended(plan: Plan, trade: number, at: Micros): JournalRecord {
  const { name, strategy, opportunityType, payout, bound, expiresAt, first } = plan
  const legs = plan.legs.map(({ market, outcome, limit, quantity, costMax, continuity }, leg): OrderIntent => {
    const number = trade * 100 + leg
    return { order: orderOf(trade, leg), number, market, action: 'buy', outcome, limit, quantity, costMax, continuity }
  })
  return { type: 'trade.intended', at, trade, name, strategy, opportunityType, payout, bound, expiresAt, first, legs }
}

/** Returns what is written down when a leg has filled `quantity` at `price`, and the rest was canceled. */
export function filled(
  plan: Plan,
  trade: number,
  leg: number,
  quantity: number,
  at: Micros,
  price: number = plan.legs[leg]?.limit ?? 0,
): readonly JournalRecord[] {
  const planned = plan.legs[leg]
  if (planned === undefined) throw new Error(`the plan has no leg ${leg}`)
  const order = orderOf(trade, leg)
  const fill = {
    id: `f${order}` as FillId,
    order,
    market: planned.market,
    action: 'buy' as const,
    outcome: planned.outcome,
    price: price as Price,
    quantity: quantity as Quantity,
    received: quantity as Quantity,
    fee: NO_MONEY,
    liquidity: 'taker' as const,
    at,
  }
  const canceled = Math.max(0, planned.quantity - quantity) as Quantity
  const done: JournalRecord = {
    type: 'order.resolved',
    at,
    order,
    filled: quantity as Quantity,
    canceled,
    by: 'venue-record',
  }
  return quantity === 0 ? [done] : [{ type: 'order.filled', at, fill, stage: 'confirmed' }, done]
}
