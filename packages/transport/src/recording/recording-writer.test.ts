import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Fact, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { createContinuitySource, InvariantError, isVenueError, nextContinuity } from '@arbees/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TOY_FROM, TOY_HEADER } from '../../test/toy-recording.ts'
import type { RecordableFact } from './format-recording.ts'
import { formatRecordingHeader, formatRecordingLine, isRecordable } from './format-recording.ts'
import { createLineFile } from './line-file.ts'
import { readRecording } from './read-recording.ts'
import type { RecordingHeader } from './recording.ts'
import { createRecordingWriter } from './recording-writer.ts'
import { toFact } from './to-fact.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arbees-writer-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const continuity = nextContinuity(createContinuitySource())
const market = (index: number) => TOY_HEADER.markets[index]?.id as MarketId
const at = (seconds: number) => (TOY_FROM + seconds * 1_000_000) as Micros
const level = (price: number, quantity: number) => ({ price: price as Price, quantity: quantity as Quantity })

const FACTS: readonly RecordableFact[] = [
  {
    type: 'book.replaced',
    at: at(0),
    market: market(0),
    bids: [level(4100, 5_000_000), level(4000, 1)],
    asks: [level(4200, 123_456_789_012)],
    continuity,
  },
  {
    type: 'book.changed',
    at: at(1),
    venueAt: at(0),
    market: market(1),
    bids: [level(4110, 0)],
    asks: [level(10, 1_500_000), level(9990, 10_000)],
  },
  {
    type: 'trade.printed',
    at: at(1),
    market: market(2),
    price: 4200 as Price,
    quantity: 1_000_000 as Quantity,
    takerSide: 'no',
  },
  { type: 'trade.printed', at: at(2), venueAt: at(1), market: market(0), price: 0 as Price, quantity: 1 as Quantity },
  { type: 'market.settled', at: at(3), market: market(0), outcome: 'yes', yesPrice: 10_000 as Price },
  { type: 'market.settled', at: at(3), market: market(1), outcome: 'void', yesPrice: 5_000 as Price },
  { type: 'book.replaced', at: at(60), market: market(2), bids: [], asks: [], continuity },
]

async function factsOf(path: string): Promise<{ header: RecordingHeader; facts: Fact[] }> {
  const facts: Fact[] = []
  let header: RecordingHeader | undefined
  await readRecording(path, {
    header: (one) => {
      header = one
    },
    event: (event) => {
      if (header !== undefined) facts.push(toFact(event, header, continuity))
    },
  })
  if (header === undefined) throw new Error('no header was read')
  return { header, facts }
}

describe('a written recording', () => {
  test.each(['day.jsonl', 'day.jsonl.gz'])('reads as what was written: %s', async (name) => {
    const path = join(folder, name)
    const writer = createRecordingWriter(path, TOY_HEADER)
    for (const fact of FACTS) expect(writer.write(fact)).toBe(true)
    await writer.end()
    expect(await factsOf(path)).toEqual({ header: TOY_HEADER, facts: FACTS })
    expect(readFileSync(path)[0] === 0x1f).toBe(name.endsWith('.gz'))
  })

  test('lines stand as the format says', () => {
    expect(FACTS.slice(0, 3).map(formatRecordingLine)).toEqual([
      `{"type":"book.replaced","at":${TOY_FROM},"market":"kalshi:TOY-A","bids":[["0.4100","5.00"],["0.4000","0.000001"]],"asks":[["0.4200","123456.789012"]]}`,
      `{"type":"book.changed","at":${at(1)},"market":"polymarket:12345678901234567890","bids":[["0.4110","0"]],"asks":[["0.0010","1.50"],["0.9990","0.01"]],"venueAt":${TOY_FROM}}`,
      `{"type":"trade.printed","at":${at(1)},"market":"polymarket:toy-ö-b","price":"0.4200","quantity":"1.00","takerSide":"no"}`,
    ])
  })

  test.each<[string, RecordableFact, string]>([
    ['an unknown market', { ...(FACTS[3] as RecordableFact), market: 'kalshi:X' as MarketId }, 'the id of a market'],
    ['a price off the grid', { ...FACTS[3], price: 1 as Price } as RecordableFact, 'on the grid'],
    ['a time beyond the header’s', { ...(FACTS[3] as RecordableFact), at: at(61) }, 'as the header says'],
  ])('%s is a mistake of the program, and leaves the file whole', async (_, fact, sentence) => {
    const path = join(folder, 'refused.jsonl')
    const writer = createRecordingWriter(path, TOY_HEADER)
    writer.write(FACTS[0] as RecordableFact)
    expect(() => writer.write(fact)).toThrow(InvariantError)
    expect(() => writer.write(fact)).toThrow(sentence)
    writer.write(FACTS[1] as RecordableFact)
    await writer.end()
    expect((await factsOf(path)).facts).toEqual(FACTS.slice(0, 2))
  })

  test('time may not run backwards', async () => {
    const writer = createRecordingWriter(join(folder, 'backwards.jsonl'), TOY_HEADER)
    writer.write(FACTS[6] as RecordableFact)
    expect(() => writer.write(FACTS[0] as RecordableFact)).toThrow('not before the last line')
    await writer.end()
  })

  test('a header that no reader would take is refused before a file is made', () => {
    const path = join(folder, 'none.jsonl')
    const bad = { ...TOY_HEADER, fees: {} }
    let refused: unknown
    try {
      createRecordingWriter(path, bad)
    } catch (error) {
      refused = error
    }
    expect(isVenueError(refused, 'recording.malformed')).toBe(true)
    expect(() => readFileSync(path)).toThrow('ENOENT')
  })

  test('only four kinds of facts have lines', () => {
    expect(FACTS.every(isRecordable)).toBe(true)
    expect(isRecordable({ type: 'book.stale', at: at(0), market: market(0), reason: 'gap' })).toBe(false)
    expect(isRecordable({ type: 'clock.struck', at: at(0), timer: 'x' })).toBe(false)
  })

  test('a continuity belongs to whoever replays', () => {
    expect(FACTS[0]).toHaveProperty('continuity')
    expect(formatRecordingLine(FACTS[0] as RecordableFact)).not.toContain('continuity')
  })
})

describe('a line file', () => {
  test.each(['lines.txt', 'lines.txt.gz'])('takes more than fits in memory at once: %s', async (name) => {
    const path = join(folder, name)
    const file = createLineFile(path)
    let waits = 0
    const line = 'y'.repeat(999)
    for (let index = 0; index < 2_000; index++) {
      if (!file.write(line)) {
        waits += 1
        await file.drained()
      }
    }
    await file.end()
    expect(waits).toBeGreaterThan(0)
    const bytes = readFileSync(path)
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
    expect(text).toBe(`${line}\n`.repeat(2_000))
  })

  test('the packing can be chosen against the name', async () => {
    const path = join(folder, 'packed.jsonl')
    const file = createLineFile(path, { gzip: true })
    file.write(formatRecordingHeader(TOY_HEADER))
    await file.end()
    expect(gunzipSync(readFileSync(path)).toString()).toBe(`${formatRecordingHeader(TOY_HEADER)}\n`)
  })

  test.each(['x.txt', 'x.txt.gz'])('a file that cannot be written rejects when it is waited for: %s', async (name) => {
    const file = createLineFile(join(folder, 'no-such-folder', name))
    file.write('hello')
    await expect(file.end()).rejects.toThrow('ENOENT')
  })
})
