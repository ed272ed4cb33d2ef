import { PRICE_ONE } from '@arbees/core'
import type { LeagueId } from '@arbees/market-matcher'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BaseballSituation, GameState } from '../game-state.ts'
import { SPORTS_LEAGUES, sportsLeague } from '../league-table.ts'
import { battingOf, createHalfInning } from './half-inning.ts'
import { buyPriceOfModel, sellPriceOfModel } from './model-price.ts'
import { normalBelow, normalQuantile } from './normal.ts'
import { priorOfChance, priorOfLine } from './prior.ts'
import { minutesLeft } from './soccer.ts'
import { createWinModel, priorOfGame, priorOfHome } from './win-probability.ts'

const TOP: BaseballSituation = { type: 'baseball', half: 'top', outs: 0, bases: [false, false, false] }

function state(league: LeagueId, more: Partial<GameState> = {}): GameState {
  const { sport, periodSeconds } = sportsLeague(league)
  return {
    id: '1',
    league,
    scheduledAt: 0 as GameState['scheduledAt'],
    phase: 'playing',
    status: 'STATUS_IN_PROGRESS',
    period: 1,
    clockMillis: sport === 'soccer' || sport === 'baseball' ? null : periodSeconds * 1000,
    minute: sport === 'soccer' ? { played: 0, added: 0 } : null,
    home: { id: '1', abbreviation: 'A', name: 'A' },
    away: { id: '2', abbreviation: 'B', name: 'B' },
    score: { home: 0, away: 0 },
    possession: null,
    situation: sport === 'baseball' ? TOP : null,
    line: null,
    espnAt: null,
    espnHomeChance: null,
    isNeutralSite: false,
    ...more,
  }
}

function homeOf(league: LeagueId, more: Partial<GameState>, prior = 0.5): number {
  return createWinModel(league, priorOfChance(prior))(state(league, more))?.home ?? Number.NaN
}

test('the normal distribution and its inverse agree', () => {
  expect(normalBelow(0)).toBeCloseTo(0.5, 6)
  expect(normalBelow(1.96)).toBeCloseTo(0.975, 4)
  expect(normalBelow(-1.96)).toBeCloseTo(0.025, 4)
  for (const p of [0.01, 0.2, 0.5, 0.9]) expect(normalBelow(normalQuantile(p))).toBeCloseTo(p, 5)
})

test.each(SPORTS_LEAGUES.map(({ id }) => id))('%s: the first moment says what the prior said', (league) => {
  for (const prior of [0.2, 0.5, 0.8]) {
    const chances = createWinModel(league, priorOfChance(prior))(state(league))
    const decided = (chances?.home ?? 0) + (chances?.away ?? 0)
    expect((chances?.home ?? 0) / decided).toBeCloseTo(prior, 1)
  }
})

