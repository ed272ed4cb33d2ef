/*
 * Two games of the same teams on one day: how many are listed, and how far apart two starts of one game may be.
 */
import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import type { GameWinner } from './game-winner.ts'

// Two venues print one start alike but for delays.
const TOLERANCE = 90 * 60 * ONE_SECOND
// A first game that rain delays may begin within an hour of when the second one was to.
const DOUBLEHEADER_TOLERANCE = 15 * 60 * ONE_SECOND

/** What tells two games of the same teams on one day apart. */
function gameKey({ startsAt, gameNumber }: GameWinner): string {
  return `${startsAt ?? ''}/${gameNumber ?? ''}`
}

/** Returns how many games of its teams on its day the venue of a market lists, the market's own among them. */
export function gamesOf(market: GameWinner, listed: readonly GameWinner[]): number {
  const same = listed.filter(
    ({ venue, league, teams, date }) =>
      venue === market.venue &&
      league === market.league &&
      teams[0] === market.teams[0] &&
      teams[1] === market.teams[1] &&
      date === market.date,
  )
  return new Set([market, ...same].map(gameKey)).size
}

/** Says whether two starts can be of one game: on the day of a doubleheader a delay may not be taken for the other game. */
export function isOneStart(a: Micros, b: Micros, mayBeDoubleheader: boolean): boolean {
  return Math.abs(a - b) <= (mayBeDoubleheader ? DOUBLEHEADER_TOLERANCE : TOLERANCE)
}
