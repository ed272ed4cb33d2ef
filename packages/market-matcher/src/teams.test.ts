import { expect, test } from 'vitest'
import { LEAGUES } from './league.ts'

test.each(LEAGUES)('$id: no code means two teams, and full names are different', ({ teams }) => {
  for (const venue of ['kalshi', 'polymarket'] as const) {
    const codes = teams.flatMap((team) => team[venue])
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
    expect(codes.filter((code) => !(venue === 'kalshi' ? /^[A-Z]{2,5}$/ : /^[a-z]{2,7}$/).test(code))).toEqual([])
  }
  expect(new Set(teams.map(({ name }) => name)).size).toBe(teams.length)
  expect(teams.length).toBeGreaterThanOrEqual(15)
})

test.each(LEAGUES)('$id: names that several teams share are the known ones', ({ byName }) => {
  const shared = [...byName].filter(([, teams]) => teams.length > 1).map(([name]) => name)
  const known = ['la', 'los angeles', 'new york', 'chicago', 'miami']
  expect(shared.filter((name) => !known.includes(name))).toEqual([])
})
