import type { Micros, Money, Quantity } from '@arbees/core'
import { DecimalError, parseMoney, parseQuantity, seconds, toMicros } from '@arbees/core'
import { InvalidArgumentError } from 'commander'

/** Dollars as decimal text to money. */
export function moneyArgument(text: string): Money {
  try {
    const money = parseMoney(text)
    if (money >= 0) return money
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error
  }
  throw new InvalidArgumentError('expected dollars as a decimal of at most six places, like 0.005.')
}

/** Contracts as decimal text to a quantity. */
export function quantityArgument(text: string): Quantity {
  try {
    const quantity = parseQuantity(text)
    if (quantity > 0) return quantity
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error
  }
  throw new InvalidArgumentError('expected a positive number of contracts, like 100 or 12.50.')
}

function wholeNumber(text: string, expected: string, most: number): number {
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text)
  throw new InvalidArgumentError(`expected ${expected}.`)
}

/** Whole milliseconds to a length of time. */
export function millisArgument(text: string): Micros {
  return toMicros(wholeNumber(text, 'whole milliseconds from 0 to 86400000', 86_400_000) * 1_000)
}

/** Whole seconds to a length of time. */
export function secondsArgument(text: string): Micros {
  return seconds(wholeNumber(text, 'whole seconds from 0 to 31536000', 31_536_000))
}

/** How many hours to look back. */
export function hoursArgument(text: string): number {
  const expected = 'whole hours from 1 to 87600'
  const hours = wholeNumber(text, expected, 87_600)
  if (hours > 0) return hours
  throw new InvalidArgumentError(`expected ${expected}.`)
}

/** A seed: any whole number up to 2^32 − 1. */
export function seedArgument(text: string): number {
  return wholeNumber(text, 'a whole number from 0 to 4294967295', 4_294_967_295)
}

/** A speed: how many seconds of the recording pass in one of ours. */
export function speedArgument(text: string): number {
  const speed = wholeNumber(text, 'a whole number from 1 to 1000000', 1_000_000)
  if (speed > 0) return speed
  throw new InvalidArgumentError('expected a whole number from 1 to 1000000.')
}

/** How many games a day has. */
export function gamesArgument(most: number): (text: string) => number {
  return (text) => {
    const expected = `a whole number from 1 to ${most}`
    const games = wholeNumber(text, expected, most)
    if (games > 0) return games
    throw new InvalidArgumentError(`expected ${expected}.`)
  }
}
