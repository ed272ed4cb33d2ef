/**
 * Why an order does not leave.
 *
 * - `over`, `journal`: the executor has ended, or its journal can no longer be written.
 * - `stopped`, `halted`: by the kill switch; by a halt of everything, a venue, a market or this plan's name.
 * - `expired`, `discontinuous`, `edge-gone`: too late; on a book that is not whole since; at prices that no
 *   longer earn.
 * - `in-flight`: a trade of this name is open.
 * - `market-unknown`, `market-rules`: the market is not listed here; its rules forbid the order.
 * - `closing`, `window`: its unwind could no longer be executed: the market closes; the venue takes no orders.
 * - `in-doubt`: the venue owes an answer about another order.
 * - `bound`, `limits`, `rate`: beyond the plan's own bound; beyond the limits of all trades; beyond the
 *   orders a second.
 * - `first-unfilled`, `first-partial`: the leg that left first got nothing, or not what was planned.
 */
export type LateReason =
  | 'over'
  | 'journal'
  | 'stopped'
  | 'halted'
  | 'expired'
  | 'discontinuous'
  | 'edge-gone'
  | 'in-flight'
  | 'market-unknown'
  | 'market-rules'
  | 'closing'
  | 'window'
  | 'in-doubt'
  | 'bound'
  | 'limits'
  | 'rate'
  | 'first-unfilled'
  | 'first-partial'

/** A reason with its numbers. */
export type Refusal = { readonly reason: LateReason; readonly sentence: string }
