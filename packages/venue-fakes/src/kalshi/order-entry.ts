/*
 * The write side: what Kalshi checks of an order, in the order in which it complains, and what it
 * answers.
 */
import type { Micros, Price, Quantity } from '@arbees/core'
import { formatPrice, isOnGrid, LOT, mulDiv, NO_QUANTITY, PRICE_ONE, readDecimal, toMicros } from '@arbees/core'
import { canAfford } from './account.ts'
import type { ItemError } from './answers.ts'
import { flat, itemError, nested, notFound, Refusal } from './answers.ts'
import type { Fields, KalshiCall } from './call.ts'
import {
  bodyOf,
  checkedSubaccount,
  flagField,
  integerField,
  integerQuery,
  isFields,
  marketNamed,
  subaccountQuery,
  textField,
} from './call.ts'
import { countText, millisOf } from './rows.ts'
import type { OrderWish } from './trading.ts'
import { amendMemberOrder, cancelMemberOrder, decreaseMemberOrder, placeOrder, shardFinder } from './trading.ts'
import type { KalshiMarket, KalshiOrder, KalshiWorld } from './world.ts'
import { ledgerOf, tell } from './world.ts'

const LIFETIMES = { good_till_canceled: 'gtc', immediate_or_cancel: 'ioc', fill_or_kill: 'fok' } as const
const CREATE = 'CreateOrderV2Request'
const AMEND = 'AmendOrderV2Request'

/** Reads a price of YES: two to four places, on the grid. */
function priceField(fields: Fields, market: KalshiMarket, struct: string): Price {
  const text = textField(fields, 'price', struct)
  if (text === undefined) throw nested(400, 'missing_parameters')
  const price = /^\d+\.\d{2,4}$/.test(text) ? (readDecimal(text, 4) as Price) : undefined
  if (price === undefined || !(price > 0 && price < PRICE_ONE) || !isOnGrid(market.grid, price)) {
    throw nested(400, 'invalid_price')
  }
  return price
}

/** Reads a count: a positive number of hundredths. */
function countField(fields: Fields, name: string, struct: string): Quantity {
  const text = textField(fields, name, struct)
  if (text === undefined) throw nested(400, name in fields ? 'invalid_order_size' : 'missing_parameters')
  const count = /^\d+(\.\d{1,2})?$/.test(text) ? readDecimal(text, 6) : Number.NaN
  if (!(count >= LOT)) throw nested(400, 'invalid_order_size')
  return count as Quantity
}

/** Refuses what a market's or the exchange's state forbids. */
export function assertOpen(world: KalshiWorld, market: KalshiMarket, isCancel: boolean): void {
  if (!world.isExchangeActive) throw nested(503, 'service_unavailable', undefined, 'service_unavailable')
  if (!isCancel && !world.isTradingActive) throw nested(400, 'TRADING_PAUSED', undefined, 'trading is paused')
  const isPastClose = world.clock.now() >= market.closesAt
  if (market.status === 'inactive' && !isPastClose) {
    if (!isCancel) throw nested(400, 'MARKET_INACTIVE', undefined, 'market is paused')
    return
  }
  if (market.status !== 'active' || isPastClose) throw nested(400, 'MARKET_INACTIVE', undefined, 'market is closed')
}

/** The shard a write names, checked against the market's. */
function assertShard(market: KalshiMarket, shard: number | undefined): void {
  if (shard !== undefined && shard !== -1 && shard !== market.shard) throw notFound()
}

function expiryOf(fields: Fields, lifetime: string, now: Micros, struct: string): Micros | undefined {
  const seconds = integerField(fields, 'expiration_time', struct)
  if (seconds === undefined || seconds === 0) return undefined
  if (lifetime !== 'gtc') throw nested(400, 'invalid_order', 'expiration_time needs good_till_canceled')
  const at = toMicros(seconds * 1_000_000)
  if (at <= now) throw nested(400, 'invalid_order', 'Expiration timestamp must be in the future')
  return at
}

/** Caps a reduce-only order by what is held against it. */
function reducible(call: KalshiCall, wish: Pick<OrderWish, 'member' | 'subaccount' | 'market' | 'side'>): Quantity {
  const held = ledgerOf(wish.member, wish.subaccount).holdings.get(wish.market.ticker)?.quantity ?? 0
  const most = Math.max(0, wish.side === 'bid' ? -held : held) as Quantity
  if (most === 0) throw nested(400, 'invalid_order', `reduce_only with no position to reduce in ${call.operation}`)
  return most
}

