/*
 * Days and instants without a clock or a time zone database. The venues name a game by its day in
 * the eastern United States, so that one zone's rule (since 2007) is all there is to know.
 */
import type { Micros } from '@arbees/core'
import { ONE_SECOND, toMicros } from '@arbees/core'

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAY_SECONDS = 86_400

/** A calendar day, `2026-04-15`. */
export type GameDate = string

/** Returns the number of days from 1970-01-01 to a day, or undefined when there is no such day. */
function dayNumber(year: number, month: number, day: number): number | undefined {
  const days = Date.UTC(year, month - 1, day) / (DAY_SECONDS * 1000)
  return dateOfDay(days) === dateText(year, month, day) ? days : undefined
}

function dateText(year: number, month: number, day: number): GameDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function dateOfDay(days: number): GameDate {
  return new Date(days * DAY_SECONDS * 1000).toISOString().slice(0, 10)
}

/** Returns `2026-04-15` as itself, or undefined when there is no such day. */
export function readDate(text: string): GameDate | undefined {
  const parts = /^(20\d\d)-(\d\d)-(\d\d)$/.exec(text)
  return parts === null ? undefined : dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]))
}

function dayOf(year: number, month: number, day: number): GameDate | undefined {
  return dayNumber(year, month, day) === undefined ? undefined : dateText(year, month, day)
}

/** Returns the day of Kalshi's `26APR15`, or undefined when there is no such day. */
export function readTickerDate(text: string): GameDate | undefined {
  const parts = /^(\d\d)([A-Z]{3})(\d\d)$/.exec(text)
  if (parts === null) return undefined
  return dayOf(2000 + Number(parts[1]), MONTHS.indexOf(parts[2] as string) + 1, Number(parts[3]))
}

/** Returns the month and day of `Apr 15` or `April 15` as `04-15`, or undefined. */
export function readMonthDay(month: string, day: string): string | undefined {
  const at = MONTHS.indexOf(month.slice(0, 3).toUpperCase())
  return at < 0 ? undefined : `${String(at + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
}

function weekday(days: number): number {
  return (((days + 4) % 7) + 7) % 7
}

/** Returns the hours that eastern time is behind UTC on a local day at a local hour: 4 in summer, 5 in winter. */
function offsetHours(days: number, secondOfDay: number): number {
  const year = Number(dateOfDay(days).slice(0, 4))
  const march = dayNumber(year, 3, 1) as number
  const november = dayNumber(year, 11, 1) as number
  const begins = march + ((7 - weekday(march)) % 7) + 7
  const ends = november + ((7 - weekday(november)) % 7)
  const local = days * DAY_SECONDS + secondOfDay
  return local >= begins * DAY_SECONDS + 7200 && local < ends * DAY_SECONDS + 7200 ? 4 : 5
}

/** Returns the instant of an eastern wall clock, or undefined when the time does not exist. */
export function easternInstant(date: GameDate, hour: number, minute: number): Micros | undefined {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const days = dayNumber(year, month, day)
  if (days === undefined || hour > 23 || minute > 59) return undefined
  const second = hour * 3600 + minute * 60
  return toMicros((days * DAY_SECONDS + second + offsetHours(days, second) * 3600) * ONE_SECOND)
}

/** Returns the day of an instant in eastern time. */
export function easternDate(at: Micros): GameDate {
  const seconds = Math.floor(at / ONE_SECOND)
  const winter = seconds - 5 * 3600
  const days = Math.floor(winter / DAY_SECONDS)
  const isSummer = offsetHours(days, winter - days * DAY_SECONDS) === 4
  return dateOfDay(Math.floor((isSummer ? winter + 3600 : winter) / DAY_SECONDS))
}

/** Returns the day of an instant in UTC. */
export function utcDate(at: Micros): GameDate {
  return dateOfDay(Math.floor(at / ONE_SECOND / DAY_SECONDS))
}

/**
 * Returns the instant of `2026-04-15T23:10:00Z`, also as Gamma prints it (`2026-04-15 23:10:00+00`);
 * undefined when the text is no such instant.
 */
export function readInstant(text: string): Micros | undefined {
  const parts = /^(20\d\d)-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|\+00(?::?00)?)$/.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const days = dayNumber(year, month, day)
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  return toMicros((days * DAY_SECONDS + hour * 3600 + minute * 60 + second) * ONE_SECOND)
}
