/*
 * Recorded games through the fake: the end is the recorded end, and what is printed is part of what
 * ESPN prints.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { seconds } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import { fakeEspn, readRecordedGame } from '../src/index.ts'
import { sharedOrSkip } from './shared.ts'

const shared = sharedOrSkip('espn-recorded.test.ts')
const folder = shared === undefined ? undefined : join(shared, 'data', 'espn')
const hasGames = folder !== undefined && existsSync(join(folder, 'games'))
const START = seconds(1_795_305_600)

function unpack(path: string): string {
  return gunzipSync(readFileSync(path)).toString('utf8')
}

/** Every path of members in a value, lists by their first element. */
function pathsOf(value: unknown, prefix = ''): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : pathsOf(value[0], `${prefix}[]`)
  if (typeof value !== 'object' || value === null) return [prefix]
  return Object.entries(value).flatMap(([name, one]) => pathsOf(one, `${prefix}.${name}`))
}

describe.runIf(hasGames)('recorded games', () => {
  const names =
    folder === undefined || !hasGames
      ? []
      : readdirSync(join(folder, 'games')).map((file) => file.replace('.jsonl.gz', ''))

  it.each(names)('%s ends as it ended', (name) => {
    const text = unpack(join(folder as string, 'games', `${name}.jsonl.gz`))
    const head = JSON.parse(text.slice(0, text.indexOf('\n')))
    const game = readRecordedGame(text, START, 60)
    const clock = createVirtualClock(seconds(START / 1_000_000 + 100_000))
    const url = `/apis/site/v2/sports/${game.sport}/${game.league}/summary?event=${game.id}`
    const reply = fakeEspn({ clock, games: [game] }).venue.request({ method: 'GET', url, headers: {}, body: '' })
    const body = JSON.parse(reply.type === 'answer' ? reply.body : '{}')
    const [home, away] = body.header.competitions[0].competitors
    expect([home.score, away.score]).toEqual([String(head.home.score), String(head.away.score)])
    expect(home.winner).toBe(head.home.winner)
    expect(body.plays).toHaveLength(head.plays)
  })

  it('prints plays and probabilities with members that ESPN has too', () => {
    const raw = JSON.parse(unpack(join(folder as string, 'raw', 'ncaab-mens_game.json.gz')))
    const game = readRecordedGame(unpack(join(folder as string, 'games', 'ncaab-mens_game.jsonl.gz')), START)
    const clock = createVirtualClock(seconds(START / 1_000_000 + 100_000))
    const url = `/apis/site/v2/sports/${game.sport}/${game.league}/summary?event=${game.id}`
    const reply = fakeEspn({ clock, games: [game] }).venue.request({ method: 'GET', url, headers: {}, body: '' })
    const body = JSON.parse(reply.type === 'answer' ? reply.body : '{}')
    const known = new Set([...pathsOf(raw.plays), ...pathsOf(raw.winprobability)])
    expect([...pathsOf(body.plays), ...pathsOf(body.winprobability)].filter((path) => !known.has(path))).toEqual([])
    expect(body.plays.map((play: { text: string }) => play.text)).toEqual(
      raw.plays.map((play: { text: string }) => play.text),
    )
  })
})
