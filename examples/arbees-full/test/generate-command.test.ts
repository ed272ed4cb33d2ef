import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseMoney } from '@arbees/core'
import { afterAll, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-generate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function arbees(...args: string[]) {
  return spawnSync(process.execPath, ['--conditions=@arbees/source', main, ...args], {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
}

function replay(seed: string) {
  const written = arbees('generate', 'day.jsonl.gz', '--games', '3', '--seed', seed)
  expect([written.status, written.stdout]).toEqual([0, expect.stringContaining(`seed ${seed}, 3 games`)])
  const { status, stdout } = arbees('replay', 'day.jsonl.gz', '--json')
  expect(status).toBe(0)
  return { summary: JSON.parse(stdout), untimed: stdout.replace(/"elapsedMs":\d+,"eventsPerSecond":\d+/, '') }
}

test('a generated recording is replayed: the bankroll is the start and what was earned, to the micro-dollar', () => {
  const { summary, untimed } = replay('11')
  const { bankroll, pnl, trades, opportunities, orders } = summary
  expect(opportunities.found).toBeGreaterThan(0)
  expect(orders.sent).toBe(2 * opportunities.actedOn + trades.repairs)
  expect(trades.opened).toBe(trades.hedged + trades.flattened + trades.missed + trades.unbalanced)
  // Every market settles, so all that was earned is realized and lies in cash.
  expect(parseMoney(bankroll.equity)).toBe(parseMoney(bankroll.start) + parseMoney(pnl.realized))
  expect(bankroll.cash).toBe(bankroll.equity)
  expect(replay('11').untimed).toBe(untimed)
  expect(replay('12').untimed).not.toBe(untimed)
}, 600_000)
