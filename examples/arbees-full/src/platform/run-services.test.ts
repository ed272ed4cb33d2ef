import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millis } from '@arbees/core'
import { createSecret, nodeRuntime } from '@arbees/transport'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { LocalPostgres } from '../../test/local-postgres.ts'
import { startLocalPostgres } from '../../test/local-postgres.ts'
import type { LocalRedis } from '../../test/local-redis.ts'
import { NO_REDIS, startLocalRedis } from '../../test/local-redis.ts'
import { defineService } from '../service.ts'
import { checkPlatform, platformVariables } from './config/platform-variables.ts'
import type { Environment } from './config/read-config.ts'
import { readConfig } from './config/read-config.ts'
import { integerVariable } from './config/variable.ts'
import { instanceOf, openPlatform } from './open-platform.ts'
import { runServices } from './run-services.ts'

const folder = mkdtempSync(join(tmpdir(), 'arbees-run-'))
const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const one of cleanUp.splice(0)) await one()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GAMES_TO_FIND = integerVariable('3', 1, 100)
const finder = defineService({
  name: 'finder',
  listens: {},
  speaks: ['game.found'],
  config: z.object({ GAMES_TO_FIND }),
  start: async ({ config, speak }) => ({
    handlers: {},
    begin: async () => {
      const team = { id: '1', name: 'Home', abbreviation: 'HOM' }
      for (let game = 1; game <= config.GAMES_TO_FIND; game++) {
        const about = { game: `g${game}`, league: 'nba', home: team, away: team, startsAt: 1 } as const
        await speak('game.found', { ...about, status: 'scheduled', isNeutralSite: false })
      }
    },
  }),
})

type Notes = { heard: string[]; stopped: number; heartbeats: Map<string, string>; isStopped?: boolean }

function keeper(notes: Notes) {
  return defineService({
    name: 'keeper',
    listens: { 'game.found': 'share', 'service.heartbeat': 'each' },
    speaks: [],
    config: z.object({}),
    start: async ({ store, killSwitch }) => ({
      handlers: {
        'game.found': async ({ game }) => {
          const [row] = await store.query<{ n: number }>('SELECT COUNT(*) AS n FROM paper_trades')
          notes.heard.push(`${game} ${row?.n}`)
          notes.isStopped = killSwitch.isStopped()
        },
        'service.heartbeat': ({ service, status }) => void notes.heartbeats.set(service, status),
      },
      checks: { books: () => false },
      stop: () => {
        notes.stopped += 1
      },
    }),
  })
}

async function playOnce(environment: Environment): Promise<Notes> {
  const notes: Notes = { heard: [], stopped: 0, heartbeats: new Map() }
  const services = [finder, keeper(notes)]
  const wanted = { ...platformVariables, GAMES_TO_FIND }
  const config = readConfig(environment, wanted, wanted, [checkPlatform])
  const ending = new AbortController()
  const runtime = nodeRuntime({ log: () => undefined, signal: ending.signal })
  const platform = await openPlatform(config, runtime, 'testing', ending.signal)
  const ended = runServices({ services, platform, runtime, config, heartbeat: millis(100), signal: ending.signal })
  const deadline = performance.now() + 20_000
  while ((notes.heard.length < 4 || notes.heartbeats.size < 2) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  ending.abort()
  await ended
  return notes
}

describe('services on the platform', () => {
  test('run in one process, and again on the same folder', async () => {
    for (const _ of [1, 2]) {
      const notes = await playOnce({ DATA_DIR: join(folder, 'data'), GAMES_TO_FIND: '4' })
      expect(notes.heard).toEqual(['g1 0', 'g2 0', 'g3 0', 'g4 0'])
      expect(notes.stopped).toBe(1)
      expect(notes.heartbeats).toEqual(
        new Map([
          ['finder', 'healthy'],
          ['keeper', 'degraded'],
        ]),
      )
    }
  })

  test('end the start when one of them cannot start, and leave nothing open', async () => {
    const broken = defineService({
      name: 'broken',
      listens: {},
      speaks: [],
      config: z.object({}),
      start: () => Promise.reject(new Error('no key')),
    })
    const wanted = { ...platformVariables, GAMES_TO_FIND }
    const config = readConfig({ DATA_DIR: join(folder, 'broken') }, wanted, wanted, [])
    const ending = new AbortController()
    const runtime = nodeRuntime({ log: () => undefined, signal: ending.signal })
    const platform = await openPlatform(config, runtime, 'testing', ending.signal)
    const run = { services: [finder, broken], platform, runtime, config, heartbeat: millis(100), signal: ending.signal }
    await expect(runServices(run)).rejects.toThrow('no key')
    // The folder is free again.
    await (await openPlatform(config, runtime, 'testing', ending.signal)).close()
    ending.abort()
  })

  test('end the process as failed when one of them says so, in order', async () => {
    let isStopped = false
    const losing = defineService({
      name: 'losing',
      listens: {},
      speaks: [],
      config: z.object({}),
      start: async ({ fail }) => ({
        handlers: {},
        begin: () => fail(new Error('the lease was lost')),
        stop: () => {
          isStopped = true
        },
      }),
    })
    const config = readConfig({ DATA_DIR: join(folder, 'losing') }, platformVariables, platformVariables, [])
    const ending = new AbortController()
    const runtime = nodeRuntime({ log: () => undefined, signal: ending.signal })
    const platform = await openPlatform(config, runtime, 'testing', ending.signal)
    const run = { services: [losing], platform, runtime, config, heartbeat: millis(100), signal: ending.signal }
    await expect(runServices(run)).rejects.toThrow('the lease was lost')
    expect(isStopped).toBe(true)
    ending.abort()
  })

  test('names a process after its host where others of its kind may run', () => {
    const REDIS_URL = createSecret('redis://redis:6379')
    const one = { INSTANCE: undefined, SERVICES: ['game-shard'], REDIS_URL: undefined }
    expect(instanceOf(one, 'a1b2')).toBe('game-shard')
    expect(instanceOf({ ...one, REDIS_URL }, 'a1b2.lan')).toBe('game-shard-a1b2-lan')
    expect(instanceOf({ ...one, REDIS_URL, INSTANCE: 'left' }, 'a1b2')).toBe('left')
    expect(instanceOf({ ...one, SERVICES: [] }, 'a1b2')).toBe('arbees')
  })

  test.skipIf(NO_REDIS !== undefined)(
    `run over Redis and PostgreSQL the same${NO_REDIS === undefined ? '' : ` (${NO_REDIS})`}`,
    async () => {
      const redis: LocalRedis = await startLocalRedis()
      cleanUp.push(redis.remove)
      const server: LocalPostgres = await startLocalPostgres()
      cleanUp.push(server.remove)
      const notes = await playOnce({ REDIS_URL: redis.url, DATABASE_URL: server.url, GAMES_TO_FIND: '4' })
      expect(notes.heard).toEqual(['g1 0', 'g2 0', 'g3 0', 'g4 0'])
      expect(notes.heartbeats).toEqual(
        new Map([
          ['finder', 'healthy'],
          ['keeper', 'degraded'],
        ]),
      )
    },
  )
})
