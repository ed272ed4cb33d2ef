import type { Micros } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { copyEvent, TOY_FROM, TOY_HEADER } from '../../test/toy-recording.ts'
import { createLineContext, createRecordingEvent } from './line-context.ts'
import { parseLine } from './parse-line.ts'

function parse(text: string) {
  const event = createRecordingEvent()
  const defect = parseLine(text, createLineContext(TOY_HEADER), event)
  return defect ?? copyEvent(event)
}

/** Returns a good line with fields changed; undefined takes a field away. */
function lineWith(type: string, changes: Record<string, unknown>): string {
  const common = { type, at: TOY_FROM + 5, market: 'kalshi:TOY-A' }
  const fields: Record<string, Record<string, unknown>> = {
    'book.replaced': {
      bids: [
        ['0.4100', '5.00'],
        ['0.4000', '50.00'],
      ],
      asks: [['0.4200', '20.000001']],
    },
    'book.changed': {
      bids: [],
      asks: [
        ['0.4100', '10.00'],
        ['0.4300', '0'],
        ['0.4200', '1'],
      ],
    },
    'trade.printed': { price: '0.4100', quantity: '1.00', takerSide: 'yes' },
    'market.settled': { outcome: 'yes' },
  }
  return JSON.stringify({ ...common, ...(fields[type] ?? fields['book.changed']), ...changes })
}

const NONE = { venueAt: -1, price: 0, quantity: 0, takerSide: '', outcome: '', bids: [], asks: [] }
const COMMON = { ...NONE, at: TOY_FROM + 5, market: 0 }

