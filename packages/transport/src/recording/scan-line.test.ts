import type { Micros } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyEvent, TOY_FROM, TOY_HEADER } from '../../test/toy-recording.ts'
import type { RecordableFact } from './format-recording.ts'
import { formatRecordingLine } from './format-recording.ts'
import { createLineContext, createRecordingEvent } from './line-context.ts'
import { parseLine } from './parse-line.ts'
import type { RecordingHeader } from './recording.ts'
import { createLineScanner, scanLine } from './scan-line.ts'

const ROOM = 300

/** Returns what the fast and the slow road make of a line; undefined where a road declines. */
function bothRoads(line: string | Uint8Array, header: RecordingHeader = TOY_HEADER, room = ROOM) {
  const context = createLineContext(header)
  const event = createRecordingEvent()
  const slow = createRecordingEvent()
  const text = typeof line === 'string' ? new TextEncoder().encode(line) : line
  const bytes = new Uint8Array(text.length + 1 + room)
  bytes.set(text)
  bytes[text.length] = 10
  const next = scanLine(createLineScanner(context, event), bytes, new DataView(bytes.buffer), 0)
  let decoded: string | undefined
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text)
  } catch {
    decoded = undefined
  }
  const isGood = decoded !== undefined && parseLine(decoded, context, slow) === undefined
  return {
    next,
    end: text.length + 1,
    fast: next < 0 ? undefined : copyEvent(event),
    slow: isGood ? copyEvent(slow) : undefined,
  }
}

const quantity = fc.oneof(
  fc.integer({ min: 1, max: 999_999_999_999_999 }),
  fc.integer({ min: 1, max: 99_999 }).map((lots) => lots * 10_000),
)
const at = fc.integer({ min: TOY_FROM, max: TOY_FROM + 60_000_000 })
const venueAt = fc.option(fc.integer({ min: 1_000_000_000_000_000, max: Number.MAX_SAFE_INTEGER }))
const market = fc.nat(TOY_HEADER.markets.length - 1)
// Prices below one dollar, as multiples of a step that every market of the toy allows.
const cents = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 12 })
const side = (isWhole: boolean) =>
  fc.tuple(cents, fc.array(quantity, { minLength: 12, maxLength: 12 }), fc.nat(11)).map(([prices, quantities, gone]) =>
    prices.map((price, index) => ({
      price: price * 100,
      quantity: !isWhole && index === gone ? 0 : (quantities[index] as number),
    })),
  )

const book = (type: 'book.replaced' | 'book.changed') =>
  fc.record({ at, venueAt, market, bids: side(type === 'book.replaced'), asks: side(type === 'book.replaced') }).map(
    (fact) =>
      (type === 'book.changed'
        ? { type, ...fact }
        : {
            type,
            ...fact,
            bids: [...fact.bids].sort((a, b) => b.price - a.price),
            asks: [...fact.asks].sort((a, b) => a.price - b.price),
          }) as unknown,
  )
const trade = fc
  .record({
    at,
    venueAt,
    market,
    price: fc.integer({ min: 0, max: 99 }).map((cent) => cent * 100),
    quantity,
    takerSide: fc.option(fc.constantFrom('yes', 'no')),
  })
  .map((fact) => ({ type: 'trade.printed', ...fact }) as unknown)

/** Lines as the writer writes them. */
const anyLine = fc.oneof(book('book.replaced'), book('book.changed'), trade).map((value) => {
  const fact = value as { market: number; venueAt: number | null; takerSide?: string | null }
  const { venueAt: venue, takerSide, ...rest } = fact
  return formatRecordingLine({
    ...rest,
    market: TOY_HEADER.markets[fact.market]?.id,
    ...(venue === null ? {} : { venueAt: venue }),
    ...(takerSide === null || takerSide === undefined ? {} : { takerSide }),
  } as unknown as RecordableFact)
})

const edit = fc.record({
  where: fc.nat(),
  kind: fc.constantFrom('replace', 'insert', 'remove', 'repeat'),
  byte: fc.oneof(
    fc.constantFrom(...'0123456789.,:[]{}" -+eE\\'.split('').map((one) => one.charCodeAt(0))),
    fc.nat(255),
  ),
  length: fc.integer({ min: 1, max: 30 }),
})

type Edit = { readonly where: number; readonly kind: string; readonly byte: number; readonly length: number }

function edited(bytes: number[], { where, kind, byte, length }: Edit): void {
  const index = where % bytes.length
  if (kind === 'replace') bytes[index] = byte
  else if (kind === 'insert') bytes.splice(index, 0, byte)
  else if (kind === 'remove') bytes.splice(index, Math.min(length, bytes.length - 1))
  else bytes.splice(index, 0, ...bytes.slice(index, index + length))
}

