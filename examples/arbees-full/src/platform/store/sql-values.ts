/*
 * Values on their way into SQL and out of it, the same for every driver: everything goes as text, and
 * comes back as text, a number or a boolean; a number that is not exact is refused.
 */
import { invariant } from '@arbees/core'
import type { SqlValue } from './store.ts'

/** The numbers of PostgreSQL's types. */
export const OID = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  json: 114,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  jsonb: 3802,
} as const

function quoteElement(value: string | number | boolean | null): string {
  if (value === null) return 'NULL'
  return `"${sqlText(value)?.replace(/[\\"]/g, '\\$&')}"`
}

/** Returns a value as the text that PostgreSQL reads; null stays null. */
export function sqlText(value: SqlValue): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') {
    invariant(Number.isFinite(value), `a number in SQL is finite, found ${value}`)
    return String(value)
  }
  if (typeof value === 'bigint') return value.toString()
  return `{${value.map(quoteElement).join(',')}}`
}

/** Returns a whole number; throws where it is not exact. */
export function readInteger(text: string): number {
  const value = Number(text)
  invariant(Number.isSafeInteger(value), `a whole number of the database is safe, found ${text}`)
  return value
}

const INSTANT = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::?(\d\d))?$/

/** Returns the instant in the text of a `timestamptz`, in microseconds since 1970. */
export function readInstant(text: string): number {
  const match = INSTANT.exec(text)
  invariant(match !== null, `an instant of the database is a date, a time and an offset, found ${text}`)
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour, offsetMinute = '0'] = match
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1)
  return (millis - offset * 60_000) * 1_000 + Number(fraction.padEnd(6, '0'))
}

/** Returns an instant in microseconds as the text of a `timestamptz`, to the microsecond. */
export function formatInstant(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000)
  const rest = micros - seconds * 1_000_000
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}Z`
}

/** What is made of the text of each type; a type that is not here stays text: `numeric`, `date`. */
export const READERS: Readonly<Record<number, (text: string) => unknown>> = {
  [OID.bool]: (text) => text === 't' || text === 'true',
  [OID.int2]: readInteger,
  [OID.int4]: readInteger,
  [OID.int8]: readInteger,
  [OID.float4]: Number,
  [OID.float8]: Number,
  [OID.json]: (text) => JSON.parse(text),
  [OID.jsonb]: (text) => JSON.parse(text),
  [OID.timestamptz]: readInstant,
  [OID.date]: (text) => text,
  [OID.timestamp]: (text) => text,
  [OID.numeric]: (text) => text,
}
