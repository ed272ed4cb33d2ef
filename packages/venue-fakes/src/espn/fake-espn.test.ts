import { createRng, seconds, toMicros } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import { createFaultPlan } from '../faults.ts'
import { fakeEspn } from './fake-espn.ts'
import { generateGame, readRecordedGame, viewGame } from './game.ts'

const START = seconds(1_795_305_600)
const home = { id: '13', abbreviation: 'LAL', name: 'Los Angeles Lakers' }
const away = { id: '2', abbreviation: 'BOS', name: 'Boston Celtics' }
const gameOf = (seed: number, speed = 1) =>
  generateGame({ rng: createRng(seed), id: '401700001', scheduled: START, home, away, speed })

function world(speed = 1) {
  const clock = createVirtualClock(toMicros(START - seconds(60)))
  const faults = createFaultPlan({ clock, rng: createRng(1) })
  const espn = fakeEspn({ clock, games: [gameOf(1, speed)], faults })
  const get = (url: string) => {
    const reply = espn.venue.request({ method: 'GET', url, headers: {}, body: '' })
    if (reply.type !== 'answer') return { status: 0, body: undefined }
    // biome-ignore lint/suspicious/noExplicitAny: a raw reader takes what comes
    return { status: reply.status, body: (reply.body.startsWith('{') ? JSON.parse(reply.body) : reply.body) as any }
  }
  return { clock, espn, faults, get, game: espn.games()[0] }
}

const SCORES = '/apis/site/v2/sports/basketball/nba/scoreboard'
const SUMMARY = '/apis/site/v2/sports/basketball/nba/summary?event=401700001'

describe('a generated game', () => {
  it('ends with a winner, plausible points, scores that only rise and instants that never fall', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { plays } = gameOf(seed)
      const last = plays.at(-1)
      expect(last?.home).not.toBe(last?.away)
      expect((last?.home ?? 0) + (last?.away ?? 0)).toBeGreaterThan(120)
      expect((last?.home ?? 0) + (last?.away ?? 0)).toBeLessThan(350)
      for (const [index, play] of plays.entries()) {
        const before = plays[index - 1]
        if (before === undefined) continue
        expect(play.at).toBeGreaterThanOrEqual(before.at)
        const points = play.home + play.away - before.home - before.away
        expect(play.isScoring ? points >= 1 && points <= 3 : points === 0).toBe(true)
        expect(play.home).toBeGreaterThanOrEqual(before.home)
        expect(play.away).toBeGreaterThanOrEqual(before.away)
      }
    }
  })

  it('is the same for the same seed, faster at another speed, and sure of the end', () => {
    expect(gameOf(3)).toEqual(gameOf(3))
    expect(gameOf(3)).not.toEqual(gameOf(4))
    const [slow, fast] = [gameOf(3).plays.at(-1), gameOf(3, 10).plays.at(-1)]
    expect(((slow?.at ?? 0) - START) / ((fast?.at ?? 0) - START)).toBeCloseTo(10, 3)
    expect(slow?.homeWinProbability).toBe((slow?.home ?? 0) > (slow?.away ?? 0) ? 1 : 0)
  })

  it('has probabilities that are worth something: the leader late in the game mostly wins', () => {
    let right = 0
    for (let seed = 1; seed <= 60; seed++) {
      const { plays } = gameOf(seed)
      const late = plays[Math.floor(plays.length * 0.9)]
      const last = plays.at(-1)
      if ((late?.homeWinProbability ?? 0) > 0.5 === (last?.home ?? 0) > (last?.away ?? 0)) right += 1
    }
    expect(right).toBeGreaterThan(44)
  })
})

