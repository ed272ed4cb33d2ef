/*
 * Looks for one order at the venue: by its hash among the orders, by its trades since it was intended.
 */
import type { Fill, IocOrder, Micros, OrderId, OrderReport, Quantity } from '@arbees/core'
import { isVenueError, seconds, toQuantity, VenueError } from '@arbees/core'
import type { BrokerDesk } from './broker-desk.ts'
import { draftOf, tell, timeIn, track } from './broker-desk.ts'
import type { PricedQuantity } from './order-amounts.ts'
import { pastAmounts } from './order-amounts.ts'
import type { OpenOrder } from './schema/order.ts'
import type { Trade } from './schema/trade.ts'
import { applyTrade, claimsOf } from './settlement.ts'
import type { OrderSide } from './sign/order.ts'
import type { PolymarketMarket } from './to-core.ts'

/**
 * Returns every hash an order may have: those it was sent under, or may have been before a crash. Which one
 * depends on the market's tick and version as they were then, so each is tried; that its rules would refuse the
 * order today says nothing. The API key and the builder's code are taken as they are: whoever changes them while an
 * order is in doubt looks for another.
 *
 * @throws VenueError `order.not-found` for an order that was signed at a time which nobody remembers.
 */
function hashesOf(desk: BrokerDesk, order: IocOrder, market: PolymarketMarket): readonly OrderId[] {
  const known = desk.hashes.get(order.id)
  if (known !== undefined) return known
  // The time is part of what is hashed: without it silence would say nothing.
  if (timeIn(order.id) === undefined) throw new VenueError('order.not-found', { venue: 'polymarket', order: order.id })
  const { builder } = desk.client
  const draft = draftOf(desk, order, market)
  const versions = market.orderVersion === 2 ? ([2, 3] as const) : ([3, 2] as const)
  const ids = pastAmounts(toPriced(order)).flatMap((amounts) =>
    versions.map((version) => builder.idOf({ draft, amounts }, version)),
  )
  for (const id of ids) track(desk, order, market, id)
  return ids
}

function sideOf({ action }: IocOrder): OrderSide {
  return action === 'buy' ? 'BUY' : 'SELL'
}

function toPriced(order: IocOrder): PricedQuantity {
  return { side: sideOf(order), price: order.limit, quantity: order.quantity }
}

async function venueOrder(desk: BrokerDesk, orderId: OrderId): Promise<OpenOrder | undefined> {
  try {
    return (await desk.client.orders.getOrder({ orderId })) ?? undefined
  } catch (error) {
    if (isVenueError(error, 'order.not-found')) return undefined
    throw error
  }
}

async function tradesSince(desk: BrokerDesk, conditionId: string, since: Micros): Promise<readonly Trade[]> {
  // Whole seconds at the venue, and its clock is not ours.
  const after = Math.floor(since / seconds(1)) - 5
  const found: Trade[] = []
  for await (const trade of desk.client.trades.getTrades.each({ conditionId, after })) found.push(trade)
  return found
}

/** Says whether an order's state is its last: a word that is not known here is none, for it may match yet. */
function isFinal(status: string): boolean {
  return status === 'MATCHED' || status === 'INVALID' || status === 'CANCELED' || status.startsWith('CANCELED_')
}

function totalOf(fills: readonly Fill[]): Quantity {
  return toQuantity(fills.reduce((sum, { quantity }) => sum + quantity, 0))
}

/**
 * Makes sure that what is told of an order is all that it counts itself: order and trades are read one beside
 * the other, and it may have matched in between. Nor is nothing told where it has trades.
 */
function assertComplete(found: OpenOrder | undefined, own: readonly Trade[], told: Quantity): void {
  const traded = told === 0 ? own.reduce((sum, { size }) => sum + size, 0) : 0
  const matched = Math.max(found?.size_matched ?? 0, traded)
  if (matched <= told) return
  const issue = `trades: expected ${matched} micro-contracts as the order or its trades say, found ${told}: not complete yet`
  throw new VenueError('payload.malformed', { where: 'GET /data/trades', issues: [issue] })
}

/**
 * Returns what the venue knows of an order; undefined when it certainly never took it.
 *
 * @throws VenueError when it cannot be asked, or its records do not agree with each other yet.
 */
export async function findOrder(desk: BrokerDesk, order: IocOrder, since: Micros): Promise<OrderReport | undefined> {
  const { client, options, settlement } = desk
  const { clock } = client.runtime
  const market = await client.markets.find({ market: order.market })
  const ids = hashesOf(desk, order, market)
  const [trades, ...orders] = await Promise.all([
    tradesSince(desk, market.conditionId, since),
    ...ids.map((orderId) => venueOrder(desk, orderId)),
  ])
  const own = trades.filter((trade) => ids.includes(trade.taker_order_id.toLowerCase() as OrderId))
  for (const trade of own) tell(desk, applyTrade(settlement, trade, clock.now()))
  const index = orders.findIndex((one) => one !== undefined)
  const found = orders[index]
  if (found === undefined && own.length === 0) {
    if (clock.now() - since >= options.settleMicros) return undefined
    // It may still be on its way through the venue: "not there" is no answer yet.
    throw new VenueError('order.not-found', { venue: 'polymarket', order: ids[0] ?? order.id })
  }
  const { standing, takenBack } = claimsOf(settlement, order.id)
  const filled = totalOf(standing)
  assertComplete(found, own, toQuantity(filled + totalOf(takenBack)))
  const orderId = (found?.id as string as OrderId | undefined) ?? (own[0]?.taker_order_id as OrderId)
  return {
    order: order.id,
    orderId,
    market: order.market,
    quantity: order.quantity,
    filled,
    isDone: found === undefined || isFinal(found.status),
    fills: standing,
    takenBack,
    venueStatus: found?.status ?? 'MATCHED',
  }
}
