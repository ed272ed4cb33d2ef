import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { VenueError } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyEvent, TOY_FROM, TOY_HEADER } from '../../test/toy-recording.ts'
import { formatRecordingHeader } from './format-recording.ts'
import type { ReadRecordingOptions, RecordingHandlers } from './read-recording.ts'
import { readRecording } from './read-recording.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arbees-recording-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const HEADER = formatRecordingHeader(TOY_HEADER)

function changeAt(seconds: number, price = '0.4200', quantity = '10.00', market = 'kalshi:TOY-A'): string {
  const at = TOY_FROM + seconds * 1_000_000
  return `{"type":"book.changed","at":${at},"market":"${market}","bids":[["${price}","${quantity}"]],"asks":[]}`
}

const GOOD = [HEADER, changeAt(0), changeAt(1), changeAt(1, '0.4300', '0'), changeAt(2)]

let files = 0
function fileOf(content: string | Uint8Array, name = `${++files}.jsonl`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function read(source: string | AsyncIterable<Uint8Array>, options?: ReadRecordingOptions) {
  const events: ReturnType<typeof copyEvent>[] = []
  const skipped: VenueError[] = []
  const headers: unknown[] = []
  const progress: [number, number][] = []
  const summary = await readRecording(
    source,
    {
      header: (header) => headers.push(header),
      event: (event) => {
        events.push(copyEvent(event))
      },
      skipped: (error) => skipped.push(error),
      progress: (bytes, total) => progress.push([bytes, total]),
    },
    options,
  )
  return { summary, events, skipped, headers, progress }
}

async function refusalOf(source: string | AsyncIterable<Uint8Array>, handlers: Partial<RecordingHandlers> = {}) {
  try {
    await readRecording(source, { header: () => undefined, event: () => undefined, ...handlers })
  } catch (error) {
    if (isVenueError(error, 'recording.malformed')) return error.context
    throw error
  }
  throw new Error('the recording was taken')
}

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.max(start, Math.min(bytes.length, cut))
    yield bytes.slice(start, end)
    start = end
  }
  yield bytes.slice(start)
}

describe('a recording', () => {
  test.each(['plain', 'gzip'])('is read %s, from a file', async (form) => {
    const text = `${GOOD.join('\n')}\n`
    const path = fileOf(form === 'gzip' ? gzipSync(text) : text)
    const { summary, events, headers, progress } = await read(path)
    expect(headers).toEqual([TOY_HEADER])
    expect(summary).toEqual({ lines: 4, skipped: 0, bytes: Buffer.byteLength(text) })
    expect(events.map(({ at, bids }) => [at - TOY_FROM, ...bids])).toEqual([
      [0, [4200, 10_000_000]],
      [1_000_000, [4200, 10_000_000]],
      [1_000_000, [4300, 0]],
      [2_000_000, [4200, 10_000_000]],
    ])
    const size = form === 'gzip' ? gzipSync(text).length : Buffer.byteLength(text)
    expect(progress.at(-1)).toEqual([size, size])
  })

  test('may lack the last newline, have no line but the header, and come in several gzip members', async () => {
    const all = await read(fileOf(GOOD.join('\n')))
    expect(all.summary.lines).toBe(4)
    expect((await read(fileOf(HEADER))).summary).toMatchObject({ lines: 0, skipped: 0 })
    const members = GOOD.map((line) => gzipSync(`${line}\n`))
    expect((await read(fileOf(Buffer.concat(members)))).events).toEqual(all.events)
  })

  test('is the same however its bytes are cut, plain or gzip', async () => {
    const lines = [
      ...GOOD,
      ` ${changeAt(3)}`,
      changeAt(3, '0.5', '7'),
      changeAt(4, '0.1230', '1', TOY_HEADER.markets[1]?.id),
    ]
    const text = `${lines.join('\n')}\n`
    const whole = await read(fileOf(text))
    expect(whole.events).toHaveLength(7)
    const plain = new TextEncoder().encode(text)
    const packed = gzipSync(plain)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(plain.length), { maxLength: 30 }), fc.boolean(), async (cuts, isPacked) => {
        const { events, summary } = await read(pieces(isPacked ? packed : plain, cuts))
        expect(events).toEqual(whole.events)
        expect(summary).toEqual(whole.summary)
      }),
    )
  })

  test('waits for a handler that returns a promise', async () => {
    const steps: string[] = []
    await readRecording(fileOf(GOOD.join('\n')), {
      header: () => undefined,
      event: async ({ at }) => {
        steps.push(`begin ${at - TOY_FROM}`)
        await new Promise((resolve) => setTimeout(resolve, 1))
        steps.push('end')
      },
    })
    expect(steps.map((step) => step.split(' ')[0])).toEqual([
      'begin',
      'end',
      'begin',
      'end',
      'begin',
      'end',
      'begin',
      'end',
    ])
  })

  test.each(['plain', 'gzip'])('ends with what a handler throws, and lets the %s file go', async (form) => {
    const text = `${HEADER}\n${`${changeAt(0)}\n`.repeat(20_000)}`
    const path = fileOf(form === 'gzip' ? gzipSync(text) : text)
    let count = 0
    const handlers: RecordingHandlers = {
      header: () => undefined,
      event: () => {
        count += 1
        if (count === 5_000) throw new Error('enough')
      },
    }
    await expect(readRecording(path, handlers)).rejects.toThrow('enough')
    expect(count).toBe(5_000)
  })

  test('a file that is not there, or is a folder, comes as the platform says it', async () => {
    await expect(read(join(folder, 'none.jsonl'))).rejects.toThrow('ENOENT')
    await expect(read(folder)).rejects.toThrow('EISDIR')
  })

  test('a stream that fails comes as it failed, plain or gzip', async () => {
    for (const bytes of [Buffer.from(`${HEADER}\n`), gzipSync(`${HEADER}\n`)]) {
      const failing = async function* () {
        yield bytes
        throw new Error('the line went dead')
      }
      await expect(read(failing())).rejects.toThrow('the line went dead')
    }
  })
})

