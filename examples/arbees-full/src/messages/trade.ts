import { z } from 'zod'
import { marketId, micros, money, name, opportunityType, outcome, price, quantity, sentence, venue } from './scalars.ts'

const held = z.object({ market: marketId, venue, outcome, quantity, cost: money, fee: money })

/** A trade holds something for the first time. */
export const tradeOpened = z.object({
  trade: name,
  signal: name,
  game: name,
  pair: name.nullable(),
  opportunityType,
  isPaper: z.boolean(),
  legs: z.array(held),
  at: micros,
})

/** A trade holds nothing any more, or stands one-sided and somebody was called. */
export const tradeEnded = z.object({
  trade: name,
  game: name,
  /**
   * `missed`: nothing filled. `flattened`: the excess was sold at once. `closed`: sold by an exit.
   * `settled`: the venue paid. `halted`: it stands one-sided or in doubt.
   */
  ending: z.enum(['missed', 'flattened', 'closed', 'settled', 'halted']),
  reason: sentence,
  /** Profit and loss after every fee. */
  pnl: money,
  fees: money,
  at: micros,
})

/** What is held of one outcome of one market; a quantity of 0 ends it. */
export const positionChanged = z.object({
  trade: name,
  game: name,
  market: marketId,
  venue,
  outcome,
  quantity,
  cost: money,
  /** What it would bring at the best bid now; null when there is none. */
  bid: price.nullable(),
  realized: money,
  at: micros,
})

/** The bankroll after one entry of its ledger. */
export const bankrollChanged = z.object({
  /** The entry's number, from 1. */
  entry: z.int().positive(),
  balance: money,
  piggybank: money,
  /** Set aside for orders under way. */
  reserved: money,
  reason: z.enum(['start', 'reset', 'trade', 'correction']),
  trade: name.nullable(),
  change: money,
  at: micros,
})
