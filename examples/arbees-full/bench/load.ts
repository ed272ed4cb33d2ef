/*
 * `pnpm load`: the services of trading under the load that the design asks for, and how long they take from a game update to
 * the order that leaves. docs/load.md says what is measured.
 */
import { parseArgs } from 'node:util'
import { printReport } from './load/load-report.ts'
import { FULL_LOAD } from './load/load-settings.ts'
import { loadManyProcesses } from './load/many-processes.ts'
import { loadOneProcess } from './load/one-process.ts'
import type { MemorySample } from './load/virtual-hour.ts'
import { playVirtually, printSample, SAMPLE_HEAD } from './load/virtual-hour.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '15' },
    games: { type: 'string', default: String(FULL_LOAD.games) },
    markets: { type: 'string', default: String(FULL_LOAD.markets) },
    shards: { type: 'string', default: String(FULL_LOAD.shards) },
    books: { type: 'string', default: String(FULL_LOAD.quotesPerSecond) },
    seed: { type: 'string', default: String(FULL_LOAD.seed) },
    'virtual-minutes': { type: 'string' },
    'sample-minutes': { type: 'string', default: '2' },
    pace: { type: 'string', default: String(FULL_LOAD.pace) },
    redis: { type: 'boolean', default: false },
    'redis-sync': { type: 'string', default: 'always' },
    json: { type: 'boolean', default: false },
  },
})

function count(name: keyof typeof values): number {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value > 0) return value
  console.error(`--${name}: expected a whole number above 0, found ${values[name]}`)
  process.exit(1)
}

const settings = {
  ...FULL_LOAD,
  games: count('games'),
  markets: count('markets'),
  shards: count('shards'),
  quotesPerSecond: count('books'),
  seed: count('seed'),
  pace: count('pace'),
}
if (values['virtual-minutes'] === undefined) {
  const length = { warmUpSeconds: count('warm-up'), seconds: count('seconds') }
  const sync = values['redis-sync'] === 'everysec' ? 'everysec' : 'always'
  const report = values.redis ? await loadManyProcesses(settings, length, sync) : await loadOneProcess(settings, length)
  console.log(values.json ? JSON.stringify(report) : printReport(report))
} else {
  const say = (line: string) => void (values.json ? undefined : console.log(line))
  say(SAMPLE_HEAD)
  const virtual = { ...settings, tickMillis: 20 }
  const seen = (sample: MemorySample) => say(printSample(sample))
  const report = await playVirtually(virtual, count('virtual-minutes'), count('sample-minutes'), seen)
  say(
    `grows by ${report.growthKilobytesPerMinute} kB a minute in the second half; ${report.cpuSeconds} s of processor time`,
  )
  if (values.json) console.log(JSON.stringify(report))
}
