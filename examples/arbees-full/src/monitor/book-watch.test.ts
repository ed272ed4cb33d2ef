/*
 * What a watch does of a settlement that no stream brings: the venue here says nothing by itself but what a test has it
 * say, and answers when it is asked.
 */
import type { FactListener, Feed, MarketId, Micros, Price } from '@arbees/core'
import { seconds, toMarketId, toMicros, VenueError } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import type { SpokenOf } from '../messages/topics.ts'
import { createBookWatch } from './book-watch.ts'
import { applyAssignment, createMarketWishes } from './market-wishes.ts'
import type { AskPayment } from './settlement-desk.ts'
import { paymentOf } from './settlement-desk.ts'

const MARKET = toMarketId('kalshi', 'A')

function createWorld(askPayment: AskPayment) {
  const { clock, log, lines } = createVirtualRuntime({ seed: 1 })
  const listeners: FactListener[] = []
  const feed: Feed = {
    venue: 'kalshi',
    market: () => Promise.reject(new Error('nobody asks')),
    fees: () => Promise.reject(new Error('nobody asks')),
    subscribe: (_markets, listener) => {
      listeners.push(listener)
      return () => undefined
    },
  }
  const told: SpokenOf<'market.settled'>[] = []
  const bus = { isUp: true }
  const wishes = createMarketWishes('kalshi')
  const watch = createBookWatch({
    feed,
    wishes,
    clock,
    log,
    title: 'Kalshi',
    reportMicros: seconds(60),
    settlementMicros: seconds(300),
    askPayment,
    voice: {
      quote: () => undefined,
      settled: async (settled) => {
        if (bus.isUp) told.push(settled)
        return bus.isUp
      },
    },
  })
  const pass = (time: Micros) => clock.run(toMicros(clock.now() + time))
  const begin = async () => {
    applyAssignment(wishes, { game: '1', league: 'nba', shard: 'a', fence: 1, markets: [MARKET] })
    watch.refresh()
    await pass(seconds(1))
  }
  const say = (status: 'open' | 'closed' | 'settled') =>
    listeners[0]?.([{ type: 'market.changed', market: MARKET, status, at: clock.now() }])
  return { told, bus, pass, begin, say, end: watch.end, lines }
}

/** A venue that answers once it has settled, and counts how often it is asked. */
function createVenue() {
  const venue = { isSettled: false, isDown: false, asked: 0 }
  const ask = async (market: MarketId) => {
    venue.asked += 1
    if (venue.isDown) throw new VenueError('market.not-found', { venue: 'kalshi', market })
    return venue.isSettled ? paymentOf(10_000 as Price) : undefined
  }
  return { venue, ask }
}

test('a market that is heard to have settled at no price is asked for, and told once', async () => {
  const { venue, ask } = createVenue()
  const { told, pass, begin, say, end } = createWorld(ask)
  await begin()
  venue.isSettled = true
  say('settled')
  await pass(seconds(1))
  expect(told).toMatchObject([{ market: MARKET, outcome: 'yes', yesPrice: 10_000, game: null }])
  await pass(seconds(2_000))
  expect(told).toHaveLength(1)
  end()
})

test('what is paid long after it was closed, unheard, is found at the next look, also when one look failed', async () => {
  const { venue, ask } = createVenue()
  const { told, pass, begin, say, end, lines } = createWorld(ask)
  await begin()
  say('closed')
  await pass(seconds(100))
  venue.isSettled = true
  venue.isDown = true
  await pass(seconds(300))
  expect(told).toEqual([])
  expect(lines.some(({ level, message }) => level === 'warn' && message.includes('asking again later'))).toBe(true)
  venue.isDown = false
  await pass(seconds(300))
  expect(told).toHaveLength(1)
  end()
})

test('a market that seems open is asked for once nothing is heard of it for long', async () => {
  const { venue, ask } = createVenue()
  const { told, pass, begin, say, end } = createWorld(ask)
  await begin()
  for (let look = 0; look < 10; look++) {
    say('open')
    await pass(seconds(100))
  }
  expect(venue.asked).toBe(1)
  venue.isSettled = true
  await pass(seconds(600))
  expect(told).toHaveLength(1)
  end()
})

test('a settlement that the bus did not take is told again', async () => {
  const { venue, ask } = createVenue()
  const { told, bus, pass, begin, end } = createWorld(ask)
  venue.isSettled = true
  bus.isUp = false
  await begin()
  bus.isUp = true
  expect(told).toEqual([])
  await pass(seconds(301))
  expect(told).toHaveLength(1)
  end()
})
