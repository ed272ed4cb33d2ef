/*
 * What a buy asks for and what it can take and bring, by what bounds it at the venue. Where that is the
 * money it gives (quantity × limit), all of it is spent: offers better than the limit bring more contracts.
 */
import type { FeeSchedule, Market, Money, Price, Quantity } from '@arbees/core'
import { gridBounds, mulDiv, PRICE_ONE, takerCostMax } from '@arbees/core'
import type { FeeTable } from '../fee-table.ts'
import { PICO_DOLLAR } from '../unit-edge.ts'
import type { BuyBound } from './leg-view.ts'

/** What is known of a market's way to buy. */
export type BuyRules = {
  readonly market: Market
  readonly fees: FeeSchedule
  /** @default 'quantity' */
  readonly buysBy?: BuyBound
  /** Where a buy gives money: the most that a dollar is charged, by limit; null or absent elsewhere. */
  readonly spendFees?: FeeTable | null
}

const CENT = 10_000
/** Room for fees that are rounded up once per level met: 64 levels at $0.0001. */
const LEVEL_ROUNDING = 6_400

/**
 * Returns what is asked for. A venue that takes money gets the money that was quoted, in whole cents: as
 * many contracts as that is at the limit, fewer than will arrive where offers are better than the limit.
 */
export function askedFor(
  { buysBy = 'quantity', market }: BuyRules,
  quote: { readonly quantity: Quantity; readonly cost: Money },
  limit: Price,
): Quantity {
  if (buysBy === 'quantity') return quote.quantity
  const money = Math.ceil(quote.cost / CENT) * CENT
  const exact = mulDiv(money, PRICE_ONE, limit, 'ceil')
  return (Math.ceil(exact / market.lot) * market.lot) as Quantity
}

/** Returns the most that a buy at a limit can take, fee included. */
export function costMaxOf({ fees, spendFees = null }: BuyRules, limit: Price, quantity: Quantity): Money {
  if (spendFees === null) return takerCostMax(fees, limit, quantity)
  const money = mulDiv(limit, quantity, PRICE_ONE, 'ceil')
  return (money + mulDiv(money, spendFees[limit] as number, PICO_DOLLAR, 'ceil') + LEVEL_ROUNDING) as Money
}

/** Returns the most contracts that a buy can bring: where money is given, what it buys at the lowest price there is. */
export function mostBought({ buysBy = 'quantity', market }: BuyRules, limit: Price, quantity: Quantity): Quantity {
  if (buysBy === 'quantity') return quantity
  const lowest = gridBounds(market.grid)?.lowest ?? (1 as Price)
  return mulDiv(mulDiv(limit, quantity, PRICE_ONE, 'ceil'), PRICE_ONE, lowest, 'ceil') as Quantity
}
