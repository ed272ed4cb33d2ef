import type { ContinuityToken, Fact, Level, LevelBuffer, MarketId, Price, Quantity } from '@arbees/core'
import { invariant } from '@arbees/core'
import type { RecordingEvent, RecordingHeader } from './recording.ts'

function levelsOf(buffer: LevelBuffer): readonly Level[] {
  const levels: Level[] = []
  for (let index = 0; index < buffer.length; index++) {
    levels.push({ price: buffer.prices[index] as Price, quantity: buffer.quantities[index] as Quantity })
  }
  return levels
}

/**
 * Returns an event of a recording as a fact that may be kept. `continuity` is the token that a
 * replaced book carries; the other facts have none.
 */
export function toFact(event: RecordingEvent, header: RecordingHeader, continuity: ContinuityToken): Fact {
  const recorded = header.markets[event.market]
  invariant(recorded !== undefined, `an event is of a market in its header, found index ${event.market}`)
  const market: MarketId = recorded.id
  const seen = event.venueAt === -1 ? { at: event.at } : { at: event.at, venueAt: event.venueAt }
  switch (event.type) {
    case 'book.replaced': {
      const { type, bids, asks } = event
      return { type, ...seen, market, bids: levelsOf(bids), asks: levelsOf(asks), continuity }
    }
    case 'book.changed':
      return { type: event.type, ...seen, market, bids: levelsOf(event.bids), asks: levelsOf(event.asks) }
    case 'trade.printed': {
      const { type, price, quantity, takerSide } = event
      return { type, ...seen, market, price, quantity, ...(takerSide === '' ? {} : { takerSide }) }
    }
    case 'market.settled': {
      const { type, price, outcome } = event
      invariant(outcome !== '', 'a settlement has an outcome')
      return { type, ...seen, market, outcome, yesPrice: price }
    }
  }
}
