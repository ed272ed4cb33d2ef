/*
 * Our own client on the fake: what its feed says of markets while the venue takes no orders, and after.
 */
import type { Fact, MarketStatus } from '@arbees/core'
import { seconds } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { createVenue } from './polymarket-venue.ts'

async function createPaused() {
  const venue = await createVenue()
  const { feed, market, fake, pass, submit, quote } = venue
  quote('ask', 0.52, 100)
  const told: MarketStatus[] = []
  const facts: Fact[] = []
  const stop = feed.subscribe([market], (found) => {
    for (const fact of found) {
      facts.push(fact)
      if (fact.type === 'market.changed' && fact.status !== undefined) told.push(fact.status)
    }
  })
  await pass(2)
  fake.faults.inject({ fault: 'restart.425', match: 'POST /order', amountMicros: seconds(1) })
  expect(await submit()).toMatchObject({ type: 'rejected', reason: 'paused' })
  expect(told).toEqual(['paused'])
  return { ...venue, told, facts, stop }
}

describe('after a pause the feed says of a market', () => {
  it('open, though nobody has sent an order since', async () => {
    const { told, pass } = await createPaused()
    await pass(10)
    expect(told).toEqual(['paused', 'open'])
  })

  it('settled, if it settled meanwhile', async () => {
    const { told, facts, pass, fake, settings } = await createPaused()
    fake.resolve(settings.conditionId, 0)
    await pass(10)
    expect(facts.some((fact) => fact.type === 'market.settled')).toBe(true)
    expect(told).toEqual(['paused', 'settled'])
  })

  it('closed, if it was found closed meanwhile', async () => {
    const { told, pass, fake, settings, client, market, wait } = await createPaused()
    fake.closeMarket(settings.conditionId)
    await wait(client.markets.find({ market }, { isFresh: true }))
    await pass(10)
    expect(told).toEqual(['paused', 'closed'])
  })

  it('nothing once the subscription has ended', async () => {
    const { told, stop, pass } = await createPaused()
    stop()
    await pass(10)
    expect(told).toEqual(['paused'])
  })
})