/** Reads a create request whole, without placing it. */
function readWish(call: KalshiCall, fields: Fields): OrderWish {
  const ticker = textField(fields, 'ticker', CREATE)
  const side = textField(fields, 'side', CREATE)
  const lifetimeText = textField(fields, 'time_in_force', CREATE)
  const selfTrade = textField(fields, 'self_trade_prevention_type', CREATE)
  textField(fields, 'count', CREATE)
  textField(fields, 'price', CREATE)
  if (ticker === undefined || side === undefined || lifetimeText === undefined || selfTrade === undefined) {
    throw nested(400, 'missing_parameters')
  }
  if (side !== 'bid' && side !== 'ask') throw nested(400, 'invalid_parameters', 'side must be bid or ask')
  if (selfTrade !== 'taker_at_cross' && selfTrade !== 'maker') {
    throw nested(400, 'invalid_parameters', 'self_trade_prevention_type must be taker_at_cross or maker')
  }
  if (!Object.hasOwn(LIFETIMES, lifetimeText)) {
    throw nested(400, 'invalid_parameters', 'time_in_force is not one of those that exist')
  }
  const lifetime = LIFETIMES[lifetimeText as keyof typeof LIFETIMES]
  const market = marketNamed(call.world, ticker)
  assertShard(market, integerField(fields, 'exchange_index', CREATE))
  const limit = priceField(fields, market, CREATE)
  const wanted = countField(fields, 'count', CREATE)
  const isPostOnly = flagField(fields, 'post_only', CREATE)
  if (isPostOnly && lifetime !== 'gtc') throw nested(400, 'invalid_order', 'post_only needs good_till_canceled')
  const isReduceOnly = flagField(fields, 'reduce_only', CREATE)
  if (isReduceOnly && lifetime === 'gtc') {
    throw nested(400, 'invalid_order', 'reduce_only can only be used with IoC or FoK orders')
  }
  const clientOrderId = textField(fields, 'client_order_id', CREATE)
  if (clientOrderId !== undefined && clientOrderId.length > 64) throw nested(400, 'invalid_parameters')
  const wish: OrderWish = {
    member: call.member,
    subaccount: checkedSubaccount(integerField(fields, 'subaccount', CREATE) ?? 0),
    clientOrderId: clientOrderId ?? '',
    market,
    side,
    limit,
    quantity: wanted,
    lifetime,
    selfTrade,
    isPostOnly,
    cancelsOnPause: flagField(fields, 'cancel_order_on_pause', CREATE),
    group: textField(fields, 'order_group_id', CREATE),
    expiresAt: expiryOf(fields, lifetime, call.now, CREATE),
  }
  return isReduceOnly ? { ...wish, quantity: Math.min(wanted, reducible(call, wish)) as Quantity } : wish
}

function assertGroup(call: KalshiCall, wish: OrderWish): void {
  if (wish.group === undefined) return
  const group = call.member.groups.get(wish.group)
  if (group === undefined || group.shard !== wish.market.shard) throw notFound()
  if (group.isTriggered) throw nested(400, 'invalid_order', 'order group is triggered')
}

/** Average prices and fees, only when something was filled. */
function averagesOf(filled: Quantity, notional: number, fees: number) {
  if (filled === 0) return {}
  return {
    average_fill_price: formatPrice(mulDiv(notional, PRICE_ONE, filled, 'floor') as Price),
    average_fee_paid: formatPrice(mulDiv(fees, PRICE_ONE, filled, 'floor') as Price),
  }
}

function createdRow(order: KalshiOrder, initiallyFilled: Quantity) {
  return {
    order_id: order.id,
    ...(order.clientOrderId === '' ? {} : { client_order_id: order.clientOrderId }),
    fill_count: countText(initiallyFilled),
    remaining_count: countText(order.status === 'resting' ? order.remaining : NO_QUANTITY),
    ...averagesOf(order.filled, order.notional, order.takerFees + order.makerFees),
    ts_ms: millisOf(order.createdAt),
  }
}

/** Sets the hour at which an order ends by itself. */
function scheduleExpiry(world: KalshiWorld, order: KalshiOrder): void {
  const at = order.expiresAt
  if (at === undefined || order.status !== 'resting') return
  const delay = Math.max(0, at - world.clock.now()) as Micros
  world.clock.setTimer(delay, () => {
    if (order.expiresAt === at) cancelMemberOrder(world, order, 'ExpiryCancel')
  })
}

