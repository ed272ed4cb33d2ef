/*
 * What became of an order, by the venue's answer to its request. The canceled quantity is not in the
 * answer: it is what was asked for, less what filled, less what rests.
 */
import type { Quantity } from '@arbees/core'
import { NO_QUANTITY, subtractQuantity } from '@arbees/core'
import type { KalshiTimeInForce } from './order-request.ts'

/** How an order stands after its request. */
export type OrderState =
  | 'filled'
  | 'partially_filled_canceled'
  | 'canceled_without_fill'
  | 'partially_filled_resting'
  | 'resting'

/** An answer to an order's request, as far as the result depends on it. */
export type OrderAnswer = { readonly fillCount: Quantity; readonly remainingCount: Quantity }

/** What became of an order. `filled + canceled + resting` is what was asked for. */
export type OrderResult = {
  readonly state: OrderState
  readonly filled: Quantity
  readonly canceled: Quantity
  readonly resting: Quantity
}

/** Returns what is wrong with an answer to an order of `requested`; undefined when nothing is. */
export function defectOfAnswer(
  requested: Quantity,
  answer: OrderAnswer,
  timeInForce: KalshiTimeInForce,
): string | undefined {
  const { fillCount, remainingCount } = answer
  if (fillCount < 0 || remainingCount < 0) return 'fill_count, remaining_count: expected none below 0'
  if (fillCount + remainingCount > requested) {
    return `fill_count: expected at most the ${requested} asked for, found ${fillCount} and ${remainingCount} remaining`
  }
  if (timeInForce !== 'good_till_canceled' && remainingCount > 0) {
    return `remaining_count: expected 0 for ${timeInForce}, found ${remainingCount}`
  }
  if (timeInForce === 'fill_or_kill' && fillCount !== requested) {
    return `fill_count: expected all of ${requested} for fill_or_kill, found ${fillCount}`
  }
  return undefined
}

/** Returns what became of an order of `requested`, by an answer without a defect. */
export function orderResultOf(requested: Quantity, answer: OrderAnswer): OrderResult {
  const { fillCount: filled, remainingCount: resting } = answer
  const canceled = subtractQuantity(subtractQuantity(requested, filled), resting)
  return { state: stateOf(requested, filled, resting), filled, canceled, resting }
}

function stateOf(requested: Quantity, filled: Quantity, resting: Quantity): OrderState {
  if (filled === requested) return 'filled'
  if (resting > NO_QUANTITY) return filled > NO_QUANTITY ? 'partially_filled_resting' : 'resting'
  return filled > NO_QUANTITY ? 'partially_filled_canceled' : 'canceled_without_fill'
}
