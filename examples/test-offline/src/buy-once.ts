import type { Broker, ClientOrderId, MarketId, Price, Quantity } from '@arbees/core'
import { NO_QUANTITY } from '@arbees/core'

/** What became of the wish. */
export type Bought = { readonly quantity: Quantity; readonly isCertain: boolean }

/**
 * Buys up to `quantity` of YES at `limit` or better, once, and says what it holds of it. An answer that
 * may be lost is looked up in the venue's own records: it is never sent again.
 */
export async function buyOnce(
  venue: Pick<Broker, 'submit' | 'find'>,
  clock: { readonly now: () => number },
  wish: { readonly market: MarketId; readonly limit: Price; readonly quantity: Quantity },
): Promise<Bought> {
  const since = clock.now() as Parameters<Broker['find']>[1]
  const order = { id: `arb${since}` as ClientOrderId, action: 'buy', outcome: 'yes', ...wish } as const
  const submission = await venue.submit(order)
  if (submission.type === 'accepted') return { quantity: submission.filled, isCertain: true }
  if (submission.type === 'rejected') return { quantity: NO_QUANTITY, isCertain: true }
  try {
    const report = await venue.find(order, since)
    return { quantity: report?.filled ?? NO_QUANTITY, isCertain: true }
  } catch {
    // The records are not complete yet: whoever asked must ask again later.
    return { quantity: wish.quantity, isCertain: false }
  }
}
