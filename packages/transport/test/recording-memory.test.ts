/*
 * Memory does not grow with a recording: a process that reads one of ten times the length peaks
 * within 1.3 times the memory, plain and gzip.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MarketId, Micros, Price, Quantity } from '@arbees/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLineFile, formatRecordingHeader, formatRecordingLine } from '../src/index.ts'
import { TOY_FROM, TOY_HEADER } from './toy-recording.ts'

const LINES = 80_000

const READ_ONCE = `
import { readRecording } from './src/index.ts'
let sum = 0
const { lines } = await readRecording(process.argv[1], { header: () => {}, event: ({ at }) => { sum += at } })
console.log(JSON.stringify({ lines, peak: process.resourceUsage().maxRSS }))
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arbees-memory-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function write(name: string, lines: number): Promise<string> {
  const path = join(folder, name)
  const file = createLineFile(path)
  file.write(formatRecordingHeader(TOY_HEADER))
  const market = TOY_HEADER.markets[1]?.id as MarketId
  for (let index = 0; index < lines; index++) {
    const bids = [
      { price: (10 * (1 + (index % 900))) as Price, quantity: (1 + ((index * 7_919) % 99_991)) as Quantity },
    ]
    const at = (TOY_FROM + index) as Micros
    const line = formatRecordingLine({ type: 'book.changed', at, market, bids, asks: bids })
    if (!file.write(line)) await file.drained()
  }
  await file.end()
  return path
}

/** Returns the most memory, in KiB, that a process had which read the recording. */
function peakOf(path: string, lines: number): number {
  const flags = ['--conditions=@arbees/source', '--input-type=module', '--eval', READ_ONCE, path]
  const { stdout, stderr } = spawnSync(process.execPath, flags, { cwd: join(import.meta.dirname, '..') })
  const found = JSON.parse(stdout.toString() || JSON.stringify({ error: stderr.toString() }))
  expect(found).toMatchObject({ lines })
  return found.peak
}

test.each(['jsonl', 'jsonl.gz'])('reading ten times as much .%s takes no more memory', async (ending) => {
  const short = await write(`short.${ending}`, LINES)
  const long = await write(`long.${ending}`, 10 * LINES)
  expect(statSync(long).size).toBeGreaterThan(9 * statSync(short).size)
  const few = Math.max(peakOf(short, LINES), peakOf(short, LINES))
  const many = Math.min(peakOf(long, 10 * LINES), peakOf(long, 10 * LINES))
  // The text of the long one is about 130 MB: kept, it would more than double the memory.
  expect(many / few).toBeLessThan(1.3)
})
