/*
 * What the fakes look like from outside, as plain data.
 */
import type { Micros, Price, Quantity } from '@arbees/core'
import { formatMoney, formatPrice, formatQuantity, NO_MONEY, toMoney } from '@arbees/core'
import type { MatchBook, MatchQueue } from '@arbees/testkit'
import type { StandingFault } from '../faults.ts'
import { cashOf } from '../kalshi/account.ts'
import type { FakeKalshi } from '../kalshi/fake-kalshi.ts'
import type { KalshiMember } from '../kalshi/world.ts'
import { ledgerOf, SHARDS } from '../kalshi/world.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'

/** A venue that is shown. */
export type ShownVenue = 'kalshi' | 'polymarket'

/** A market as the page shows it; prices in dollars of the first outcome, best level first. */
export type MarketStatusRow = {
  readonly venue: ShownVenue
  readonly name: string
  readonly title: string
  readonly status: string
  readonly bids: readonly (readonly [price: string, quantity: string])[]
  readonly asks: readonly (readonly [price: string, quantity: string])[]
}

/** A resting order, or a fill, of somebody who trades through the API. */
export type OrderStatusRow = {
  readonly venue: ShownVenue
  readonly id: string
  readonly market: string
  /** In the venue's own word. */
  readonly side: string
  readonly price: string
  readonly quantity: string
  /** What is left of an order; where a fill is on its way. */
  readonly state: string
}

/** All the page shows. */
export type VenuesStatus = {
  readonly at: Micros
  readonly markets: readonly MarketStatusRow[]
  readonly orders: readonly OrderStatusRow[]
  /** The youngest first. */
  readonly fills: readonly OrderStatusRow[]
  readonly cash: Readonly<Record<ShownVenue, string>>
  readonly faults: {
    readonly standing: readonly (StandingFault & { readonly venue: string })[]
    readonly struck: Readonly<Record<string, Readonly<Partial<Record<string, number>>>>>
  }
}

type Venues = { readonly kalshi: FakeKalshi; readonly polymarket: FakePolymarket }
type Timed = OrderStatusRow & { readonly at: Micros }

const DEPTH = 5
const FILLS = 8

function rowsOf(queue: MatchQueue): MarketStatusRow['bids'] {
  return queue.levels
    .slice(-DEPTH)
    .toReversed()
    .map(({ price, total }) => [formatPrice(price), formatQuantity(total)])
}

function bookOf(book: MatchBook): Pick<MarketStatusRow, 'bids' | 'asks'> {
  return { bids: rowsOf(book.bids), asks: rowsOf(book.asks) }
}

function printed(price: Price, quantity: Quantity): Pick<OrderStatusRow, 'price' | 'quantity'> {
  return { price: formatPrice(price), quantity: formatQuantity(quantity) }
}

function kalshiOrders(members: readonly KalshiMember[]): readonly OrderStatusRow[] {
  return members.flatMap((member) =>
    [...member.resting.values()].map((order) => ({
      venue: 'kalshi' as const,
      id: order.id,
      market: order.market.title,
      side: order.side,
      ...printed(order.limit, order.remaining),
      state: order.status,
    })),
  )
}

function kalshiFills(members: readonly KalshiMember[]): readonly Timed[] {
  return members.flatMap((member) =>
    member.fills.slice(-FILLS).map(({ order, price, quantity, at }) => ({
      venue: 'kalshi' as const,
      id: order.id,
      market: order.market.title,
      side: order.side,
      ...printed(price, quantity),
      state: 'final',
      at,
    })),
  )
}

function polymarketOrders({ openOrders }: FakePolymarket): readonly OrderStatusRow[] {
  return openOrders().map((order) => ({
    venue: 'polymarket',
    id: order.id,
    market: order.market.settings.question,
    side: `${order.side} ${order.market.settings.outcomes[order.token]}`,
    ...printed(order.limit, (order.original - order.matched) as Quantity),
    state: order.status,
  }))
}

function polymarketFills({ trades }: FakePolymarket): readonly Timed[] {
  const own = trades()
    .slice(-1_000)
    .filter(({ taker, makers }) => taker.keyId !== '' || makers.some(({ order }) => order.keyId !== ''))
  return own.slice(-FILLS).map(({ taker, market, price, quantity, stage, matchedAt }) => ({
    venue: 'polymarket',
    id: taker.id,
    market: market.settings.question,
    side: `${taker.side} ${market.settings.outcomes[taker.token]}`,
    ...printed(price, quantity),
    state: stage,
    at: matchedAt,
  }))
}

function cashAtKalshi(members: readonly KalshiMember[]): string {
  let cash = NO_MONEY
  for (const member of members) {
    for (const { index } of SHARDS) cash = toMoney(cash + cashOf(ledgerOf(member, 0), index))
  }
  return formatMoney(cash)
}

function cashAtPolymarket({ ledger, accounts }: FakePolymarket): string {
  const owners = new Set<string>(accounts)
  let cash = NO_MONEY
  for (const wallet of ledger().wallets.values()) if (owners.has(wallet.address)) cash = toMoney(cash + wallet.cash)
  return formatMoney(cash)
}

function marketsOf({ kalshi, polymarket }: Venues): readonly MarketStatusRow[] {
  const onKalshi = [...kalshi.world.markets.values()].map((market) => ({
    venue: 'kalshi' as const,
    name: market.ticker,
    title: market.title,
    status: market.status,
    ...bookOf(market.book),
  }))
  const onPolymarket = polymarket.markets().map((market) => ({
    venue: 'polymarket' as const,
    name: market.settings.conditionId,
    title: market.settings.question,
    status: market.status,
    ...bookOf(market.book),
  }))
  return [...onKalshi, ...onPolymarket]
}

/** Returns what the fakes look like now. */
export function describeVenues(venues: Venues): VenuesStatus {
  const { kalshi, polymarket } = venues
  const members = [...kalshi.world.members.values()].filter((member) => !member.isHouse)
  const fills = [...kalshiFills(members), ...polymarketFills(polymarket)].sort((a, b) => b.at - a.at)
  return {
    at: kalshi.world.clock.now(),
    markets: marketsOf(venues),
    orders: [...kalshiOrders(members), ...polymarketOrders(polymarket)],
    fills: fills.slice(0, FILLS).map(({ at: _, ...row }) => row),
    cash: { kalshi: cashAtKalshi(members), polymarket: cashAtPolymarket(polymarket) },
    faults: {
      standing: [
        ...kalshi.faults.standing().map((one) => ({ ...one, venue: 'kalshi' })),
        ...polymarket.faults.standing().map((one) => ({ ...one, venue: 'polymarket' })),
      ],
      struck: { kalshi: kalshi.faults.struck(), polymarket: polymarket.faults.struck() },
    },
  }
}
