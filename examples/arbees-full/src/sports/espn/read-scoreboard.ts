import { VenueError } from '@arbees/core'
import type { z } from 'zod'
import type { GameState } from '../game-state.ts'
import type { SportsLeague } from '../league-table.ts'
import type { EspnDefect } from './read-game.ts'
import { readGame } from './read-game.ts'
import { EVENT, SCOREBOARD } from './schema.ts'

/** A scoreboard: the games that can be read, and for each other one why not. */
export type Scoreboard = { readonly games: readonly GameState[]; readonly defects: readonly EspnDefect[] }

/** Returns the first issues of a refusal as sentences: where, and what was expected. */
export function issuesOf(error: z.ZodError): readonly string[] {
  return error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

function readEvent(league: SportsLeague, value: unknown, at: number): GameState | EspnDefect {
  const event = EVENT.safeParse(value)
  if (!event.success) {
    return { type: 'defect', where: `events[${at}]`, found: issuesOf(event.error).join('; ') }
  }
  const { id, date, status, competitions } = event.data
  const [competition] = competitions
  const shown = competition?.status ?? status
  if (competition === undefined || shown === null || shown === undefined) {
    return { type: 'defect', where: `events[${at}].status`, found: 'nothing' }
  }
  const game = readGame(league, id, date, competition, shown)
  return 'where' in game ? { ...game, where: `events[${at}].${game.where}` } : game
}

/** Says whether an event may be of interest; one whose id cannot be told is read, so that its defect is told. */
function isWanted(event: unknown, wanted: (id: string) => boolean): boolean {
  const { id } = (event ?? {}) as { readonly id?: unknown }
  return (typeof id !== 'string' && typeof id !== 'number') || wanted(String(id))
}

/**
 * Returns the games of a scoreboard's body (parsed JSON).
 *
 * @param wanted Says which games are read: who follows a few of a hundred need not check the others. @default all
 * @throws VenueError `payload.malformed` when it is no scoreboard at all.
 */
export function readScoreboard(
  league: SportsLeague,
  body: unknown,
  wanted: (id: string) => boolean = () => true,
): Scoreboard {
  const board = SCOREBOARD.safeParse(body)
  if (!board.success) {
    throw new VenueError('payload.malformed', { where: `ESPN scoreboard ${league.id}`, issues: issuesOf(board.error) })
  }
  const read = board.data.events.flatMap((event, at) => (isWanted(event, wanted) ? [readEvent(league, event, at)] : []))
  return {
    games: read.flatMap((one) => ('where' in one ? [] : [one])),
    defects: read.flatMap((one) => ('where' in one ? [one] : [])),
  }
}
