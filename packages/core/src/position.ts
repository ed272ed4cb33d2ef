import { mulDiv } from './cost.ts'
import { invariant } from './invariant.ts'
import type { MarketId, Outcome } from './market.ts'
import type { Money, Price, Quantity } from './units.ts'
import { addMoney, NO_MONEY, NO_QUANTITY, PRICE_ONE, subtractMoney, toMoney, toQuantity } from './units.ts'

/**
 * What is held of one outcome: a quantity and what it cost, fees included. Never an average: that
 * is a way of printing.
 */
export type Position = {
  readonly market: MarketId
  readonly outcome: Outcome
  readonly quantity: Quantity
  readonly cost: Money
  /** Profit and loss of what was sold or settled so far. */
  readonly realized: Money
}

/** Returns the position of one who holds nothing. */
export function emptyPosition(market: MarketId, outcome: Outcome): Position {
  return { market, outcome, quantity: NO_QUANTITY, cost: NO_MONEY, realized: NO_MONEY }
}

/** Returns the position after buying: `received` contracts for `paid`, fee included. */
export function buy(position: Position, received: Quantity, paid: Money): Position {
  invariant(received >= 0 && paid >= 0, `a purchase is not negative, found ${received} for ${paid}`)
  return {
    ...position,
    quantity: toQuantity(position.quantity + received),
    cost: addMoney(position.cost, paid),
  }
}

/**
 * Returns the cost that belongs to `part` of a position, in proportion, rounded up: what remains is
 * never carried above its cost, and the last part takes exactly what is left.
 *
 * @throws InvariantError when the part is negative or more than is held.
 */
export function costOfPart(position: Position, part: Quantity): Money {
  invariant(part >= 0 && part <= position.quantity, `a part is within the ${position.quantity} held, found ${part}`)
  if (part === position.quantity) return position.cost
  return mulDiv(position.cost, part, position.quantity, 'ceil') as Money
}

/**
 * Returns the position after selling `sold` contracts for `proceeds`, fee already taken off.
 *
 * @throws InvariantError when more is sold than is held.
 */
export function sell(position: Position, sold: Quantity, proceeds: Money): Position {
  invariant(sold >= 0 && sold <= position.quantity, `a sale is within the ${position.quantity} held, found ${sold}`)
  if (sold === 0) return position
  const cost = costOfPart(position, sold)
  return {
    ...position,
    quantity: toQuantity(position.quantity - sold),
    cost: subtractMoney(position.cost, cost),
    realized: toMoney(position.realized + proceeds - cost),
  }
}

/**
 * Returns the position after its market settled, with what it paid.
 *
 * @param yesPrice What one YES contract pays: 10,000 ticks when YES won, 0 when NO won, between them in a void.
 */
export function settle(position: Position, yesPrice: Price): { readonly position: Position; readonly paid: Money } {
  const price = position.outcome === 'yes' ? yesPrice : PRICE_ONE - yesPrice
  const paid = mulDiv(position.quantity, price, PRICE_ONE, 'floor') as Money
  return {
    paid,
    position: {
      ...position,
      quantity: NO_QUANTITY,
      cost: NO_MONEY,
      realized: toMoney(position.realized + paid - position.cost),
    },
  }
}
