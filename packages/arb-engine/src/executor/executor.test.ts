import { millis, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { A, B, contracts, createWorld, PAIR, pass, planOf } from '../../test/executor-world.ts'

describe('an executor', () => {
  test('sends both legs at once and ends hedged', async () => {
    const world = createWorld('plain')
    const { executor, facts } = await world.start()
    await executor.ready
    const opened = executor.open(planOf(world, PAIR, contracts(10)))
    expect(opened).toEqual({ trade: 1 })
    expect(world.venues.kalshi.sent.map(({ order }) => order)).toMatchObject([
      { market: A, action: 'buy', outcome: 'yes', limit: 4_000, quantity: contracts(10) },
    ])
    expect(world.venues.polymarket.sent.map(({ order }) => order)).toMatchObject([
      { market: B, action: 'buy', outcome: 'no', limit: 5_000, quantity: contracts(10) },
    ])
    await pass(world, seconds(3))
    await executor.idle()
    expect(facts).toContainEqual(
      expect.objectContaining({ type: 'trade.ended', ending: 'hedged', matched: contracts(10) }),
    )
    expect(executor.state().endings).toEqual({ hedged: 1, flattened: 0, halted: 0 })
    expect(executor.state().trades.size).toBe(0)
  })

  test('completes or flattens what one leg got beyond the other', async () => {
    const world = createWorld('partial')
    const { executor, facts } = await world.start()
    world.venues.polymarket.fates.push({ part: 40 })
    executor.open(planOf(world, PAIR, contracts(10)))
    await pass(world, millis(200))
    expect(facts).toContainEqual(
      expect.objectContaining({ type: 'trade.repaired', how: 'complete', quantity: contracts(6) }),
    )
    expect(facts).toContainEqual(
      expect.objectContaining({ type: 'trade.ended', ending: 'hedged', matched: contracts(10) }),
    )
  })
})
