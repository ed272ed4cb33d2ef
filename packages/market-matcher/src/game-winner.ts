import type { Micros, VenueId } from '@arbees/core'
import type { GameDate } from './game-date.ts'
import type { LeagueId } from './league.ts'

/** The side of a draw in three-way leagues. */
export const DRAW = 'draw'

/** What one market settles on: who wins one game. Plain data; made by `describe` alone. */
export type GameWinner = {
  readonly type: 'game-winner'
  readonly venue: VenueId
  /** The venue's own name of the market: ticker or slug. */
  readonly native: string
  readonly league: LeagueId
  /** Both teams' full names, sorted. */
  readonly teams: readonly [string, string]
  /** The day in eastern time. */
  readonly date: GameDate
  /** When the game begins, where the venue says. */
  readonly startsAt: Micros | null
  /** The first or second game of these teams on the day, where the venue says. */
  readonly gameNumber: number | null
  /** What makes YES pay: a team's full name, or `draw`. */
  readonly yes: string
  /** The team that NO is named for, where the market names both outcomes; null when NO is only "not YES". */
  readonly no: string | null
  /** The market's rules as the venue prints them; null when they are not known. */
  readonly rules: string | null
}

/** A market of Kalshi as `describe` reads it. */
export type KalshiText = {
  readonly venue: 'kalshi'
  readonly ticker: string
  readonly title?: string | null
  readonly subTitle?: string | null
  /** `yes_sub_title`: the side's name. */
  readonly yesSubTitle?: string | null
  /** `rules_primary` and `rules_secondary`, joined by a line end. */
  readonly rules?: string | null
}

/** A market of Polymarket (Gamma) or Polymarket US as `describe` reads it. */
export type PolymarketText = {
  readonly venue: 'polymarket' | 'polymarket_us'
  readonly slug: string
  readonly question?: string | null
  /** Gamma's outcomes in order; YES is the first. */
  readonly outcomes?: readonly string[] | null
  /** Gamma's `gameStartTime`. */
  readonly gameStartTime?: string | null
  /** Gamma's `sportsMarketType`. */
  readonly sportsMarketType?: string | null
  /** Gamma's `description`: the rules. */
  readonly description?: string | null
}

/** A market as a venue names and words it. */
export type MarketText = KalshiText | PolymarketText
