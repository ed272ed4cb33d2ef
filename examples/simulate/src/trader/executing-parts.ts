import type { Approved, Journal, JournalState, Plan, Refusal } from '@arbees/arb-engine'
import type { Broker, Fact, MarketId, Runtime, VenueId } from '@arbees/core'
import type { Books } from './books.ts'

/** What executes plans, as far as the trader needs it. */
export type Executing = {
  readonly ready: Promise<void>
  readonly open: (plan: Approved<Plan>) => { readonly trade: number } | { readonly refused: Refusal }
  readonly fold: (facts: readonly Fact[]) => void
  readonly halt: (scope: string, reason: string) => void
  readonly clearHalt: (scope: string, reason: string) => boolean
  readonly state: () => JournalState
}

/** What an executor is made of. */
export type ExecutingParts = {
  readonly runtime: Runtime
  readonly journal: Journal
  readonly brokers: ReadonlyMap<VenueId, Broker>
  readonly books: Books
  /** Asks a venue for a market's rules again. */
  readonly refreshMarket: (id: MarketId) => Promise<void>
  readonly signal: AbortSignal
}
