import { createRng, ONE_SECOND, toMicros } from '@arbees/core'
import { generateGame } from '@arbees/venue-fakes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sportsLeague } from '../league-table.ts'
import { createWinModel, priorOfGame } from '../model/win-probability.ts'
import { readClock } from './clock.ts'
import { isBreakAfterRegulation, readPhase } from './phase.ts'
import { readScoreboard } from './read-scoreboard.ts'

test.each([
  ['12:45', { type: 'down', leftMillis: 765_000 }],
  ['0:16', { type: 'down', leftMillis: 16_000 }],
  ['45.3', { type: 'down', leftMillis: 45_300 }],
  ['0.0', { type: 'down', leftMillis: 0 }],
  ['4', { type: 'down', leftMillis: 4000 }],
  ['1:02.7', { type: 'down', leftMillis: 62_700 }],
  ["58'", { type: 'up', minute: 58, added: 0 }],
  ["90'+2'", { type: 'up', minute: 90, added: 2 }],
  ["45'+2", { type: 'up', minute: 45, added: 2 }],
])('the clock %j', (text, clock) => {
  expect(readClock(text)).toEqual(clock)
})

test.each(['', 'HT', '12:75', '-1:00', "90'+", '1:2', 'Final', '12:45:10', "9999'"])('%j is no clock', (text) => {
  expect(readClock(text)).toBeUndefined()
})

