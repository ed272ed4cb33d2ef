/*
 * How old a game's state is, by ESPN's own clock where it has one. The time of our request says
 * nothing: an answer of this second may carry a score of last minute.
 */
import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import type { GameState } from './game-state.ts'
import { sportsLeague } from './league-table.ts'

/** A game's state, and since when it has been as it is. */
export type TrackedGame = {
  readonly state: GameState
  /** When this content was first seen. */
  readonly changedAt: Micros
  /** When ESPN last answered. */
  readonly seenAt: Micros
}

/** What changes when a game goes on. */
function progressOf({ phase, period, clockMillis, minute, score, espnAt, possession, situation }: GameState): string {
  return JSON.stringify([phase, period, clockMillis, minute, score, espnAt, possession, situation])
}

/** Returns a game's state with the times of `previous` taken on; undefined when it is seen for the first time. */
export function trackGame(previous: TrackedGame | undefined, state: GameState, seenAt: Micros): TrackedGame {
  const isSame = previous !== undefined && progressOf(previous.state) === progressOf(state)
  return { state, seenAt, changedAt: isSame ? previous.changedAt : seenAt }
}

/** Returns how old a game's state is: since its last play by ESPN's clock, otherwise since it last changed. */
export function stateAge({ state, changedAt }: TrackedGame, now: Micros): Micros {
  const since = state.espnAt === null ? changedAt : state.espnAt
  return Math.max(0, now - since) as Micros
}

/**
 * Says whether nothing may be decided on a game: ESPN is silent, or the game plays and nothing has
 * happened for longer than its sport allows. Between periods only ESPN's silence counts.
 */
export function isStale(game: TrackedGame, now: Micros): boolean {
  const { staleSeconds } = sportsLeague(game.state.league)
  const limit = staleSeconds * ONE_SECOND
  if (now - game.seenAt > limit) return true
  return game.state.phase === 'playing' && stateAge(game, now) > limit
}
