import { describe, expect, test } from 'vitest'
import type { SpokenOf } from './topics.ts'
import { MessageError, readMessage, retainedKey } from './topics.ts'

const quote: SpokenOf<'quote.changed'> = {
  market: 'kalshi:KXNBAGAME-26NOV28LALBOS-LAL',
  venue: 'kalshi',
  bids: [{ price: 5600, quantity: 10_000_000 }],
  asks: [],
  venueAt: null,
  receivedAt: 1_796_493_600_000_000,
  continuity: 7,
}

describe('a message', () => {
  test('survives its way through JSON, number for number', () => {
    const spoken = readMessage('quote.changed', quote)
    expect(readMessage('quote.changed', JSON.parse(JSON.stringify(spoken)))).toEqual(spoken)
    expect(spoken).toEqual(quote)
  })

  test.each([
    ['a price with a fraction', { bids: [{ price: 5600.5, quantity: 1 }] }, 'bids[0].price'],
    ['a price above a dollar', { bids: [{ price: 10_001, quantity: 1 }] }, 'bids[0].price'],
    ['a quantity beyond the safe integers', { asks: [{ price: 1, quantity: 2 ** 53 }] }, 'asks[0].quantity'],
    ['a market without a venue', { market: 'LAL' }, 'market'],
    ['no time', { receivedAt: undefined }, 'receivedAt'],
  ])('with %s is refused, and the field is named', (_, change, field) => {
    expect(() => readMessage('quote.changed', { ...quote, ...change })).toThrow(MessageError)
    expect(() => readMessage('quote.changed', { ...quote, ...change })).toThrow(field)
  })

  test('is kept for newcomers by its own field, where its topic says so', () => {
    expect(retainedKey('quote.changed', readMessage('quote.changed', quote))).toBe(quote.market)
    const stop = readMessage('control', { type: 'stop', by: 'cli', reason: 'drill', at: 1 })
    expect(retainedKey('control', stop)).toBeUndefined()
  })
})
