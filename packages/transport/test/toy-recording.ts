import type { LevelBuffer, MarketId, Micros } from '@arbees/core'
import type { RecordingEvent, RecordingHeader } from '../src/recording/recording.ts'

/** The first time of the toy recording, in microseconds. */
export const TOY_FROM = 1_700_000_000_000_000

/** The header of a small recording: two markets of a cent's step, one of a tenth of a cent's. */
export const TOY_HEADER: RecordingHeader = {
  version: 1,
  description: 'By hand, "quoted" and ünlatin.',
  from: TOY_FROM as Micros,
  to: (TOY_FROM + 60_000_000) as Micros,
  markets: [
    {
      id: 'kalshi:TOY-A' as MarketId,
      venue: 'kalshi',
      native: 'TOY-A',
      nativeName: 'ticker',
      title: 'Toy A',
      tick: 100,
      closesAt: null,
    },
    {
      id: 'polymarket:12345678901234567890' as MarketId,
      venue: 'polymarket',
      native: '12345678901234567890',
      nativeName: 'tokenIdYes',
      title: 'Toy A',
      tick: 10,
      closesAt: (TOY_FROM + 90_000_000) as Micros,
    },
    {
      id: 'polymarket:toy-ö-b' as MarketId,
      venue: 'polymarket',
      native: 'toy-ö-b',
      nativeName: 'slug',
      title: 'Toy B',
      tick: 100,
      closesAt: null,
    },
  ],
  pairs: [
    { name: 'toy', a: 0, b: 1, polarity: 'same' },
    { name: 'within', a: 1, b: 2, polarity: 'inverse' },
  ],
  fees: { kalshi: { takerRate: 700, assumed: false }, polymarket: { takerRate: 300, assumed: true } },
}

function levelsOf(buffer: LevelBuffer): readonly (readonly [number, number])[] {
  return Array.from({ length: buffer.length }, (_, index) => [
    buffer.prices[index] as number,
    buffer.quantities[index] as number,
  ])
}

/** Returns all that an event says, to keep and compare. */
export function copyEvent(event: RecordingEvent) {
  return { ...event, bids: levelsOf(event.bids), asks: levelsOf(event.asks) }
}
