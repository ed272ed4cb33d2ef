/*
 * Kalshi's objects → core's vocabulary. What is unknown is refused or marked, never guessed at.
 */
import type {
  Action,
  ClientOrderId,
  Fill,
  FillId,
  IocOrder,
  Market,
  MarketStatus,
  Money,
  Outcome,
  Price,
  Quantity,
} from '@arbees/core'
import { LOT, NO_MONEY, toMarketId, VenueError } from '@arbees/core'
import type { BookSide, Direction } from './direction.ts'
import { outcomeGained, yesPriceOf } from './direction.ts'
import type { KalshiMarket } from './schema/market.ts'

const STATUS: Readonly<Record<string, MarketStatus>> = Object.freeze({
  initialized: 'upcoming',
  active: 'open',
  inactive: 'paused',
  closed: 'closed',
  determined: 'closed',
  disputed: 'closed',
  amended: 'closed',
  finalized: 'settled',
})

/** Returns a market's state in core's words; `unknown` for a word of a later version. */
export function marketStatusOf(status: string): MarketStatus {
  return Object.hasOwn(STATUS, status) ? (STATUS[status] as MarketStatus) : 'unknown'
}

/**
 * Returns a market with its rules, as an engine takes it.
 *
 * @throws VenueError `market.unsupported` for a market that is no yes-or-no question, or whose prices
 *   are bounded by a rule that is not known here.
 */
export function toMarket(market: KalshiMarket): Market {
  const refuse = (detail: string) => {
    throw new VenueError('market.unsupported', { venue: 'kalshi', market: market.ticker, detail })
  }
  if (market.marketType !== 'binary') refuse(`expected a binary market, found "${market.marketType}"`)
  const bounds = market.settlementBoundsType
  if (bounds !== undefined && bounds !== 'default') refuse(`expected default settlement bounds, found "${bounds}"`)
  return {
    id: toMarketId('kalshi', market.ticker),
    venue: 'kalshi',
    title: market.title ?? market.yesSubTitle ?? market.ticker,
    status: marketStatusOf(market.status),
    grid: market.priceRanges,
    lot: LOT,
    quantityMin: LOT,
    notionalMin: NO_MONEY,
    closesAt: market.closeTime,
  }
}

/** What is needed of a fill, from REST or the stream. */
export type VenueFill = {
  readonly id: string
  readonly ticker: string
  readonly bookSide: BookSide
  readonly yesPrice: Price
  readonly quantity: Quantity
  readonly fee: Money
  readonly isTaker: boolean
  readonly at: Fill['at']
  /** What the venue says was asked for, in the older words; only it tells a sale from a purchase. */
  readonly action?: string | undefined
  readonly side?: string | undefined
}

/** Returns what a fill did: as ordered where we know the order, else as the venue words it. */
export function directionOf(fill: VenueFill, order: Pick<IocOrder, 'action' | 'outcome'> | undefined): Direction {
  if (order !== undefined) return { action: order.action, outcome: order.outcome }
  const { action, side } = fill
  const isWorded = (action === 'buy' || action === 'sell') && (side === 'yes' || side === 'no')
  if (isWorded) return { action: action as Action, outcome: side as Outcome }
  return { action: 'buy', outcome: outcomeGained(fill.bookSide) }
}

/** Returns a fill as an engine takes it. Kalshi takes its fee in money, so all that filled has arrived. */
export function toFill(
  fill: VenueFill,
  clientOrderId: ClientOrderId,
  order: Pick<IocOrder, 'action' | 'outcome'> | undefined,
): Fill {
  const { action, outcome } = directionOf(fill, order)
  return {
    id: fill.id as FillId,
    order: clientOrderId,
    market: toMarketId('kalshi', fill.ticker),
    action,
    outcome,
    price: yesPriceOf(outcome, fill.yesPrice),
    quantity: fill.quantity,
    received: fill.quantity,
    fee: fill.fee,
    liquidity: fill.isTaker ? 'taker' : 'maker',
    at: fill.at,
  }
}