function createOne(call: KalshiCall, fields: Fields) {
  const { world, member } = call
  const wish = readWish(call, fields)
  assertOpen(world, wish.market, false)
  if (wish.clientOrderId !== '' && member.burned.has(wish.clientOrderId)) throw nested(409, 'order_already_exists')
  assertGroup(call, wish)
  const claim = { side: wish.side, limit: wish.limit, quantity: wish.quantity, mayRest: wish.lifetime === 'gtc' }
  if (!canAfford(member, wish.subaccount, wish.market, claim, shardFinder(world))) {
    throw nested(400, 'insufficient_balance')
  }
  const order = placeOrder(world, wish)
  if (order === 'post-only-cross') throw nested(400, 'invalid_order', 'post only cross')
  if (wish.clientOrderId !== '') member.burned.add(wish.clientOrderId)
  if (order === 'fok-unfilled') throw nested(409, 'fill_or_kill_insufficient_resting_volume')
  scheduleExpiry(world, order)
  return createdRow(order, order.filled)
}

/** POST /portfolio/events/orders */
export function createOrder(call: KalshiCall) {
  return createOne(call, bodyOf(call))
}

function itemsOf(call: KalshiCall): readonly Fields[] {
  const { orders } = bodyOf(call)
  if (!Array.isArray(orders) || orders.length === 0) throw nested(400, 'missing_parameters')
  const items: readonly unknown[] = orders
  return items.map((item) => {
    if (!isFields(item)) throw flat('an order is a JSON object')
    return item
  })
}

/** Returns how many items a batch carries: what it costs is so many times the single cost. */
export function batchSize(call: KalshiCall): number {
  return itemsOf(call).length
}

/** POST /portfolio/events/orders/batched */
export function createBatch(call: KalshiCall) {
  const orders = itemsOf(call).map((fields) => {
    try {
      return createOne(call, fields)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const clientOrderId = typeof fields['client_order_id'] === 'string' ? fields['client_order_id'] : undefined
      return {
        ...(clientOrderId === undefined ? {} : { client_order_id: clientOrderId }),
        fill_count: null,
        remaining_count: null,
        average_fill_price: null,
        average_fee_paid: null,
        ts_ms: null,
        error: itemError(error),
      }
    }
  })
  return { orders }
}

/**
 * Finds an order as a write finds it: on the shard that is named, on the market's when the ticker is,
 * and on shard 0 when neither is.
 */
function orderAt(call: KalshiCall, id: string, subaccount: number, shard: number | undefined, ticker?: string) {
  const order = call.world.orders.get(id)
  if (order === undefined || order.member !== call.member || order.subaccount !== subaccount) throw notFound()
  if (ticker !== undefined && ticker !== order.market.ticker) throw nested(400, 'order_ticker_mismatch')
  const at = shard !== undefined && shard !== -1 ? shard : ticker === undefined ? 0 : order.market.shard
  if (at !== order.market.shard) throw notFound()
  return order
}

function clientIdRow(order: KalshiOrder) {
  return order.clientOrderId === '' ? {} : { client_order_id: order.clientOrderId }
}

function cancelOne(call: KalshiCall, order: KalshiOrder) {
  assertOpen(call.world, order.market, true)
  const reduced = cancelMemberOrder(call.world, order)
  if (reduced === undefined) throw notFound()
  return {
    order_id: order.id,
    ...clientIdRow(order),
    reduced_by: countText(reduced),
    ts_ms: millisOf(call.now),
  }
}

/** DELETE /portfolio/events/orders/{id} */
export function cancelById(call: KalshiCall) {
  const shard = integerQuery(call, 'exchange_index', 'ExchangeIndex')
  const ticker = call.query.get('market_ticker') ?? undefined
  return cancelOne(call, orderAt(call, call.path['id'] ?? '', subaccountQuery(call), shard, ticker))
}

/** DELETE /portfolio/events/orders/batched */
export function cancelBatch(call: KalshiCall) {
  const orders = itemsOf(call).map((fields) => {
    const id = textField(fields, 'order_id', 'CancelOrder') ?? ''
    try {
      const subaccount = integerField(fields, 'subaccount', 'CancelOrder') ?? 0
      const shard = integerField(fields, 'exchange_index', 'CancelOrder')
      return cancelOne(call, orderAt(call, id, subaccount, shard, textField(fields, 'market_ticker', 'CancelOrder')))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const shown: ItemError = itemError(error)
      return { order_id: id, reduced_by: '0.00', ts_ms: null, error: shown }
    }
  })
  return { orders }
}

/** DELETE /portfolio/events/orders: every order of every shard; of one subaccount when it is named. */
export function cancelAll(call: KalshiCall): undefined {
  const subaccount = integerQuery(call, 'subaccount', 'Subaccount')
  for (const order of [...call.member.resting.values()]) {
    if (subaccount === undefined || order.subaccount === subaccount) cancelMemberOrder(call.world, order)
  }
  return undefined
}

