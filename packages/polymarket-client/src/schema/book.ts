import { z } from 'zod'
import { hex, milliseconds, price, priceOrNone, quantity, tick, tokenId } from './scalars.ts'

/** One level of a book. */
export const BookLevel = z.object({ price, size: quantity })

/**
 * `GET /book`: bids ascending and asks descending on the live venue, so the best stands last; sort
 * before use all the same.
 */
export const ClobBook = z.object({
  market: hex,
  asset_id: tokenId,
  timestamp: milliseconds,
  hash: z.string(),
  bids: z.array(BookLevel),
  asks: z.array(BookLevel),
  min_order_size: quantity,
  tick_size: tick,
  neg_risk: z.boolean(),
  last_trade_price: priceOrNone.optional(),
})

/** A book of one token, as the CLOB answers. */
export type ClobBook = z.infer<typeof ClobBook>

/** `POST /books`. */
export const ClobBooks = z.array(ClobBook)
