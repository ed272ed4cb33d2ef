import { createRng, isVenueError } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { nextRecord, START } from '../../test/journal-life.ts'
import { compactedJournal } from './compact.ts'
import { applyRecord, foldJournal } from './fold-journal.ts'
import { createFrameWriter, HEADER } from './frame.ts'
import { emptyJournalState } from './journal-state.ts'
import { readJournal } from './read-journal.ts'
import type { JournalRecord } from './record.ts'

const SALT = '000000042'

/** A journal of `length` records after its first, and where each begins. */
function createLife(seed: string, length: number, markOf: (sequence: number) => number | undefined) {
  const rng = createRng(seed)
  const state = emptyJournalState(SALT)
  const chunks = [compactedJournal(state, 1, START)]
  const writer = createFrameWriter()
  const records: JournalRecord[] = []
  const offsets = [chunks[0]?.length ?? 0]
  for (let serial = 0; serial < length; serial++) {
    const record = nextRecord(rng, state, serial)
    applyRecord(state, record)
    writer.add(record, serial + 2, markOf(serial + 2))
    chunks.push(writer.take().slice())
    records.push(record)
    offsets.push((offsets.at(-1) ?? 0) + (chunks.at(-1)?.length ?? 0))
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks)), records, offsets }
}

function errorOf(bytes: Uint8Array) {
  try {
    readJournal(bytes, 'j')
  } catch (error) {
    if (isVenueError(error, 'journal.malformed')) return error.context
    throw error
  }
  return undefined
}

