import type { Feed, Level, MarketId } from '@arbees/core'
import { formatPrice, formatQuantity } from '@arbees/core'

const line = ({ price, quantity }: Level) => `${formatPrice(price)} × ${formatQuantity(quantity)}`

/** Resolves with a market's book as lines of text: what is asked, then what is bid, the best in the middle. */
export async function readBook(feed: Feed, market: MarketId): Promise<readonly string[]> {
  const { title } = await feed.market(market)
  return new Promise((resolve) => {
    const cancel = feed.subscribe([market], (facts) => {
      for (const fact of facts) {
        if (fact.type !== 'book.replaced') continue
        cancel()
        resolve([title, ...fact.asks.map(line).reverse(), '———', ...fact.bids.map(line)])
      }
    })
  })
}