describe('a line', () => {
  test.each([
    [
      'book.replaced',
      {},
      {
        bids: [
          [4100, 5_000_000],
          [4000, 50_000_000],
        ],
        asks: [[4200, 20_000_001]],
      },
    ],
    [
      'book.changed',
      { venueAt: 1_699_999_999_999_999 },
      {
        venueAt: 1_699_999_999_999_999,
        asks: [
          [4100, 10_000_000],
          [4300, 0],
          [4200, 1_000_000],
        ],
      },
    ],
    ['book.replaced', { bids: [], asks: [] }, {}],
    [
      'book.replaced',
      { bids: [['0', '1']], asks: [['1.0000', '2']] },
      { bids: [[0, 1_000_000]], asks: [[10_000, 2_000_000]] },
    ],
    ['trade.printed', {}, { price: 4100, quantity: 1_000_000, takerSide: 'yes' }],
    ['trade.printed', { takerSide: undefined }, { price: 4100, quantity: 1_000_000 }],
    ['market.settled', {}, { outcome: 'yes', price: 10_000 }],
    ['market.settled', { outcome: 'no' }, { outcome: 'no', price: 0 }],
    ['market.settled', { outcome: 'void', yesPrice: '0.5' }, { outcome: 'void', price: 5000 }],
  ])('%s with %j says %j', (type, changes, expected) => {
    expect(parse(lineWith(type, changes))).toEqual({ ...COMMON, type, ...expected })
  })

  test('leaves nothing of the line before it in the event', () => {
    const event = createRecordingEvent()
    const context = createLineContext(TOY_HEADER)
    for (const type of ['book.replaced', 'trade.printed', 'market.settled', 'book.changed']) {
      expect(parseLine(lineWith(type, { venueAt: 7 }), context, event)).toBeUndefined()
    }
    const text = lineWith('book.changed', { asks: [] })
    expect(parseLine(text, context, event)).toBeUndefined()
    expect(copyEvent(event)).toEqual({ ...COMMON, type: 'book.changed' })
  })

  test.each<[string, string, string, string]>([
    ['no JSON', '{"type":', 'an observation: one JSON object', '{"type":'],
    ['nothing', '', 'an observation: one JSON object', 'an empty line'],
    ['a list', '[1]', 'an observation: one JSON object', '[1]'],
    ['null', 'null', 'an observation: one JSON object', 'null'],
    ['an unknown type', lineWith('book.stale', {}), 'a type of book.replaced, book.changed', '"book.stale"'],
    ['a second header', '{"type":"recording","version":1}', 'a type of book.replaced', '"recording"'],
    ['an unknown field', lineWith('book.changed', { seq: 1 }), 'only type, at, market', '"seq"'],
    ['a field of another type', lineWith('trade.printed', { bids: [] }), 'only type, at, market', '"bids"'],
    ['no time', lineWith('book.changed', { at: undefined }), 'an integer of microseconds', 'at undefined'],
    ['a time as text', lineWith('book.changed', { at: '1' }), 'an integer of microseconds', 'at "1"'],
    ['a time with decimals', lineWith('book.changed', { at: 1.5 }), 'an integer of microseconds', 'at 1.5'],
    ['a time before from', lineWith('book.changed', { at: TOY_FROM - 1 }), 'as the header says', `at ${TOY_FROM - 1}`],
    [
      'a time after to',
      lineWith('book.changed', { at: TOY_FROM + 60_000_001 }),
      'as the header says',
      'at 1700000060000001',
    ],
    ['a venue time as text', lineWith('book.changed', { venueAt: '1' }), 'venueAt as an integer', 'venueAt "1"'],
    ['a negative venue time', lineWith('book.changed', { venueAt: -1 }), 'venueAt as an integer', 'venueAt -1'],
    ['an unknown market', lineWith('book.changed', { market: 'kalshi:B' }), 'a market in the header', '"kalshi:B"'],
    ['no market', lineWith('book.changed', { market: undefined }), 'a market in the header', 'undefined'],
    ['no asks', lineWith('book.changed', { asks: undefined }), 'asks as a list', 'asks undefined'],
    ['bids that are no list', lineWith('book.changed', { bids: {} }), 'bids as a list', 'bids {}'],
    ['a level that is no pair', lineWith('book.changed', { bids: [['0.5000']] }), '[price, quantity]', 'bids[0]'],
    ['a level of three', lineWith('book.changed', { bids: [['0.5000', '1', '2']] }), '[price, quantity]', 'bids[0]'],
    ['a price as a number', lineWith('book.changed', { bids: [[0.5, '1']] }), 'a price as text', 'bids[0] 0.5'],
    [
      'a price of five decimals',
      lineWith('book.changed', { bids: [['0.50001', '1']] }),
      'at most 4 decimals',
      '0.50001',
    ],
    ['a price above 1', lineWith('book.changed', { bids: [['1.0100', '1']] }), 'from 0 to 1', '1.0100'],
    ['a negative price', lineWith('book.changed', { bids: [['-0.0100', '1']] }), 'from 0 to 1', '-0.0100'],
    [
      'a price off the grid',
      lineWith('book.changed', { asks: [['0.4150', '1']] }),
      'on the grid of 0.0100 of kalshi:TOY-A',
      '0.4150',
    ],
    ['a trade off the grid', lineWith('trade.printed', { price: '0.4150' }), 'on the grid of 0.0100', 'price "0.4150"'],
    ['a quantity as a number', lineWith('book.changed', { bids: [['0.5000', 1]] }), 'a quantity as text', 'bids[0] 1'],
    ['a negative quantity', lineWith('book.changed', { bids: [['0.5000', '-1.00']] }), 'not negative', '-1.00'],
    [
      'a quantity of seven decimals',
      lineWith('book.changed', { bids: [['0.5000', '1.0000001']] }),
      'at most 6 decimals',
      '1.0000001',
    ],
    [
      'a quantity beyond the safe integers',
      lineWith('book.changed', { bids: [['0.5000', '9007199255']] }),
      'below 9007199254',
      '9007199255',
    ],
    [
      'a quantity that is no number',
      lineWith('book.changed', { bids: [['0.5000', '1e3']] }),
      'a quantity as text',
      '1e3',
    ],
    [
      'an empty level in a whole book',
      lineWith('book.replaced', { bids: [['0.4000', '0']] }),
      'levels above 0',
      'bids[0]',
    ],
    [
      'a price twice in a change',
      lineWith('book.changed', {
        bids: [
          ['0.4', '1'],
          ['0.5', '1'],
          ['0.4000', '2'],
        ],
      }),
      'once',
      'bids[2]',
    ],
    [
      'a price twice in a whole book',
      lineWith('book.replaced', {
        asks: [
          ['0.5', '1'],
          ['0.5', '1'],
        ],
      }),
      'once',
      'asks[1]',
    ],
    [
      'bids that rise',
      lineWith('book.replaced', {
        bids: [
          ['0.4', '1'],
          ['0.41', '1'],
        ],
      }),
      'the best level first',
      'after 0.4000',
    ],
    [
      'asks that fall',
      lineWith('book.replaced', {
        asks: [
          ['0.42', '1'],
          ['0.41', '1'],
        ],
      }),
      'the best level first',
      'after 0.4200',
    ],
    ['a trade of nothing', lineWith('trade.printed', { quantity: '0.00' }), 'more than 0', '0.00'],
    ['a trade without price', lineWith('trade.printed', { price: undefined }), 'a price as text', 'undefined'],
    ['an unknown taker', lineWith('trade.printed', { takerSide: 'buy' }), '"yes" or "no"', '"buy"'],
    ['a taker of null', lineWith('trade.printed', { takerSide: null }), '"yes" or "no"', 'null'],
    ['an unknown outcome', lineWith('market.settled', { outcome: 'maybe' }), '"void"', '"maybe"'],
    [
      'a void that does not say what it pays',
      lineWith('market.settled', { outcome: 'void' }),
      'a void market pays',
      'undefined',
    ],
    [
      'a yes that says what it pays',
      lineWith('market.settled', { yesPrice: '1' }),
      'only where the outcome is "void"',
      'yes',
    ],
  ])('%s is refused', (_, text, expected, found) => {
    const defect = parse(text)
    expect(defect).toMatchObject({ expected: expect.stringContaining(expected), found: expect.stringContaining(found) })
  })

  test('a time before the last line is refused, the same time is not', () => {
    const context = createLineContext(TOY_HEADER)
    context.lastAt = (TOY_FROM + 6) as Micros
    const text = lineWith('book.changed', {})
    const defect = parseLine(text, context, createRecordingEvent())
    expect(defect).toMatchObject({
      found: `at ${TOY_FROM + 5}`,
      expected: `a time not before the last line's, ${TOY_FROM + 6}`,
    })
    context.lastAt = (TOY_FROM + 5) as Micros
    expect(parseLine(text, context, createRecordingEvent())).toBeUndefined()
  })

  test('what was found is cut short', () => {
    const defect = parse(lineWith('book.changed', { market: 'x'.repeat(10_000) }))
    expect(defect).toMatchObject({ found: expect.stringMatching(/^market "x{100,119}…$/) })
  })
})