describe('reading a journal', () => {
  test('gives every record as it was written, with its place', () => {
    const { bytes, records, offsets } = createLife('whole', 300, () => undefined)
    const content = readJournal(bytes, 'j')
    expect(content.entries.slice(1).map(({ record }) => record)).toEqual(records)
    expect(content.entries.map(({ offset }) => offset)).toEqual([HEADER.length, ...offsets.slice(0, -1)])
    expect(content.entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 301 }, (_, at) => at + 1))
    expect(content.state).toEqual(foldJournal(records, SALT))
    expect([content.length, content.torn]).toEqual([bytes.length, undefined])
  })

  test('cut at any byte of its last records gives the records before, zeros after the cut or not', () => {
    const { bytes, records, offsets } = createLife('cut', 8, (sequence) => sequence - 1)
    for (let cut = offsets[2] as number; cut <= bytes.length; cut++) {
      const whole = offsets.filter((offset) => offset <= cut).length - 1
      const zeroed = bytes.slice()
      zeroed.fill(0, cut)
      for (const left of [bytes.slice(0, cut), zeroed]) {
        const content = readJournal(left, 'j')
        const isWhole = left.length === offsets[whole]
        expect(content.entries.slice(1).map(({ record }) => record)).toEqual(records.slice(0, whole))
        expect(content.length).toBe(offsets[whole])
        const rest = left.length - (offsets[whole] as number)
        expect(content.torn).toEqual(isWhole ? undefined : { offset: offsets[whole], bytes: rest })
      }
    }
  })

  test.each([
    ['process', () => undefined],
    ['machine', (sequence: number) => sequence - 1],
  ])('with any bit flipped before its last record names the record, in %s durability', (_what, markOf) => {
    const { bytes, offsets } = createLife('flip', 6, markOf)
    for (let index = 0; index < (offsets.at(-2) as number); index++) {
      const flipped = bytes.slice()
      flipped[index] = (flipped[index] as number) ^ (1 << (index % 8))
      const starts = [HEADER.length, ...offsets]
      const expected = index < HEADER.length ? 0 : starts.findLast((offset) => offset <= index)
      expect(errorOf(flipped)).toMatchObject({ file: 'j', offset: expected })
    }
  })

  test('takes a hole of sectors that were never synced for torn, also when later records are whole', () => {
    // One group: nothing after record 4 was known to be on the medium when it was written.
    const { bytes, records, offsets } = createLife('hole', 12, (sequence) => Math.min(sequence - 1, 4))
    const from = offsets[4] as number
    const border = Math.ceil((from + 1) / 512) * 512
    expect(border).toBeLessThan(offsets.at(-2) as number)
    const torn = bytes.slice()
    torn.fill(0, from, border)
    const content = readJournal(torn, 'j')
    expect(content.entries.slice(1).map(({ record }) => record)).toEqual(records.slice(0, 4))
    expect(content.torn).toEqual({ offset: from, bytes: bytes.length - from })
    // The same where the record had been synced, where zeros end elsewhere, and where nobody synced.
    const synced = torn.slice().fill(0, offsets[2], border)
    expect(errorOf(synced)).toMatchObject({ offset: offsets[2], found: 'a record whose checksum is not its own' })
    const odd = bytes.slice().fill(0, from, border - 3)
    expect(errorOf(odd)).toMatchObject({ offset: from })
    const unsynced = createLife('hole', 12, () => undefined)
    const start = unsynced.offsets[4] as number
    const holed = unsynced.bytes.slice().fill(0, start, Math.ceil((start + 1) / 512) * 512)
    expect(errorOf(holed)).toMatchObject({ offset: start })
  })

  test('refuses a record that is missing, one that comes twice, and two writers in one file', () => {
    const { bytes, offsets } = createLife('gap', 6, () => undefined)
    const [, a, b, c] = offsets as number[]
    const without = Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)])
    expect(errorOf(without)).toEqual({ file: 'j', offset: a, found: 'record 4', expected: 'record 3' })
    const twice = Buffer.concat([bytes.subarray(0, c), bytes.subarray(b)])
    expect(errorOf(twice)).toEqual({ file: 'j', offset: c, found: 'record 4', expected: 'record 5' })
  })

  test('refuses another version, another file, and a journal without its first record', () => {
    const text = (content: string) => new TextEncoder().encode(content)
    expect(errorOf(text('arbees-journal 2\n'))).toMatchObject({ offset: 0, found: '"arbees-journal 2\\n"' })
    expect(errorOf(text('{}'))).toMatchObject({ offset: 0, found: '"{}"' })
    expect(errorOf(new Uint8Array())).toMatchObject({ offset: 0 })
    expect(errorOf(HEADER)).toMatchObject({ offset: HEADER.length, found: 'no record' })
    const writer = createFrameWriter()
    writer.add({ type: 'halt.set', at: START, scope: 'all', reason: '' }, 1, undefined)
    const headless = Buffer.concat([HEADER, writer.take()])
    expect(errorOf(headless)).toMatchObject({
      offset: HEADER.length,
      found: 'a journal begins with a snapshot, found halt.set',
    })
  })

  test('refuses a record that cannot follow, with its place', () => {
    const { bytes } = createLife('follow', 3, () => undefined)
    const writer = createFrameWriter()
    writer.add({ type: 'order.sent', at: START, order: 'arb999' as never }, 5, undefined)
    expect(errorOf(Buffer.concat([bytes, writer.take()]))).toMatchObject({
      offset: bytes.length,
      found: 'no open trade has an order arb999',
    })
  })
})

describe('a record', () => {
  const halt = { type: 'halt.set', at: START, scope: 'all', reason: 'x' }

  test.each<[string, object, string]>([
    ['a float', { ...halt, at: 1.5 }, 'halt.set.at is an integer'],
    ['an unsafe integer', { ...halt, at: 2 ** 53 }, 'halt.set.at is an integer'],
    ['a field that nobody knows', { ...halt, extra: 1 }, 'has no field "extra"'],
    [
      'a field that is missing',
      { type: 'halt.set', at: START, scope: 'all' },
      'halt.set.reason is text, found undefined',
    ],
    ['an unknown type', { ...halt, type: 'halt.maybe' }, 'found "halt.maybe"'],
    ['an inherited type', { ...halt, type: 'toString' }, 'found "toString"'],
    ['an unknown reason', { type: 'order.rejected', at: 1, order: 'a', reason: 'mood', sentence: '' }, 'found "mood"'],
    ['a list for an object', { type: 'snapshot', at: 1, state: [] }, 'snapshot.state is an object, found []'],
  ])('with %s is not written', (_what, record, sentence) => {
    const writer = createFrameWriter()
    expect(() => writer.add(record as JournalRecord, 1, undefined)).toThrow(sentence)
    expect(writer.take()).toHaveLength(0)
  })
})
