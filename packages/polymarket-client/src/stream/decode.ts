/*
 * The slow road of the market stream, and the only one for everything but price changes: parse,
 * then the schema. Books, which come after every trade, are checked by hand; a property test holds
 * both hand decoders to the schemas.
 */
import type { Level, Micros, Price, Quantity } from '@arbees/core'
import { readDecimal } from '@arbees/core'
import type { DecodeIssue } from '@arbees/transport'
import { formatIssues } from '@arbees/transport'
import type { z } from 'zod'
import type { BookMessage } from '../schema/market-message.ts'
import { MarketMessage } from '../schema/market-message.ts'
import { readTick } from '../tick.ts'

/** What one message of the market stream turned out to be. */
export type MarketDecoding =
  | { readonly type: 'message'; readonly message: MarketMessage }
  /** A word of the venue that is not known here. */
  | { readonly type: 'unknown'; readonly event: string }
  /** A known event in an unknown form; `market` as far as it could be read. */
  | { readonly type: 'malformed'; readonly event: string; readonly market?: string; readonly issues: readonly string[] }
  /** No JSON at all: `isCut` when it looks like the beginning of some. */
  | { readonly type: 'text'; readonly text: string; readonly isCut: boolean }

const KNOWN: ReadonlySet<string> = new Set(MarketMessage.options.map((option) => option.shape.event_type.value))

type Book = z.infer<typeof BookMessage>
type WireLevel = { readonly price?: unknown; readonly size?: unknown }

function readLevels(value: unknown): Book['bids'] | undefined {
  if (!Array.isArray(value)) return undefined
  const levels: { price: Price; size: Quantity }[] = []
  for (const level of value as readonly (WireLevel | null)[]) {
    if (typeof level?.price !== 'string' || typeof level.size !== 'string') return undefined
    const price = readDecimal(level.price, 4)
    const size = readDecimal(level.size, 6)
    if (!(price >= 0 && price <= 10_000 && size >= 0)) return undefined
    levels.push({ price: price as Price, size: size as Quantity })
  }
  return levels
}

const TOKEN = /^[0-9]{1,78}$/

/** Returns a book message in its usual form, or undefined: then the schema decides. */
export function readBook(value: Readonly<Record<string, unknown>>): Book | undefined {
  const { market, asset_id, timestamp, hash } = value
  if (typeof market !== 'string' || !market.startsWith('0x') || typeof hash !== 'string') return undefined
  if (typeof asset_id !== 'string' || !TOKEN.test(asset_id) || typeof timestamp !== 'string') return undefined
  const at = readDecimal(timestamp, 0) * 1_000
  const bids = readLevels(value['bids'])
  const asks = readLevels(value['asks'])
  if (!(Number.isSafeInteger(at) && at >= 0) || bids === undefined || asks === undefined) return undefined
  const book: { -readonly [Key in keyof Book]: Book[Key] } = {
    event_type: 'book',
    market: market as Book['market'],
    asset_id,
    timestamp: at as Micros,
    hash,
    bids,
    asks,
  }
  const { tick_size, last_trade_price } = value
  if (tick_size !== undefined) {
    const tick = typeof tick_size === 'string' ? readTick(tick_size) : undefined
    if (tick === undefined) return undefined
    book.tick_size = tick
  }
  if (last_trade_price !== undefined) {
    if (typeof last_trade_price !== 'string') return undefined
    const price = last_trade_price === '' ? null : readDecimal(last_trade_price, 4)
    if (price !== null && !(price >= 0 && price <= 10_000)) return undefined
    book.last_trade_price = price as Price | null
  }
  return book
}

function decodeOne(value: unknown): MarketDecoding {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { type: 'malformed', event: '', issues: ['(root): expected an object'] }
  }
  const fields = value as Readonly<Record<string, unknown>>
  const event = fields['event_type']
  if (typeof event !== 'string') return { type: 'malformed', event: '', issues: ['event_type: expected a text'] }
  if (!KNOWN.has(event)) return { type: 'unknown', event }
  if (event === 'book') {
    const book = readBook(fields)
    if (book !== undefined) return { type: 'message', message: book }
  }
  const parsed = MarketMessage.safeParse(value)
  if (parsed.success) return { type: 'message', message: parsed.data }
  const { market } = fields
  const issues = formatIssues(parsed.error.issues as readonly DecodeIssue[])
  return { type: 'malformed', event, ...(typeof market === 'string' ? { market } : {}), issues }
}

/**
 * Returns what a frame of the market stream says, message by message. `onObject` sees each parsed
 * message before its schema, to learn its layout.
 */
export function decodeMarketFrame(
  text: string,
  onObject?: (value: unknown, decoding: MarketDecoding) => void,
): readonly MarketDecoding[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [{ type: 'text', text: text.slice(0, 80), isCut: text.startsWith('{') || text.startsWith('[') }]
  }
  const decode = (one: unknown): MarketDecoding => {
    const decoding = decodeOne(one)
    onObject?.(one, decoding)
    return decoding
  }
  return Array.isArray(value) ? value.map(decode) : [decode(value)]
}

/** Returns a book's levels on one side as core knows them, best first, in the token's own prices. */
export function toLevels(levels: Book['bids'], isBestHighest: boolean): readonly Level[] {
  return levels
    .filter((level) => level.size > 0)
    .map(({ price, size }) => ({ price, quantity: size }))
    .sort((a, b) => (isBestHighest ? b.price - a.price : a.price - b.price))
}
