import { millis, seconds } from '@arbees/core'
import { expect, test } from 'vitest'
import { createOfflineWorld, TICKER } from './offline-trader.ts'

test('after a refusal by its rules a market is read again, and what is one-sided is completed', async () => {
  const world = createOfflineWorld()
  await world.open()
  // Paused for the length of one order, and no news of it.
  const market = world.kalshi.market(TICKER)
  world.moments.before = () => {
    if (world.orders() === 1) market.status = 'inactive'
  }
  world.moments.after = () => {
    market.status = 'active'
  }
  world.offer(4_000, 5_000)
  await world.pass(seconds(15))
  expect(world.facts.filter(({ type }) => type === 'trade.ended')).toHaveLength(1)
  expect(world.orders()).toBe(2)
  world.end()
})

/** Opens a small gap twenty times within a second. */
async function flurry(tier: string) {
  const world = createOfflineWorld({ tier })
  await world.open()
  for (let gap = 0; gap < 20; gap++) {
    world.offer(4_000, 5_000, 5)
    await world.pass(millis(40))
  }
  await world.pass(seconds(10))
  world.end()
  return world
}

test('an account of the lowest tier is not asked for more than it may', async () => {
  const { tooMany, orders } = await flurry('basic')
  expect(tooMany).toEqual([])
  expect(orders()).toBeGreaterThan(5)
})

test.each(['prestige', 'unlimited'])('an account of a high tier (%s) orders as fast as it may', async (tier) => {
  const { tooMany, orders } = await flurry(tier)
  expect(tooMany).toEqual([])
  expect(orders()).toBeGreaterThan(15)
})

test('a market whose fees rise is judged by them, and by what they fall to again', async () => {
  const world = createOfflineWorld()
  await world.open()
  const { event } = world.kalshi.market(TICKER)
  const charge = async (multiplier: number) => {
    event.feesOverride = { feeType: 'quadratic', multiplier }
    const msg = { event_ticker: event.ticker, fee_type_override: 'quadratic', fee_multiplier_override: 1 }
    world.say({ type: 'event_fee_update', sid: 99, seq: 1, msg })
    await world.pass(seconds(1))
  }
  await charge(30_000)
  // Six cents gross: worth it at the fees of the first listing, a loss at three times those.
  world.offer(4_000, 4_600)
  await world.pass(seconds(2))
  expect(world.orders()).toBe(0)
  await charge(10_000)
  expect(world.orders()).toBe(1)
  world.end()
})
