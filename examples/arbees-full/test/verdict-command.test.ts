import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRealClock } from '@arbees/transport'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { createVerdictRows } from './verdict-rows.ts'

const main = join(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-verdict-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const printed = z.object({
  since: z.number(),
  until: z.number(),
  isReady: z.boolean(),
  verdicts: z.array(z.object({ name: z.string(), holds: z.enum(['yes', 'no', 'not proven']), found: z.string() })),
})

function verdict(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data') }
  const all = ['--conditions=@arbees/source', main, 'verdict', ...args]
  return spawnSync(process.execPath, all, { encoding: 'utf8', cwd: folder, env })
}

beforeAll(async () => {
  const store = await openPgliteStore(join(folder, 'data'))
  await migrate(store, () => undefined)
  await createVerdictRows(store, createRealClock().now()).fillAll()
  await store.close()
}, 300_000)

test('says in five lines that all holds, and exits with 0', () => {
  const { status, stdout, stderr } = verdict('--hours', '47')
  expect([status, stderr]).toEqual([0, ''])
  const lines = stdout.trimEnd().split('\n')
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['Stability', 'yes'],
    ['Execution', 'yes'],
    ['Performance', 'yes'],
    ['Resilience', 'yes'],
    ['Profitability', 'yes'],
  ])
  expect(lines[4]).toMatch(
    /40 closed trades on 20 games, 40 on paper, net \$2\.82; mean \$0\.0705 a trade, 95 % within \$0\./,
  )
}, 600_000)

test('exits with 1 where a line is not proven, and prints the same as JSON', () => {
  const { status, stdout } = verdict('--hours', '96', '--json')
  expect(status).toBe(1)
  const { isReady, verdicts, since, until } = printed.parse(JSON.parse(stdout))
  expect(isReady).toBe(false)
  expect(until - since).toBe(96 * 3_600_000_000)
  expect(verdicts.map(({ holds }) => holds)).toEqual(['not proven', 'yes', 'yes', 'not proven', 'yes'])
}, 600_000)

test('refuses a span that is none', () => {
  const { status, stderr } = verdict('--hours', '0')
  expect(status).toBe(1)
  expect(stderr).toContain('expected whole hours from 1 to 87600')
})
