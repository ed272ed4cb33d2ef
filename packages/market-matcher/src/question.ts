import { gamesOf, isOneStart } from './doubleheader.ts'
import type { GameWinner } from './game-winner.ts'
import { leagueOf } from './league.ts'

/** How two questions relate: `same`, both YES are one win; `inverse`, YES here is the other side there. */
export type Polarity = 'same' | 'inverse'

/** Whether two markets ask about one game, and with which polarity. */
export type Question =
  | { readonly type: Polarity }
  | { readonly type: 'different'; readonly why: string }
  | { readonly type: 'unproven'; readonly missing: string }

const WHICH_GAME = 'which game of a doubleheader is meant'

/** Whether the day may have a second game of these teams, for all that the venues say. */
function mayBeDoubleheader(a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null): boolean {
  if (!leagueOf(a.league).hasDoubleheaders) return false
  if (a.gameNumber !== b.gameNumber) return true
  return listed === null || gamesOf(a, listed) > 1 || gamesOf(b, listed) > 1
}

/** Whether both mean the same game of the day; undefined when they do. */
function gameDefect(a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null): Question | undefined {
  if (a.gameNumber !== null && b.gameNumber !== null && a.gameNumber !== b.gameNumber) {
    return { type: 'different', why: `game ${a.gameNumber} against game ${b.gameNumber} of the day` }
  }
  if (a.startsAt !== null && b.startsAt !== null) {
    // Where both name one number of two, that is the game.
    const isNumbered = a.gameNumber !== null && a.gameNumber === b.gameNumber
    return isOneStart(a.startsAt, b.startsAt, !isNumbered && mayBeDoubleheader(a, b, listed))
      ? undefined
      : { type: 'unproven', missing: 'one start: the two venues say different times' }
  }
  if (!mayBeDoubleheader(a, b, listed)) return undefined
  const isUnlisted = listed === null && a.gameNumber === b.gameNumber
  const missing = isUnlisted ? 'the markets of the day, to exclude a doubleheader' : WHICH_GAME
  return { type: 'unproven', missing }
}

/**
 * Returns whether two markets ask about one game. `listed` is every described market of both venues on
 * that day, or null when it is not known: without it a league with doubleheaders proves nothing by day.
 */
export function compareQuestions(a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null): Question {
  if (a.league !== b.league) return { type: 'different', why: `${a.league} against ${b.league}` }
  if (a.teams[0] !== b.teams[0] || a.teams[1] !== b.teams[1]) {
    return { type: 'different', why: `${a.teams.join(' and ')} against ${b.teams.join(' and ')}` }
  }
  if (a.date !== b.date) return { type: 'different', why: `${a.date} against ${b.date}` }
  const defect = gameDefect(a, b, listed)
  if (defect !== undefined) return defect
  if (a.yes === b.yes) return { type: 'same' }
  if (leagueOf(a.league).draw === 'third') {
    return { type: 'different', why: `${a.yes} against ${b.yes}: neither wins when the third outcome does` }
  }
  return { type: 'inverse' }
}
