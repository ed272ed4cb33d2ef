import { expect, test } from 'vitest'
import { printReport } from '../bench/load/load-report.ts'
import type { LoadSettings } from '../bench/load/load-settings.ts'
import { FULL_LOAD } from '../bench/load/load-settings.ts'
import { loadOneProcess } from '../bench/load/one-process.ts'
import { playVirtually } from '../bench/load/virtual-hour.ts'

/** A load that any machine carries. */
const SMALL: LoadSettings = { ...FULL_LOAD, games: 12, markets: 48, shards: 2, quotesPerSecond: 10, tickMillis: 100 }

test('a small load in real time: orders leave because of game updates and books, and the report says how long that took', async () => {
  const report = await loadOneProcess({ ...SMALL, scoreSeconds: 2 }, { warmUpSeconds: 1, seconds: 6 })
  const { counts, update, book, processes, failures } = report
  // How many is the machine's affair; that there are some is not.
  expect(counts.updates).toBeGreaterThan(0)
  expect(failures).toBe(0)
  for (const { decide, judge, send, total } of [update, book]) {
    expect(new Set([decide.count, judge.count, send.count, total.count]).size).toBe(1)
    if (total.count > 0) expect(total.p50).toBeGreaterThanOrEqual(0)
  }
  expect(processes).toMatchObject([{ name: 'all', eventLoopMillis: { p50: expect.any(Number) } }])
  const lines = printReport(report).split('\n')
  const table = lines.slice(lines.indexOf('') + 1, lines.lastIndexOf(''))
  expect(table[0]).toMatch(/^milliseconds +count +p50 +p95 +p99 +max$/)
  expect(new Set(table.map((line) => line.length)).size).toBe(1)
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
}, 300_000)

test('in virtual time games end and others take their place, orders fill, and no trade is halted', async () => {
  const minutes: number[] = []
  const report = await playVirtually(
    { ...SMALL, scoreSeconds: 8, pace: 240 },
    1,
    1,
    ({ minute }) => void minutes.push(minute),
  )
  expect(minutes).toEqual([0, 1])
  const { samples, counts } = report
  expect(samples.at(-1)?.gamesEnded).toBeGreaterThan(5)
  expect(counts.updates).toBeGreaterThan(100)
  expect(counts.filled).toBeGreaterThan(0)
  expect(counts.halted).toBe(0)
}, 300_000)