describe('a bad recording', () => {
  test.each<[string, string[], number, string, string]>([
    ['a negative size', [...GOOD, changeAt(3, '0.4200', '-1.00')], 6, '"-1.00"', 'not negative'],
    ['a price off the grid', [...GOOD, changeAt(3, '0.4250')], 6, '"0.4250"', 'the grid of 0.0100 of kalshi:TOY-A'],
    ['time running backwards', [...GOOD, changeAt(1)], 6, `at ${TOY_FROM + 1_000_000}`, 'not before the last line'],
    [
      'an unknown market id',
      [...GOOD, changeAt(3, '0.42', '1', 'kalshi:X')],
      6,
      '"kalshi:X"',
      'a market in the header',
    ],
    ['an empty line', [HEADER, changeAt(0), '', changeAt(1)], 3, 'an empty line', 'one JSON object'],
    ['a second header', [HEADER, changeAt(0), HEADER], 3, '"recording"', 'a type of'],
    ['a line after the end', [...GOOD, changeAt(61)], 6, `at ${TOY_FROM + 61_000_000}`, 'as the header says'],
    ['half a line at the end', [...GOOD, changeAt(3).slice(0, 50)], 6, '{"type"', 'one JSON object'],
    ['no header', GOOD.slice(1), 1, '{"type":"book.changed"', 'the header of a recording'],
    ['another file', ['id,price', '1,2'], 1, 'id,price', 'the header of a recording'],
  ])('%s is one error', async (_, lines, line, found, expected) => {
    const path = fileOf(`${lines.join('\n')}`)
    const context = await refusalOf(path)
    expect(context).toEqual({
      file: path,
      line,
      found: expect.stringContaining(found),
      expected: expect.stringContaining(expected),
    })
  })

  test.each([
    ['plain', Buffer.alloc(0)],
    ['gzip of nothing', gzipSync('')],
  ])('an empty file is one error: %s', async (_, bytes) => {
    expect(await refusalOf(fileOf(bytes))).toMatchObject({ line: 1, found: 'an empty file' })
  })

  test('bytes that are no UTF-8 are one error, in the header and in a line', async () => {
    const broken = Buffer.from(`${HEADER}\n${changeAt(0, '0.42', '1', 'kalshi:\u00ff')}\n`, 'latin1')
    expect(await refusalOf(fileOf(broken))).toMatchObject({ line: 1, expected: 'the header of a recording in UTF-8' })
    const inLine = Buffer.concat([
      Buffer.from(`${HEADER}\n`),
      Buffer.from(`${changeAt(0, '0.42', '1', 'kalshi:\u00ff')}\n`, 'latin1'),
    ])
    expect(await refusalOf(fileOf(inLine))).toMatchObject({ line: 2, expected: 'text in UTF-8' })
  })

  test('a truncated gzip is one error, at the line where it breaks', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) =>
      changeAt(index / 100, '0.4200', `${(index * 7_919) % 1_000}.25`),
    )
    const packed = gzipSync(`${[HEADER, ...lines].join('\n')}\n`)
    const path = fileOf(packed.subarray(0, packed.length >> 1))
    let count = 0
    const context = await refusalOf(path, { event: () => void count++ })
    expect(context).toMatchObject({ file: path, found: expect.stringContaining('unexpected end of file') })
    expect(count).toBeGreaterThan(100)
    // The header is line 1, and the line that broke is the one after those handed out.
    expect(context.line).toBe(count + 2)
  })

  test('a gzip with a wrong byte is one error', async () => {
    const packed = gzipSync(`${GOOD.join('\n')}\n`)
    packed[packed.length - 6] = (packed[packed.length - 6] as number) ^ 1
    expect(await refusalOf(fileOf(packed))).toMatchObject({ found: expect.stringContaining('incorrect') })
  })

  test.each([
    ['with an end', '\n'],
    ['without an end', ''],
  ])('a line of 10 MB %s is one error and is not kept', async (_, end) => {
    const long = `{"type":"book.changed","at":${'9'.repeat(10_000_000)}${end}`
    const context = await refusalOf(fileOf(`${GOOD.join('\n')}\n${long}`))
    expect(context).toMatchObject({ line: 6, expected: 'lines of at most 1048576 bytes' })
    expect(context.found).toMatch(/^a line of more than 1048576 bytes: \{"type":"book\.changed","at":9+…$/)
    expect(context.found.length).toBeLessThan(200)
  })

  test('a first line without end is not kept either', async () => {
    expect(await refusalOf(fileOf('x'.repeat(10_000_000)))).toMatchObject({
      line: 1,
      expected: 'lines of at most 8388608 bytes',
    })
  })

  test('the source has the name it is given', async () => {
    const stream = pieces(new TextEncoder().encode('hello'), [])
    await expect(read(stream)).rejects.toMatchObject({ context: { file: '(stream)' } })
    const named = pieces(new TextEncoder().encode('hello'), [])
    await expect(read(named, { name: 'a name' })).rejects.toMatchObject({ context: { file: 'a name' } })
  })
})

