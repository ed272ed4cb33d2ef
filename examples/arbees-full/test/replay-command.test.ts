import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function arbees(...args: string[]) {
  return spawnSync(process.execPath, ['--conditions=@arbees/source', main, ...args], {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
}

const HEADER = JSON.stringify({
  type: 'recording',
  version: 1,
  description: 'Two markets, one question.',
  from: 1_000_000,
  to: 61_000_000,
  markets: [
    { id: 'kalshi:A', venue: 'kalshi', ticker: 'A', title: 'A', tick: '0.0100', closesAt: null },
    { id: 'polymarket:1', venue: 'polymarket', tokenIdYes: '1', title: 'A', tick: '0.0100', closesAt: null },
  ],
  pairs: [{ name: 'a', a: 'kalshi:A', b: 'polymarket:1', polarity: 'same' }],
  fees: { kalshi: { takerRate: '0.07' }, polymarket: { takerRate: '0.03' } },
})

function line(at: number, market: string, bid: [string, string], ask: [string, string]): string {
  return JSON.stringify({ type: 'book.replaced', at, market, bids: [bid], asks: [ask] })
}

const GOOD = [
  line(1_000_000, 'kalshi:A', ['0.4000', '50.00'], ['0.4100', '20.00']),
  line(1_000_000, 'polymarket:1', ['0.5500', '30.00'], ['0.5600', '30.00']),
  line(31_000_000, 'kalshi:A', ['0.4000', '50.00'], ['0.4700', '20.00']),
]

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const whole = `${[HEADER, ...GOOD].join('\n')}\n`

/** Incompressible text, so that half of its gzip ends in the middle of a line. */
const longGzip = gzipSync(
  `${[HEADER, ...Array.from({ length: 5_000 }, (_, index) => line(1_000_000 + index * 7, 'kalshi:A', ['0.4000', `${(index * 7_919) % 9_973}.25`], ['0.4700', `${((index * 104_729) % 99_991) + 1}.50`])).map((text) => text.replace('"0.25"', '"1.25"'))].join('\n')}\n`,
)

const BAD: readonly (readonly [what: string, content: string | Uint8Array, says: RegExp])[] = [
  ['a truncated gzip', longGzip.subarray(0, longGzip.length / 2), /truncated|unexpected end/i],
  ['a line of 10 MB', `${HEADER}\n${'x'.repeat(10_000_000)}\n`, /line: 2/],
  ['a negative size', `${HEADER}\n${line(1_000_000, 'kalshi:A', ['0.4000', '-5.00'], ['0.4100', '1.00'])}\n`, /-5\.00/],
  [
    'a price off the grid',
    `${HEADER}\n${line(1_000_000, 'kalshi:A', ['0.4050', '5.00'], ['0.4100', '1.00'])}\n`,
    /0\.4050/,
  ],
  ['time running backwards', `${HEADER}\n${GOOD[2]}\n${GOOD[0]}\n`, /line: 3/],
  [
    'an unknown market id',
    `${HEADER}\n${line(1_000_000, 'kalshi:B', ['0.4000', '5.00'], ['0.4100', '1.00'])}\n`,
    /kalshi:B/,
  ],
  ['an empty file', '', /empty/i],
]

describe('arbees replay', () => {
  test.each(BAD)('%s gives one clear error and exit code 1', (what, content, says) => {
    const path = write(`${what.replaceAll(' ', '-')}.jsonl`, content)
    const { status, stdout, stderr } = arbees('replay', path, '--json')
    expect(stderr).toMatch(says)
    expect(stderr).toContain('The recording cannot be read.')
    expect(stderr.match(/The recording cannot be read/g)).toHaveLength(1)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stderr.length).toBeLessThan(1_500)
    expect(stdout).toBe('')
    expect(status).toBe(1)
  })

  test('a missing file gives one clear error and exit code 1', () => {
    const { status, stderr } = arbees('replay', join(folder, 'nowhere.jsonl'))
    expect(stderr).toContain('nowhere.jsonl')
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(status).toBe(1)
  })

  test.each([
    ['--min-edge', 'a lot'],
    ['--latency-ms', '-5'],
    ['--bankroll', '1.0000001'],
    ['--max-age', '2.5'],
  ])('%s %s is refused with what was expected', (option, value) => {
    const { status, stderr } = arbees('replay', write('good.jsonl', whole), `${option}=${value}`)
    expect(stderr).toContain(option)
    expect(stderr).toMatch(/expected/)
    expect(status).toBe(1)
  })

  test('lenient counts and skips bad lines', () => {
    const bad = line(2_000_000, 'kalshi:A', ['0.4050', '5.00'], ['0.4100', '1.00'])
    const path = write('one-bad.jsonl', `${[HEADER, GOOD[0], GOOD[1], bad, GOOD[2]].join('\n')}\n`)
    expect(arbees('replay', path, '--json').status).toBe(1)
    const { status, stdout, stderr } = arbees('replay', path, '--json', '--lenient')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ skippedLines: 1, lines: { total: 3 } })
    expect(stderr).toMatch(/line: 4/)
  })

  test('prints one JSON object, the same bytes each time but for the timing', () => {
    const path = write('good.jsonl.gz', gzipSync(whole))
    const [first, second] = [arbees('replay', path, '--json'), arbees('replay', path, '--json')]
    expect(first.status).toBe(0)
    expect(first.stdout.trim().split('\n')).toHaveLength(1)
    const untimed = (text: string) => text.replace(/"elapsedMs":\d+,"eventsPerSecond":(\d+|null)/, '')
    expect(untimed(first.stdout)).not.toBe(first.stdout)
    expect(untimed(second.stdout)).toBe(untimed(first.stdout))
    const found = JSON.parse(first.stdout)
    // YES at 0.41 and NO at 0.45: 20 contracts on each leg.
    expect(found).toMatchObject({
      opportunities: { found: 1, actedOn: 1 },
      orders: { sent: 2, filled: 2 },
      trades: { opened: 1, hedged: 1, unbalanced: 0, hedgedContracts: '20.00' },
    })
    // 8.20 + 9.00, and fees of 0.3387 (up to $0.0001) and 0.1485.
    expect(found.pnl).toMatchObject({ total: '2.3128', fees: '0.4872' })
  })

  test('a tighter edge refuses the same opportunity', () => {
    const { stdout } = arbees('replay', write('good.jsonl', whole), '--json', '--min-edge', '0.2')
    expect(JSON.parse(stdout)).toMatchObject({ opportunities: { found: 0, actedOn: 0 }, orders: { sent: 0 } })
  })

  test('writes a report that stands alone', () => {
    const out = join(folder, 'report')
    const { status, stdout } = arbees('replay', write('good.jsonl', whole), '--out', out)
    expect(status).toBe(0)
    expect(stdout).toContain(join(out, 'report.html'))
    const html = readFileSync(join(out, 'report.html'), 'utf8')
    expect(html).toContain('uPlot')
    expect(html).not.toMatch(/(src|href)="http/)
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toMatchObject({ orders: { sent: 2 } })
  })
})
