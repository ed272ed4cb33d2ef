import type { Clock, Micros } from '@arbees/core'
import { millis, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { createRealClock, createSecret } from '@arbees/transport'
import { expect, test } from 'vitest'
import { NO_REDIS, startLocalRedis } from '../../../test/local-redis.ts'
import { connectRedis, openRedis } from '../redis/redis-link.ts'
import type { Leases } from './leases.ts'
import { createMemoryLeases } from './memory-leases.ts'
import { createRedisLeases } from './redis-leases.ts'

async function keepsItsPromises(leases: Leases, clock: Clock, pass: (delay: Micros) => Promise<void>): Promise<void> {
  const began = clock.now()
  const first = await leases.take('game:1', 'shard-1', millis(300))
  expect(first).toMatchObject({ name: 'game:1', holder: 'shard-1' })
  expect(first?.until).toBeGreaterThan(began)
  expect(await leases.take('game:1', 'shard-2', millis(300))).toBeUndefined()
  await pass(millis(200))
  const prolonged = await leases.take('game:1', 'shard-1', millis(300))
  expect(prolonged?.fence).toBe(first?.fence)
  await pass(millis(200))
  expect((await leases.holderOf('game:1'))?.holder).toBe('shard-1')
  await pass(millis(200))
  expect(await leases.holderOf('game:1')).toBeUndefined()
  const heir = await leases.take('game:1', 'shard-2', millis(300))
  expect(heir?.fence).toBeGreaterThan(first?.fence ?? 0)
  await leases.release('game:1', 'shard-1')
  expect((await leases.holderOf('game:1'))?.holder).toBe('shard-2')
  await leases.release('game:1', 'shard-2')
  const again = await leases.take('game:1', 'shard-2', millis(300))
  expect(again?.fence).toBeGreaterThan(heir?.fence ?? 0)
  await leases.take('game:2', 'shard-1', millis(300))
  await leases.take('account:kalshi', 'execution', millis(300))
  const games = await leases.list('game:')
  expect(games.map(({ name, holder }) => `${name} ${holder}`)).toEqual(['game:1 shard-2', 'game:2 shard-1'])
}

test('leases in memory have one holder, run out, and rise in their fence', async () => {
  const { clock } = createVirtualRuntime({ seed: 1 })
  const pass = async (delay: Micros) => void (await clock.run(toMicros(clock.now() + delay)))
  await keepsItsPromises(createMemoryLeases(clock), clock, pass)
})

test.skipIf(NO_REDIS !== undefined)(
  `leases in Redis do the same${NO_REDIS === undefined ? '' : ` (${NO_REDIS})`}`,
  async () => {
    const redis = await startLocalRedis()
    const clock = createRealClock()
    const link = connectRedis({ url: createSecret(redis.url) }, 'leases', () => undefined)
    await openRedis(link, new AbortController().signal)
    const pass = (delay: Micros) => new Promise<void>((resolve) => setTimeout(resolve, delay / 1_000))
    await keepsItsPromises(createRedisLeases(link, clock, 'test'), clock, pass)
    link.destroy()
    await redis.remove()
  },
)
