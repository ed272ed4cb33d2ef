import type { EngineFact, ExecutorFact, TraderLimits } from '@arbees/arb-engine'
import { PICO_MICRO } from '@arbees/arb-engine'
import type { Micros, Money, Quantity, VenueError } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { RecordingHeader } from '@arbees/transport'

/** What a replay is asked to do. */
export type ReplaySettings = {
  /** Micro-dollars for one contract, after both fees: an opportunity earns more. */
  readonly edgeMin: Money
  /** From the decision to the match, for every order. */
  readonly latency: Micros
  /** Money at the start, split evenly over the venues. */
  readonly bankroll: Money
  /** How long a book counts after its last line; null: until it is replaced. */
  readonly maxAgeUs: number | null
  /** The most contracts of one trade. */
  readonly quantityMax: Quantity
  /** The most one trade may cost, fees included. */
  readonly notionalMax: Money
  /** The most a repair of unequal legs may lose per contract. */
  readonly repairLossMax: Money
  readonly lenient: boolean
}

/** What may watch a replay. */
export type ReplayObserver = {
  readonly progress?: (bytesRead: number, bytesTotal: number) => void
  readonly skipped?: (error: VenueError) => void
  /** Called for each decision worth a line, in order. */
  readonly decided?: (fact: EngineFact | ExecutorFact) => void
  readonly header?: (header: RecordingHeader) => void
}

/** Edges at which episodes are counted, in dollars as they are printed and in picodollars. */
export const THRESHOLDS: readonly (readonly [name: string, edge: number])[] = [
  ['0', 0],
  ['0.005', 5_000 * PICO_MICRO],
  ['0.01', 10_000 * PICO_MICRO],
]

/** What bounds the life of a trade, beside what a person asks for. */
export const EXECUTION: Omit<TraderLimits, 'repairLossMax' | 'bookAgeMicros'> = {
  repairsMax: 8,
  repairMicros: seconds(120),
  repairPauseMicros: seconds(1),
  repairExpiryMicros: seconds(60),
  dustMax: 10_000 as Money,
}
