/*
 * Instants written as text, to microseconds since 1970, digit by digit: the platform's own parsing
 * keeps milliseconds only and reads local time where no zone is given.
 */
import type { Micros } from '@arbees/core'

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/
const HTTP_DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function daysSince1970(year: number, month: number, day: number): number | undefined {
  const length = month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1]
  if (length === undefined || day < 1 || day > length) return undefined
  // Years that begin in March, so that the leap day comes last.
  const shifted = month <= 2 ? year - 1 : year
  const yearOfEra = shifted % 400
  const era = (shifted - yearOfEra) / 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

function instant(
  days: number | undefined,
  hour: number,
  minute: number,
  second: number,
  micros: number,
  offsetMinutes: number,
): Micros | undefined {
  // 60 is a leap second, counted as the first of the next minute.
  if (days === undefined || hour > 23 || minute > 59 || second > 60) return undefined
  return ((((days * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second) * 1_000_000 + micros) as Micros
}

/**
 * Returns the instant in an RFC 3339 text, cut to microseconds; undefined when it is none.
 *
 * @example
 * readInstant('2026-11-22T15:00:30.164956Z') // 1795359630164956
 */
export function readInstant(text: string): Micros | undefined {
  const found = RFC3339.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = found
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  return instant(
    daysSince1970(Number(year), Number(month), Number(day)),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(6, '0').slice(0, 6)),
    zone,
  )
}

/** Returns the instant in a `date` header, in whole seconds; undefined when it is none. */
export function readHttpDate(text: string): Micros | undefined {
  const found = HTTP_DATE.exec(text)
  if (found === null) return undefined
  const [, day, month, year, hour, minute, second] = found
  const days = daysSince1970(Number(year), MONTHS.indexOf(month as string) + 1, Number(day))
  return instant(days, Number(hour), Number(minute), Number(second), 0, 0)
}
