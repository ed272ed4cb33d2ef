import { z } from 'zod'
import { league, marketId, micros, money, name, outcome, price, quantity, sentence, venue } from './scalars.ts'

const grid = z.object({ ranges: z.array(z.object({ start: price, end: price, step: z.int().positive() })).min(1) })

/** A market's rules: what core calls a Market. */
const market = z.object({
  id: marketId,
  venue,
  title: z.string(),
  status: z.enum(['upcoming', 'open', 'paused', 'closed', 'settled', 'unknown']),
  grid,
  lot: quantity,
  quantityMin: quantity,
  notionalMin: money,
  closesAt: micros.nullable(),
})

/** The settings of a market's exact fees: what core's `quadraticFee` takes. */
const fees = z.object({
  name: z.string(),
  takerRate: z.int().min(0).max(10_000),
  makerRate: z.int().min(0).max(10_000),
  roundUpTo: z.int().positive(),
  buyFeeIn: z.enum(['money', 'quantity']),
})

/** What the matcher made of the venues' markets for one game: the whole of it, each time it changes. */
export const marketMatched = z.object({
  game: name,
  league,
  /** Markets that are proven to ask who wins this game. */
  markets: z.array(
    z.object({
      market,
      /** A market whose schedule is not known for certain is not listed. */
      fees,
      /** What YES pays on. */
      yesOn: z.enum(['home', 'away', 'draw']),
      /** What the venue calls the two outcomes, where an order needs more than the market's name. */
      native: z.record(z.string(), z.string()),
    }),
  ),
  /** Markets of two venues that settle on one question, with the proof. */
  pairs: z.array(
    z.object({ name, a: marketId, b: marketId, polarity: z.enum(['same', 'inverse']), proof: z.array(sentence) }),
  ),
  /** Markets that were looked at and not taken, each with the reason. */
  refused: z.array(z.object({ market: marketId, reason: sentence })),
})

/** Which shard works on a game, and so which markets the monitors must stream. */
export const marketAssigned = z.object({
  game: name,
  league,
  /** The shard that holds the game's lease; null when the game is given up. */
  shard: name.nullable(),
  /** The lease's fence: of two assignments the greater counts. */
  fence: z.int().min(0),
  markets: z.array(marketId),
})

/** A venue settled a market: the authority on what a position paid. */
export const marketSettled = z.object({
  market: marketId,
  game: name.nullable(),
  outcome: z.enum([...outcome.options, 'void']),
  /** What one YES contract paid, in ticks. */
  yesPrice: price,
  at: micros,
})
