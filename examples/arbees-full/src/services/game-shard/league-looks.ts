/* One question a league for all of a shard's games, as long as it has one there. */
import type { Clock, Http, Log, Micros } from '@arbees/core'
import { seconds, toMicros } from '@arbees/core'
import type { LeagueWord } from '../../discovery/league-words.ts'
import { leagueIdOf } from '../../discovery/league-words.ts'
import { askScoreboard } from '../../sports/espn/ask-scoreboard.ts'
import type { Scoreboard } from '../../sports/espn/read-scoreboard.ts'
import type { FollowedLeague } from '../../sports/follow-league.ts'
import { followLeague } from '../../sports/follow-league.ts'
import { sportsLeague } from '../../sports/league-table.ts'
import { nextPollAt } from '../../sports/poll-schedule.ts'
import type { ShardGame } from './shard-game.ts'

/** What it works with. */
export type LeagueLooksOptions = {
  readonly http: Http
  readonly clock: Clock
  readonly log: Log
  readonly baseUrl: string
  readonly gamesOf: (league: LeagueWord) => readonly ShardGame[]
  readonly isOurs: (game: string) => boolean
  readonly seen: (league: LeagueWord, board: Scoreboard, at: Micros) => Promise<void>
  readonly signal: AbortSignal
}

/** The leagues that are asked for. */
export type LeagueLooks = {
  /** The games of a league are others: begins, ends or thinks again. */
  readonly refresh: (league: LeagueWord) => void
  /** Whether every league answers. */
  readonly isLive: () => boolean
}

/** How often a game is looked for that ESPN does not print. */
const MISSING = seconds(30)
/** How many answers in a row may not come. */
const FAILURES_MAX = 5

/** Returns looks at no league. */
export function createLeagueLooks(options: LeagueLooksOptions): LeagueLooks {
  const { http, clock, log, baseUrl, gamesOf, isOurs, seen, signal } = options
  const looks = new Map<LeagueWord, { readonly followed: FollowedLeague; readonly ending: AbortController }>()
  const begin = (word: LeagueWord) => {
    const league = sportsLeague(leagueIdOf(word))
    const ending = new AbortController()
    const own = AbortSignal.any([signal, ending.signal])
    const nextAt = (now: Micros, failures: number) => {
      const games = gamesOf(word).filter(({ watched }) => !watched.isEnded)
      if (failures === 0 && games.some(({ isSought }) => !isSought)) return now
      const states = games.flatMap(({ watched }) => watched.tracked?.state ?? [])
      const at = nextPollAt(league, states, now, failures)
      return states.length < games.length ? toMicros(Math.min(at, now + MISSING)) : at
    }
    const followed = followLeague({
      league,
      // By when the answer comes a game more may be ours.
      ask: () => askScoreboard(http, baseUrl, league, own, isOurs),
      seen: (board, at) => seen(word, board, at),
      nextAt,
      clock,
      log,
      signal: own,
    })
    looks.set(word, { followed, ending })
  }
  return Object.freeze({
    refresh: (word: LeagueWord) => {
      const look = looks.get(word)
      if (gamesOf(word).length > 0) {
        if (look === undefined) begin(word)
        else look.followed.wake()
      } else if (look !== undefined) {
        look.ending.abort()
        looks.delete(word)
      }
    },
    isLive: () => [...looks.values()].every(({ followed }) => followed.failures() < FAILURES_MAX),
  })
}
