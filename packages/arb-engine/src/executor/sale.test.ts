import type { AccountSnapshot, ContinuityToken, Ladder, Micros, Price } from '@arbees/core'
import { millis, toMarketId } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { World } from '../../test/executor-world.ts'
import { A, contracts, createWorld, pass, planOf } from '../../test/executor-world.ts'
import type { Sale } from './sale.ts'

const ten = contracts(10)

async function begin(seed: string) {
  const world = createWorld(seed)
  const life = await world.start()
  await life.executor.ready
  return { world, life, executor: life.executor }
}

describe('an exit', () => {
  const exit = (world: World, change: Partial<Sale> = {}): Sale => ({
    name: 'exit',
    market: A,
    outcome: 'yes',
    limit: 3_900 as Price,
    quantity: contracts(4),
    continuity: (world.ladders.get(A) as Ladder).continuity,
    expiresAt: (world.clock.now() + millis(500)) as Micros,
    ...change,
  })

  test('sells part of what is held, by one order, and is over with it', async () => {
    const { world, executor, life } = await begin('exit')
    executor.open(planOf(world, [{ market: A, outcome: 'yes' }], ten))
    await pass(world, millis(100))
    expect(executor.sell(exit(world))).toEqual({ trade: 2 })
    expect(executor.sell(exit(world))).toMatchObject({ refused: { reason: 'in-flight' } })
    await pass(world, millis(100))
    expect(executor.state().trades.size).toBe(0)
    const sent = life.facts.filter((fact) => fact.type === 'order.sent')
    expect(sent).toMatchObject([{ action: 'buy' }, { action: 'sell', quantity: contracts(4), isUnwind: true }])
    const asked = executor.reconcile('kalshi')
    await pass(world, millis(100))
    const { holdings } = (await asked)[0] as AccountSnapshot
    expect(holdings).toEqual([{ market: A, outcome: 'yes', quantity: contracts(6) }])
  })

  test('does not leave late, on another book, off the grid, of an unknown market, or against a stop or a halt', async () => {
    const { world, executor } = await begin('exit-refused')
    executor.open(planOf(world, [{ market: A, outcome: 'yes' }], ten))
    await pass(world, millis(100))
    const reasonOf = (change: Partial<Sale> = {}) => {
      const sold = executor.sell(exit(world, change))
      return 'refused' in sold ? sold.refused.reason : undefined
    }
    expect(reasonOf({ expiresAt: (world.clock.now() - 1) as Micros })).toBe('expired')
    expect(reasonOf({ continuity: 99_999 as ContinuityToken })).toBe('discontinuous')
    expect(reasonOf({ limit: 3_950 as Price })).toBe('market-rules')
    expect(reasonOf({ market: toMarketId('kalshi', 'NONE') })).toBe('market-unknown')
    world.killSwitch.isSet = true
    expect(reasonOf()).toBe('stopped')
    world.killSwitch.mayUnwind = true
    expect(executor.state().trades.size).toBe(0)
    executor.halt('kalshi', 'a drill')
    expect(reasonOf()).toBe('halted')
    executor.clearHalt('kalshi', 'it is over')
    expect(reasonOf()).toBeUndefined()
  })
})
