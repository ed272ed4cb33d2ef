import { createRng, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { Sport } from './game.ts'
import { GAME_SECONDS, playGame } from './game.ts'
import { goalsWinProbability, pointsWinProbability } from './win-probability.ts'

const startsAt = seconds(1_800_000_000)

function play(sport: Sport, seed: number, wholeSeconds: number = GAME_SECONDS[sport].whole) {
  return playGame({ sport, home: 'Alderport', away: 'Brightwater', startsAt, wholeSeconds }, createRng(seed))
}

/** P(lead + X > Y) by going through every pair of counts. */
function winByTable(lead: number, home: number, away: number): number {
  const chance = (mean: number, count: number) => {
    let value = Math.exp(-mean)
    for (let step = 1; step <= count; step++) value *= mean / step
    return value
  }
  let sum = 0
  for (let x = 0; x <= 30; x++) for (let y = 0; y <= 30; y++) if (lead + x > y) sum += chance(home, x) * chance(away, y)
  return sum
}

describe('the probability to win', () => {
  test.each([-4, -1, 0, 1, 2, 5])('with few goals and a lead of %i is that of the table of all results', (lead) => {
    for (const [home, away] of [
      [1.5, 1.1],
      [0.2, 0.9],
      [0, 0],
      [2.4, 0],
    ] as const) {
      expect(goalsWinProbability(lead, home, away)).toBeCloseTo(winByTable(lead, home, away), 6)
    }
  })

  test('with many points rises with the lead, and is even and certain where it should be', () => {
    const at = (lead: number, scoresLeft: number) => pointsWinProbability({ lead, scoresLeft, drift: 0, square: 4 })
    expect(at(0, 100)).toBeCloseTo(0.5, 6)
    expect(at(20, 100)).toBeCloseTo(0.841345, 5)
    expect(at(-20, 100)).toBeCloseTo(1 - 0.841345, 5)
    expect([at(1, 0), at(-1, 0), at(0, 0)]).toEqual([1, 0, 0.5])
    for (let lead = -30; lead < 30; lead++) expect(at(lead + 1, 50)).toBeGreaterThan(at(lead, 50))
  })
})

describe.each<Sport>(['basketball', 'soccer'])('a game of %s', (sport) => {
  test('has scores that only rise, one at a time, none in the break, and a winner by them', () => {
    for (let seed = 0; seed < 20; seed++) {
      const game = play(sport, seed)
      let [home, away, at] = [0, 0, game.startsAt as number]
      for (const score of game.scores) {
        expect(score.home > home !== score.away > away).toBe(true)
        expect(score.home >= home && score.away >= away && score.at > at && score.at <= game.endsAt).toBe(true)
        expect(score.at <= game.breakFrom || score.at > game.breakTo).toBe(true)
        ;[home, away, at] = [score.home, score.away, score.at]
      }
      expect(game.winner).toBe(home > away ? 'home' : away > home ? 'away' : 'draw')
      if (sport === 'basketball') expect(game.winner).not.toBe('draw')
    }
  })

  test('ends in certainty, and only its scores move the chance fast', () => {
    const game = play(sport, 3)
    const chances = game.homeChances
    expect(chances.at(-1)).toBe(game.winner === 'home' ? 1 : 0)
    const scored = new Set(game.scores.map(({ at }) => (at - game.startsAt) / 1_000_000))
    for (let second = 1; second < chances.length - 120; second++) {
      const jump = Math.abs((chances[second] as number) - (chances[second - 1] as number))
      if (!scored.has(second) && jump > 0.01) expect([second, jump]).toBe('a score')
    }
  })

  test('keeps the promise of its chances: what was called likely by half time happened as often', () => {
    const games = Array.from({ length: 400 }, (_, seed) => play(sport, seed, 1_200))
    const called = games.map((game) => game.homeChances[600] as number)
    const expected = called.reduce((sum, chance) => sum + chance, 0)
    const wins = games.filter((game) => game.winner === 'home').length
    const deviation = Math.sqrt(called.reduce((sum, chance) => sum + chance * (1 - chance), 0))
    expect(Math.abs(wins - expected)).toBeLessThan(3.5 * deviation)
  })
})
