/* The games of each league, found on ESPN and told when they are news. */
import type { Clock, Http, Log, Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import type { LeagueWord } from '../../discovery/league-words.ts'
import { leagueIdOf } from '../../discovery/league-words.ts'
import type { MessageOf } from '../../messages/topics.ts'
import { PHRASES } from '../../platform/log.ts'
import { askScoreboard } from '../../sports/espn/ask-scoreboard.ts'
import { followLeague } from '../../sports/follow-league.ts'
import type { GameState } from '../../sports/game-state.ts'
import { statusOf } from '../../sports/game-status.ts'
import { sportsLeague } from '../../sports/league-table.ts'
import { nextPollAt } from '../../sports/poll-schedule.ts'

/** What it works with. */
export type DiscoverOptions = {
  readonly http: Http
  readonly clock: Clock
  readonly log: Log
  readonly baseUrl: string
  /** How often a league is looked at, at most. */
  readonly every: Micros
  /** Takes each game that is shown. */
  readonly found: (found: MessageOf<'game.found'>, at: Micros) => Promise<void>
  readonly signal: AbortSignal
}

function foundOf(league: LeagueWord, game: GameState): MessageOf<'game.found'> {
  const { id, home, away, scheduledAt, phase, isNeutralSite } = game
  return { game: id, league, home, away, startsAt: scheduledAt, status: statusOf(phase), isNeutralSite }
}

/** Begins to look for a league's games. */
export function discover(word: LeagueWord, options: DiscoverOptions): void {
  const { http, clock, log, baseUrl, every, found, signal } = options
  const league = sportsLeague(leagueIdOf(word))
  let games: readonly GameState[] = []
  followLeague({
    league,
    ask: () => askScoreboard(http, baseUrl, league, signal),
    seen: async (board, at) => {
      games = board.games
      log('info', PHRASES.discovered(games.length, word), { league: word, games: games.length })
      for (const game of games) await found(foundOf(word, game), at)
    },
    nextAt: (now, failures) => toMicros(Math.max(nextPollAt(league, games, now, failures), now + every)),
    clock,
    log,
    signal,
  })
}
