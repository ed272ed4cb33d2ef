import type { FeeSchedule, Market, Micros, Money, Quantity, VenueId } from '@arbees/core'
import type { FeeTable } from './fee-table.ts'
import type { Pair } from './pair.ts'

/** One market as the engine trades it. */
export type EngineMarket = {
  readonly market: Market
  /** What the venue charges, exactly. A market without known fees has no place here. */
  readonly fees: FeeSchedule
  /** By what one contract is judged; shared by the markets of one schedule. @default its charged fee */
  readonly feeTable?: FeeTable
  /** A second table to watch by, for comparison only. */
  readonly partlyFeeTable?: FeeTable
}

/** What bounds every decision. */
export type EngineLimits = {
  /** An opportunity earns more than this per contract, after both fees, in micro-dollars. */
  readonly edgeMin: Money
  /** The most contracts of one trade. */
  readonly quantityMax: Quantity
  /** The most one trade may cost on both venues together, fees included. */
  readonly notionalMax: Money
  /** How long a book counts after its last change; null: until it is replaced. In microseconds. */
  readonly maxAgeUs: number | null
  /** The most a repair of unequal legs may lose per contract, against what the longer leg paid. */
  readonly repairLossMax: Money
  /** How many repairs one trade may take; then it is halted. */
  readonly repairsMax: number
  /** How long unequal legs may wait for a repair within the loss; then the trade is halted. */
  readonly repairMicros: Micros
}

/** All that an engine is made of. */
export type EngineSettings = {
  readonly markets: readonly EngineMarket[]
  readonly pairs: readonly Pair[]
  readonly limits: EngineLimits
  /** Free money by venue at the start. */
  readonly cash: ReadonlyMap<VenueId, Money>
  /** Digits that tell this instance's order ids from another's. */
  readonly idSalt: string
  /** Edges in picodollars at which episodes are watched. @default [0] */
  readonly thresholds?: readonly number[]
}
