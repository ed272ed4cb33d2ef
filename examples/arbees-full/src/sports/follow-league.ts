/*
 * One league's scoreboard, asked for again and again: one request for all of its games, at the pace of
 * those games. Whatever the answer, the next question is at least a second later.
 */
import type { Clock, Log, Micros } from '@arbees/core'
import { isVenueError, ONE_SECOND, sleep, toMicros } from '@arbees/core'
import { BusError } from '../platform/bus/bus.ts'
import type { Scoreboard } from './espn/read-scoreboard.ts'
import type { SportsLeague } from './league-table.ts'

/** Settings of `followLeague`. */
export type FollowOptions = {
  readonly league: SportsLeague
  /** Asks once. @throws VenueError */
  readonly ask: () => Promise<Scoreboard>
  /** Takes an answer, with when it arrived. */
  readonly seen: (board: Scoreboard, at: Micros) => void | Promise<void>
  /** Says when to ask again, by what was seen last; `failures` is how many answers in a row did not come. */
  readonly nextAt: (now: Micros, failures: number) => Micros
  readonly clock: Clock
  readonly log: Log
  /** Ends it. */
  readonly signal: AbortSignal
}

/** A league that is followed. */
export type FollowedLeague = {
  /** Thinks again about when to ask: the games are others. */
  readonly wake: () => void
  /** How many answers in a row did not come. */
  readonly failures: () => number
}

function tell({ log, league }: FollowOptions, { defects }: Scoreboard, known: Set<string>): void {
  for (const { where, found } of defects) {
    // Said once for each place: the same defect comes with every answer.
    if (known.has(where) || known.size >= 1_000) continue
    known.add(where)
    log('warn', 'ESPN printed what cannot be read', { league: league.id, where, found: found.slice(0, 200) })
  }
}

/** Begins to follow a league. */
export function followLeague(options: FollowOptions): FollowedLeague {
  const { league, ask, seen, nextAt, clock, log, signal } = options
  const told = new Set<string>()
  let failures = 0
  let waiting = new AbortController()
  const look = async () => {
    try {
      const board = await ask()
      if (signal.aborted) return
      failures = 0
      tell(options, board, told)
      await seen(board, clock.now())
    } catch (error) {
      if (signal.aborted) return
      // A bus that is full for now is the world's fault, too: the next look tells it again.
      if (!isVenueError(error) && !(error instanceof BusError)) throw error
      failures += 1
      log('warn', 'a look at ESPN failed, looking again later', { league: league.id, code: error.code, failures })
    }
  }
  const follow = async () => {
    while (!signal.aborted) {
      await look()
      const earliest = clock.now() + ONE_SECOND
      for (let isDue = false; !isDue && !signal.aborted; ) {
        waiting = new AbortController()
        const now = clock.now()
        const wait = Math.max(earliest, nextAt(now, failures)) - now
        isDue = await sleep(clock, toMicros(Math.max(0, wait)), AbortSignal.any([waiting.signal, signal])).then(
          () => true,
          () => false,
        )
      }
    }
  }
  void follow()
  return Object.freeze({ wake: () => waiting.abort(), failures: () => failures })
}