describe('a lenient reading', () => {
  test('counts and skips bad lines, and reads on', async () => {
    const long = `{"x":"${'y'.repeat(2_000_000)}"}`
    const lines = [
      HEADER,
      changeAt(0),
      'nonsense',
      changeAt(3),
      changeAt(1),
      long,
      '',
      changeAt(3, '0.4201'),
      changeAt(4),
    ]
    const { summary, events, skipped } = await read(fileOf(`${lines.join('\n')}\n`), { lenient: true })
    expect(summary).toMatchObject({ lines: 3, skipped: 5 })
    expect(events.map(({ at }) => (at - TOY_FROM) / 1_000_000)).toEqual([0, 3, 4])
    expect(skipped.map((error) => (error.context as { line: number }).line)).toEqual([3, 5, 6, 7, 8])
  })

  test('ends at the break of a gzip, with one skip', async () => {
    const packed = gzipSync(`${GOOD.join('\n')}\n`)
    const { summary, skipped } = await read(fileOf(packed.subarray(0, packed.length - 10)), { lenient: true })
    expect(summary.skipped).toBe(1)
    expect(skipped[0]?.context).toMatchObject({ found: expect.stringContaining('unexpected end of file') })
    expect(summary.lines).toBeLessThanOrEqual(4)
  })

  test('takes no bad header and no empty file', async () => {
    await expect(read(fileOf('{"type":"recording","version":2}'), { lenient: true })).rejects.toThrow('version 1')
    await expect(read(fileOf(''), { lenient: true })).rejects.toThrow('an empty file')
    const cut = gzipSync(`${GOOD.join('\n')}\n`).subarray(0, 15)
    await expect(read(fileOf(cut), { lenient: true })).rejects.toThrow('breaks')
  })
})
