/* The models on recorded games, and the reader on recorded scoreboards, where they lie beside the checkout. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readRecordedGames } from '../src/cli/calibrate.ts'
import { calibrationPlot } from '../src/sports/calibration/calibration-plot.ts'
import { calibrationReport, formatReport } from '../src/sports/calibration/calibration-report.ts'
import { brierOf, calibrationOf, logLossOf } from '../src/sports/calibration/forecast-score.ts'
import { readRecordedStates } from '../src/sports/calibration/recorded-game.ts'
import { readScoreboard } from '../src/sports/espn/read-scoreboard.ts'
import { readSummary } from '../src/sports/espn/read-summary.ts'
import { sportsLeague } from '../src/sports/league-table.ts'
import { sharedData } from './shared-data.ts'

const folder = sharedData('espn')
const ABSENT = 'there is no shared/data/espn beside this checkout'

test('the scores of forecasts', () => {
  const coin = [true, false].map((hasWon) => ({ chance: 0.5, hasWon }))
  expect(brierOf(coin)).toBe(0.25)
  expect(logLossOf(coin)).toBeCloseTo(Math.LN2)
  expect(brierOf([{ chance: 1, hasWon: true }])).toBe(0)
  expect(logLossOf([{ chance: 0, hasWon: true }])).toBeCloseTo(-Math.log(0.001))
  const bins = calibrationOf([
    { chance: 0.05, hasWon: false },
    { chance: 0.08, hasWon: true },
    { chance: 1, hasWon: true },
  ])
  expect(bins.map(({ from, count, wonPart }) => [from, count, wonPart])).toEqual([
    [0, 2, 0.5],
    [0.9, 1, 1],
  ])
  expect(calibrationPlot([{ name: 'Arbees', color: '#000', bins }])).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
})

test('a recorded game of another form is refused', () => {
  expect(() => readRecordedStates('{"type":"play"}', null)).toThrow('begins with its game line')
})

test('the models against ESPN on 23 recorded games: the figures of the docs', (context) => {
  if (folder === undefined) context.skip(ABSENT)
  const report = calibrationReport(readRecordedGames(folder ?? ''), 'informed')
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/win-probability.md'), 'utf8')
  const numbers = (text: string) => text.match(/\d+\.\d{4}/g)
  // The docs' tables are this report's, number by number.
  expect(numbers(docs.slice(docs.indexOf('## Figures'), docs.indexOf('## What')))).toEqual(
    numbers(formatReport(report)),
  )
  for (const row of report.rows) {
    expect(row.brier).toBeLessThan(row.espnBrier + 0.01)
    expect(row.logLoss).toBeLessThan(row.espnLogLoss + 0.03)
  }
})

test.for(['nfl', 'mlb', 'mls', 'nhl'] as const)('the recorded scoreboard of %s is read whole', (id, context) => {
  if (folder === undefined) context.skip(ABSENT)
  const body = JSON.parse(
    gunzipSync(readFileSync(join(folder ?? '', 'scoreboards', `${id}.json.gz`))).toString('utf8'),
  ) as {
    events: unknown[]
  }
  const { games, defects } = readScoreboard(sportsLeague(id), body)
  expect(defects).toEqual([])
  expect(games).toHaveLength(body.events.length)
  expect(games.filter(({ phase }) => phase === 'unknown')).toEqual([])
  const live = games.filter(({ phase }) => phase === 'playing')
  expect(live.length).toBeGreaterThan(0)
  for (const game of live) expect(id === 'mlb' ? game.situation : (game.clockMillis ?? game.minute)).not.toBeNull()
})

test('the recorded summaries of basketball are read whole, with ESPN’s own times', (context) => {
  if (folder === undefined) context.skip(ABSENT)
  const raw = join(folder ?? '', 'raw')
  const counts = JSON.parse(readFileSync(join(folder ?? '', 'games.json'), 'utf8')) as Record<
    string,
    { id: string; plays: number; playsWithoutWallclock: number; final: [number, number] }
  >
  const files = readdirSync(raw).filter((file) => /^ncaa[bw]-(?!schedule)/.test(file))
  expect(files).toHaveLength(16)
  for (const file of files) {
    const league = sportsLeague(file.startsWith('ncaab') ? 'mens-college-basketball' : 'wnba')
    const summary = readSummary(league, JSON.parse(gunzipSync(readFileSync(join(raw, file))).toString('utf8')))
    const known = counts[file.slice(0, -'.json.gz'.length)]
    if (known === undefined || 'where' in summary.game) throw new Error(`${file} is not read`)
    expect(summary.unreadPlays).toBe(0)
    expect(summary.plays).toHaveLength(known.plays)
    expect(summary.game).toMatchObject({
      id: known.id,
      phase: 'final',
      score: { home: known.final[0], away: known.final[1] },
    })
    expect(summary.game.espnAt === null).toBe(known.playsWithoutWallclock === known.plays)
  }
})
