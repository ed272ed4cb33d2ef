import { InvariantError } from './invariant.ts'

declare const unit: unique symbol
type Branded<Name extends string> = number & { readonly [unit]: Name }

/** A price in ticks of $0.0001: an integer from 0 to 10,000. Orderable prices lie strictly between. */
export type Price = Branded<'Price'>
/** A number of contracts in micro-contracts (millionths): a safe integer. */
export type Quantity = Branded<'Quantity'>
/** An amount in micro-dollars (millionths): a safe integer, negative when owed. */
export type Money = Branded<'Money'>
/** An instant in microseconds since 1970 UTC, or a length of time in microseconds: a safe integer. */
export type Micros = Branded<'Micros'>

/** The price of a certain payout: one dollar, in ticks. */
export const PRICE_ONE = 10_000 as Price
/** One contract, in micro-contracts. */
export const ONE_CONTRACT = 1_000_000 as Quantity
/** The smallest order step of both venues: 0.01 contract, in micro-contracts. */
export const LOT = 10_000 as Quantity
/** One dollar, in micro-dollars. */
export const ONE_DOLLAR = 1_000_000 as Money
/** One second, in microseconds. */
export const ONE_SECOND = 1_000_000 as Micros
/** No contracts. */
export const NO_QUANTITY = 0 as Quantity
/** No money. */
export const NO_MONEY = 0 as Money

/**
 * Returns `ticks` as a price.
 *
 * @throws InvariantError unless it is an integer from 0 to 10,000.
 * @example
 * toPrice(5600) // $0.56
 */
export function toPrice(ticks: number): Price {
  if (Number.isInteger(ticks) && ticks >= 0 && ticks <= PRICE_ONE) return ticks as Price
  throw new InvariantError(`a price is an integer of $0.0001 ticks from 0 to 10000, found ${ticks}`)
}

/**
 * Returns `micros` micro-contracts as a quantity; negative for a change.
 *
 * @throws InvariantError unless it is a safe integer.
 */
export function toQuantity(micros: number): Quantity {
  if (Number.isSafeInteger(micros)) return micros as Quantity
  throw new InvariantError(`a quantity is a safe integer of micro-contracts, found ${micros}`)
}

/**
 * Returns `micros` micro-dollars as money.
 *
 * @throws InvariantError unless it is a safe integer.
 */
export function toMoney(micros: number): Money {
  if (Number.isSafeInteger(micros)) return micros as Money
  throw new InvariantError(`money is a safe integer of micro-dollars, found ${micros}`)
}

/**
 * Returns `micros` microseconds as an instant or a length of time.
 *
 * @throws InvariantError unless it is a safe integer.
 */
export function toMicros(micros: number): Micros {
  if (Number.isSafeInteger(micros)) return micros as Micros
  throw new InvariantError(`a time is a safe integer of microseconds, found ${micros}`)
}

/** Returns a length of `milliseconds` (an integer) in microseconds. */
export function millis(milliseconds: number): Micros {
  return toMicros(milliseconds * 1_000)
}

/** Returns a length of `wholeSeconds` (an integer) in microseconds. */
export function seconds(wholeSeconds: number): Micros {
  return toMicros(wholeSeconds * 1_000_000)
}

/** Returns the sum of two amounts; throws InvariantError outside the safe range. */
export function addMoney(a: Money, b: Money): Money {
  return toMoney(a + b)
}

/** Returns `a - b`; throws InvariantError outside the safe range. */
export function subtractMoney(a: Money, b: Money): Money {
  return toMoney(a - b)
}

/** Returns the sum of two quantities; throws InvariantError outside the safe range. */
export function addQuantity(a: Quantity, b: Quantity): Quantity {
  return toQuantity(a + b)
}

/** Returns `a - b`; throws InvariantError outside the safe range. */
export function subtractQuantity(a: Quantity, b: Quantity): Quantity {
  return toQuantity(a - b)
}

/** Returns the smaller of two quantities. */
export function minQuantity(a: Quantity, b: Quantity): Quantity {
  return a < b ? a : b
}

/**
 * Returns the price of the other outcome: a NO price is a YES price seen from behind.
 *
 * @example
 * complement(toPrice(5600)) // 4400
 */
export function complement(price: Price): Price {
  return (PRICE_ONE - price) as Price
}

/** Returns the largest whole number of lots of `lot` micro-contracts within `quantity`. */
export function floorToLot(quantity: Quantity, lot: Quantity = LOT): Quantity {
  return (quantity - (quantity % lot)) as Quantity
}

/**
 * Returns a model's probability as a price on the `down` or `up` side of it.
 * The one place where a float becomes a price: a probability is an opinion, not an amount.
 *
 * @throws InvariantError unless 0 <= probability <= 1.
 */
export function priceFromProbability(probability: number, rounding: 'down' | 'up'): Price {
  if (!(probability >= 0 && probability <= 1)) {
    throw new InvariantError(`a probability lies between 0 and 1, found ${probability}`)
  }
  const scaled = probability * PRICE_ONE
  return toPrice(rounding === 'down' ? Math.floor(scaled) : Math.ceil(scaled))
}
