/*
 * The private reads: balance, positions, orders, fills, settlements, limits.
 */
import type { Micros, Money, Quantity } from '@arbees/core'
import { addMoney, addQuantity, cost, NO_MONEY, NO_QUANTITY, PRICE_ONE, toMoney } from '@arbees/core'
import { bestLevel } from '@arbees/testkit'
import { cashOf, reservedOn } from './account.ts'
import { invalidQuery, notFound } from './answers.ts'
import type { KalshiCall } from './call.ts'
import { instantQuery, integerQuery, limitQuery, listQuery, pageOf, subaccountQuery } from './call.ts'
import type { KalshiTier } from './limits.ts'
import { bucketSizes, DEFAULT_COST, TIERS } from './limits.ts'
import { balanceText, countText, fillRow, moneyText, orderRow, positionRow, secondsOf, settlementRow } from './rows.ts'
import { shardFinder } from './trading.ts'
import type { KalshiHolding, KalshiMarket, KalshiOrder } from './world.ts'
import { ledgerOf, SHARDS } from './world.ts'

/** What a holding would bring at the best bid for it. */
function worthOf(market: KalshiMarket, holding: KalshiHolding): Money {
  if (holding.quantity === 0) return NO_MONEY
  const isYes = holding.quantity > 0
  const best = bestLevel(isYes ? market.book.bids : market.book.asks)
  if (best === undefined) return NO_MONEY
  const each = isYes ? best.price : PRICE_ONE - best.price
  return cost(each as typeof best.price, Math.abs(holding.quantity) as Quantity)
}

/** GET /portfolio/balance */
export function readBalance(call: KalshiCall) {
  const { world, member } = call
  const ledger = ledgerOf(member, subaccountQuery(call))
  const only = integerQuery(call, 'exchange_index', 'ExchangeIndex')
  const shardOf = shardFinder(world)
  const breakdown = SHARDS.filter(({ index }) => only === undefined || index === only).map(({ index }) => ({
    index,
    free: toMoney(cashOf(ledger, index) - reservedOn(ledger, shardOf, index)),
  }))
  const free = toMoney(breakdown.reduce((sum, one) => sum + one.free, 0))
  let value = NO_MONEY
  for (const [ticker, holding] of ledger.holdings) {
    const market = world.markets.get(ticker)
    if (market !== undefined && (only === undefined || market.shard === only)) {
      value = addMoney(value, worthOf(market, holding))
    }
  }
  return {
    balance: Math.floor(free / 10_000),
    balance_dollars: balanceText(free),
    portfolio_value: Math.floor(value / 10_000),
    updated_ts: secondsOf(call.now),
    balance_breakdown: breakdown
      .filter(({ index }) => index === 0 || ledger.cash.has(index))
      .map((one) => ({ exchange_index: one.index, balance: balanceText(one.free) })),
  }
}

function eventRows(held: readonly (readonly [KalshiMarket, KalshiHolding])[]) {
  const sums = new Map<string, { cost: Money; shares: Quantity; realized: Money; fees: Money }>()
  for (const [market, holding] of held) {
    const sum = sums.get(market.event.ticker) ?? {
      cost: NO_MONEY,
      shares: NO_QUANTITY,
      realized: NO_MONEY,
      fees: NO_MONEY,
    }
    sums.set(market.event.ticker, {
      cost: addMoney(sum.cost, holding.cost),
      shares: addQuantity(sum.shares, Math.abs(holding.quantity) as Quantity),
      realized: addMoney(sum.realized, holding.realized),
      fees: addMoney(sum.fees, holding.fees),
    })
  }
  return [...sums].map(([ticker, sum]) => ({
    event_ticker: ticker,
    total_cost_dollars: moneyText(sum.cost),
    total_cost_shares_fp: countText(sum.shares),
    event_exposure_dollars: moneyText(sum.cost),
    realized_pnl_dollars: moneyText(sum.realized),
    fees_paid_dollars: moneyText(sum.fees),
  }))
}

