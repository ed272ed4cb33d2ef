import { toMicros } from '@arbees/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { easternDate, easternInstant, readDate, readInstant, readTickerDate, utcDate } from './game-date.ts'

test('days that do not exist are no days', () => {
  expect(readDate('2026-02-29')).toBeUndefined()
  expect(readDate('2028-02-29')).toBe('2028-02-29')
  expect(readTickerDate('26APR31')).toBeUndefined()
  expect(readTickerDate('26XXX01')).toBeUndefined()
  expect(readTickerDate('26APR05')).toBe('2026-04-05')
})

test('eastern time changes on the second Sunday of March and the first of November', () => {
  const iso = (date: string, hour: number) => new Date((easternInstant(date, hour, 30) as number) / 1000).toISOString()
  expect(iso('2026-03-07', 22)).toBe('2026-03-08T03:30:00.000Z')
  expect(iso('2026-03-08', 22)).toBe('2026-03-09T02:30:00.000Z')
  expect(iso('2026-10-31', 22)).toBe('2026-11-01T02:30:00.000Z')
  expect(iso('2026-11-01', 22)).toBe('2026-11-02T03:30:00.000Z')
})

test('a game that begins at 22:10 in the east is not on the next day, as UTC has it', () => {
  const at = readInstant('2026-04-15 02:10:00+00')
  expect(at).toBeDefined()
  expect(easternDate(at as never)).toBe('2026-04-14')
  expect(utcDate(at as never)).toBe('2026-04-15')
})

test('the eastern day agrees with the time zone database', () => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' })
  fc.assert(
    fc.property(fc.integer({ min: 1_200_000_000, max: 2_200_000_000 }), (second) => {
      expect(easternDate(toMicros(second * 1_000_000))).toBe(format.format(second * 1000))
    }),
  )
})
