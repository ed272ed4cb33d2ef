/* The fake ESPN is read as the real one: every moment of a whole game, scoreboard and summary. */
import { createRng, seconds, toMicros } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { createFaultPlan, fakeEspn, generateGame } from '@arbees/venue-fakes'
import { expect, test } from 'vitest'
import { readScoreboard } from '../src/sports/espn/read-scoreboard.ts'
import { readSummary } from '../src/sports/espn/read-summary.ts'
import { scoreboardPath, sportsLeague, summaryPath } from '../src/sports/league-table.ts'
import { createWinModel, priorOfGame } from '../src/sports/model/win-probability.ts'

const START = seconds(1_795_305_600)

test('a generated game is followed from before its start to its end', async () => {
  const league = sportsLeague('nba')
  const clock = createVirtualClock(toMicros(START - seconds(60)))
  const home = { id: '13', abbreviation: 'LAL', name: 'Los Angeles Lakers' }
  const away = { id: '2', abbreviation: 'BOS', name: 'Boston Celtics' }
  const game = generateGame({ rng: createRng(7), id: '401700001', scheduled: START, home, away, speed: 20 })
  const faults = createFaultPlan({ clock, rng: createRng(1) })
  const espn = fakeEspn({ clock, games: [game], faults })
  const get = (url: string): unknown => {
    const reply = espn.venue.request({ method: 'GET', url, headers: {}, body: '' })
    return reply.type === 'answer' ? JSON.parse(reply.body) : undefined
  }
  const phases = new Set<string>()
  let lastChance: number | undefined
  for (let at = 0; at < 600; at++) {
    const { games, defects } = readScoreboard(league, get(scoreboardPath(league)))
    expect(defects).toEqual([])
    const [state] = games
    if (state === undefined) throw new Error('expected one game')
    phases.add(state.phase)
    lastChance = createWinModel('nba', priorOfGame(state))(state)?.home
    expect(lastChance).toBeGreaterThanOrEqual(0)
    if (at % 100 === 0) {
      const summary = readSummary(league, get(summaryPath(league, '401700001')))
      expect(summary.unreadPlays).toBe(0)
      expect(summary.game).toMatchObject({ phase: state.phase, score: state.score })
      expect(summary.plays.every((play) => play.at !== null && play.espnHomeChance !== null)).toBe(true)
    }
    if (state.phase === 'final') break
    await clock.run(toMicros(clock.now() + seconds(1)))
  }
  expect([...phases]).toEqual(['scheduled', 'playing', 'break', 'final'])
  const last = game.plays.at(-1)
  expect(lastChance).toBe((last?.home ?? 0) > (last?.away ?? 0) ? 1 : 0)
})
