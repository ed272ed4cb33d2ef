/*
 * Our trades, from the venue's claim to the chain's word. MATCHED is a claim, MINED a hint, CONFIRMED
 * a fact, FAILED takes the fill back. The same trade is told again at each stage, by the stream and by
 * requests, in any order: facts are said once.
 */
import type {
  ClientOrderId,
  Fact,
  FeeSchedule,
  Fill,
  FillId,
  IocOrder,
  Micros,
  OrderId,
  Price,
  Quantity,
  SettlementStage,
} from '@arbees/core'
import { complement, receivedQuantity } from '@arbees/core'
import type { Trade } from './schema/trade.ts'

/** An order of ours that may have left, under the id it has at the venue. */
export type TrackedOrder = {
  readonly order: IocOrder
  readonly orderId: OrderId
  /** The token that the order names. */
  readonly tokenId: string
  readonly fees: FeeSchedule
  /** When it was signed. */
  readonly at: Micros
}

type TrackedFill = { readonly fill: Fill; stage: SettlementStage }

/** What is known of our orders and trades. */
export type Settlement = {
  readonly orders: Map<OrderId, TrackedOrder>
  /** By trade: a trade against several makers at several prices is several fills. */
  readonly trades: Map<string, TrackedFill[]>
}

/** Returns a settlement that knows nothing. */
export function createSettlement(): Settlement {
  return { orders: new Map(), trades: new Map() }
}

const ORDERS_MAX = 10_000
const TRADES_MAX = 20_000

/** Remembers an order before it leaves; the oldest are forgotten in time, which `forget` hears of. */
export function trackOrder(
  settlement: Settlement,
  tracked: TrackedOrder,
  forget: (old: TrackedOrder) => void = () => undefined,
): void {
  // Tracked again, it is the newest again.
  settlement.orders.delete(tracked.orderId)
  settlement.orders.set(tracked.orderId, tracked)
  forgetOldest(settlement.orders, ORDERS_MAX, forget)
}

function forgetOldest<Value>(map: Map<string, Value>, most: number, forget: (old: Value) => void): void {
  for (const [key, old] of map) {
    if (map.size <= most) return
    map.delete(key)
    forget(old)
  }
}

const STAGES: Readonly<Record<string, SettlementStage>> = {
  MATCHED: 'matched',
  MATCHED_NOT_BROADCASTED: 'matched',
  RETRYING: 'matched',
  MINED: 'mined',
  CONFIRMED: 'confirmed',
  FAILED: 'failed',
}
const RANK: Readonly<Record<SettlementStage, number>> = { matched: 0, mined: 1, confirmed: 2, failed: 2 }

/**
 * Returns what a taker's order got in a trade, by price. A maker on the other token gave it by a mint
 * or a merge: at the complement of the maker's price.
 */
export function executionsOf(trade: Trade, tokenId: string): ReadonlyMap<Price, Quantity> {
  const byPrice = new Map<Price, Quantity>()
  let sum = 0
  for (const maker of trade.maker_orders) {
    const price = maker.asset_id === tokenId ? maker.price : complement(maker.price)
    byPrice.set(price, ((byPrice.get(price) ?? 0) + maker.matched_amount) as Quantity)
    sum += maker.matched_amount
  }
  // Makers that do not add up to the trade are not all there: then the trade's own words count.
  return sum === trade.size ? byPrice : new Map([[trade.price, trade.size]])
}

function fillsOf(trade: Trade, tracked: TrackedOrder): Fill[] {
  const { order, fees } = tracked
  return [...executionsOf(trade, tracked.tokenId)].map(([price, quantity]) => ({
    id: `${trade.id}:${price}` as FillId,
    order: order.id,
    market: order.market,
    action: order.action,
    outcome: order.outcome,
    price,
    quantity,
    received: order.action === 'buy' ? receivedQuantity(fees, price, quantity) : quantity,
    fee: fees.fee(price, quantity, 'taker'),
    liquidity: 'taker',
    at: trade.match_time ?? (0 as Micros),
  }))
}

/**
 * Takes a trade in, and returns what is new: fills at first sight, then each later stage once. Trades
 * of orders that are not ours here (a resting order placed by other means) say nothing.
 */
export function applyTrade(settlement: Settlement, trade: Trade, at: Micros): readonly Fact[] {
  const tracked = settlement.orders.get(trade.taker_order_id.toLowerCase() as OrderId)
  if (tracked === undefined) return []
  const facts: Fact[] = []
  const stage = STAGES[trade.status]
  if (stage === undefined) {
    facts.push({ type: 'venue.surprised', venue: 'polymarket', where: 'trade status', found: trade.status, at })
  }
  const venueAt = trade.last_update ?? trade.match_time ?? undefined
  const seen = { at, ...(venueAt === undefined ? {} : { venueAt }) }
  let fills = settlement.trades.get(trade.id)
  if (fills === undefined) {
    fills = fillsOf(trade, tracked).map((fill) => ({ fill, stage: 'matched' as const }))
    settlement.trades.set(trade.id, fills)
    forgetOldest(settlement.trades, TRADES_MAX, () => undefined)
    for (const { fill } of fills) facts.push({ type: 'order.filled', fill, ...seen })
  }
  for (const known of fills) {
    if (stage === undefined || RANK[stage] <= RANK[known.stage]) continue
    known.stage = stage
    facts.push({ type: 'fill.settled', order: known.fill.order, fill: known.fill.id, stage, ...seen })
  }
  return facts
}

/** Returns the trades that may still settle or fail. */
export function unsettledTrades(settlement: Settlement): readonly string[] {
  return [...settlement.trades].filter(([, fills]) => fills.some((one) => RANK[one.stage] < 2)).map(([id]) => id)
}

/** Returns the fills of an order: those that stand, and those that were taken back. */
export function claimsOf(
  settlement: Settlement,
  order: ClientOrderId,
): { readonly standing: readonly Fill[]; readonly takenBack: readonly Fill[] } {
  const claims = [...settlement.trades.values()].flat().filter(({ fill }) => fill.order === order)
  const fillsWhere = (hasFailed: boolean) =>
    claims.filter(({ stage }) => (stage === 'failed') === hasFailed).map(({ fill }) => fill)
  return { standing: fillsWhere(false), takenBack: fillsWhere(true) }
}
