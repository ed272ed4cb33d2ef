/*
 * One line of a recording by way of JSON.parse, with every field checked and every refusal
 * explained. The fast road (scan-line.ts) takes the lines as recorders write them; whatever it
 * declines comes here, so this file is the definition of what a recording may say.
 */
import type { LevelBuffer, Micros, Price, Quantity } from '@arbees/core'
import { formatPrice, PRICE_ONE, pushLevel, readDecimal } from '@arbees/core'
import type { LineContext } from './line-context.ts'
import { excerpt, excerptText } from './malformed.ts'
import type { RecordedMarket, RecordingEvent, RecordingEventType } from './recording.ts'

type Fields = Readonly<Record<string, unknown>>

/** Why a line was refused. */
export type LineDefect = { readonly found: string; readonly expected: string; readonly cause?: unknown }

class Refusal extends Error {
  readonly defect: LineDefect

  constructor(defect: LineDefect) {
    super(defect.expected)
    this.defect = defect
  }
}

function refuse(found: string, expected: string, cause?: unknown): never {
  throw new Refusal({ found, expected, cause })
}

const COMMON_FIELDS = ['type', 'at', 'market', 'venueAt']
const FIELDS: { readonly [Type in RecordingEventType]: readonly string[] } = {
  'book.replaced': [...COMMON_FIELDS, 'bids', 'asks'],
  'book.changed': [...COMMON_FIELDS, 'bids', 'asks'],
  'trade.printed': [...COMMON_FIELDS, 'price', 'quantity', 'takerSide'],
  'market.settled': [...COMMON_FIELDS, 'outcome', 'yesPrice'],
}
const TYPES = Object.keys(FIELDS) as readonly RecordingEventType[]

function timeOf(value: unknown, name: string): Micros {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as Micros
  return refuse(`${name} ${excerpt(value)}`, `${name} as an integer of microseconds since 1970`)
}

function atOf(value: unknown, context: LineContext): Micros {
  const at = timeOf(value, 'at')
  const { from, to } = context.header
  if (at < from || at > to) refuse(`at ${at}`, `a time from ${from} to ${to}, as the header says`)
  if (at < context.lastAt) refuse(`at ${at}`, `a time not before the last line's, ${context.lastAt}`)
  return at
}

function priceOf(value: unknown, name: string, market: RecordedMarket): Price {
  const price = typeof value === 'string' ? readDecimal(value, 4) : Number.NaN
  if (!(price >= 0 && price <= PRICE_ONE)) {
    refuse(`${name} ${excerpt(value)}`, 'a price as text of dollars from 0 to 1 with at most 4 decimals')
  }
  if (price % market.tick !== 0) {
    refuse(`${name} ${excerpt(value)}`, `a price on the grid of ${formatPrice(market.tick as Price)} of ${market.id}`)
  }
  return price as Price
}

function quantityOf(value: unknown, name: string): Quantity {
  const quantity = typeof value === 'string' ? readDecimal(value, 6) : Number.NaN
  if (quantity >= 0) return quantity as Quantity
  return refuse(
    `${name} ${excerpt(value)}`,
    'a quantity as text of contracts, not negative, with at most 6 decimals and below 9007199254',
  )
}

/** Reads the levels of one side; `step` is +1 where prices must rise, −1 where they must fall, 0 for any order. */
function readLevels(value: unknown, side: 'bids' | 'asks', step: number, market: RecordedMarket, into: LevelBuffer) {
  if (!Array.isArray(value)) refuse(`${side} ${excerpt(value)}`, `${side} as a list of [price, quantity]`)
  const seen = new Set<number>()
  let before = -1
  for (const [index, level] of (value as readonly unknown[]).entries()) {
    const name = `${side}[${index}]`
    if (!Array.isArray(level) || level.length !== 2) refuse(`${name} ${excerpt(level)}`, 'a level as [price, quantity]')
    const [priceText, quantityText] = level as readonly unknown[]
    const price = priceOf(priceText, name, market)
    const quantity = quantityOf(quantityText, name)
    if (seen.has(price)) refuse(`${name} at ${excerpt(priceText)} again`, 'each price of a side once')
    seen.add(price)
    if (step !== 0) {
      if (quantity === 0) refuse(`${name} with the quantity ${excerpt(quantityText)}`, 'levels above 0 in a whole book')
      if (before >= 0 && (price - before) * step < 0) {
        refuse(`${name} at ${excerpt(priceText)} after ${formatPrice(before as Price)}`, 'the best level first')
      }
    }
    before = price
    pushLevel(into, price, quantity)
  }
}

