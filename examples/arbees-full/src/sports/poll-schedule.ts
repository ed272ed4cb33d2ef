/*
 * When a league is asked for next. One rule for all states, so that no path can skip the wait: whatever
 * the games are, the answer is later than now by at least a second.
 */
import type { Micros } from '@arbees/core'
import { ONE_SECOND, toMicros } from '@arbees/core'
import type { GameState } from './game-state.ts'
import type { SportsLeague } from './league-table.ts'

const DELAYED_SECONDS = 30
const BREAK_SECONDS = 10
/** From this long before a game on it is looked at often, because games begin early too. */
const SOON_SECONDS = 10 * 60
const SOON_POLL_SECONDS = 15
/** A new game may be printed at any time of the day. */
const IDLE_SECONDS = 15 * 60
const FAILURE_SECONDS_MAX = 5 * 60

function secondsFor(league: SportsLeague, game: GameState, now: Micros): number {
  switch (game.phase) {
    case 'playing':
    case 'shootout':
      return league.pollSeconds
    case 'break':
      return BREAK_SECONDS
    case 'delayed':
    case 'suspended':
    case 'unknown':
      return DELAYED_SECONDS
    case 'scheduled': {
      const until = (game.scheduledAt - now) / ONE_SECOND
      return until <= SOON_SECONDS ? SOON_POLL_SECONDS : Math.min(IDLE_SECONDS, Math.floor(until - SOON_SECONDS))
    }
    case 'final':
    case 'postponed':
    case 'canceled':
      return IDLE_SECONDS
  }
}

/**
 * Returns when to ask for a league's scoreboard again, after an answer with `games`; `failures` is how
 * many answers in a row did not come, each of which doubles the wait.
 */
export function nextPollAt(league: SportsLeague, games: readonly GameState[], now: Micros, failures: number): Micros {
  const wanted = games.reduce((least, game) => Math.min(least, secondsFor(league, game, now)), IDLE_SECONDS)
  const wait = Math.max(1, wanted)
  // Where nothing is known yet, as at the start, the idle wait says nothing about when to try again.
  const doubled =
    failures === 0
      ? wait
      : Math.min(FAILURE_SECONDS_MAX, Math.min(wait, SOON_POLL_SECONDS) * 2 ** Math.min(failures, 10))
  return toMicros(now + doubled * ONE_SECOND)
}
