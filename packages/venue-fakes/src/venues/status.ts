/*
 * What the fakes look like from outside, as plain data.
 */
import type { Level } from '@arbees/core'
import { formatMoney, formatPrice, formatQuantity, NO_MONEY, toMoney } from '@arbees/core'
import type { MatchBook, MatchQueue } from '@arbees/testkit'
import type { StandingFault } from '../faults.ts'
import { cashOf } from '../kalshi/account.ts'
import type { FakeKalshi } from '../kalshi/fake-kalshi.ts'
import { ledgerOf, SHARDS } from '../kalshi/world.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'

/** A market as the page shows it; prices in dollars of the first outcome. */
export type MarketStatusRow = {
  readonly venue: 'kalshi' | 'polymarket'
  readonly name: string
  readonly title: string
  readonly status: string
  readonly bids: readonly (readonly [price: string, quantity: string])[]
  readonly asks: readonly (readonly [price: string, quantity: string])[]
}

/** All the page shows. */
export type VenuesStatus = {
  readonly markets: readonly MarketStatusRow[]
  /** Resting orders of members. */
  readonly orders: readonly {
    readonly venue: string
    readonly id: string
    readonly market: string
    readonly side: string
    readonly price: string
    readonly remaining: string
  }[]
  readonly cash: { readonly kalshi: string }
  readonly faults: {
    readonly standing: readonly (StandingFault & { readonly venue: string })[]
    readonly struck: Readonly<Record<string, Readonly<Partial<Record<string, number>>>>>
  }
}

const DEPTH = 5

function levelsOf(queue: MatchQueue): readonly Level[] {
  return queue.levels
    .slice(-DEPTH)
    .toReversed()
    .map(({ price, total }) => ({ price, quantity: total }))
}

function rowsOf(queue: MatchQueue): MarketStatusRow['bids'] {
  return levelsOf(queue).map(({ price, quantity }) => [formatPrice(price), formatQuantity(quantity)])
}

function bookOf(book: MatchBook): Pick<MarketStatusRow, 'bids' | 'asks'> {
  return { bids: rowsOf(book.bids), asks: rowsOf(book.asks) }
}

/** Returns what the fakes look like now. */
export function describeVenues(venues: {
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
}): VenuesStatus {
  const { kalshi, polymarket } = venues
  const members = [...kalshi.world.members.values()].filter((member) => !member.isHouse)
  let cash = NO_MONEY
  for (const member of members) {
    for (const { index } of SHARDS) cash = toMoney(cash + cashOf(ledgerOf(member, 0), index))
  }
  return {
    markets: [
      ...[...kalshi.world.markets.values()].map((market) => ({
        venue: 'kalshi' as const,
        name: market.ticker,
        title: market.title,
        status: market.status,
        ...bookOf(market.book),
      })),
      ...polymarket.markets().map((market) => ({
        venue: 'polymarket' as const,
        name: market.settings.conditionId,
        title: market.settings.question,
        status: market.status,
        ...bookOf(market.book),
      })),
    ],
    orders: members.flatMap((member) =>
      [...member.resting.values()].map((order) => ({
        venue: 'kalshi',
        id: order.id,
        market: order.market.ticker,
        side: order.side,
        price: formatPrice(order.limit),
        remaining: formatQuantity(order.remaining),
      })),
    ),
    cash: { kalshi: formatMoney(cash) },
    faults: {
      standing: [
        ...kalshi.faults.standing().map((one) => ({ ...one, venue: 'kalshi' })),
        ...polymarket.faults.standing().map((one) => ({ ...one, venue: 'polymarket' })),
      ],
      struck: { kalshi: kalshi.faults.struck(), polymarket: polymarket.faults.struck() },
    },
  }
}
