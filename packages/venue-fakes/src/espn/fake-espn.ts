/*
 * ESPN's site API over games that go on with the clock: scoreboards, summaries and plays, public and
 * undocumented as the real ones.
 */
import type { Clock, Micros } from '@arbees/core'
import { millis } from '@arbees/core'
import type { FakeReply, FakeRequest, FakeVenue } from '../fake-venue.ts'
import { htmlReply, jsonReply } from '../fake-venue.ts'
import type { FaultPlan } from '../faults.ts'
import { dayText, eventShape, playShape, summaryShape } from './espn-shape.ts'
import type { FakeGame } from './game.ts'
import { viewGame } from './game.ts'

/** Settings of `fakeEspn`. */
export type FakeEspnOptions = {
  readonly clock: Clock
  readonly games: readonly FakeGame[]
  /** @default none */
  readonly faults?: FaultPlan
  /** How late ESPN knows what happened. @default 0 */
  readonly lagMicros?: Micros
}

/** A fake ESPN. */
export type FakeEspn = {
  readonly venue: FakeVenue
  readonly games: () => readonly FakeGame[]
  /** Schedules one more game. */
  readonly add: (game: FakeGame) => void
}

const NOT_FOUND = () => jsonReply(404, { code: 404, message: 'not found' })
const PAGE = 25

function faultOf(faults: FaultPlan | undefined, subject: string): FakeReply | undefined {
  if (faults === undefined) return undefined
  if (faults.strikes('connection.cut-before', subject) !== undefined) return { type: 'cut', after: millis(0) }
  if (faults.strikes('answer.5xx-before', subject) !== undefined) return jsonReply(500, { code: 500, message: 'error' })
  if (faults.strikes('answer.html-429', subject) !== undefined) return htmlReply(429, 'Too Many Requests')
  if (faults.strikes('answer.html-502', subject) !== undefined) return htmlReply(502, 'Bad Gateway')
  return undefined
}

/** All games of a league, or those of a day or of a range of days (`20261124-20261126`). */
function isOnDay(game: FakeGame, dates: string | null): boolean {
  if (dates === null) return true
  const [from = '', to = from] = dates.split('-')
  const day = dayText(game.scheduled)
  return day >= from && day <= to
}

function scoreboard(games: readonly FakeGame[], league: string, query: URLSearchParams, now: Micros): FakeReply {
  const events = games.filter((game) => isOnDay(game, query.get('dates'))).map((game) => eventShape(game, now))
  const day = dayText(now)
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`
  return jsonReply(200, { leagues: [{ slug: league, abbreviation: league.toUpperCase() }], day: { date }, events })
}

function plays(game: FakeGame, query: URLSearchParams, now: Micros): FakeReply {
  const all = viewGame(game, now).plays
  const limit = Math.max(1, Number(query.get('limit') ?? PAGE) || PAGE)
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const start = (page - 1) * limit
  const items = all.slice(start, start + limit).map((play, index) => playShape(game, play, start + index))
  const pageCount = Math.max(1, Math.ceil(all.length / limit))
  return jsonReply(200, { count: all.length, pageIndex: page, pageSize: limit, pageCount, items })
}

function answer(games: readonly FakeGame[], { method, url }: FakeRequest, now: Micros): FakeReply {
  const [path = '', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  const site = /^\/apis\/site\/v2\/sports\/([a-z-]+)\/([a-z0-9.-]+)\/(scoreboard|summary)$/.exec(path)
  const core = /^\/v2\/sports\/([a-z-]+)\/leagues\/([a-z0-9.-]+)\/events\/([0-9]+)\/competitions\/\3\/plays$/.exec(path)
  const [, sport = '', league = '', last = ''] = site ?? core ?? []
  if (method !== 'GET' || sport === '') return NOT_FOUND()
  const found = games.filter((game) => game.sport === sport && game.league === league)
  if (last === 'scoreboard') return scoreboard(found, league, query, now)
  const game = found.find(({ id }) => id === (last === 'summary' ? query.get('event') : last))
  if (game === undefined) return NOT_FOUND()
  return last === 'summary' ? jsonReply(200, summaryShape(game, now)) : plays(game, query, now)
}

/**
 * Creates an ESPN whose games go on as the clock does.
 *
 * @example
 * const espn = fakeEspn({ clock, games: [generateGame({ rng, id: '401700001', scheduled: clock.now(), home, away })] })
 * const http = fakeHttp([{ origin: 'https://site.api.espn.com', venue: espn.venue }], clock)
 */
export function fakeEspn(options: FakeEspnOptions): FakeEspn {
  const { clock, faults, lagMicros = millis(0) } = options
  const games = [...options.games]
  const venue: FakeVenue = Object.freeze({
    request: (request: FakeRequest) => {
      const subject = `${request.method} ${request.url.split('?')[0] ?? ''}`
      const struck = faultOf(faults, subject)
      if (struck !== undefined) return struck
      const reply = answer(games, request, (clock.now() - lagMicros) as Micros)
      const slow = faults?.strikes('answer.slow', subject)
      return slow === undefined || reply.type !== 'answer' ? reply : { ...reply, after: slow.amountMicros }
    },
    openSocket: () => ({ type: 'refused' as const, status: 404, headers: {}, body: '' }),
    close: () => undefined,
  })
  return Object.freeze({
    venue,
    games: () => [...games],
    add: (game: FakeGame) => {
      games.push(game)
    },
  })
}
