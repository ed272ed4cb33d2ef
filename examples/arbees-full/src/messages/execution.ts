import { z } from 'zod'
import {
  action,
  basisPoints,
  clientOrderId,
  marketId,
  micros,
  money,
  name,
  opportunityType,
  orderId,
  outcome,
  price,
  quantity,
  sentence,
  venue,
} from './scalars.ts'
import { exposureBound, plannedLeg } from './signal.ts'

const edge = z.object({
  gross: money,
  fees: money,
  slippage: money,
  net: money,
  locked: z.array(z.object({ venue, money: money })),
  heldMicros: micros.nullable(),
  annualizedBps: basisPoints.nullable(),
  hurdleBps: basisPoints,
  whenVoid: money.nullable(),
})

/** What one trade is meant to be. */
const plan = z.object({
  name,
  strategy: name,
  opportunityType,
  legs: z.array(plannedLeg).min(1).max(16),
  /** What one contract of every leg pays together; 0 for one leg alone. */
  payout: money,
  bound: exposureBound,
  first: z.union([z.literal('all'), z.int().min(0)]),
  why: sentence,
  expiresAt: micros,
  at: micros,
  edge,
})

/**
 * A plan that risk has approved and set money aside for. It carries its expiry and the tokens of the
 * books it was decided on: whoever reads it late refuses it.
 */
export const executionRequested = z.object({
  /** Executed at most once, whoever delivers it however often. */
  request: name,
  signal: name,
  game: name,
  /** `exit`: sells what `closes` holds. */
  purpose: z.enum(['entry', 'exit']),
  /** The trade that an exit closes. */
  closes: name.nullable(),
  plan,
  /** Under which reservation its money was set aside. */
  reservation: name,
  edgeBps: basisPoints,
  causedAt: micros,
})

/** A request was not executed: nothing of it left. */
export const executionRefused = z.object({
  request: name,
  signal: name,
  game: name,
  reason: z.enum([
    'stopped',
    'expired',
    'discontinuous',
    'duplicate',
    'not-holder',
    'below-edge',
    'limit',
    'in-doubt',
    'breaker-open',
    'blocked',
    'funds',
    'market-closed',
  ]),
  sentence,
  numbers: z.record(z.string(), z.number()),
  reservation: name,
  at: micros,
})

/** What a real account has free, by its venue's own word. */
export const accountReported = z.object({ venue, free: money, at: micros })

/** One order at its end: a row of the ledger. */
export const orderRecorded = z.object({
  order: clientOrderId,
  /** The venue's own name; null when it never took the order. */
  venueOrder: orderId.nullable(),
  request: name,
  signal: name,
  trade: name,
  game: name,
  pair: name.nullable(),
  opportunityType,
  purpose: z.enum(['entry', 'complete', 'flatten', 'exit']),
  isPaper: z.boolean(),
  market: marketId,
  venue,
  outcome,
  action,
  limit: price,
  quantity,
  filled: quantity,
  /** What arrived (a buy) or left (a sale) after fees taken in contracts. */
  received: quantity,
  /** What was paid (a buy) or got (a sale), fees apart. */
  cost: money,
  fee: money,
  /** `filled` when anything filled. `rejected` is told apart from `canceled` by the venue's own word. */
  status: z.enum(['filled', 'canceled']),
  /** The venue's own word for it. */
  venueStatus: z.string(),
  edgeBps: basisPoints,
  causedAt: micros,
  sentAt: micros,
  doneAt: micros,
})
