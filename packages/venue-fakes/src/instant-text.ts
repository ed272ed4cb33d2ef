import type { Micros } from '@arbees/core'

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** The date of a day since 1970, in the proleptic Gregorian calendar. */
function dateOf(day: number): string {
  // Years of this count begin on March 1, so that leap days come last.
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${year}-${two(month)}-${two(dayOfMonth)}`
}

/**
 * Returns an instant as RFC 3339 in UTC, with as many places as it needs.
 *
 * @example
 * instantText(toMicros(1_795_359_610_164_000)) // "2026-11-22T15:00:10.164Z"
 */
export function instantText(at: Micros): string {
  const second = Math.floor(at / 1_000_000)
  const day = Math.floor(second / 86_400)
  const inDay = second - day * 86_400
  const time = `${two(Math.floor(inDay / 3_600))}:${two(Math.floor(inDay / 60) % 60)}:${two(inDay % 60)}`
  const fraction = String(at - second * 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return `${dateOf(day)}T${time}${fraction === '' ? '' : `.${fraction}`}Z`
}
