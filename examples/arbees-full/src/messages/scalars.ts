/*
 * The words of every message. Amounts travel as the exact integers that they are in memory: ticks,
 * micro-contracts, micro-dollars, microseconds; a fraction or an unsafe integer is refused.
 */
import type { ClientOrderId, ContinuityToken, MarketId, Micros, Money, OrderId, Price, Quantity } from '@arbees/core'
import { isMarketId } from '@arbees/core'
import { z } from 'zod'

/**
 * Returns a schema's values under the project's own type: `z.int()` refuses what is no safe integer, and a
 * transform for each of a book's numbers would cost more than the rest of the reading.
 */
function branded<Brand extends number>(schema: z.ZodType<number, number>): z.ZodType<Brand, number> {
  return schema as unknown as z.ZodType<Brand, number>
}

/** A price in ticks of $0.0001, 0 to 10,000. */
export const price = branded<Price>(z.int().min(0).max(10_000))

/** A quantity in micro-contracts, not negative. */
export const quantity = branded<Quantity>(z.int().min(0))

/** A change of quantity in micro-contracts: negative when contracts leave. */
export const signedQuantity = branded<Quantity>(z.int())

/** Money in micro-dollars: negative when owed. */
export const money = branded<Money>(z.int())

/** An instant or a length of time in microseconds. */
export const micros = branded<Micros>(z.int().min(0))

/** A rate in basis points. */
export const basisPoints = z.int()

/** A model's opinion, 0 to 1: the one float, never an amount. */
export const probability = z.number().min(0).max(1)

/** `kalshi`, `polymarket`, or a user's own venue. */
export const venue = z.string().regex(/^[a-z][a-z0-9-]*$/)

/** `venue:native`. */
export const marketId = z.string().transform((text, context): MarketId => {
  if (isMarketId(text)) return text
  context.addIssue({ code: 'custom', message: 'expected a market id, venue:native' })
  return z.NEVER
})

/** Which side of a question. */
export const outcome = z.enum(['yes', 'no'])

/** Whether contracts are bought or sold. */
export const action = z.enum(['buy', 'sell'])

/** Proof that a book was whole when it was looked at; 0 is a book that may not be traded on. */
export const continuity = branded<ContinuityToken>(z.int().min(0))

/** Our own name of an order: `arb` and digits. */
export const clientOrderId = z
  .string()
  .regex(/^arb\d+$/)
  .transform((text) => text as ClientOrderId)

/** The venue's name of an order. */
export const orderId = z
  .string()
  .min(1)
  .transform((text) => text as OrderId)

/** A name of ours: of a game, a signal, a request, a trade. */
export const name = z.string().min(1).max(200)

/** A sentence for people. */
export const sentence = z.string().max(2_000)

/** The leagues that games come from. */
export const league = z.enum(['nfl', 'ncaaf', 'nba', 'ncaab', 'nhl', 'mlb', 'mls', 'epl'])

/** What kind of opportunity is taken. */
export const opportunityType = z.enum([
  'cross_platform_arb',
  'same_platform_arb',
  'model_edge_yes',
  'model_edge_no',
  'lagging_market',
])
