import type { Micros, Money } from '@arbees/core'

/** A process's life, from its start: known by the first word of it that was handled once. */
export type Life = { readonly instance: string; readonly startedAt: Micros }

/** A notification, as far as the verdict asks. */
export type Alarm = {
  readonly kind: string
  /** Of a service's health: whose, and whether it is silent, degraded or well. */
  readonly instance: string | null
  readonly state: string | null
  readonly at: Micros
}

/** A trade of which nothing is held any more: what it came to, fees and prices really paid included. */
export type ClosedTrade = { readonly game: string; readonly pnl: Money; readonly isPaper: boolean }

/** What the database has on record of a span. */
export type Evidence = {
  readonly since: Micros
  readonly until: Micros
  /** The beginnings of the spans of ten minutes in which games, prices, signals or orders were written, oldest first. */
  readonly marks: readonly Micros[]
  /** Of the span and before. */
  readonly lives: readonly Life[]
  /** Of the span, oldest first. */
  readonly alarms: readonly Alarm[]
  readonly orders: {
    readonly sent: number
    readonly filled: number
    readonly rejected: number
    /** Of those that were rejected: because too much was asked of the venue. */
    readonly rateLimited: number
  }
  /** Legs of arbitrages that do not hold the same now. */
  readonly unbalancedLegs: number
  /** Trades that stand halted now: neither whole nor sold. */
  readonly halted: number
  /** Entries with a latency, and that of the slowest but one in twenty; null without any. */
  readonly latency: { readonly entries: number; readonly p95Ms: string | null }
  readonly trades: readonly ClosedTrade[]
}
