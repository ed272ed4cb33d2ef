/*
 * What the venue accepts as the two amounts of an order: tighter than its own clients' tables. All in
 * base units (millionths).
 */
import type { Money, Price, Quantity } from '@arbees/core'
import { formatDecimal, mulDiv, PRICE_ONE } from '@arbees/core'
import type { OrderStruct, Tick } from '@arbees/polymarket-client'
import type { WireOrderType } from './order-payload.ts'

/** What an order asks for, from its amounts. */
export type OrderTerms = {
  /** The worst acceptable price, on the tick. */
  readonly limit: Price
  /** The contracts asked for at the limit. */
  readonly quantity: Quantity
  /** The money given at most (a buy), or asked for at least (a sale). */
  readonly money: Money
}

/** The reading of an order's amounts: its terms, or the venue's words for what is wrong. */
export type TermsResult =
  | { readonly type: 'terms'; readonly terms: OrderTerms }
  | { readonly type: 'refused'; readonly error: string }

/** Returns a decimal without trailing zeros: the way the venue prints prices and sizes. */
export function plain(value: number, decimals = 6): string {
  return formatDecimal(value, decimals, 0)
}

/** Base units of the least step with so many decimals. */
function stepOf(decimals: number): number {
  return 10 ** (6 - decimals)
}

/** Decimals of the money of a resting order; finer ticks have finer money. */
const MONEY_DECIMALS: Readonly<Record<Tick, number>> = { 1000: 3, 100: 4, 50: 5, 25: 6, 10: 5, 1: 6 }

function decimalsError(order: OrderStruct, orderType: WireOrderType, tick: Tick): string | undefined {
  const { side, makerAmount, takerAmount } = order
  const isImmediate = orderType === 'FAK' || orderType === 'FOK'
  const moneyDecimals = isImmediate ? 4 : MONEY_DECIMALS[tick]
  const [makerDecimals, takerDecimals] = isImmediate ? [2, 4] : side === 'BUY' ? [moneyDecimals, 2] : [2, moneyDecimals]
  if (makerAmount % stepOf(makerDecimals) === 0 && takerAmount % stepOf(takerDecimals) === 0) return undefined
  const kind = `${isImmediate ? 'market ' : ''}${side.toLowerCase()}`
  return `invalid amounts, the ${kind} orders maker amount supports a max accuracy of ${makerDecimals} decimals, taker amount a max of ${takerDecimals} decimals`
}

/** How far what is wanted may be from the exact pair of what is given: what cutting decimals explains. */
function slackOf(orderType: WireOrderType, tick: Tick): number {
  if (orderType === 'GTC' || orderType === 'GTD') return 0
  return tick === 1000 ? 1_000 : 100
}

/**
 * Returns the terms of an order on a market of this tick.
 *
 * @param id The order's id, for the venue's sentences.
 */
export function readTerms(order: OrderStruct, orderType: WireOrderType, tick: Tick, id: string): TermsResult {
  const { side, makerAmount, takerAmount } = order
  const [money, quantity] = side === 'BUY' ? [makerAmount, takerAmount] : [takerAmount, makerAmount]
  const nearest = Math.round(mulDiv(money, PRICE_ONE, quantity, 'half-up') / tick) * tick
  const breaks = (price: number): TermsResult => ({
    type: 'refused',
    error: `order ${id} is invalid. Price (${plain(price, 4)}) breaks minimum tick size rule: ${plain(tick, 4)}`,
  })
  const implied = mulDiv(money, PRICE_ONE, quantity, 'half-up')
  if (nearest < tick || nearest > PRICE_ONE - tick) return breaks(implied)
  const accuracy = decimalsError(order, orderType, tick)
  if (accuracy !== undefined) return { type: 'refused', error: accuracy }
  const wanted =
    side === 'BUY' ? mulDiv(money, PRICE_ONE, nearest, 'floor') : mulDiv(quantity, nearest, PRICE_ONE, 'floor')
  if (Math.abs(wanted - takerAmount) > slackOf(orderType, tick)) {
    if (implied !== nearest) return breaks(implied)
    const error = `invalid amounts, the taker amount for a $${plain(nearest, 4)} order of size ${plain(quantity)} should be '${wanted}' but the value submited is '${takerAmount}'`
    return { type: 'refused', error }
  }
  return { type: 'terms', terms: { limit: nearest as Price, quantity: quantity as Quantity, money: money as Money } }
}
