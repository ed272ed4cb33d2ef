import { ONE_SECOND, toMicros } from '@arbees/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { playingState } from '../../test/playing-state.ts'
import type { GamePhase } from './espn/phase.ts'
import type { GameState } from './game-state.ts'
import { SPORTS_LEAGUES, scoreboardPath, sportsLeague, summaryPath } from './league-table.ts'
import { nextPollAt } from './poll-schedule.ts'
import { isStale, stateAge, trackGame } from './staleness.ts'

const NOW = toMicros(1_800_000_000 * ONE_SECOND)
const PHASES: readonly GamePhase[] = [
  'scheduled',
  'playing',
  'break',
  'delayed',
  'shootout',
  'final',
  'postponed',
  'canceled',
  'suspended',
  'unknown',
]

function state(more: Partial<GameState> = {}): GameState {
  return playingState({ scheduledAt: NOW, ...more })
}

function after(seconds: number) {
  return toMicros(NOW + seconds * ONE_SECOND)
}

test('colleges are asked for whole', () => {
  expect(scoreboardPath(sportsLeague('college-football'), '20261128')).toBe(
    '/apis/site/v2/sports/football/college-football/scoreboard?dates=20261128&groups=80&limit=300',
  )
  expect(scoreboardPath(sportsLeague('mens-college-basketball'))).toContain('groups=50&limit=500')
  expect(scoreboardPath(sportsLeague('epl'))).toBe('/apis/site/v2/sports/soccer/eng.1/scoreboard')
  expect(summaryPath(sportsLeague('nba'), '4 1')).toBe('/apis/site/v2/sports/basketball/nba/summary?event=4%201')
})

test('no state of a game makes a busy loop, and no failure a long silence', () => {
  const phases = fc.array(fc.record({ phase: fc.constantFrom(...PHASES), hours: fc.integer({ min: -100, max: 100 }) }))
  fc.assert(
    fc.property(fc.constantFrom(...SPORTS_LEAGUES), phases, fc.nat(1000), (league, rows, failures) => {
      const games = rows.map(({ phase, hours }) => state({ phase, scheduledAt: after(hours * 3600) }))
      const wait = nextPollAt(league, games, NOW, failures) - NOW
      expect(wait).toBeGreaterThanOrEqual(ONE_SECOND)
      expect(wait).toBeLessThanOrEqual(15 * 60 * ONE_SECOND)
    }),
  )
})

test('a playing game decides the pace, and a finished one does not', () => {
  const league = sportsLeague('nba')
  expect(nextPollAt(league, [state(), state({ phase: 'final' })], NOW, 0)).toBe(after(2))
  expect(nextPollAt(league, [state({ phase: 'final' })], NOW, 0)).toBe(after(900))
  expect(nextPollAt(league, [], NOW, 0)).toBe(after(900))
  expect(nextPollAt(league, [state()], NOW, 3)).toBe(after(16))
  expect(nextPollAt(league, [state()], NOW, 30)).toBe(after(300))
  // A first look that failed knows of no game, and must not wait as if there were none.
  expect(nextPollAt(league, [], NOW, 1)).toBe(after(30))
  expect(nextPollAt(league, [], NOW, 30)).toBe(after(300))
  const soon = state({ phase: 'scheduled', scheduledAt: after(700) })
  expect(nextPollAt(league, [soon], NOW, 0)).toBe(after(100))
  expect(nextPollAt(league, [{ ...soon, scheduledAt: after(-60) }], NOW, 0)).toBe(after(15))
})

test('an answer of this second does not make an old state young', () => {
  const first = trackGame(undefined, state(), NOW)
  const again = trackGame(first, state(), after(120))
  expect(stateAge(again, after(120))).toBe(120 * ONE_SECOND)
  expect(isStale(again, after(120))).toBe(true)
  const moved = trackGame(again, state({ clockMillis: 290_000 }), after(121))
  expect(isStale(moved, after(122))).toBe(false)
})

test("ESPN's own time counts where there is one", () => {
  const late = trackGame(undefined, state({ espnAt: after(-90) }), NOW)
  expect(stateAge(late, NOW)).toBe(90 * ONE_SECOND)
  expect(isStale(late, NOW)).toBe(true)
  expect(isStale(trackGame(undefined, state({ espnAt: after(-5) }), NOW), NOW)).toBe(false)
})

test('a break is old only when ESPN is silent', () => {
  const half = trackGame(undefined, state({ phase: 'break', espnAt: after(-600) }), NOW)
  expect(isStale(half, after(10))).toBe(false)
  expect(isStale(half, after(61))).toBe(true)
})
