import type { Broker, ClientOrderId, Feed, MarketId, Micros } from '@arbees/core'
import type { VenueSubject } from '@arbees/testkit'
import { createVirtualClock, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import { kalshiVenue } from '../src/venue.ts'
import { createSmallExchange, TICKER } from './small-exchange.ts'
import { createTestClient, createWorld, START } from './world.ts'

function createSubject(): VenueSubject {
  const clock = createVirtualClock(START)
  const exchange = createSmallExchange(clock)
  const { runtime } = createWorld(clock)
  const client = createTestClient('http://exchange/trade-api/v2', {
    ...runtime,
    http: exchange.http,
    connect: exchange.connect,
  })
  let names = 0
  return {
    venue: kalshiVenue(client),
    market: `kalshi:${TICKER}` as MarketId,
    missing: 'kalshi:KXNONE-1' as MarketId,
    now: clock.now,
    nextId: () => {
      names += 1
      return `arb${START}${String(names).padStart(6, '0')}` as ClientOrderId
    },
    pass: async (delay) => {
      await clock.settle()
      await clock.run((clock.now() + delay) as Micros)
    },
    rest: exchange.rest,
    taken: exchange.taken,
    disturb: exchange.disturb,
    disturbFeed: exchange.disturbFeed,
  }
}

describe('the venue contract, on Kalshi', () => {
  it('has cases', () => expect(new Set(VENUE_CONTRACT.map(({ id }) => id)).size).toBe(VENUE_CONTRACT.length))
  it.each(VENUE_CONTRACT.map((one) => [one.id, one.sentence, one.run] as const))(
    '%s %s',
    async (_id, _sentence, run) => {
      await run(createSubject())
    },
  )
})

type Spoil = (venue: Feed & Broker) => Partial<Feed & Broker>

/** Venues that are wrong in one way, and the case that must catch each. */
const SPOILED: readonly (readonly [what: string, id: string, spoil: Spoil])[] = [
  [
    'takes a lost answer for a refusal',
    'VC-21',
    (venue) => ({
      submit: async (order) => {
        const answer = await venue.submit(order)
        return answer.type === 'unknown' ? { type: 'rejected', reason: 'other', error: answer.error } : answer
      },
    }),
  ],
  [
    'takes silence for an answer',
    'VC-31',
    (venue) => ({ find: (order, since) => venue.find(order, since).catch(() => undefined) }),
  ],
  [
    'buys YES where NO was asked for',
    'VC-14',
    (venue) => ({ submit: (order) => venue.submit({ ...order, outcome: 'yes' }) }),
  ],
  [
    'hides that a book is broken',
    'VC-40',
    (venue) => ({
      subscribe: (markets, listener) =>
        venue.subscribe(markets, (facts) => listener(facts.filter(({ type }) => type !== 'book.stale'))),
    }),
  ],
  [
    'tells each fill twice',
    'VC-18',
    (venue) => ({ listen: (listener) => venue.listen((facts) => listener([...facts, ...facts])) }),
  ],
  [
    'forgets the fees',
    'VC-19',
    (venue) => ({
      find: async (order, since) => {
        const report = await venue.find(order, since)
        return report && { ...report, fills: report.fills.map((fill) => ({ ...fill, fee: 0 as never })) }
      },
    }),
  ],
  ['sends what has expired', 'VC-16', (venue) => ({ submit: ({ expiresAt: _late, ...order }) => venue.submit(order) })],
]

describe('the venue contract', () => {
  it.each(SPOILED)('catches a venue that %s by %s', async (_what, id, spoil) => {
    const subject = createSubject()
    const one = VENUE_CONTRACT.find((each) => each.id === id)
    await expect(one?.run({ ...subject, venue: { ...subject.venue, ...spoil(subject.venue) } })).rejects.toThrow()
  })
})
