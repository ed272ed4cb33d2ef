import { toMarketId } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BookMessage, MarketMessage } from '../schema/market-message.ts'
import type { StreamMarket } from './book-entry.ts'
import { HASH_BYTES } from './book-entry.ts'
import type { PriceChange } from './change-scan.ts'
import { readBook } from './decode.ts'
import { createPriceChangeDecoder } from './price-change.ts'
import { changeOf } from './schema-change.ts'
import { addMarket, createTokenIndex, removeMarket } from './token-index.ts'

const market = (seed: number): StreamMarket => {
  const digits = (salt: number) => String(BigInt(seed + salt + 3) ** 90n).slice(0, 76 + (salt % 3))
  return {
    market: toMarketId('polymarket', digits(1)),
    conditionId: `0x${(BigInt(seed + 7) ** 90n).toString(16).slice(0, 64)}`,
    yes: digits(1),
    no: digits(2),
  }
}
const markets = [11, 222, 3333, 44444].map(market)
const foreign = market(99)
const index = createTokenIndex()
for (const one of markets) addMarket(index, one)

const price = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(1, 2, 4, 6))
  .map(([ticks, places]) => (ticks / 10_000).toFixed(places))
const size = fc.oneof(
  fc.integer({ min: 0, max: 9_000_000 }).map(String),
  fc.integer({ min: 0, max: 10 ** 12 }).map((micros) => (micros / 1_000_000).toFixed(6)),
)
const hash = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 40, maxLength: 40 })
  .map((hex) => hex.join(''))
const best = fc.oneof(price, fc.constantFrom('', '0', '1'))

/** Orders of a change's fields: the usual one, which is read by a way of its own, and others. */
const orders = [
  ['asset_id', 'price', 'size', 'side', 'hash', 'best_bid', 'best_ask'],
  ['asset_id', 'price', 'side', 'size', 'hash', 'best_bid', 'best_ask'],
  ['best_ask', 'hash', 'best_bid', 'side', 'size', 'price', 'asset_id'],
] as const
const frameOrders = [
  ['market', 'price_changes', 'timestamp', 'event_type'],
  ['event_type', 'market', 'price_changes', 'timestamp'],
] as const

function ordered<Value extends object>(value: Value, keys: readonly (keyof Value)[]): Value {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Value
}

const frame = fc
  .record({
    of: fc.constantFrom(...markets),
    timestamp: fc.integer({ min: 0, max: 9_000_000_000_000 }),
    order: fc.constantFrom(...orders),
    frameOrder: fc.constantFrom(...frameOrders),
  })
  .chain(({ of, timestamp, order, frameOrder }) =>
    fc
      .array(
        fc.record({
          asset_id: fc.constantFrom(of.yes, of.no),
          price,
          size,
          side: fc.constantFrom('BUY', 'SELL'),
          hash,
          best_bid: best,
          best_ask: best,
        }),
        { minLength: 1, maxLength: 5 },
      )
      .map((price_changes) => {
        const changes = price_changes.map((one) => ordered(one, order))
        const whole = { event_type: 'price_change', market: of.conditionId, price_changes: changes }
        return ordered({ ...whole, timestamp: String(timestamp) }, frameOrder)
      }),
  )

function shown(change: PriceChange, hashText: string) {
  const levels = ({ prices, quantities, length }: PriceChange['bids']) => [
    [...prices.subarray(0, length)],
    [...quantities.subarray(0, length)],
  ]
  const { entry, venueAt, bestBid, bestAsk, isContradictory } = change
  return {
    market: entry?.market,
    venueAt,
    bestBid,
    bestAsk,
    isContradictory,
    bids: levels(change.bids),
    asks: levels(change.asks),
    hashText,
  }
}

function bySchema(text: string) {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = MarketMessage.safeParse(value)
  if (!parsed.success || parsed.data.event_type !== 'price_change') return undefined
  const changes = changeOf(parsed.data, index)
  const isAllOurs = parsed.data.price_changes.every(
    (one) => index.byToken.get(one.asset_id) === changes[0]?.change.entry,
  )
  const [first] = changes
  return first !== undefined && changes.length === 1 && isAllOurs ? shown(first.change, first.hash) : undefined
}

function inPlace(decoder: ReturnType<typeof createPriceChangeDecoder>, text: string) {
  if (!decoder.decode(text, index)) return undefined
  const { change } = decoder
  return shown(change, change.hashAt < 0 ? '' : text.slice(change.hashAt, change.hashAt + HASH_BYTES))
}

type Frame = { readonly market: string }

function spoil(whole: Frame, kind: string, at: number, character: string): string {
  const text = JSON.stringify(whole)
  const place = Math.floor(at * text.length)
  switch (kind) {
    case 'replace':
      return text.slice(0, place) + character + text.slice(place + 1)
    case 'cut':
      return text.slice(0, place)
    case 'insert':
      return text.slice(0, place) + character + text.slice(place)
    case 'double':
      return text + text.slice(place)
    case 'space':
      return JSON.stringify(whole, null, 1)
    case 'order':
      return JSON.stringify(Object.fromEntries(Object.entries(whole).reverse()))
    case 'number':
      return text.replace(/"(0\.\d+)"/, '$1')
    case 'hash':
      // Of another length, or one that ends early and is followed by a field of the missing length.
      return text.replace(/"hash":"(.{12})(.{28})"/, at < 0.5 ? '"hash":"$1"' : '"hash":"$1","x":"$2"')
    case 'side':
      return text.replace(/"(BUY|SELL)"/, at < 0.5 ? '"$1 "' : '"HOLD"')
    case 'foreign':
      return text.replace(whole.market, foreign.conditionId)
    default:
      return JSON.stringify({ ...whole, further: 1 })
  }
}