test('a clock is read or refused, whatever the text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5999 }), fc.string(), (tenths, text) => {
      const [seconds, tenth] = [Math.floor(tenths / 10), tenths % 10]
      const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenth}`
      expect(readClock(shown)).toEqual({ type: 'down', leftMillis: tenths * 100 })
      readClock(text)
    }),
  )
})

test('a status whose state says another thing is unknown, and so is a new one', () => {
  expect(readPhase('STATUS_IN_PROGRESS', 'in')).toBe('playing')
  expect(readPhase('STATUS_IN_PROGRESS', 'post')).toBe('unknown')
  expect(readPhase('STATUS_NEW_WORD', 'in')).toBe('unknown')
  expect(readPhase('constructor', 'in')).toBe('unknown')
})

type Shape = { [name: string]: unknown }

function event(more: Shape, status: Shape = {}, competition: Shape = {}): Shape {
  const team = (id: string, homeAway: string, score: string) => ({
    homeAway,
    score,
    team: { id, abbreviation: id, displayName: `Team ${id}` },
  })
  return {
    id: '1',
    date: '2026-01-08T00:00Z',
    competitions: [{ competitors: [team('10', 'home', '50'), team('20', 'away', '48')], ...competition }],
    status: {
      displayClock: '5:00',
      period: 3,
      ...status,
      type: { name: 'STATUS_IN_PROGRESS', state: 'in', ...(status['type'] as Shape) },
    },
    ...more,
  }
}

function read(league: Parameters<typeof sportsLeague>[0], one: unknown) {
  return readScoreboard(sportsLeague(league), { events: [one] })
}

test('half-time is the end of half the periods, whatever clock and period are shown', () => {
  for (const period of [1, 2, 3]) {
    const half = event({}, { period, displayClock: '20:00', type: { name: 'STATUS_HALFTIME' } })
    expect(read('nba', half).games[0]).toMatchObject({ phase: 'break', period: 2, clockMillis: 0 })
    expect(read('mens-college-basketball', half).games[0]).toMatchObject({ phase: 'break', period: 1, clockMillis: 0 })
    expect(read('epl', half).games[0]).toMatchObject({ phase: 'break', period: 1, minute: { played: 45, added: 0 } })
  }
})

test('a break after regulation has no minute, and the model says nothing of a game that its market has decided', () => {
  for (const name of [
    'STATUS_END_OF_REGULATION',
    'STATUS_HALFTIME_ET',
    'STATUS_END_OF_EXTRATIME',
    'STATUS_END_PERIOD',
  ]) {
    const [game] = read('mls', event({}, { period: 2, displayClock: "90'+5'", type: { name } })).games
    expect(game).toMatchObject({ phase: 'break', period: 2, clockMillis: null, minute: null })
    if (game !== undefined) expect(createWinModel('mls', priorOfGame(game))(game)).toBeNull()
    expect(isBreakAfterRegulation(name)).toBe(name !== 'STATUS_END_PERIOD')
  }
  expect(isBreakAfterRegulation('STATUS_HALFTIME')).toBe(false)
})

test('possession goes by id, and yards to the goal by who has the ball', () => {
  const situation = { possession: '20', down: 1, distance: 10, yardLine: 90, homeTimeouts: 3, awayTimeouts: 0 }
  const [game] = read('nfl', event({}, {}, { situation })).games
  expect(game).toMatchObject({ possession: 'away', situation: { yardsToGoal: 90, down: 1 } })
  const [other] = read('nfl', event({}, {}, { situation: { ...situation, possession: 10 } })).games
  expect(other).toMatchObject({ possession: 'home', situation: { yardsToGoal: 10 } })
  expect(read('nfl', event({}, {}, { situation: { ...situation, possession: '99' } })).games[0]?.possession).toBeNull()
})

test('an inning has a half, outs and bases', () => {
  const situation = { outs: 2, onFirst: true, onSecond: false, onThird: true }
  const status = { period: 7, displayClock: '0:00', type: { name: 'STATUS_IN_PROGRESS', detail: 'Bottom 7th' } }
  expect(read('mlb', event({}, status, { situation })).games[0]?.situation).toEqual({
    type: 'baseball',
    half: 'bottom',
    outs: 2,
    bases: [true, false, true],
  })
})

test('an interruption without an inning or a clock is still a game', () => {
  const delay = { period: 3, displayClock: '', type: { name: 'STATUS_RAIN_DELAY', state: 'in', detail: 'Rain Delay' } }
  expect(read('mlb', event({}, delay)).games[0]).toMatchObject({ phase: 'delayed', situation: null })
  const told = { ...delay, type: { ...delay.type, detail: 'Rain Delay, Bottom 3rd' } }
  expect(read('mlb', event({}, told)).games[0]?.situation).toMatchObject({ half: 'bottom' })
  expect(read('nfl', event({}, { ...delay, type: { name: 'STATUS_DELAYED', state: 'in' } })).games[0]).toMatchObject({
    phase: 'delayed',
    clockMillis: null,
  })
  expect(
    read('mlb', event({}, { ...told, type: { name: 'STATUS_IN_PROGRESS', state: 'in', detail: '3rd' } })).games,
  ).toEqual([])
})

test('what cannot be read is named, and hides no other game', () => {
  const bad = [
    event({ date: 'tomorrow' }),
    event({}, { displayClock: 'soon' }),
    event({}, {}, { competitors: [] }),
    event({}, { displayClock: '13:00' }),
    7,
    null,
    { id: '1' },
  ]
  const board = readScoreboard(sportsLeague('nba'), { events: [...bad, event({ id: 'good' })] })
  expect(board.games.map(({ id }) => id)).toEqual(['good'])
  expect(board.defects).toHaveLength(bad.length)
  expect(board.defects.map(({ where }) => where)).toContain('events[1].status.displayClock')
  expect(() => readScoreboard(sportsLeague('nba'), '<html>')).toThrow('unexpected form')
})

test('a body of any form is refused or read, and nothing else', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(() => readScoreboard(sportsLeague('nba'), { events: [value] })).not.toThrow()
    }),
  )
})

test('a generated game has a clock in every period', () => {
  const team = (id: string) => ({ id, abbreviation: id, name: id })
  const game = generateGame({
    rng: createRng('clock'),
    id: '1',
    scheduled: toMicros(ONE_SECOND),
    home: team('A'),
    away: team('B'),
  })
  for (const { clock } of game.plays) expect(readClock(clock)?.type).toBe('down')
})
