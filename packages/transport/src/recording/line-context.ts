import type { Micros } from '@arbees/core'
import { createLevelBuffer, NO_QUANTITY } from '@arbees/core'
import type { RecordingEvent, RecordingHeader } from './recording.ts'

/** What a line is judged by: the header, and the line before it. */
export type LineContext = {
  readonly header: RecordingHeader
  readonly indexByMarket: ReadonlyMap<string, number>
  /** The time of the last good line; `header.from` before the first. */
  lastAt: Micros
}

/** Returns the context of the first line after a header. */
export function createLineContext(header: RecordingHeader): LineContext {
  const indexByMarket = new Map(header.markets.map((market, index) => [market.id as string, index]))
  return { header, indexByMarket, lastAt: header.from }
}

/** Returns an event for lines to be read into. */
export function createRecordingEvent(): RecordingEvent {
  return {
    type: 'book.replaced',
    at: 0 as Micros,
    venueAt: -1,
    market: 0,
    bids: createLevelBuffer(),
    asks: createLevelBuffer(),
    price: 0 as RecordingEvent['price'],
    quantity: NO_QUANTITY,
    takerSide: '',
    outcome: '',
  }
}
