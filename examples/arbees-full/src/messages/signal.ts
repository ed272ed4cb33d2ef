import { z } from 'zod'
import {
  action,
  basisPoints,
  continuity,
  marketId,
  micros,
  money,
  name,
  opportunityType,
  outcome,
  price,
  probability,
  quantity,
  sentence,
  signedQuantity,
  venue,
} from './scalars.ts'

const signalLeg = z.object({
  market: marketId,
  venue,
  outcome,
  action,
  /** The worst price at which the signal still holds, of `outcome`. */
  limit: price,
  /** What is offered up to there. */
  available: quantity,
  /** The book it was seen on. */
  continuity,
  /** When that book arrived. */
  seenAt: micros,
})

/** An opportunity was seen; nobody has decided anything. */
export const signalGenerated = z.object({
  signal: name,
  type: opportunityType,
  game: name,
  /** The pair's name for an arbitrage; null for a signal on one market. */
  pair: name.nullable(),
  legs: z.array(signalLeg).min(1).max(16),
  /** Of one contract on all legs, after every fee, in micro-dollars. */
  edge: money,
  /** The same in basis points of what is bound: 200 is two percent. */
  edgeBps: basisPoints,
  /** Our probability that `legs[0]` pays; null for an arbitrage, which asks nobody. */
  modelChance: probability.nullable(),
  /** What the market thinks of the same. */
  marketChance: probability.nullable(),
  /** When the game update or the frame that caused it arrived: where its latency is counted from. */
  causedAt: micros,
  generatedAt: micros,
  /** Not acted on after this instant. */
  expiresAt: micros,
})

/** Every reason for which a signal is not acted on. */
export const refusalReason = z.enum([
  'stopped',
  'expired',
  'stale-price',
  'stale-game',
  'discontinuous',
  'no-market',
  'market-closed',
  'below-edge',
  'chance-bound',
  'duplicate',
  'open-position',
  'cooldown',
  'no-liquidity',
  'too-small',
  'bankroll',
  'position-size',
  'game-exposure',
  'league-exposure',
  'daily-loss',
  'position-count',
  'venue-unavailable',
  'rule',
])

/** Why not, with the numbers of the check: what was found and what it had to be. */
export const signalRefused = z.object({
  signal: name,
  type: opportunityType,
  game: name,
  by: name,
  reason: refusalReason,
  sentence,
  /** By name, in the unit that the name ends in: `edgeBps`, `edgeMinBps`, `balanceMicros`. */
  numbers: z.record(z.string(), z.number()),
  at: micros,
})

/** How far a trade may stand one-sided. */
export const exposureBound = z.object({ quantity, money: money })

/** One leg of a plan: an outcome that is bought, or an exit that is sold. */
export const plannedLeg = z.object({
  market: marketId,
  outcome,
  /** @default buy */
  action: action.default('buy'),
  limit: price,
  quantity,
  /** The most that can arrive, where the venue spends money and better offers bring more. @default quantity */
  most: quantity.optional(),
  /** The most it can take from the account, fee included; 0 for a sale. */
  costMax: money,
  continuity,
  quoted: z.object({ cost: money, fee: money, received: signedQuantity }),
})
