/*
 * One request inside the fake: its parts, read with Kalshi's own complaints.
 */
import type { Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import { flat, invalidQuery, nested, notFound } from './answers.ts'
import type { KalshiMarket, KalshiMember, KalshiWorld } from './world.ts'

/** One request, matched to its route. */
export type KalshiCall = {
  readonly world: KalshiWorld
  /** Who signed; the house when nobody did. */
  readonly member: KalshiMember
  /** The name of the operation, as validation messages have it: `GetMarkets`. */
  readonly operation: string
  /** The parts of the path that vary. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The body, parsed; undefined when it is empty or does not parse. */
  readonly json: unknown
  readonly now: Micros
}

/** The fields of a JSON body. */
export type Fields = Readonly<Record<string, unknown>>

/** Says whether a parsed value has fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Returns the fields of a JSON body.
 *
 * @throws Refusal the flat 400 of a body that does not parse.
 */
export function bodyOf(call: KalshiCall): Fields {
  const { json } = call
  if (json === undefined) throw flat('the body is not JSON')
  if (!isFields(json)) throw flat('the body is not a JSON object')
  return json
}

function jsonTypeOf(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? 'array' : typeof value
}

/**
 * Returns a text field; undefined when it is absent, null or empty.
 *
 * @throws Refusal the flat 400 of a field of another type.
 */
export function textField(fields: Fields, name: string, struct: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  throw flat(`json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${struct}.${name} of type string`)
}

/** Returns a whole number field; undefined when it is absent or null. */
export function integerField(fields: Fields, name: string, struct: string): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw flat(`json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${struct}.${name} of type int64`)
}

/** Returns a flag; false when it is absent or null. */
export function flagField(fields: Fields, name: string, struct: string): boolean {
  const value = fields[name]
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  throw flat(`json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${struct}.${name} of type bool`)
}

/** Returns a whole number of the query; undefined when it is absent. */
export function integerQuery(call: KalshiCall, name: string, field: string): number | undefined {
  const text = call.query.get(name)
  if (text === null || text === '') return undefined
  if (!/^-?\d{1,15}$/.test(text)) throw invalidQuery(call.operation, field, 'numeric')
  return Number(text)
}

/** Returns the limit of a page. */
export function limitQuery(call: KalshiCall, max: number, fallback = 100): number {
  const limit = integerQuery(call, 'limit', 'Limit') ?? fallback
  if (limit > max) throw invalidQuery(call.operation, 'Limit', 'lte')
  if (limit < 0) throw invalidQuery(call.operation, 'Limit', 'gte')
  return limit === 0 ? fallback : limit
}

/** Returns the values of a query list, separated by commas. */
export function listQuery(call: KalshiCall, name: string): readonly string[] | undefined {
  const text = call.query.get(name)
  return text === null || text === '' ? undefined : text.split(',').map((part) => part.trim())
}

/** Returns an instant of the query, given in seconds. */
export function instantQuery(call: KalshiCall, name: string, field: string): Micros | undefined {
  const value = integerQuery(call, name, field)
  return value === undefined ? undefined : toMicros(value * 1_000_000)
}

/** Returns the subaccount of the query; 0 when it is absent. */
export function subaccountQuery(call: KalshiCall): number {
  return checkedSubaccount(integerQuery(call, 'subaccount', 'Subaccount') ?? 0)
}

/** Returns a subaccount's number, checked. */
export function checkedSubaccount(subaccount: number): number {
  if (subaccount < 0 || subaccount > 63) throw nested(400, 'invalid_parameters', 'subaccount must be from 0 to 63')
  return subaccount
}

/** Returns a market by its ticker, or the 404 of an unknown one. */
export function marketNamed(world: KalshiWorld, ticker: string | undefined): KalshiMarket {
  const market = ticker === undefined ? undefined : world.markets.get(ticker)
  if (market === undefined) throw notFound()
  return market
}

/** One page and where the next one begins. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly cursor: string }

const CURSOR = 'page:'

/**
 * Returns a page of `items`, which are in the order in which they are sent; `numberOf` is what stays
 * when items come or go. A cursor that is not ours is the first page, silently, as on the venue.
 */
export function pageOf<Row>(
  call: KalshiCall,
  items: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): Page<Row> {
  const text = Buffer.from(call.query.get('cursor') ?? '', 'base64url').toString('utf8')
  let from = 0
  if (text.startsWith(CURSOR)) {
    const index = items.findIndex((row) => keyOf(row) === text.slice(CURSOR.length))
    if (index >= 0) from = index + 1
  }
  const rows = items.slice(from, from + limit)
  const last = rows.at(-1)
  const hasMore = from + limit < items.length && last !== undefined
  return { rows, cursor: hasMore ? Buffer.from(`${CURSOR}${keyOf(last)}`).toString('base64url') : '' }
}
