import { seconds } from '@arbees/core'
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
