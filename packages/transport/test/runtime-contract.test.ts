import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RUNTIME_CONTRACT } from '@arbees/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { fetchHttp } from '../src/fetch-http.ts'
import { jsonLog } from '../src/json-log.ts'
import { nodeRuntime } from '../src/node-runtime.ts'
import { createRealClock } from '../src/real-clock.ts'

const root = mkdtempSync(join(tmpdir(), 'arbees-runtime-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const written: string[] = []
const log = jsonLog({ clock: createRealClock(), write: (line) => written.push(line), level: 'debug' })
const pass = (delay: number) => new Promise<void>((resolve) => setTimeout(resolve, delay / 1_000 + 2))

describe('the real runtime keeps the contract', () => {
  test.each(RUNTIME_CONTRACT.map((one) => [one.id, one.sentence, one] as const))(
    '%s: %s',
    async (id, _sentence, one) => {
      await one.run({ runtime: nodeRuntime({ log }), directory: join(root, id), pass })
    },
  )

  test('also over the platform’s fetch and WebSocket', async () => {
    const runtime = nodeRuntime({ log, http: fetchHttp(), webSocket: (url) => new WebSocket(url) })
    for (const { id, run } of RUNTIME_CONTRACT.slice(-2))
      await run({ runtime, directory: join(root, `fetch-${id}`), pass })
  })

  test('its log has written what the contract logged', () => {
    expect(written.map((line) => JSON.parse(line).message)).toEqual(['fields of every kind', 'no fields'])
  })
})
