import { isVenueError } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { TOY_HEADER } from '../../test/toy-recording.ts'
import { formatRecordingHeader } from './format-recording.ts'
import { parseRecordingHeader } from './parse-header.ts'

type Raw = Record<string, unknown>
type RawHeader = Raw & { markets: [Raw, Raw, Raw]; pairs: [Raw, Raw]; fees: Record<string, Raw> }

function refusalOf(text: string): { found: string; expected: string; line: number; file: string } {
  try {
    parseRecordingHeader(text, 'a.jsonl')
  } catch (error) {
    if (isVenueError(error, 'recording.malformed')) return error.context
    throw error
  }
  throw new Error('the header was taken')
}

function changed(change: (header: RawHeader) => void): string {
  const header = JSON.parse(formatRecordingHeader(TOY_HEADER)) as RawHeader
  change(header)
  return JSON.stringify(header)
}

describe('the header', () => {
  test('is read as it was written', () => {
    expect(parseRecordingHeader(formatRecordingHeader(TOY_HEADER), 'a.jsonl')).toEqual(TOY_HEADER)
  })

  test('another venue may name its markets in any of the three ways', () => {
    const text = changed((header) => {
      header.markets[0] = { id: 'house:x', venue: 'house', slug: 'x', title: '', tick: '0.5', closesAt: null }
      header.pairs[0]['a'] = 'house:x'
      header.fees['house'] = { takerRate: '0' }
    })
    const { markets, fees } = parseRecordingHeader(text, 'a.jsonl')
    expect(markets[0]).toMatchObject({ venue: 'house', native: 'x', nativeName: 'slug', tick: 5000 })
    expect(fees['house']).toEqual({ takerRate: 0, assumed: false })
  })

  test.each<[string, string, string]>([
    ['no JSON', 'hello', 'a JSON object'],
    ['an observation', '{"type":"book.changed","at":1}', 'the header of a recording'],
    ['a list', '[]', 'the header of a recording'],
    ['version 2', changed((header) => Object.assign(header, { version: 2 })), 'version 1'],
    ['no version', changed((header) => Object.assign(header, { version: undefined })), 'version 1'],
    ['an unknown field', changed((header) => Object.assign(header, { author: 'x' })), 'only type, version'],
    ['no description', changed((header) => Object.assign(header, { description: undefined })), 'description as text'],
    ['from as text', changed((header) => Object.assign(header, { from: '1' })), 'from as an integer'],
    ['no to', changed((header) => Object.assign(header, { to: undefined })), 'to as an integer'],
    ['from after to', changed((header) => Object.assign(header, { from: Number(header['to']) + 1 })), 'at or before'],
    ['no markets', changed((header) => Object.assign(header, { markets: undefined })), 'markets as a list'],
    ['no market', changed((header) => Object.assign(header, { markets: [], pairs: [] })), 'at least one market'],
    ['a market that is none', changed((header) => Object.assign(header, { markets: [1] })), 'markets[0] as an object'],
    ['a market twice', changed((header) => header.markets.push({ ...header.markets[0] })), 'each market once'],
    [
      'an unknown field of a market',
      changed((header) => Object.assign(header.markets[0], { lot: 1 })),
      'only id, venue',
    ],
    [
      'a market without its name',
      changed((header) => Object.assign(header.markets[0], { ticker: undefined })),
      'ticker for kalshi',
    ],
    [
      'a market with two names',
      changed((header) => Object.assign(header.markets[1], { slug: 'x' })),
      'ticker for kalshi',
    ],
    [
      'a kalshi slug',
      changed((header) => Object.assign(header.markets[0], { ticker: undefined, slug: 'TOY-A' })),
      'ticker for kalshi',
    ],
    [
      'an id of another name',
      changed((header) => Object.assign(header.markets[0], { ticker: 'TOY-Z' })),
      '"kalshi:TOY-Z"',
    ],
    ['an id of another venue', changed((header) => Object.assign(header.markets[1], { venue: 'house' })), '"house:123'],
    [
      'a venue that is no word',
      changed((header) => Object.assign(header.markets[0], { venue: 'Kal shi', id: 'Kal shi:TOY-A' })),
      'Kal shi:TOY-A',
    ],
    ['no title', changed((header) => Object.assign(header.markets[0], { title: null })), 'markets[0].title as text'],
    ['a tick as a number', changed((header) => Object.assign(header.markets[0], { tick: 0.01 })), 'text of dollars'],
    ['a tick of 0', changed((header) => Object.assign(header.markets[0], { tick: '0' })), 'divides 1 evenly'],
    [
      'a tick that does not divide 1',
      changed((header) => Object.assign(header.markets[0], { tick: '0.0300' })),
      'divides 1 evenly',
    ],
    [
      'a tick below $0.0001',
      changed((header) => Object.assign(header.markets[0], { tick: '0.00005' })),
      'divides 1 evenly',
    ],
    [
      'a closing time as text',
      changed((header) => Object.assign(header.markets[0], { closesAt: 'x' })),
      'closesAt as an integer',
    ],
    [
      'no closing time',
      changed((header) => Object.assign(header.markets[0], { closesAt: undefined })),
      'closesAt as an integer',
    ],
    ['no pairs', changed((header) => Object.assign(header, { pairs: undefined })), 'pairs as a list'],
    [
      'a pair of an unknown market',
      changed((header) => Object.assign(header.pairs[0], { b: 'kalshi:X' })),
      'in this header',
    ],
    [
      'a pair of one',
      changed((header) => Object.assign(header.pairs[0], { b: 'kalshi:TOY-A' })),
      'two different markets',
    ],
    [
      'a pair without its name',
      changed((header) => Object.assign(header.pairs[0], { name: 1 })),
      'pairs[0].name as text',
    ],
    [
      'two pairs of one name',
      changed((header) => Object.assign(header.pairs[1], { name: 'toy' })),
      'each name of a pair once',
    ],
    [
      'an unknown polarity',
      changed((header) => Object.assign(header.pairs[0], { polarity: 'opposite' })),
      '"same" or "inverse"',
    ],
    ['no fees', changed((header) => Object.assign(header, { fees: undefined })), 'fees as an object'],
    ['fees of one venue only', changed((header) => delete header.fees['kalshi']), 'every venue that has a market'],
    [
      'a rate of five decimals',
      changed((header) => Object.assign(header.fees['kalshi'] as Raw, { takerRate: '0.07001' })),
      'at most 4 decimals',
    ],
    [
      'a rate as a number',
      changed((header) => Object.assign(header.fees['kalshi'] as Raw, { takerRate: 0.07 })),
      'a rate as text',
    ],
    [
      'a negative rate',
      changed((header) => Object.assign(header.fees['kalshi'] as Raw, { takerRate: '-0.07' })),
      'from 0 to 1',
    ],
    [
      'a rate above 1',
      changed((header) => Object.assign(header.fees['kalshi'] as Raw, { takerRate: '7' })),
      'from 0 to 1',
    ],
    [
      'an unknown field of a fee',
      changed((header) => Object.assign(header.fees['kalshi'] as Raw, { makerRate: '0' })),
      'only takerRate',
    ],
    [
      'an assumption that is no yes or no',
      changed((header) => Object.assign(header.fees['kalshi'] as Raw, { assumed: 1 })),
      'true or false',
    ],
  ])('%s is refused', (_, text, expected) => {
    const refusal = refusalOf(text)
    expect(refusal).toMatchObject({ file: 'a.jsonl', line: 1, expected: expect.stringContaining(expected) })
    expect(refusal.found).not.toBe('')
  })

  test('what was found is cut short', () => {
    expect(refusalOf('x'.repeat(100_000)).found.length).toBeLessThan(200)
    const long = changed((header) => Object.assign(header, { version: 'x'.repeat(100_000) }))
    expect(refusalOf(long).found.length).toBeLessThan(200)
  })
})
