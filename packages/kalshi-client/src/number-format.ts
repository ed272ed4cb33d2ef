/*
 * Kalshi's numbers are text: dollars with two to four places, counts with up to two. A JSON number is
 * refused by the exchange, and so it is here.
 */
import type { Price, Quantity } from '@arbees/core'
import { formatDecimal, formatPrice, invariant, LOT, PRICE_ONE, readDecimal } from '@arbees/core'

const COUNT = /^\d+(?:\.\d{1,2})?$/
const ORDER_PRICE = /^0\.\d{2,4}$/
const LOT_PLACES = 2

/**
 * Returns the count of an order as Kalshi takes it: `10.00`.
 *
 * @throws InvariantError unless it is a positive number of whole lots of 0.01 contract.
 */
export function formatCount(quantity: Quantity): string {
  // Every order comes through here: the sentences are put together only where they are needed.
  if (!(Number.isSafeInteger(quantity) && quantity > 0 && quantity % LOT === 0)) {
    invariant(false, `an order's quantity is a positive multiple of ${LOT} micro-contracts, found ${quantity}`)
  }
  return formatDecimal(quantity / LOT, LOT_PLACES)
}

/**
 * Returns the price of an order as Kalshi takes it: `0.5600`.
 *
 * @throws InvariantError unless it lies above 0 and below 1.
 */
export function formatOrderPrice(price: Price): string {
  if (!(Number.isInteger(price) && price > 0 && price < PRICE_ONE)) {
    invariant(false, `an order's price lies above 0 and below ${PRICE_ONE} ticks, found ${price}`)
  }
  return formatPrice(price)
}

/** Returns the quantity of a count that an order may carry; undefined for any other value. */
export function readCount(value: unknown): Quantity | undefined {
  if (typeof value !== 'string' || !COUNT.test(value)) return undefined
  const lots = readDecimal(value, LOT_PLACES)
  return lots > 0 && Number.isSafeInteger(lots * LOT) ? ((lots * LOT) as Quantity) : undefined
}

/** Returns the price of a text that an order may carry; undefined for any other value. */
export function readOrderPrice(value: unknown): Price | undefined {
  if (typeof value !== 'string' || !ORDER_PRICE.test(value)) return undefined
  const ticks = readDecimal(value, 4)
  return ticks > 0 ? (ticks as Price) : undefined
}