describe('line scanner', () => {
  test('takes every line as the writer writes it, to the same event as JSON.parse does', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const { fast, slow, next, end } = bothRoads(line)
        expect(slow).toBeDefined()
        expect(fast).toEqual(slow)
        expect(next).toBe(end)
      }),
      { numRuns: 500 },
    )
  })

  test('what it takes of any damaged line, JSON.parse takes, to the same event', () => {
    let taken = 0
    fc.assert(
      fc.property(anyLine, fc.array(edit, { minLength: 1, maxLength: 3 }), (line, edits) => {
        const bytes = [...new TextEncoder().encode(line)]
        for (const one of edits) edited(bytes, one)
        if (bytes.includes(10)) return
        const { fast, slow, next, end } = bothRoads(Uint8Array.from(bytes))
        if (fast === undefined) return
        taken += 1
        expect(fast).toEqual(slow)
        expect(next).toBe(end)
      }),
      { numRuns: 5_000 },
    )
    // Else the property would say nothing.
    expect(taken).toBeGreaterThan(50)
  })

  test('declines near the end of a chunk rather than look beyond it', () => {
    fc.assert(
      fc.property(anyLine, fc.nat(120), fc.nat(60), (line, cut, room) => {
        const whole = bothRoads(line, TOY_HEADER, room)
        expect(whole.fast ?? whole.slow).toEqual(whole.slow)
        const context = createLineContext(TOY_HEADER)
        const scanner = createLineScanner(context, createRecordingEvent())
        const bytes = new TextEncoder().encode(line)
        const part = bytes.slice(0, Math.max(0, bytes.length - cut))
        expect(scanLine(scanner, part, new DataView(part.buffer), 0)).toBe(-1)
      }),
    )
  })

  test.each([
    [
      'another order of keys',
      '{"at":1700000000000000,"type":"book.changed","market":"kalshi:TOY-A","bids":[],"asks":[]}',
    ],
    ['spaces', '{"type":"book.changed", "at":1700000000000000,"market":"kalshi:TOY-A","bids":[],"asks":[]}'],
    ['a price of one dollar', line('"bids":[],"asks":[["1.0000","5"]]')],
    ['a price of few decimals', line('"bids":[["0.5","5"]],"asks":[]')],
    ['a price of many decimals', line('"bids":[["0.500000","5"]],"asks":[]')],
    ['a quantity of many digits', line('"bids":[["0.5000","5000000000.00"]],"asks":[]')],
    ['a quantity of many decimals', line('"bids":[["0.5000","5.00000000"]],"asks":[]')],
    ['an escape', line('"bids":[],"asks":[]').replace('TOY', '\\u0054OY')],
    ['an early time', line('"bids":[],"asks":[],"venueAt":0')],
    ['a settlement', line('"outcome":"yes"').replace('book.changed', 'market.settled')],
  ])('leaves %s to JSON.parse, which takes it', (_, text) => {
    const { fast, slow } = bothRoads(text)
    expect(fast).toBeUndefined()
    expect(slow).toBeDefined()
  })

  test.each([
    ['a venue time beyond the safe integers', line('"bids":[],"asks":[],"venueAt":9007199254740993')],
    ['a venue time that begins with 0', line('"bids":[],"asks":[],"venueAt":0700000000000000')],
    ['a time of seventeen digits', line('"bids":[],"asks":[]').replace('1700000000000000', '17000000000000000')],
    ['a quantity that ends with a dot', line('"bids":[["0.5000","5."]],"asks":[]')],
    ['a quantity without digits', line('"bids":[["0.5000",""]],"asks":[]')],
    ['a trade of nothing', line('"price":"0.5000","quantity":"0.00"').replace('book.changed', 'trade.printed')],
    ['a trade off the grid', line('"price":"0.5050","quantity":"1.00"').replace('book.changed', 'trade.printed')],
    ['a comma before the end of a list', line('"bids":[["0.5000","5"],],"asks":[]')],
    ['text after the end', `${line('"bids":[],"asks":[]')}}`],
  ])('refuses %s as JSON.parse does', (_, text) => {
    expect(bothRoads(text)).toMatchObject({ fast: undefined, slow: undefined })
  })

  test('zero bytes in the place of a time are no time', () => {
    const header = { ...TOY_HEADER, from: 0 as Micros }
    const text = line('"bids":[],"asks":[]').replace('17000000', '\0'.repeat(8))
    expect(bothRoads(text, header)).toMatchObject({ fast: undefined, slow: undefined })
  })

  test('an id whose JSON has an escape is never met by its bare bytes', () => {
    const [first, ...rest] = TOY_HEADER.markets
    const id = 'kalshi:A\\nB'
    const header = { ...TOY_HEADER, markets: [{ ...first, id, native: 'A\\nB' }, ...rest] } as RecordingHeader
    const bare = bothRoads(line('"bids":[],"asks":[]').replace('kalshi:TOY-A', id), header)
    expect(bare).toMatchObject({ fast: undefined, slow: undefined })
    const escaped = bothRoads(line('"bids":[],"asks":[]').replace('kalshi:TOY-A', 'kalshi:A\\\\nB'), header)
    expect(escaped.slow).toMatchObject({ market: 0 })
  })

  test('a time before the last line is left to JSON.parse, which refuses it', () => {
    const context = createLineContext(TOY_HEADER)
    context.lastAt = (TOY_FROM + 1) as Micros
    const event = createRecordingEvent()
    const text = line('"bids":[],"asks":[]')
    const bytes = new TextEncoder().encode(`${text}\n${' '.repeat(ROOM)}`)
    expect(scanLine(createLineScanner(context, event), bytes, new DataView(bytes.buffer), 0)).toBe(-1)
    expect(parseLine(text, context, event)?.expected).toContain('not before')
  })
})

function line(rest: string): string {
  return `{"type":"book.changed","at":${TOY_FROM},"market":"kalshi:TOY-A",${rest}}`
}