/** GET /portfolio/positions: the unsettled ones, unless it is asked for others. */
export function listPositions(call: KalshiCall) {
  const { world, member, query } = call
  const which = query.get('settlement_status') || 'unsettled'
  if (!['unsettled', 'settled', 'all'].includes(which)) throw invalidQuery(call.operation, 'SettlementStatus', 'oneof')
  const counts = listQuery(call, 'count_filter')
  const ticker = query.get('ticker') || undefined
  const eventTicker = query.get('event_ticker') || undefined
  const shard = integerQuery(call, 'exchange_index', 'ExchangeIndex')
  const held: (readonly [KalshiMarket, KalshiHolding])[] = []
  for (const [name, holding] of ledgerOf(member, subaccountQuery(call)).holdings) {
    const market = world.markets.get(name)
    if (market === undefined || holding.volume === 0) continue
    if (ticker !== undefined && name !== ticker) continue
    if (eventTicker !== undefined && market.event.ticker !== eventTicker) continue
    if (shard !== undefined && market.shard !== shard) continue
    if (which !== 'all' && holding.isSettled !== (which === 'settled')) continue
    if (counts?.includes('position') && !counts.includes('total_traded') && holding.quantity === 0) continue
    held.push([market, holding])
  }
  const { rows, cursor } = pageOf(call, held, limitQuery(call, 1_000), ([market]) => market.ticker)
  return {
    cursor,
    market_positions: rows.map(([market, holding]) => positionRow(market, holding)),
    event_positions: eventRows(rows),
  }
}

type Timed = { readonly from: Micros; readonly to: Micros }

function timesOf(call: KalshiCall): Timed {
  return {
    from: instantQuery(call, 'min_ts', 'MinTs') ?? (0 as Micros),
    to: instantQuery(call, 'max_ts', 'MaxTs') ?? (Number.MAX_SAFE_INTEGER as Micros),
  }
}

/** What orders and fills are both asked by. */
function ownFilter(call: KalshiCall): (order: KalshiOrder) => boolean {
  const tickers = listQuery(call, 'ticker')
  const events = listQuery(call, 'event_ticker')
  const subaccount = integerQuery(call, 'subaccount', 'Subaccount')
  const shard = integerQuery(call, 'exchange_index', 'ExchangeIndex')
  return (order) =>
    (tickers === undefined || tickers.includes(order.market.ticker)) &&
    (events === undefined || events.includes(order.market.event.ticker)) &&
    (subaccount === undefined || order.subaccount === subaccount) &&
    (shard === undefined || order.market.shard === shard)
}

/** GET /portfolio/orders, the newest first. */
export function listOrders(call: KalshiCall) {
  const status = call.query.get('status') || undefined
  if (status !== undefined && !['resting', 'canceled', 'executed'].includes(status)) {
    throw invalidQuery(call.operation, 'Status', 'oneof')
  }
  const isOwn = ownFilter(call)
  const { from, to } = timesOf(call)
  const found = call.member.orders
    .filter(
      (order) =>
        isOwn(order) &&
        (status === undefined || order.status === status) &&
        order.createdAt >= from &&
        order.createdAt <= to,
    )
    .toReversed()
  const { rows, cursor } = pageOf(call, found, limitQuery(call, 1_000), (order) => order.id)
  return { orders: rows.map(orderRow), cursor }
}

function ownOrder(call: KalshiCall): KalshiOrder {
  const order = call.world.orders.get(call.path['id'] ?? '')
  if (order === undefined || order.member !== call.member) throw notFound()
  return order
}

/** GET /portfolio/orders/{id} */
export function readOrder(call: KalshiCall) {
  return { order: orderRow(ownOrder(call)) }
}

/** Contracts that trade before an order does: at better prices, and earlier at its own. */
function queueAhead(order: KalshiOrder): Quantity {
  const queue = order.side === 'bid' ? order.market.book.bids : order.market.book.asks
  let ahead = NO_QUANTITY
  for (let index = queue.levels.length - 1; index >= 0; index--) {
    const level = queue.levels[index]
    for (const one of level?.orders ?? []) {
      if (one.id === order.id) return ahead
      ahead = addQuantity(ahead, one.remaining)
    }
  }
  return ahead
}