test.each(SPORTS_LEAGUES.map(({ id }) => id))('%s: chances are chances, and a lead helps', (league) => {
  const { periods, periodSeconds, sport } = sportsLeague(league)
  const moments = fc.record({
    period: fc.integer({ min: 1, max: periods + (sport === 'soccer' ? 0 : 3) }),
    lead: fc.integer({ min: -12, max: 12 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    outs: fc.integer({ min: 0, max: 2 }),
    half: fc.constantFrom('top', 'middle', 'bottom', 'end'),
    bases: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    prior: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  })
  fc.assert(
    fc.property(moments, ({ period, lead, part, outs, half, bases, prior }) => {
      const model = createWinModel(league, priorOfChance(prior))
      const at = (ahead: number) =>
        model(
          state(league, {
            period,
            ...(periodSeconds > 0 && sport !== 'soccer'
              ? { clockMillis: Math.round(part * periodSeconds * 1000) }
              : {}),
            ...(sport === 'soccer' ? { minute: { played: Math.round((period - 1 + part) * 45), added: 0 } } : {}),
            ...(sport === 'baseball' ? { situation: { type: 'baseball', half, outs, bases } } : {}),
            score: { home: 20 + ahead, away: 20 },
          }),
        )
      const [now, ahead] = [at(lead), at(lead + 1)]
      if (now === null || ahead === null) return
      for (const one of [now.home, now.draw, now.away]) expect(one >= -1e-9 && one <= 1 + 1e-9).toBe(true)
      expect(now.home + now.draw + now.away).toBeCloseTo(1, 6)
      expect(ahead.home).toBeGreaterThanOrEqual(now.home - 1e-6)
    }),
    { numRuns: sport === 'baseball' ? 15 : 60 },
  )
})

test('a clock game without time is decided, level it goes on', () => {
  for (const league of ['nba', 'wnba', 'mens-college-basketball', 'nfl', 'college-football', 'nhl'] as const) {
    const end = { period: sportsLeague(league).periods, clockMillis: 0 }
    expect(homeOf(league, { ...end, score: { home: 21, away: 20 } })).toBe(1)
    expect(homeOf(league, { ...end, score: { home: 20, away: 21 } })).toBe(0)
    const level = homeOf(league, { ...end, score: { home: 20, away: 20 } }, 0.7)
    expect(level).toBeGreaterThan(0.48)
    expect(level).toBeLessThan(0.62)
  }
})

test('an overtime of the NFL can end level, one of basketball cannot', () => {
  const model = createWinModel('nfl', priorOfChance(0.5))
  expect(model(state('nfl', { period: 4, clockMillis: 0 }))?.draw).toBeCloseTo(0.05)
  expect(model(state('nfl', { period: 5, clockMillis: 0 }))).toEqual({ home: 0, draw: 1, away: 0 })
  expect(createWinModel('nba', priorOfChance(0.5))(state('nba', { period: 5, clockMillis: 1 }))?.draw).toBe(0)
  expect(
    createWinModel('college-football', priorOfChance(0.5))(state('college-football', { period: 5 }))?.home,
  ).toBeCloseTo(0.5)
})

test.each([
  ['nba', { period: 4, clockMillis: 480_000, score: { home: 97, away: 90 } }, 0.85, 0.95],
  ['nba', { period: 4, clockMillis: 480_000, score: { home: 105, away: 90 } }, 0.97, 1],
  ['nba', { period: 4, clockMillis: 60_000, score: { home: 103, away: 100 } }, 0.8, 0.97],
  ['nfl', { period: 4, clockMillis: 120_000, score: { home: 24, away: 17 } }, 0.93, 1],
  ['nhl', { period: 3, clockMillis: 300_000, score: { home: 3, away: 2 } }, 0.8, 0.93],
  ['nhl', { period: 3, clockMillis: 60_000, score: { home: 3, away: 2 } }, 0.9, 0.99],
] as const)('%s: %j', (league, more, low, high) => {
  const home = homeOf(league, more)
  expect(home).toBeGreaterThan(low)
  expect(home).toBeLessThan(high)
})

test('a leader who can kneel has won', () => {
  const kneel = {
    period: 4,
    clockMillis: 70_000,
    score: { home: 24, away: 23 },
    possession: 'home',
    situation: { type: 'football', down: 1, distance: 10, yardsToGoal: 50, homeTimeouts: 0, awayTimeouts: 0 },
  } as const
  expect(homeOf('nfl', kneel)).toBeGreaterThan(0.99)
  expect(homeOf('nfl', { ...kneel, situation: { ...kneel.situation, awayTimeouts: 3 } })).toBeLessThan(0.95)
})

test('the ball is worth more near the goal, on early downs', () => {
  const at = (yardsToGoal: number, down: number) =>
    homeOf('nfl', {
      period: 2,
      possession: 'home',
      situation: { type: 'football', down, distance: 10, yardsToGoal, homeTimeouts: 3, awayTimeouts: 3 },
    })
  expect(at(5, 1)).toBeGreaterThan(at(50, 1))
  expect(at(50, 1)).toBeGreaterThan(at(95, 1))
  expect(at(50, 1)).toBeGreaterThan(at(50, 4))
})

test('a half inning yields about half a run, with runners more', () => {
  const mean = (outs: number, bases: number) =>
    createHalfInning(battingOf(0))(outs, bases).reduce((sum, chance, runs) => sum + chance * runs, 0)
  expect(mean(0, 0)).toBeGreaterThan(0.42)
  expect(mean(0, 0)).toBeLessThan(0.58)
  expect(mean(0, 7)).toBeGreaterThan(1.9)
  expect(mean(0, 7)).toBeLessThan(2.7)
  expect(mean(2, 0)).toBeLessThan(0.15)
  expect(createHalfInning(battingOf(0))(0, 0)[0]).toBeGreaterThan(0.68)
  expect(createHalfInning(battingOf(0))(3, 0)[0]).toBe(1)
})

test('baseball ends when the home team leads in the last inning', () => {
  const one = (half: BaseballSituation['half'], outs: number, lead: number, period = 9) =>
    homeOf('mlb', { period, situation: { ...TOP, half, outs }, score: { home: 5 + lead, away: 5 } })
  expect(one('middle', 3, 1)).toBe(1)
  expect(one('bottom', 1, 1)).toBe(1)
  expect(one('bottom', 3, -1)).toBe(0)
  expect(one('bottom', 2, -1)).toBeLessThan(0.1)
  expect(one('bottom', 0, 0)).toBeGreaterThan(0.6)
  expect(one('end', 3, 0, 10)).toBeCloseTo(0.5, 1)
})

test('soccer settles three ways, after ninety minutes', () => {
  const model = createWinModel('epl', { home: 0.45, draw: 0.26, away: 0.29 })
  const start = model(state('epl'))
  expect(start?.home).toBeCloseTo(0.45, 2)
  expect(start?.draw).toBeCloseTo(0.26, 2)
  const late = model(state('epl', { period: 2, minute: { played: 90, added: 2 }, score: { home: 1, away: 1 } }))
  expect(late?.draw).toBeGreaterThan(0.8)
  expect(model(state('epl', { period: 3, minute: { played: 100, added: 0 } }))).toBeNull()
  expect(model(state('epl', { phase: 'shootout', period: 5 }))).toBeNull()
  expect(model(state('epl', { phase: 'final', period: 2, score: { home: 1, away: 1 } }))?.draw).toBe(1)
  expect(model(state('epl', { phase: 'final', period: 5, score: { home: 1, away: 1 } }))).toBeNull()
  expect(minutesLeft(2, 90, 9)).toBe(1)
  expect(minutesLeft(1, 45, 1)).toBe(52)
})

test('what cannot be known is not said', () => {
  const model = createWinModel('nba', priorOfChance(0.5))
  for (const phase of ['postponed', 'canceled', 'suspended', 'unknown'] as const) {
    expect(model(state('nba', { phase }))).toBeNull()
  }
  expect(model(state('nba', { clockMillis: null }))).toBeNull()
  expect(model(state('nba', { score: null }))).toBeNull()
  expect(model(state('nba', { period: 0 }))).toBeNull()
  expect(createWinModel('mlb', priorOfChance(0.5))(state('mlb', { situation: null }))).toBeNull()
})

test('lines become priors without the margin of their maker', () => {
  const line = { homeMoneyLine: -150, awayMoneyLine: 130, drawMoneyLine: null, homeSpread: null }
  expect(priorOfLine(line, 12)?.home).toBeCloseTo(0.6 / (0.6 + 100 / 230), 6)
  const spread = { ...line, homeMoneyLine: null, homeSpread: -7 }
  expect(priorOfLine(spread, 13.5)?.home).toBeCloseTo(0.698, 2)
  expect(priorOfLine({ ...spread, homeSpread: null }, 13.5)).toBeNull()
  expect(priorOfGame(state('nba', { line: { ...spread, homeSpread: null } }))).toEqual(priorOfHome('nba'))
  // A run line or puck line says nothing of who wins.
  expect(priorOfGame(state('mlb', { line: spread }))).toEqual(priorOfHome('mlb'))
})

test('a model becomes a price on the side that costs us', () => {
  expect(buyPriceOfModel(0.56789, 'yes')).toBe(5678)
  expect(sellPriceOfModel(0.56789, 'yes')).toBe(5679)
  expect(buyPriceOfModel(0.56789, 'no')).toBe(4321)
  expect(sellPriceOfModel(0.56789, 'no')).toBe(4322)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (yes) => {
      for (const outcome of ['yes', 'no'] as const) {
        const chance = outcome === 'yes' ? yes : 1 - yes
        expect(buyPriceOfModel(yes, outcome)).toBeLessThanOrEqual(chance * PRICE_ONE + 1e-9)
        expect(sellPriceOfModel(yes, outcome)).toBeGreaterThanOrEqual(chance * PRICE_ONE - 1e-9)
      }
    }),
  )
})
