import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseMoney } from '@arbees/core'
import { afterAll, describe, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(...args: string[]) {
  const run = spawnSync(process.execPath, ['--conditions=@arbees/source', main, 'start', ...args], {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
  return { ...run, untimed: run.stdout.replace(/"elapsedMs":\d+,"eventsPerSecond":\d+/, '') }
}

describe('arbees start', () => {
  test('plays a generated day: the bankroll is the start and what was earned, to the micro-dollar', () => {
    const { status, stdout, untimed } = start('--once', '--json', '--games', '3', '--seed', '11')
    expect(status).toBe(0)
    const { bankroll, pnl, trades, opportunities, orders } = JSON.parse(stdout)
    expect(opportunities.found).toBeGreaterThan(0)
    expect(orders.sent).toBe(2 * opportunities.actedOn + trades.repairs)
    expect(trades.opened).toBe(trades.hedged + trades.flattened + trades.missed + trades.unbalanced)
    // Every market settles, so all that was earned is realized and lies in cash.
    expect(parseMoney(bankroll.equity)).toBe(parseMoney(bankroll.start) + parseMoney(pnl.realized))
    expect(bankroll.cash).toBe(bankroll.equity)
    expect(readdirSync(join(folder, '.arbees')).sort()).toEqual(['game-day-11-3.jsonl.gz', 'report-11-3'])
    expect(start('--once', '--json', '--games', '3', '--seed', '11').untimed).toBe(untimed)
    expect(start('--once', '--json', '--games', '3', '--seed', '12').untimed).not.toBe(untimed)
  })

  test('a paced day waits for its own time', () => {
    const { status, stdout, stderr } = start('--games', '1', '--speed', '20000')
    expect(status).toBe(0)
    expect(stderr).toContain('no order leaves this machine')
    expect(stdout).toContain('profit and loss, total')
    const [, elapsed] = /in (\d+\.\d+) s/.exec(stdout) ?? []
    // Two hours and a half at 20,000 to one are at least 0.4 s.
    expect(Number(elapsed)).toBeGreaterThan(0.4)
  })

  test.each([
    ['--seed', '-1'],
    ['--games', '0'],
    ['--speed', 'fast'],
  ])('%s %s is refused', (option, value) => {
    const { status, stderr } = start('--once', `${option}=${value}`)
    expect(status).toBe(1)
    expect(stderr).toContain('expected a whole number')
  })
})