/** GET /portfolio/orders/{id}/queue_position */
export function readQueuePosition(call: KalshiCall) {
  const order = ownOrder(call)
  if (order.status !== 'resting') throw notFound()
  return { queue_position_fp: countText(queueAhead(order)) }
}

/** GET /portfolio/orders/queue_positions */
export function listQueuePositions(call: KalshiCall) {
  const tickers = listQuery(call, 'market_tickers')
  const eventTicker = call.query.get('event_ticker') || undefined
  const subaccount = subaccountQuery(call)
  const found = [...call.member.resting.values()].filter(
    (order) =>
      order.subaccount === subaccount &&
      (tickers === undefined || tickers.includes(order.market.ticker)) &&
      (eventTicker === undefined || order.market.event.ticker === eventTicker),
  )
  return {
    queue_positions: found.map((order) => ({
      order_id: order.id,
      market_ticker: order.market.ticker,
      queue_position_fp: countText(queueAhead(order)),
    })),
  }
}

/** GET /portfolio/fills, the newest first. */
export function listFills(call: KalshiCall) {
  const orderId = call.query.get('order_id') || undefined
  const isOwn = ownFilter(call)
  const { from, to } = timesOf(call)
  const found = call.member.fills
    .filter(
      (fill) =>
        isOwn(fill.order) && (orderId === undefined || fill.order.id === orderId) && fill.at >= from && fill.at <= to,
    )
    .toReversed()
  const key = (fill: (typeof found)[number]) => `${fill.tradeId}/${fill.isTaker}`
  const { rows, cursor } = pageOf(call, found, limitQuery(call, 1_000), key)
  return { fills: rows.map(fillRow), cursor }
}

/** GET /portfolio/settlements, the newest first. */
export function listSettlements(call: KalshiCall) {
  const ticker = call.query.get('ticker') || undefined
  const eventTicker = call.query.get('event_ticker') || undefined
  const { from, to } = timesOf(call)
  const found = call.member.settlements
    .filter(
      (one) =>
        (ticker === undefined || one.market.ticker === ticker) &&
        (eventTicker === undefined || one.market.event.ticker === eventTicker) &&
        one.at >= from &&
        one.at <= to,
    )
    .toReversed()
  const { rows, cursor } = pageOf(call, found, limitQuery(call, 1_000), (one) => String(one.number))
  return { settlements: rows.map(settlementRow), cursor }
}

/** GET /portfolio/summary/total_resting_order_value */
export function restingValue(call: KalshiCall) {
  let sum = NO_MONEY
  for (const order of call.member.resting.values()) {
    const each = order.side === 'bid' ? order.limit : PRICE_ONE - order.limit
    sum = addMoney(sum, cost(each as typeof order.limit, order.remaining))
  }
  return { total_resting_order_value: Math.floor(sum / 10_000) }
}

/** What an account without limits says it has: a client that holds itself to it never waits. */
const UNLIMITED: KalshiTier = { read: 1_000_000, write: 1_000_000 }

/** GET /account/limits */
export function accountLimits(call: KalshiCall) {
  const { tier } = call.member
  const sizes = bucketSizes(tier, TIERS[tier] ?? UNLIMITED)
  return {
    usage_tier: tier,
    read: { refill_rate: sizes.read.refill, bucket_capacity: sizes.read.capacity },
    write: { refill_rate: sizes.write.refill, bucket_capacity: sizes.write.capacity },
    grants: [],
  }
}

/** GET /account/endpoint_costs */
export function endpointCosts(
  costs: readonly { readonly method: string; readonly path: string; readonly cost: number }[],
) {
  return { default_cost: DEFAULT_COST, endpoint_costs: costs.filter((one) => one.cost !== DEFAULT_COST) }
}