/** Spoils a text: other characters, cuts, doublings, other key orders and spaces. */
const spoiled = fc
  .record({
    frame,
    kind: fc.constantFrom(
      ...['replace', 'cut', 'insert', 'double', 'space', 'order', 'number', 'foreign', 'extra', 'hash', 'side'],
    ),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    character: fc.constantFrom(...'0129.-e"\\{}[],: \n\tabx\u0130\u00e9'),
  })
  .map(({ frame: whole, kind, at, character }) => ({ whole, text: spoil(whole, kind, at, character) }))

describe('the decoder in place', () => {
  const decoder = createPriceChangeDecoder()
  const teach = (text: string) => decoder.learn(JSON.parse(text))

  test('reads every frame of the usual form, to the value of the schema', () => {
    fc.assert(
      fc.property(frame, (whole) => {
        const text = JSON.stringify(whole)
        teach(text)
        const expected = bySchema(text)
        expect(expected).toBeDefined()
        expect(inPlace(decoder, text)).toEqual(expected)
      }),
      { numRuns: 2_000 },
    )
  })

  test('reads nothing that the schema refuses, and nothing to another value', () => {
    let read = 0
    fc.assert(
      fc.property(frame, spoiled, (other, { whole, text }) => {
        // The buffer holds another, longer frame: what is behind the end must not be read.
        teach(JSON.stringify(other))
        inPlace(decoder, JSON.stringify(other))
        teach(JSON.stringify(whole))
        const found = inPlace(decoder, text)
        if (found === undefined) return
        read += 1
        expect(found).toEqual(bySchema(text))
      }),
      { numRuns: 6_000 },
    )
    // Some spoiled texts are lawful frames; if none were, the test would show nothing.
    expect(read).toBeGreaterThan(10)
  })

  test('learns another order of keys, and goes back', () => {
    const [first] = markets
    const change = {
      hash: 'a'.repeat(40),
      best_ask: '0.52',
      best_bid: '0.5',
      side: 'BUY',
      size: '7',
      price: '0.5',
      asset_id: first!.yes,
    }
    const text = JSON.stringify({
      market: first!.conditionId,
      price_changes: [change],
      timestamp: '5',
      event_type: 'price_change',
    })
    expect(inPlace(decoder, text)).toBeUndefined()
    teach(text)
    expect(inPlace(decoder, text)).toEqual(bySchema(text))
  })

  test('does not read a market that was taken out', () => {
    const own = createTokenIndex()
    const one = markets[0]!
    addMarket(own, one)
    const change = {
      asset_id: one.yes,
      price: '0.5',
      size: '7',
      side: 'BUY',
      hash: 'a'.repeat(40),
      best_bid: '0.5',
      best_ask: '0.52',
    }
    const text = JSON.stringify({
      event_type: 'price_change',
      market: one.conditionId,
      price_changes: [change],
      timestamp: '5',
    })
    teach(text)
    expect(decoder.decode(text, own)).toBe(true)
    removeMarket(own, one.market)
    expect(decoder.decode(text, own)).toBe(false)
  })
})

describe('the book by hand', () => {
  /** The first value nearly always, so that whole books are common and spoiled ones are spoiled in one place. */
  const mostly = <T>(usual: T, ...others: readonly T[]) =>
    fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })
  const level = fc.record({ price, size })
  const book = fc.record(
    {
      event_type: fc.constant('book'),
      market: mostly('0xabc', '', '1'),
      asset_id: mostly('123', 'x', ''),
      timestamp: mostly('1757908892351', '-1', 'x', '', '1.5'),
      hash: mostly<unknown>('ab', 5),
      bids: fc.oneof(
        { weight: 9, arbitrary: fc.array(level, { maxLength: 4 }) },
        { weight: 1, arbitrary: fc.constant('none') },
      ),
      asks: fc.array(
        fc.oneof({ weight: 20, arbitrary: level }, { weight: 1, arbitrary: fc.constant({ price: '2', size: '1' }) }),
        { maxLength: 4 },
      ),
      tick_size: mostly('0.01', '0.03', '0.0001'),
      last_trade_price: mostly('', '0.5', '1.5', 'x'),
    },
    { requiredKeys: ['event_type', 'market', 'asset_id', 'timestamp', 'hash', 'bids', 'asks'] },
  )

  test('a missing field is left to the schema', () => {
    expect(
      readBook({ event_type: 'book', market: '0x', asset_id: '1', timestamp: '5', bids: [], asks: [] }),
    ).toBeUndefined()
  })

  test('reads exactly what the schema accepts, to the same value', () => {
    let read = 0
    fc.assert(
      fc.property(book, (value) => {
        const found = readBook(value)
        const parsed = BookMessage.safeParse(value)
        if (found !== undefined) read += 1
        expect(found).toEqual(parsed.success ? parsed.data : undefined)
      }),
      { numRuns: 3_000 },
    )
    expect(read).toBeGreaterThan(500)
  })
})
