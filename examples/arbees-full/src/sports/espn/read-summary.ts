import type { Micros } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { GameState, PregameLine } from '../game-state.ts'
import type { SportsLeague } from '../league-table.ts'
import type { EspnDefect } from './read-game.ts'
import { readEspnInstant, readGame, readLine } from './read-game.ts'
import { issuesOf } from './read-scoreboard.ts'
import { PLAY, SUMMARY } from './schema.ts'

/** One play, as far as it is read. */
export type GamePlay = {
  readonly id: string
  readonly period: number
  /** As ESPN prints it; `readClock` reads it. */
  readonly clock: string
  readonly home: number
  readonly away: number
  /** When it happened, by ESPN's clock; null where it does not say. */
  readonly at: Micros | null
  readonly espnHomeChance: number | null
}

/** A game's summary. */
export type GameSummary = {
  readonly game: GameState | EspnDefect
  readonly plays: readonly GamePlay[]
  /** How many plays could not be read. */
  readonly unreadPlays: number
  readonly line: PregameLine | null
}

/** A scoreboard does not say when its last play was; the plays do, though not always in order. */
function withPlays(game: GameState | EspnDefect, plays: readonly GamePlay[]): GameState | EspnDefect {
  if ('where' in game) return game
  const times = plays.flatMap(({ at }) => (at === null ? [] : [at]))
  const latest = times.reduce<Micros | null>((last, at) => (last === null || at > last ? at : last), null)
  return {
    ...game,
    espnAt: game.espnAt ?? latest,
    espnHomeChance: game.espnHomeChance ?? plays.at(-1)?.espnHomeChance ?? null,
  }
}

/**
 * Returns a summary's body (parsed JSON), read.
 *
 * @throws VenueError `payload.malformed` when it is no summary at all.
 */
export function readSummary(league: SportsLeague, body: unknown): GameSummary {
  const summary = SUMMARY.safeParse(body)
  if (!summary.success) {
    throw new VenueError('payload.malformed', { where: `ESPN summary ${league.id}`, issues: issuesOf(summary.error) })
  }
  const { header, winprobability, pickcenter } = summary.data
  const chances = new Map((winprobability ?? []).map(({ playId, homeWinPercentage }) => [playId, homeWinPercentage]))
  const rows = (summary.data.plays ?? []).map((value) => PLAY.safeParse(value))
  const plays = rows.flatMap(({ data }) => (data === undefined ? [] : [data]))
  const [competition] = header.competitions
  const status = competition?.status
  const line = readLine(pickcenter)
  const game =
    competition === undefined || status === null || status === undefined
      ? ({ type: 'defect', where: 'header.competitions[0].status', found: 'nothing' } as const)
      : readGame(league, header.id, competition.date, competition, status)
  const read = plays.map(({ id, period, clock, homeScore, awayScore, wallclock }) => ({
    id,
    period: period.number,
    clock: clock?.displayValue ?? '',
    home: homeScore,
    away: awayScore,
    at: readEspnInstant(wallclock) ?? null,
    espnHomeChance: chances.get(id) ?? null,
  }))
  return { game: withPlays(game, read), plays: read, unreadPlays: rows.length - plays.length, line }
}
