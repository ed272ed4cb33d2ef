/*
 * Games among shards: each has one holder, a dead shard's games move within a lease, a new shard gets its
 * share, and a game is given up when its markets have settled.
 */
import type { Micros } from '@arbees/core'
import { seconds, toMarketId, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import { createMemoryLeases } from '../../platform/leases/memory-leases.ts'
import { StoreError } from '../../platform/store/store.ts'
import type { KnownGame } from './core.ts'
import { applyFound, applyMatched, createAssignments, forgetOld } from './core.ts'
import { followHeldGames } from './held-games.ts'
import { leaseGames } from './lease-games.ts'
import type { SilenceWatch } from './silence-watch.ts'
import { applyHeartbeat, applyOldHeartbeat, findReplaced, findSilent } from './silence-watch.ts'

const LEASE = seconds(30)

function createWorld() {
  const { clock, log } = createVirtualRuntime({ seed: 1 })
  const state = createAssignments()
  const told: SpokenOf<'market.assigned'>[] = []
  const world = {
    state,
    leases: createMemoryLeases(clock),
    times: { lease: LEASE, ahead: seconds(3_600) },
    now: clock.now,
    log,
    tell: async (assigned: SpokenOf<'market.assigned'>) => void told.push(assigned),
  }
  const find = (game: string, more: Partial<MessageOf<'game.found'>> = {}) => {
    const team = { id: game, name: game, abbreviation: 'T' }
    const found = { game, league: 'nba' as const, home: team, away: team, startsAt: clock.now(), isNeutralSite: false }
    return applyFound(state, { ...found, status: 'in-progress', ...more }, clock.now())
  }
  const pass = (time: Micros) => clock.run(toMicros(clock.now() + time))
  /** Time passes in which these shards give signs of life. */
  const live = async (time: Micros, ...shards: readonly string[]) => {
    for (let passed = 0; passed < time; passed += seconds(3)) {
      for (const shard of shards) state.shards.set(shard, clock.now())
      await leaseGames(world)
      await pass(seconds(3))
    }
  }
  const holders = () => Object.fromEntries([...state.games].map(([name, { holder }]) => [name, holder?.shard]))
  return { clock, state, world, told, find, pass, live, holders }
}

test('games are shared among the shards, each told once with its markets', async () => {
  const { state, told, find, live, holders } = createWorld()
  for (const game of ['1', '2', '3', '4']) find(game)
  const market = toMarketId('kalshi', 'A')
  state.markets.set('1', [market])
  await live(seconds(9), 'a', 'b')
  expect(Object.values(holders()).sort()).toEqual(['a', 'a', 'b', 'b'])
  expect(told).toHaveLength(4)
  expect(told[0]).toMatchObject({ game: '1', shard: 'a', markets: [market] })
  state.markets.set('1', [market, toMarketId('kalshi', 'B')])
  await live(seconds(3), 'a', 'b')
  expect(told).toHaveLength(5)
  expect(told[4]?.markets).toHaveLength(2)
})

test("a dead shard's games move within one lease of its last sign of life, with a greater fence", async () => {
  const { clock, told, find, live, holders } = createWorld()
  for (const game of ['1', '2']) find(game)
  await live(seconds(9), 'a', 'b')
  const diedAt = clock.now()
  const fences = new Map(told.map(({ game, fence }) => [game, fence]))
  await live(seconds(27), 'b')
  expect(new Set(Object.values(holders()))).toEqual(new Set(['a', 'b']))
  await live(seconds(6), 'b')
  expect(clock.now() - diedAt).toBeLessThanOrEqual(LEASE + seconds(6))
  expect(new Set(Object.values(holders()))).toEqual(new Set(['b']))
  const moved = told.at(-1)
  expect(moved?.shard).toBe('b')
  expect(moved?.fence).toBeGreaterThan(fences.get(moved?.game ?? '') ?? Number.POSITIVE_INFINITY)
})

test('a new shard gets its share, games that have not begun first', async () => {
  const { clock, find, live, holders } = createWorld()
  for (const game of ['1', '2']) find(game)
  find('3', { status: 'scheduled', startsAt: toMicros(clock.now() + seconds(600)) })
  await live(seconds(6), 'a')
  expect(new Set(Object.values(holders()))).toEqual(new Set(['a']))
  await live(seconds(6), 'a', 'b')
  expect(holders()).toEqual({ 1: 'a', 2: 'a', 3: 'b' })
})

test('an orchestrator that starts again finds who has what', async () => {
  const first = createWorld()
  first.find('1')
  await first.live(seconds(3), 'a')
  const state = createAssignments()
  const second = { ...first.world, state }
  state.games.set('1', { ...(first.state.games.get('1') as KnownGame), holder: null, told: null })
  state.shards.set('0', first.clock.now())
  state.shards.set('a', first.clock.now())
  await leaseGames(second)
  expect(state.games.get('1')?.holder?.shard).toBe('a')
  expect(first.told.at(-1)).toEqual(first.told.at(-2))
})

test('a market that is no longer told of its game is watched on until it has settled', async () => {
  const { state, told, find, live } = createWorld()
  const [left, listed] = [toMarketId('kalshi', 'A'), toMarketId('kalshi', 'B')]
  const match = (...ids: readonly string[]) =>
    applyMatched(state, { game: '1', markets: ids.map((id) => ({ market: { id } })) } as never)
  find('1')
  match(left)
  match(listed)
  await live(seconds(3), 'a')
  expect(told.at(-1)?.markets).toEqual([listed, left])
  find('1', { status: 'final' })
  state.settled.add(listed)
  await live(seconds(3), 'a')
  expect(told.at(-1)?.shard).toBe('a')
  state.settled.add(left)
  await live(seconds(3), 'a')
  expect(told.at(-1)?.shard).toBeNull()
})

test('a game is worked on from an hour before its start until its markets have settled', async () => {
  const { clock, state, told, find, live, pass } = createWorld()
  const startsAt = toMicros(clock.now() + seconds(7_200))
  expect(find('1', { status: 'scheduled', startsAt })).toBe(true)
  expect(find('1', { status: 'scheduled', startsAt })).toBe(false)
  await live(seconds(3), 'a')
  expect(told).toEqual([])
  await pass(seconds(3_600))
  const market = toMarketId('kalshi', 'A')
  state.markets.set('1', [market])
  await live(seconds(3), 'a')
  expect(told.at(-1)?.shard).toBe('a')
  find('1', { status: 'final', startsAt })
  await live(seconds(60), 'a')
  expect(told.at(-1)?.shard).toBe('a')
  state.settled.add(market)
  await live(seconds(3), 'a')
  expect(told.at(-1)?.shard).toBeNull()
  await pass(seconds(49 * 3_600))
  forgetOld(state, clock.now())
  expect(state.games.size + state.markets.size + state.settled.size).toBe(0)
})

test('a game of which something is held is watched until its markets have settled, however late', async () => {
  const { clock, state, told, find, live, pass } = createWorld()
  const market = toMarketId('kalshi', 'A')
  for (const game of ['held', 'free']) {
    find(game, { status: 'final' })
    state.markets.set(game, [market])
  }
  const held = [{ game: 'held' }]
  const { log } = createVirtualRuntime({ seed: 1 })
  const ending = new AbortController()
  const store = {
    isDown: false,
    query: async () => (store.isDown ? Promise.reject(new StoreError('unreachable', 'gone')) : held),
  }
  followHeldGames({ state, store: store as never, clock, log, signal: ending.signal })
  const shardOf = (game: string) => told.findLast((one) => one.game === game)?.shard
  await live(seconds(3), 'a')
  expect([shardOf('held'), shardOf('free')]).toEqual(['a', 'a'])
  // What cannot be read for a while is taken for held still.
  store.isDown = true
  await pass(seconds(60 * 3_600))
  await live(seconds(3), 'a')
  forgetOld(state, clock.now())
  expect([shardOf('held'), shardOf('free')]).toEqual(['a', null])
  expect([...state.games.keys()]).toEqual(['held'])
  store.isDown = false
  state.settled.add(market)
  await live(seconds(3), 'a')
  expect(shardOf('held')).toBeNull()
  held.length = 0
  await pass(seconds(61))
  forgetOld(state, clock.now())
  expect(state.games.size).toBe(0)
  ending.abort()
})

test('who falls silent is told once, and so is who comes back', () => {
  const watch: SilenceWatch = new Map()
  const beat = (at: number, status: 'healthy' | 'degraded' = 'healthy') =>
    applyHeartbeat(
      watch,
      {
        service: 'game-shard',
        instance: 'game-shard/a',
        status,
        startedAt: 0 as Micros,
        at: at as Micros,
        checks: { espn: status === 'healthy' },
        metrics: {},
        lastSeen: {},
      },
      at as Micros,
    )
  expect(beat(0)).toEqual([])
  expect(beat(1, 'degraded')[0]?.sentence).toContain('espn')
  expect(beat(2, 'degraded')).toEqual([])
  expect(findSilent(watch, LEASE, (2 + LEASE) as Micros)).toEqual([])
  expect(findSilent(watch, LEASE, (3 + LEASE) as Micros)[0]?.title).toBe('game-shard: silent')
  expect(findSilent(watch, LEASE, (4 + LEASE) as Micros)).toEqual([])
  expect(beat(5 + LEASE)[0]?.priority).toBe('info')
})

test('a last word is kept for an hour, and for good where nobody of the service lives', () => {
  const watch: SilenceWatch = new Map()
  const hour = seconds(3_600)
  const word = (service: string, name: string, at: number) => {
    const about = { status: 'healthy', startedAt: 0, checks: {}, metrics: {}, lastSeen: {} } as const
    return { service, instance: `${service}/${name}`, ...about, at } as unknown as MessageOf<'service.heartbeat'>
  }
  // Both died before we were there.
  applyOldHeartbeat(watch, word('game-shard', 'old-host', 1))
  applyOldHeartbeat(watch, word('execution-service', 'one', 1))
  expect(findSilent(watch, LEASE, toMicros(2 * LEASE))).toEqual([])
  expect(findReplaced(watch, toMicros(2 * hour))).toEqual([])
  expect(applyHeartbeat(watch, word('game-shard', 'new-host', hour), hour)).toEqual([])
  expect(findReplaced(watch, hour)).toEqual([])
  expect(findReplaced(watch, toMicros(hour + 2))).toEqual(['game-shard/old-host'])
  expect(applyHeartbeat(watch, word('execution-service', 'one', hour), hour)).toEqual([])
})
