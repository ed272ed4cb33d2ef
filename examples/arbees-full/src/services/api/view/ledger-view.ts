import { z } from 'zod'
import { opportunityType } from '../../../messages/scalars.ts'
import { contracts, dollars, instant, millisText, percentText, priceText } from './scalars.ts'

const side = z.enum(['yes', 'no'])

/** One order at its end. */
export const orderView = z.object({
  order_id: z.string(),
  venue_order_id: z.string().nullable(),
  trade_id: z.string(),
  game_id: z.string(),
  market_title: z.string(),
  platform: z.string(),
  market_id: z.string(),
  side,
  action: z.enum(['buy', 'sell']),
  purpose: z.string(),
  status: z.enum(['filled', 'cancelled']),
  /** The venue's own word. */
  venue_status: z.string(),
  quantity: contracts,
  filled_qty: contracts,
  limit_price: priceText,
  cost: dollars,
  fee: dollars,
  edge_pct: percentText.nullable(),
  opportunity_type: opportunityType,
  is_paper: z.boolean(),
  /** From its cause to its sending. */
  latency_ms: millisText.nullable(),
  created_at: instant,
})

/** How a trade stands. */
export const tradeStatus = z.enum(['open', 'missed', 'flattened', 'closed', 'settled', 'halted'])

/** One trade: what was held together. */
export const tradeView = z.object({
  trade_id: z.string(),
  game_id: z.string(),
  market_title: z.string(),
  opportunity_type: opportunityType.nullable(),
  is_paper: z.boolean(),
  status: tradeStatus,
  /** Profit and loss after fees; null while it is open. */
  pnl: dollars.nullable(),
  fees: dollars.nullable(),
  reason: z.string().nullable(),
  entry_time: instant,
  exit_time: instant.nullable(),
})

/** What is held of one outcome of one market. */
export const positionView = z.object({
  trade_id: z.string(),
  game_id: z.string(),
  market_title: z.string(),
  market_id: z.string(),
  platform: z.string(),
  side,
  quantity: contracts,
  cost: dollars,
  /** The best bid; null when there is none. */
  bid: priceText.nullable(),
  /** What it would bring now, before fees. */
  value: dollars.nullable(),
  realized: dollars,
  updated_at: instant,
})

/** The last entry of the ledger. */
export const bankrollView = z.object({
  entry: z.int(),
  balance: dollars,
  piggybank_balance: dollars,
  reserved_balance: dollars,
  available_balance: dollars,
  /** Balance and piggybank. */
  total_balance: dollars,
  /** What the account started with, or was reset to. */
  initial_balance: dollars,
  profit_loss: dollars,
  roi_pct: percentText,
  timestamp: instant,
})

/** One point of the curve of the whole account. */
export const equityPoint = z.object({
  time: instant,
  equity: dollars,
  /** The most before and at it. */
  peak: dollars,
  drawdown_pct: percentText,
})

/** An order as the API shows it. */
export type OrderView = z.output<typeof orderView>
/** A trade as the API shows it. */
export type TradeView = z.output<typeof tradeView>
/** A position as the API shows it. */
export type PositionView = z.output<typeof positionView>
/** The bankroll as the API shows it. */
export type BankrollView = z.output<typeof bankrollView>
/** A point of the equity curve as the API shows it. */
export type EquityPoint = z.output<typeof equityPoint>
