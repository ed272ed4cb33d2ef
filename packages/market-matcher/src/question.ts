import type { Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import type { GameWinner } from './game-winner.ts'
import { leagueOf } from './league.ts'

/** How two questions relate: `same`, both YES are one win; `inverse`, YES here is the other side there. */
export type Polarity = 'same' | 'inverse'

/** Whether two markets ask about one game, and with which polarity. */
export type Question =
  | { readonly type: Polarity }
  | { readonly type: 'different'; readonly why: string }
  | { readonly type: 'unproven'; readonly missing: string }

// Two venues print one start alike but for delays; the second game of a day begins hours later.
const START_TOLERANCE = 90 * 60 * ONE_SECOND

/** What tells two games of the same teams on one day apart. */
function gameKey({ startsAt, gameNumber }: GameWinner): string {
  return `${startsAt ?? ''}/${gameNumber ?? ''}`
}

function gamesOf(market: GameWinner, listed: readonly GameWinner[]): number {
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

function isNear(a: Micros, b: Micros): boolean {
  return Math.abs(a - b) <= START_TOLERANCE
}

/** Whether both mean the same game of the day; undefined when they do. */
function gameDefect(a: GameWinner, b: GameWinner, listed: readonly GameWinner[] | null): Question | undefined {
  if (a.gameNumber !== null && b.gameNumber !== null && a.gameNumber !== b.gameNumber) {
    return { type: 'different', why: `game ${a.gameNumber} against game ${b.gameNumber} of the day` }
  }
  if (a.startsAt !== null && b.startsAt !== null) {
    return isNear(a.startsAt, b.startsAt)
      ? undefined
      : { type: 'unproven', missing: 'one start: the two venues say different times' }
  }
  if (!leagueOf(a.league).hasDoubleheaders) return undefined
  if (a.gameNumber !== b.gameNumber) return { type: 'unproven', missing: 'which game of a doubleheader is meant' }
  if (listed === null) return { type: 'unproven', missing: 'the markets of the day, to exclude a doubleheader' }
  return gamesOf(a, listed) === 1 && gamesOf(b, listed) === 1
    ? undefined
    : { type: 'unproven', missing: 'which game of a doubleheader is meant' }
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
