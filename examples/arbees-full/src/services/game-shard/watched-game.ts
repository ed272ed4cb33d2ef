/*
 * One game as a shard follows it: its state, how fresh that is, and what the model says of it. Pure.
 */
import type { Micros } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import { isBreakAfterRegulation } from '../../sports/espn/phase.ts'
import type { GameState } from '../../sports/game-state.ts'
import { isOver, statusOf } from '../../sports/game-status.ts'
import { sportsLeague } from '../../sports/league-table.ts'
import type { Chances } from '../../sports/model/chances.ts'
import { priorOfChance } from '../../sports/model/prior.ts'
import type { WinModel } from '../../sports/model/win-probability.ts'
import { createWinModel, priorOfGame } from '../../sports/model/win-probability.ts'
import type { TrackedGame } from '../../sports/staleness.ts'
import { isStale, trackGame } from '../../sports/staleness.ts'

/** Why nothing is decided on a game for now. */
export type GameSkip = 'no-state' | 'not-in-progress' | 'overtime' | 'stale-game'

/** A game that is followed. Changed in place. */
export type WatchedGame = {
  readonly game: string
  readonly league: MessageOf<'game.found'>['league']
  tracked: TrackedGame | undefined
  prior: Chances | undefined
  model: WinModel | undefined
  chances: Chances | null
  isEnded: boolean
  /** When it was last told, and what changed then. */
  toldAt: Micros | null
  told: string
}

/** Returns a game of which nothing has been seen. */
export function createWatchedGame(game: string, league: WatchedGame['league']): WatchedGame {
  return {
    game,
    league,
    tracked: undefined,
    prior: undefined,
    model: undefined,
    chances: null,
    isEnded: false,
    toldAt: null,
    told: '',
  }
}

/**
 * What was thought before the game: its bookmakers' lines; without them what the market says before the
 * start; otherwise that one team is at home. A price of a game in play is no prior.
 */
function priorOf(state: GameState, marketHome: number | undefined): Chances {
  const isBefore = state.phase === 'scheduled'
  return state.line === null && isBefore && marketHome !== undefined ? priorOfChance(marketHome) : priorOfGame(state)
}

function isSamePrior(a: Chances, b: Chances | undefined): boolean {
  return b !== undefined && a.home === b.home && a.draw === b.draw && a.away === b.away
}

/** Takes what ESPN shows of the game; `marketHome` gives the market's chance of the home team, where it has one. */
export function applyState(
  watched: WatchedGame,
  state: GameState,
  marketHome: () => number | undefined,
  at: Micros,
): void {
  watched.tracked = trackGame(watched.tracked, state, at)
  if (watched.prior === undefined || state.phase === 'scheduled') {
    const prior = priorOf(state, marketHome())
    // A model of baseball takes milliseconds to make: not at every look at a game that has not begun.
    if (!isSamePrior(prior, watched.prior)) watched.model = createWinModel(state.league, prior)
    watched.prior = prior
  }
  watched.chances = watched.model?.(state) ?? null
}

/** Returns why nothing is decided on the game as of `now`; undefined when it may be. */
export function skipOf({ tracked }: WatchedGame, now: Micros): GameSkip | undefined {
  if (tracked === undefined) return 'no-state'
  const { phase, status, period, league } = tracked.state
  if (phase !== 'playing' && phase !== 'break') return 'not-in-progress'
  // Before extra time the period still is the last of regulation.
  if (period > sportsLeague(league).periods || isBreakAfterRegulation(status)) return 'overtime'
  return isStale(tracked, now) ? 'stale-game' : undefined
}

function situationOf({ situation, minute }: GameState): Record<string, number> {
  const numbers: Record<string, number> = {}
  const put = (name: string, value: number | null) => {
    if (value !== null) numbers[name] = value
  }
  if (minute !== null) {
    put('minute', minute.played)
    put('added', minute.added)
  }
  if (situation?.type === 'football') {
    const { down, distance, yardsToGoal, homeTimeouts, awayTimeouts } = situation
    put('down', down)
    put('distance', distance)
    put('yardsToGoal', yardsToGoal)
    put('homeTimeouts', homeTimeouts)
    put('awayTimeouts', awayTimeouts)
  } else if (situation?.type === 'baseball') {
    put('outs', situation.outs)
    for (const [at, isOn] of situation.bases.entries()) put(`base${at + 1}`, isOn ? 1 : 0)
  }
  return numbers
}

/** Returns what is to be told of a game that was seen at `at`. */
export function updateOf({ game, league, tracked, chances }: WatchedGame, at: Micros): SpokenOf<'game.updated'> {
  const { state } = tracked as TrackedGame
  return {
    game,
    league,
    status: statusOf(state.phase),
    home: state.score?.home ?? 0,
    away: state.score?.away ?? 0,
    period: state.period,
    clockMicros: state.clockMillis === null ? null : ((state.clockMillis * 1_000) as Micros),
    possession: state.possession,
    situation: situationOf(state),
    sourceHomeChance: state.espnHomeChance,
    homeChance: chances?.home ?? null,
    sourceAt: state.espnAt,
    receivedAt: at,
  }
}

function winnerOf({ phase, score }: GameState): SpokenOf<'game.ended'>['winner'] {
  if (phase !== 'final' || score === null) return 'none'
  if (score.home === score.away) return 'draw'
  return score.home > score.away ? 'home' : 'away'
}

/** Returns the end of a game, once; undefined while it goes on and afterwards. */
export function endingOf(watched: WatchedGame, at: Micros): SpokenOf<'game.ended'> | undefined {
  const { game, league, tracked } = watched
  if (watched.isEnded || tracked === undefined || !isOver(statusOf(tracked.state.phase))) return undefined
  watched.isEnded = true
  const { state } = tracked
  return { game, league, winner: winnerOf(state), home: state.score?.home ?? 0, away: state.score?.away ?? 0, at }
}
