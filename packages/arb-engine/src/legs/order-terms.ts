/*
 * The orders of a repair, before they have names: at the price that a book shows, or as far beyond it as
 * the allowed loss reaches.
 */
import type { Money, Price, Quantity } from '@arbees/core'
import {
  costRoundedDown,
  costRoundedUp,
  defectOfOrder,
  mulDiv,
  NO_MONEY,
  PRICE_ONE,
  snapToGrid,
  takerCostMax,
} from '@arbees/core'
import type { OrderIntent } from '../journal/record.ts'
import { askedFor, costMaxOf, mostBought } from '../size/buy-terms.ts'
import type { ListedMarket } from './market-views.ts'

/** An order as it is decided, before it has a name. */
export type OrderTerms = Omit<OrderIntent, 'order' | 'number'>

/** An order at the price that a book shows. */
export type PricedOrder = {
  readonly terms: OrderTerms
  /** What it buys or sells, and what a buy costs without its fee. */
  readonly quote: { readonly quantity: Quantity; readonly cost: Money }
  /** What it takes, fee included; negative for what a sale brings. */
  readonly loss: number
}

/** Says whether the rules of a market allow an order. */
export function isLawful({ market }: ListedMarket, terms: OrderTerms): boolean {
  return defectOfOrder({ ...terms, id: '' as never }, market) === undefined
}

/** Returns a buy of what was quoted, at a limit. */
export function buyTerms(
  listed: ListedMarket,
  quote: PricedOrder['quote'],
  order: Pick<OrderTerms, 'market' | 'action' | 'outcome' | 'limit' | 'continuity'>,
): OrderTerms {
  const { limit } = order
  const quantity = askedFor(listed, quote, limit)
  const most = mostBought(listed, limit, quantity)
  return { ...order, quantity, ...(most > quantity ? { most } : {}), costMax: costMaxOf(listed, limit, quantity) }
}

/** The most that a quantity takes when all of it fills at a limit; the fee as it may be rounded, level by level. */
function lossAt({ fees }: ListedMarket, isBuy: boolean, limit: Price, quantity: Quantity): number {
  const most = takerCostMax(fees, limit, quantity)
  return isBuy ? most : most - costRoundedUp(limit, quantity) - costRoundedDown(limit, quantity)
}

/**
 * Returns an order whose limit lies as far beyond the price that the book shows as `room` (what it may lose
 * more) reaches. It fills at better prices where there are any; where what is shown cannot be had, a level
 * deeper is better than no repair.
 */
export function reachingTerms(listed: ListedMarket, { terms, quote, loss }: PricedOrder, room: number): OrderTerms {
  const { most: _, ...plain } = terms
  const { action, limit } = plain
  const isBuy = action === 'buy'
  for (let ticks = mulDiv(Math.max(0, room), PRICE_ONE, quote.quantity, 'floor'); ticks > 0; ticks--) {
    const far = isBuy ? Math.min(limit + ticks, PRICE_ONE - 1) : Math.max(limit - ticks, 1)
    const snapped = snapToGrid(listed.market.grid, far as Price, isBuy ? 'down' : 'up')
    if (snapped === undefined || (isBuy ? snapped <= limit : snapped >= limit)) return terms
    if (lossAt(listed, isBuy, snapped, quote.quantity) > loss + room) continue
    const moved = { ...plain, limit: snapped }
    const further = isBuy ? buyTerms(listed, quote, moved) : { ...moved, costMax: NO_MONEY }
    if (isLawful(listed, further)) return further
  }
  return terms
}
