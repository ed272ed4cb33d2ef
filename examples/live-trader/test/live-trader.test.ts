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
