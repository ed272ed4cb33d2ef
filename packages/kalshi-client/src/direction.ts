/*
 * Kalshi has one book per market, in YES terms: buying NO is selling YES at the other end of the
 * dollar. An order's price is always the YES price.
 */
import type { Action, Outcome, Price } from '@arbees/core'
import { complement } from '@arbees/core'

/** The side of the YES book an order stands on or takes from: `bid` gains YES, `ask` gains NO. */
export type BookSide = 'bid' | 'ask'

/** What somebody wants, in the words of the outcome. */
export type Direction = { readonly action: Action; readonly outcome: Outcome }

/**
 * Returns the side of the YES book for an action on an outcome.
 *
 * @example
 * bookSideOf('buy', 'no') // 'ask'
 */
export function bookSideOf(action: Action, outcome: Outcome): BookSide {
  return (action === 'buy') === (outcome === 'yes') ? 'bid' : 'ask'
}

/** Returns the outcome that one gains on a side: YES on the bid, NO on the ask. */
export function outcomeGained(side: BookSide): Outcome {
  return side === 'bid' ? 'yes' : 'no'
}

/** Returns the YES price of a price of `outcome`, or the other way round. */
export function yesPriceOf(outcome: Outcome, price: Price): Price {
  return outcome === 'yes' ? price : complement(price)
}
