import { z } from 'zod'
import { opportunityType } from '../../../messages/scalars.ts'
import { chance, contracts, dollars, instant, percentText, priceText } from './scalars.ts'

/** How far an opportunity came. */
export const opportunityStatus = z.enum(['open', 'refused', 'requested', 'not_executed', 'filled', 'unfilled'])

/** An opportunity that was seen, and what became of it. */
export const opportunityView = z.object({
  opportunity_id: z.string(),
  opportunity_type: opportunityType,
  event_id: z.string(),
  sport: z.string().nullable(),
  market_title: z.string(),
  pair: z.string().nullable(),
  legs: z.array(
    z.object({
      market_id: z.string(),
      platform: z.string(),
      side: z.enum(['yes', 'no']),
      action: z.enum(['buy', 'sell']),
      limit_price: priceText,
      available: contracts,
    }),
  ),
  /** The first leg; the second, where there is one, is the other venue's side of it. */
  platform_buy: z.string(),
  buy_price: priceText,
  liquidity_buy: contracts,
  platform_sell: z.string().nullable(),
  sell_price: priceText.nullable(),
  liquidity_sell: contracts.nullable(),
  /** Of one contract on all legs, after fees. */
  edge: dollars,
  edge_pct: percentText,
  /** The edge times what is offered on the thinnest leg. */
  implied_profit: dollars,
  /** Whether it asks no model. */
  is_risk_free: z.boolean(),
  model_prob: chance.nullable(),
  market_prob: chance.nullable(),
  status: opportunityStatus,
  /** Why not: who said so, with the numbers of the check by name and unit. Null unless it was refused. */
  refusal: z
    .object({
      by: z.string(),
      reason: z.string(),
      sentence: z.string(),
      numbers: z.record(z.string(), z.number()),
      at: instant,
    })
    .nullable(),
  created_at: instant,
  expires_at: instant,
})

/** The way of the opportunities that are kept, stage by stage. */
export const funnelView = z.object({
  /** The oldest of them; null when there is none. */
  since: instant.nullable(),
  generated: z.int(),
  refused: z.int(),
  requested: z.int(),
  not_executed: z.int(),
  filled: z.int(),
  unfilled: z.int(),
  open: z.int(),
  /** Why not, the most frequent first. */
  reasons: z.array(z.object({ stage: z.enum(['decision', 'execution']), reason: z.string(), count: z.int() })),
  by_type: z.array(z.object({ opportunity_type: opportunityType, generated: z.int(), filled: z.int() })),
  /** The best edge among them. */
  max_edge: dollars.nullable(),
})

/** An opportunity as the API shows it. */
export type OpportunityView = z.output<typeof opportunityView>
/** The funnel as the API shows it. */
export type FunnelView = z.output<typeof funnelView>
