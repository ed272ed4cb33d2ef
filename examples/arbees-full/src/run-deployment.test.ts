import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { freePort } from '../test/local-redis.ts'
import { ConfigError } from './platform/config/read-config.ts'
import { secretVariable } from './platform/config/variable.ts'
import { runDeployment } from './run-deployment.ts'
import { defineService } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'arbees-deployment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function clock(begun: () => void) {
  return defineService({
    name: 'clock',
    listens: {},
    speaks: [],
    config: z.object({}),
    start: async ({ runtime }) => ({
      handlers: {},
      begin: () => {
        runtime.log('info', 'begun', { failures: 0 })
        begun()
      },
    }),
  })
}

const keyed = defineService({
  name: 'keyed',
  listens: {},
  speaks: [],
  config: z.object({ KEYED_SECRET: secretVariable('a key of digits', /^\d+$/) }),
  start: async () => ({ handlers: {} }),
})

describe('a process', () => {
  test('starts without one alarming word, tells that it is ready, and ends by the signal', async () => {
    const lines: string[] = []
    const ending = new AbortController()
    const port = await freePort()
    let begin: () => void = () => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const running = runDeployment({
      services: [clock(begin), keyed],
      environment: { DATA_DIR: join(folder, 'data'), HEALTH_PORT: String(port), SERVICES: 'clock' },
      hostname: 'testing',
      write: (line) => lines.push(line),
      signal: ending.signal,
    })
    await Promise.race([begun, running])
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: { bus: true, store: true } }])
    ending.abort()
    await running
    const messages = lines.map((line) => JSON.parse(line).message)
    expect(messages).toEqual(
      expect.arrayContaining(['starting', 'schema is up to date', 'service started', 'begun', 'stopped']),
    )
    expect(lines.filter((line) => /error/i.test(line))).toEqual([])
  })

  test('is refused with everything that is wrong, before anything is opened', async () => {
    const lines: string[] = []
    const running = runDeployment({
      services: [clock(() => undefined), keyed],
      environment: {
        DATA_DIR: join(folder, 'none'),
        SERVICES: 'keyed,clok',
        KEYED_SECRET: 'canary',
        LOG_LEVEL: 'loud',
      },
      hostname: 'testing',
      write: (line) => lines.push(line),
      signal: new AbortController().signal,
    })
    const error = await running.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).problems).toEqual([
      'LOG_LEVEL: expected one of DEBUG, INFO, WARN, ERROR',
      'KEYED_SECRET: expected a key of digits',
      'SERVICES: expected some of clock, keyed, found clok',
    ])
    expect(lines).toEqual([])
  })
})