function readTrade(fields: Fields, market: RecordedMarket, event: RecordingEvent): void {
  event.price = priceOf(fields['price'], 'price', market)
  event.quantity = quantityOf(fields['quantity'], 'quantity')
  if (event.quantity === 0) refuse(`quantity ${excerpt(fields['quantity'])}`, 'a trade of more than 0 contracts')
  const { takerSide } = fields
  if (takerSide === undefined) return
  if (takerSide !== 'yes' && takerSide !== 'no')
    refuse(`takerSide ${excerpt(takerSide)}`, '"yes" or "no", or no takerSide')
  event.takerSide = takerSide
}

function readSettlement(fields: Fields, event: RecordingEvent): void {
  const { outcome, yesPrice } = fields
  if (outcome !== 'yes' && outcome !== 'no' && outcome !== 'void') {
    refuse(`outcome ${excerpt(outcome)}`, '"yes", "no" or "void"')
  }
  event.outcome = outcome
  if (outcome !== 'void') {
    if (yesPrice !== undefined)
      refuse(`yesPrice with the outcome "${outcome}"`, 'yesPrice only where the outcome is "void"')
    event.price = (outcome === 'yes' ? PRICE_ONE : 0) as Price
    return
  }
  // What a void pays is the venue's rule of the day: the recording must say it, nobody may guess.
  const price = typeof yesPrice === 'string' ? readDecimal(yesPrice, 4) : Number.NaN
  if (!(price >= 0 && price <= PRICE_ONE)) {
    refuse(`yesPrice ${excerpt(yesPrice)}`, 'what one YES contract of a void market pays, as text from 0 to 1')
  }
  event.price = price as Price
}

function typeOf(fields: Fields): RecordingEventType {
  const type = TYPES.find((one) => one === fields['type'])
  return type ?? refuse(`type ${excerpt(fields['type'])}`, `a type of ${TYPES.join(', ')}`)
}

function readLine(text: string, context: LineContext, event: RecordingEvent): void {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    refuse(text === '' ? 'an empty line' : excerptText(text), 'an observation: one JSON object', error)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(excerptText(text), 'an observation: one JSON object')
  }
  const fields = value as Fields
  const type = typeOf(fields)
  for (const key of Object.keys(fields)) {
    if (!FIELDS[type].includes(key)) refuse(`the field ${excerpt(key)}`, `only ${FIELDS[type].join(', ')} in ${type}`)
  }
  event.type = type
  event.at = atOf(fields['at'], context)
  event.venueAt = fields['venueAt'] === undefined ? -1 : timeOf(fields['venueAt'], 'venueAt')
  const id = fields['market']
  const index = typeof id === 'string' ? context.indexByMarket.get(id) : undefined
  event.market = index ?? refuse(`market ${excerpt(id)}`, 'the id of a market in the header')
  const market = context.header.markets[event.market] as RecordedMarket
  event.bids.length = 0
  event.asks.length = 0
  event.price = 0 as Price
  event.quantity = 0 as Quantity
  event.takerSide = ''
  event.outcome = ''
  if (type === 'trade.printed') readTrade(fields, market, event)
  else if (type === 'market.settled') readSettlement(fields, event)
  else {
    const isWhole = type === 'book.replaced'
    readLevels(fields['bids'], 'bids', isWhole ? -1 : 0, market, event.bids)
    readLevels(fields['asks'], 'asks', isWhole ? 1 : 0, market, event.asks)
  }
}

/**
 * Reads the text of one line into `event` and returns undefined, or returns what is wrong with it
 * (then `event` is of no use).
 */
export function parseLine(text: string, context: LineContext, event: RecordingEvent): LineDefect | undefined {
  try {
    readLine(text, context, event)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.defect
    throw error
  }
}