describe('the fake', () => {
  it('goes from scheduled to in progress to final with the clock', async () => {
    const { clock, get, game } = world()
    const status = () => get(SCORES).body.events[0].status.type
    expect(status()).toMatchObject({ name: 'STATUS_SCHEDULED', state: 'pre', completed: false })
    await clock.run(toMicros(START + seconds(600)))
    expect(status()).toMatchObject({ name: 'STATUS_IN_PROGRESS', state: 'in' })
    const half = game?.plays.find((play) => play.period === 2 && play.kind === 'End Period')
    await clock.run(toMicros((half?.at ?? 0) + seconds(1)))
    expect(status()).toMatchObject({ name: 'STATUS_HALFTIME', state: 'in' })
    await clock.run(toMicros(START + seconds(20_000)))
    expect(status()).toMatchObject({ name: 'STATUS_FINAL', state: 'post', completed: true })
    const [competition] = get(SCORES).body.events[0].competitions
    expect(competition.competitors.filter((one: { winner: boolean }) => one.winner)).toHaveLength(1)
  })

  it('tells the same score in the scoreboard, the summary and the plays', async () => {
    const { clock, get } = world(10)
    await clock.run(toMicros(START + seconds(200)))
    const { competitors } = get(SCORES).body.events[0].competitions[0]
    const { body } = get(SUMMARY)
    const last = body.plays.at(-1)
    expect(competitors.map((one: { score: string }) => Number(one.score))).toEqual([last.homeScore, last.awayScore])
    expect(body.winprobability).toHaveLength(body.plays.length)
    expect(body.winprobability.at(-1).playId).toBe(last.id)
    const { body: core } = get(
      '/v2/sports/basketball/leagues/nba/events/401700001/competitions/401700001/plays?limit=1000',
    )
    expect(core.count).toBe(body.plays.length)
    expect(core.items).toEqual(body.plays)
    const points = competitors[0].linescores.reduce((sum: number, one: { value: number }) => sum + one.value, 0)
    expect(points).toBe(Number(competitors[0].score))
  })

  it('finds games by day, and says when there are none', () => {
    const { get } = world()
    expect(get(`${SCORES}?dates=20261122`).body.events).toHaveLength(1)
    expect(get(`${SCORES}?dates=20261101-20261130`).body.events).toHaveLength(1)
    expect(get(`${SCORES}?dates=20261201`).body.events).toHaveLength(0)
    expect(get('/apis/site/v2/sports/basketball/nba/summary?event=1').status).toBe(404)
    expect(get('/apis/site/v2/sports/football/nfl/scoreboard').body.events).toEqual([])
  })

  it('misbehaves when told to', () => {
    const { get, faults } = world()
    faults.inject({ fault: 'answer.html-502' })
    faults.inject({ fault: 'connection.cut-before', skip: 1 })
    expect(get(SCORES)).toMatchObject({ status: 502, body: expect.stringContaining('<html>') })
    expect(get(SCORES).status).toBe(0)
    expect(get(SCORES).status).toBe(200)
  })
})

it('reads a recorded game, moved in time, with plays in their order', () => {
  const lines = [
    { type: 'game', version: 1, id: '1', sport: 'basketball', league: 'nba', home, away, periods: 4 },
    {
      type: 'play',
      id: '10',
      at: 1_000_000,
      period: 1,
      clock: '11:40',
      homeScore: 0,
      awayScore: 2,
      scoring: true,
      kind: 'Jump',
      text: 'a',
    },
    {
      type: 'play',
      id: '11',
      at: 500_000,
      period: 1,
      clock: '11:30',
      homeScore: 0,
      awayScore: 2,
      scoring: false,
      kind: 'Foul',
      text: 'b',
    },
    {
      type: 'play',
      id: '12',
      at: null,
      period: 1,
      clock: '11:20',
      homeScore: 1,
      awayScore: 2,
      scoring: true,
      kind: 'Free',
      text: 'c',
      homeWinProbability: 0.6,
    },
    {
      type: 'play',
      id: '13',
      at: 21_000_000,
      period: 1,
      clock: '11:10',
      homeScore: 2,
      awayScore: 2,
      scoring: true,
      kind: 'Free',
      text: 'd',
    },
  ]
  const game = readRecordedGame(lines.map((line) => JSON.stringify(line)).join('\n'), START, 2)
  expect(game.plays.map((play) => play.at - START)).toEqual([0, 0, 0, 10_000_000])
  expect(viewGame(game, START).plays.map((play) => play.id)).toEqual(['10', '11', '12'])
  expect(viewGame(game, toMicros(START + seconds(10))).state).toBe('post')
  expect(() => readRecordedGame('{"type":"play"}', START)).toThrow('begins with its game line')
})
