import { z } from 'zod'
import { continuity, marketId, micros, price, quantity, venue } from './scalars.ts'

const level = z.object({ price, quantity })

/**
 * A book as it stands, from the YES side: best levels first, at most 20 a side. The first levels are
 * the best bid and ask with what is offered there; an empty side has no level, never a zero price.
 */
export const quoteChanged = z.object({
  market: marketId,
  venue,
  bids: z.array(level).max(20),
  asks: z.array(level).max(20),
  /** What the venue says of its own time; null when it says nothing. */
  venueAt: micros.nullable(),
  /** When the frame arrived here. */
  receivedAt: micros,
  /**
   * 0 while the book may not be traded on. A monitor starts its source at its clock's now, so that
   * tokens differ between its lives.
   */
  continuity,
})
