import type { Micros } from '@arbees/core'
import type { GameDate } from './game-date.ts'
import { easternInstant, readTickerDate } from './game-date.ts'
import type { League } from './league.ts'
import { leagueOfSeries } from './league.ts'
import type { Refused } from './refusal.ts'
import { refuse } from './refusal.ts'

/** What the ticker of a game's winner says, before anybody knows the teams. */
export type TickerParts = {
  readonly league: League
  readonly date: GameDate
  /** When the game begins, where the ticker has a time (baseball). */
  readonly startsAt: Micros | null
  /** Both codes, run together: `SDBOS`. */
  readonly codes: string
  /** The first or second game of a day, where the ticker says. */
  readonly gameNumber: number | null
  /** The code after the last dash: the side whose win is YES. */
  readonly side: string
}

const GAME = /^(\d\d[A-Z]{3}\d\d)(\d{4})?([A-Z]{2,12}?)(?:G([12]))?$/

function readGame(league: League, game: string, side: string, ticker: string): TickerParts | Refused {
  const parts = GAME.exec(game)
  if (parts === null) return refuse('unreadable-name', `expected date and two team codes, found ${game} in ${ticker}`)
  const [, day = '', time, codes = '', number] = parts
  const date = readTickerDate(day)
  if (date === undefined) return refuse('no-such-day', `expected a day like 26APR15, found ${day} in ${ticker}`)
  const startsAt = time === undefined ? null : easternInstant(date, Number(time.slice(0, 2)), Number(time.slice(2)))
  if (startsAt === undefined) return refuse('no-such-day', `expected a time of day, found ${time} in ${ticker}`)
  return { league, date, startsAt, codes, gameNumber: number === undefined ? null : Number(number), side }
}

/**
 * Returns what a Kalshi ticker says: `KXMLBGAME-26APR051335SDBOS-BOS`. A series that is not the
 * winner of one game in one of our leagues is refused.
 */
export function readTicker(ticker: string): TickerParts | Refused {
  const [series = '', game = '', side = '', ...rest] = ticker.split('-')
  if (rest.length > 0 || !/^[A-Z]{2,6}$/.test(side)) {
    return refuse('unreadable-name', `expected SERIES-GAME-TEAM, found ${ticker}`)
  }
  const league = leagueOfSeries(series)
  if (league === undefined) return refuse('unknown-league', `expected a series of game winners, found ${series}`)
  return readGame(league, game, side, ticker)
}

/** Returns the ways to cut run-together codes so that one of the two is `side`. */
export function cutCodes(codes: string, side: string): readonly (readonly [string, string])[] {
  const cuts: (readonly [string, string])[] = []
  if (codes.startsWith(side) && codes.length > side.length + 1) cuts.push([side, codes.slice(side.length)])
  if (codes.endsWith(side) && codes.length > side.length + 1) cuts.push([codes.slice(0, -side.length), side])
  return cuts
}

/** Returns every way to cut run-together codes in two, for a draw: its side names no team. */
export function allCuts(codes: string): readonly (readonly [string, string])[] {
  return Array.from({ length: Math.max(0, codes.length - 3) }, (_, at) => [codes.slice(0, at + 2), codes.slice(at + 2)])
}
