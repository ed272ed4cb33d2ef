/* A recorded game of plays, as the states that a scoreboard would have shown. */
import { InvariantError, invariant } from '@arbees/core'
import type { LeagueId } from '@arbees/market-matcher'
import { z } from 'zod'
import { readClock } from '../espn/clock.ts'
import { readEspnInstant } from '../espn/read-game.ts'
import type { GameState, PregameLine } from '../game-state.ts'

const TEAM = z.object({
  id: z.string(),
  abbreviation: z.string(),
  name: z.string(),
  score: z.number(),
  winner: z.boolean(),
})
const GAME = z.object({
  type: z.literal('game'),
  id: z.string(),
  league: z.string(),
  scheduled: z.string(),
  home: TEAM,
  away: TEAM,
})
const PLAY = z.object({
  type: z.literal('play'),
  period: z.number(),
  clock: z.string(),
  homeScore: z.number(),
  awayScore: z.number(),
  homeWinProbability: z.number().nullish(),
})

/** A recorded game: every state of it, and how it ended. */
export type RecordedGame = {
  readonly id: string
  /** The league whose clock and model are its own: women's college games are played by the WNBA's clock. */
  readonly league: LeagueId
  readonly hasHomeWon: boolean
  readonly states: readonly GameState[]
}

const MODELED: Readonly<Record<string, LeagueId>> = {
  'college-football': 'college-football',
  'mens-college-basketball': 'mens-college-basketball',
  'womens-college-basketball': 'wnba',
}

/**
 * Returns a game of JSON Lines: one line of the game, then one for each play; `line` is what bookmakers
 * said before it.
 *
 * @throws InvariantError when the text is not of that form.
 */
export function readRecordedStates(text: string, line: PregameLine | null): RecordedGame {
  const rows = text
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => JSON.parse(row) as unknown)
  const head = GAME.safeParse(rows[0])
  if (!head.success) throw new InvariantError('a recorded game begins with its game line')
  const { id, home, away, scheduled } = head.data
  const league = MODELED[head.data.league]
  const scheduledAt = readEspnInstant(scheduled)
  invariant(league !== undefined && scheduledAt !== undefined, `game ${id} is of a league with a model, and has a date`)
  const states = rows.slice(1).map((row, at): GameState => {
    const play = PLAY.safeParse(row)
    const clock = play.success ? readClock(play.data.clock) : undefined
    if (!play.success || clock?.type !== 'down') throw new InvariantError(`play ${at} of game ${id} cannot be read`)
    return {
      id,
      league,
      scheduledAt,
      phase: 'playing',
      status: 'STATUS_IN_PROGRESS',
      period: play.data.period,
      clockMillis: clock.leftMillis,
      minute: null,
      home,
      away,
      score: { home: play.data.homeScore, away: play.data.awayScore },
      possession: null,
      situation: null,
      line,
      espnAt: null,
      espnHomeChance: play.data.homeWinProbability ?? null,
      // No model asks for it.
      isNeutralSite: false,
    }
  })
  return { id, league, hasHomeWon: home.winner, states }
}
