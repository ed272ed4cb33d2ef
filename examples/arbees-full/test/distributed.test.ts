/*
 * Every process of docker-compose.yml over a real Redis and a real PostgreSQL, two shards among them: the short form of
 * `pnpm arbees-full:local`, which plays a day to its end.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import { serveGameDay } from '@arbees/venue-fakes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STOP_KEY } from '../src/platform/stop/stop-places.ts'
import { SERVICES } from '../src/services.ts'
import { NO_REDIS } from './local-redis.ts'
import type { LocalStack } from './stack/local-stack.ts'
import { startLocalStack } from './stack/local-stack.ts'
import { settingsOfDay } from './stack/play-stack.ts'

type Service = { readonly service: string; readonly instance: string; readonly status: string }

/** A loaded machine takes minutes to start as many processes. */
const PATIENCE_MS = 900_000

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe.skipIf(NO_REDIS !== undefined)(`the deployment${NO_REDIS === undefined ? '' : ` (${NO_REDIS})`}`, () => {
  let stack: LocalStack
  const folder = mkdtempSync(join(tmpdir(), 'arbees-distributed-'))
  const ending: (() => Promise<void>)[] = []

  beforeAll(async () => {
    const runtime = { ...nodeRuntime(), rng: createRng(3) }
    const { line, close } = await serveGameDay({ runtime, seed: 3, games: 2, speed: 10 })
    ending.push(close)
    stack = await startLocalStack({ folder, settings: settingsOfDay(line), scale: { game_shard: 2 } })
    ending.unshift(stack.close)
    await stack.untilHealthy(PATIENCE_MS)
  }, PATIENCE_MS)

  afterAll(async () => {
    for (const end of ending) await end()
    rmSync(folder, { recursive: true, force: true })
  }, PATIENCE_MS)

  /** Asks through the process that serves the pages. */
  const ask = async (path: string) => (await fetch(`${stack.frontendUrl}${path}`)).json()
  const until = async (what: string, isSo: () => Promise<boolean>, withinMs = PATIENCE_MS / 3) => {
    const began = performance.now()
    while (!(await isSo().catch(() => false))) {
      if (performance.now() - began > withinMs) throw new Error(`it never happened: ${what}`)
      await wait(100)
    }
    return performance.now() - began
  }
  const redisCli = (...words: string[]) => spawnSync('redis-cli', ['-p', String(stack.redisPort), ...words])

  test(
    'is healthy as its own health checks tell, each service known to the API by its heartbeat',
    async () => {
      const found = async () => {
        const { services } = (await ask('/api/monitoring/health')) as { readonly services: readonly Service[] }
        return services.filter(({ status }) => status === 'healthy').map(({ instance }) => instance)
      }
      const names = SERVICES.map(({ name }) => name).filter((name) => name !== 'game-shard')
      const wanted = [...names.map((name) => `${name}/${name}`), 'game-shard/game-shard-1', 'game-shard/game-shard-2']
      await until('every service beats', async () => {
        const healthy = await found()
        return wanted.every((name) => healthy.includes(name))
      })
      expect(Object.keys(stack.leftOut).sort()).toEqual(['backup', 'timescaledb', 'vpn'])
    },
    PATIENCE_MS,
  )

  test(
    'serves the pages and passes the API on, and nothing to a foreign name',
    async () => {
      const page = await fetch(stack.frontendUrl)
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([
        200,
        expect.stringContaining("default-src 'self'"),
      ])
      const posted = await fetch(`${stack.frontendUrl}/api/control/stop`, { method: 'POST', body: '{"reason":"test"}' })
      expect(posted.status).toBe(403)
      const socket = new WebSocket(`${stack.frontendUrl.replace('http', 'ws')}/ws`)
      const first = await new Promise<string>((resolve, reject) => {
        socket.onmessage = ({ data }) => resolve(String(data))
        socket.onerror = () => reject(new Error('no socket'))
      })
      socket.close()
      expect(JSON.parse(first)).toMatchObject({ type: 'batch', messages: [{ type: 'overview' }] })
    },
    PATIENCE_MS,
  )

  test(
    'finds the games and matches their markets in processes that share only a bus',
    async () => {
      await until('games were discovered', async () =>
        /Discovered 2 NBA games/.test(stack.process('orchestrator').output()),
      )
      await until('games are known', async () => ((await ask('/api/live-games')) as readonly unknown[]).length === 2)
    },
    PATIENCE_MS,
  )

  test(
    'stops by the key that operators set, in every process, and goes on when it is deleted',
    async () => {
      const stops = (name: string, state: string) => stack.process(name).output().split(`"stop":"${state}"`).length
      const before = stops('execution_service', 'set')
      redisCli('SET', STOP_KEY, '1')
      await until('execution stopped', async () => stops('execution_service', 'set') > before)
      const clear = stops('execution_service', 'clear')
      redisCli('DEL', STOP_KEY)
      await until('execution goes on', async () => stops('execution_service', 'clear') > clear)
    },
    PATIENCE_MS,
  )

  test(
    'has a process that was killed back by itself, healthy',
    async () => {
      const process = stack.process('execution_service')
      const before = process.starts()
      await process.kill()
      await until('it was started again', async () => process.starts() > before)
      await stack.untilHealthy(PATIENCE_MS / 2)
      expect(process.starts()).toBe(before + 1)
    },
    PATIENCE_MS,
  )
})
