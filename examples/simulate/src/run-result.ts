import type { EndingCounts } from '@arbees/arb-engine'
import type { Micros, Money, Quantity } from '@arbees/core'
import type { Violation } from './checkers/violation.ts'
import type { Strike } from './world/fault-deck.ts'

/** What one run came to. */
export type RunResult = {
  readonly seed: number
  /** SHA-256 of the log. */
  readonly hash: string
  readonly violations: readonly Violation[]
  readonly steps: number
  /** How much virtual time passed. */
  readonly virtualMicros: Micros
  readonly plans: number
  readonly trades: number
  readonly orders: number
  /** Orders of which something filled. */
  readonly filledOrders: number
  readonly endings: Readonly<EndingCounts>
  readonly alerts: number
  readonly lives: number
  /** How far one trade stood one-sided at most. */
  readonly worstQuantity: Quantity
  readonly worstMoney: Money
  /** The largest part of its own bound in dollars that a trade stood one-sided, in ten-thousandths. */
  readonly worstShareBps: number
  /** How long a trade stood one-sided at most, of those that ended hedged or flattened. */
  readonly flatMicros: Micros
  readonly faults: readonly Strike[]
  /** Crashes by boundary. */
  readonly boundaries: Readonly<Record<string, number>>
  /** Spells of the disk and the kill switch, by name. */
  readonly spells: readonly string[]
  /** The log, where it was asked for. */
  readonly log?: readonly string[]
}
