/*
 * A whole day in one process: what it comes to is the same each time, and a day that was killed goes on.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseMoney } from '@arbees/core'
import { afterAll, describe, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-day-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const command = ['--conditions=@arbees/source', main, 'start']
const args = [...command, '--once', '--json', '--games', '1']
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
function untimed({ latencyMs: _, ...summary }: Readonly<Record<string, unknown>>) {
  return summary
}

function logOf(dataDir: string): string {
  return readFileSync(join(folder, dataDir, 'day/log.jsonl'), 'utf8')
}

describe('arbees start', () => {
  test('plays a day to its end, alike each time, and says in the log what operators look for', () => {
    const first = play('first')
    expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('no order leaves this machine')])
    const { checks, gamesDiscovered, marketsMatched, marketsSettled, pairsMatched } = first.summary
    expect(checks.filter(({ holds }: { holds: boolean }) => !holds)).toEqual([])
    expect([gamesDiscovered, marketsMatched, marketsSettled, pairsMatched]).toEqual([1, 3, 3, 2])
    const { ordersFilled, positionsOpened, positionsSettled, pnl, bankroll, unbalancedLegs } = first.summary
    expect(Math.min(ordersFilled, positionsOpened, positionsSettled)).toBeGreaterThan(0)
    expect(parseMoney(bankroll)).toBe(parseMoney('10000') + parseMoney(pnl))
    expect(unbalancedLegs).toBe(0)
    const { toSignal, toOrder } = first.summary.latencyMs
    expect(toSignal.p95).toBeGreaterThan(0)
    expect(toOrder.p95).toBeGreaterThanOrEqual(toOrder.p50)
    const log = logOf('first')
    for (const words of ['Discovered 1 NBA games', 'market match', 'game update', 'latency'])
      expect(log).toContain(words)
    expect(log.split('\n').filter((line) => /error/i.test(line))).toEqual([])
    // A day that is over is kept, and the next one begins.
    const second = play('first')
    expect(untimed(second.summary)).toEqual(untimed(first.summary))
    expect(logOf('first')).toBe(log)
    expect(readFileSync(join(folder, 'first/past-day-1/log.jsonl'), 'utf8')).toBe(log)
  }, 900_000)

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
  }, 900_000)

  test('a paced day waits for its own time, tells how it stands in plain lines, and ends when asked', async () => {
    const dataDir = join(folder, 'paced')
    const child = spawn(process.execPath, [...command, '--games', '1', '--speed', '600', '--data-dir', dataDir], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [told, summary] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      summary += text
    })
    const from = performance.now()
    const until = new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        told += text
        if (/^\d\d:\d\d:\d\d, .*games live/m.test(told)) resolve()
      })
    })
    await until
    // Ten minutes of the day between two lines, at 600 to one.
    expect(performance.now() - from).toBeGreaterThan(900)
    expect(told).toContain('no order leaves this machine')
    expect(told).not.toContain('\u001b')
    const ended = new Promise((done) => child.once('close', (code) => done(code)))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(told).toContain('the same command goes on with the day')
    expect(summary).toContain('1 discovered')
  }, 900_000)

  test.each([
    ['--seed', '-1'],
    ['--games', '16'],
    ['--speed', 'fast'],
  ])('%s %s is refused', (option, value) => {
    const { status, stderr } = play('refused', `${option}=${value}`)
    expect(status).toBe(1)
    expect(stderr).toContain('expected a whole number')
  })
})
