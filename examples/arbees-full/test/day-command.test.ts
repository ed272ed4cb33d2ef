/*
 * A whole day in one process: what it comes to is the same each time, and a day that was killed goes on.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-day-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const args = ['--conditions=@arbees/source', main, 'day', '--once', '--json', '--games', '1']
const environment = { PATH: process.env['PATH'] }

function play(dataDir: string, ...more: string[]) {
  const run = spawnSync(process.execPath, [...args, '--data-dir', join(folder, dataDir), ...more], {
    encoding: 'utf8',
    cwd: folder,
    env: environment,
  })
  return { ...run, summary: run.stdout === '' ? undefined : JSON.parse(run.stdout) }
}

/** What is measured by the real clock differs each time. */
function untimed({ latencyMs, ...summary }: Readonly<Record<string, Record<string, unknown>>>) {
  return { ...summary, latencyMs: latencyMs?.['order'] }
}

function logOf(dataDir: string): string {
  return readFileSync(join(folder, dataDir, 'day/log.jsonl'), 'utf8')
}

describe('arbees day', () => {
  test('plays a day to its end, alike each time, and says in the log what operators look for', () => {
    const first = play('first')
    expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('no order leaves this machine')])
    const { checks, gamesDiscovered, marketsMatched, marketsSettled, pairsMatched } = first.summary
    expect(checks.filter(({ holds }: { holds: boolean }) => !holds)).toEqual([])
    expect([gamesDiscovered, marketsMatched, marketsSettled, pairsMatched]).toEqual([1, 3, 3, 2])
    const log = logOf('first')
    for (const words of ['Discovered 1 NBA games', 'market match', 'game update', 'latency'])
      expect(log).toContain(words)
    expect(log.split('\n').filter((line) => /error/i.test(line))).toEqual([])
    // A day that is over is kept, and the next one begins.
    const second = play('first')
    expect(untimed(second.summary)).toEqual(untimed(first.summary))
    expect(logOf('first')).toBe(log)
    expect(readFileSync(join(folder, 'first/past-day-1/log.jsonl'), 'utf8')).toBe(log)
  }, 300_000)

  test('goes on after it was killed, and comes to an end in which everything adds up', async () => {
    const dataDir = join(folder, 'killed')
    const child = spawn(process.execPath, [...args, '--data-dir', dataDir], { env: environment, stdio: 'ignore' })
    const ended = new Promise((done) => child.once('exit', (_, signal) => done(signal)))
    const log = join(dataDir, 'day/log.jsonl')
    while (!existsSync(log) || !/game update.*"period":[23]/.test(readFileSync(log, 'utf8'))) {
      await new Promise((later) => setTimeout(later, 50))
    }
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    const { status, stderr, summary } = play('killed')
    expect(stderr).toContain('it goes on')
    expect(summary.checks.filter(({ holds }: { holds: boolean }) => !holds)).toEqual([])
    expect(status).toBe(0)
  }, 300_000)
})