/** POST /portfolio/events/orders/{id}/decrease */
export function decreaseById(call: KalshiCall) {
  const fields = bodyOf(call)
  const shard = integerField(fields, 'exchange_index', 'DecreaseOrder')
  const ticker = textField(fields, 'market_ticker', 'DecreaseOrder')
  const order = orderAt(call, call.path['id'] ?? '', subaccountQuery(call), shard, ticker)
  assertOpen(call.world, order.market, true)
  if (order.status !== 'resting') throw notFound()
  const hasBy = textField(fields, 'reduce_by', 'DecreaseOrder') !== undefined
  const hasTo = textField(fields, 'reduce_to', 'DecreaseOrder') !== undefined
  if (hasBy === hasTo) throw nested(400, 'invalid_parameters', 'exactly one of reduce_by and reduce_to')
  const isZero = /^0+(\.0{1,2})?$/.test(String(fields['reduce_to']))
  const target = hasTo && isZero ? NO_QUANTITY : countField(fields, hasBy ? 'reduce_by' : 'reduce_to', 'DecreaseOrder')
  const by = Math.min(order.remaining, hasBy ? target : order.remaining - target) as Quantity
  if (by > 0) decreaseMemberOrder(call.world, order, by)
  return {
    order_id: order.id,
    ...clientIdRow(order),
    remaining_count: countText(order.remaining),
    ts_ms: millisOf(call.now),
  }
}

/** Reads what an amendment asks for and checks it against the order as it stands. */
function readAmendment(call: KalshiCall, fields: Fields, order: KalshiOrder) {
  if (textField(fields, 'ticker', AMEND) !== order.market.ticker) throw nested(400, 'order_ticker_mismatch')
  if (textField(fields, 'side', AMEND) !== order.side) throw nested(400, 'order_side_mismatch')
  const clientOrderId = textField(fields, 'client_order_id', AMEND)
  if (clientOrderId !== undefined && clientOrderId !== order.clientOrderId) {
    throw nested(400, 'order_id_and_client_order_id_mismatch')
  }
  const limit = priceField(fields, order.market, AMEND)
  const remaining = (countField(fields, 'count', AMEND) - order.filled) as Quantity
  if (remaining <= 0) throw nested(400, 'invalid_order_size')
  const renamed = textField(fields, 'updated_client_order_id', AMEND)
  if (renamed !== undefined && call.member.burned.has(renamed)) throw nested(409, 'order_already_exists')
  const expiry =
    fields['expiration_time'] === undefined
      ? { isGiven: false as const }
      : { isGiven: true as const, at: expiryOf(fields, 'gtc', call.now, AMEND) }
  return { limit, remaining, renamed, expiry }
}

/** POST /portfolio/events/orders/{id}/amend */
export function amendById(call: KalshiCall) {
  const { world, member } = call
  const fields = bodyOf(call)
  const ticker = textField(fields, 'ticker', AMEND)
  const shard = integerField(fields, 'exchange_index', AMEND)
  const order = orderAt(call, call.path['id'] ?? '', subaccountQuery(call), shard, ticker)
  assertOpen(world, order.market, false)
  if (order.status !== 'resting') throw notFound()
  const { limit, remaining, renamed, expiry } = readAmendment(call, fields, order)
  const claim = { side: order.side, limit, quantity: remaining, mayRest: true, replaces: order }
  if (!canAfford(member, order.subaccount, order.market, claim, shardFinder(world))) {
    throw nested(400, 'insufficient_balance')
  }
  const before = { filled: order.filled, notional: order.notional, fees: order.takerFees + order.makerFees }
  const isResized = remaining !== order.remaining
  const isQuiet = !isResized && limit === order.limit
  if (!amendMemberOrder(world, order, limit, remaining)) throw nested(400, 'invalid_order', 'post only cross')
  if (renamed !== undefined) {
    order.clientOrderId = renamed
    member.burned.add(renamed)
  }
  if (expiry.isGiven) {
    order.expiresAt = expiry.at
    scheduleExpiry(world, order)
  }
  if (isQuiet) tell(world, { type: 'order', order })
  const filled = (order.filled - before.filled) as Quantity
  const fees = order.takerFees + order.makerFees - before.fees
  return {
    order_id: order.id,
    ...clientIdRow(order),
    ...(filled > 0 || isResized
      ? {
          remaining_count: countText(order.remaining),
          fill_count: countText(filled),
          ...averagesOf(filled, order.notional - before.notional, fees),
        }
      : {}),
    ts_ms: millisOf(call.now),
  }
}
