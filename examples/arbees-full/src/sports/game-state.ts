import type { Micros } from '@arbees/core'
import type { LeagueId } from '@arbees/market-matcher'
import type { GamePhase } from './espn/phase.ts'

/** A team in a game, by ESPN's names. */
export type GameTeam = { readonly id: string; readonly abbreviation: string; readonly name: string }

/** The lines of bookmakers before a game; null where there is none. American odds, home spread in points. */
export type PregameLine = {
  readonly homeMoneyLine: number | null
  readonly awayMoneyLine: number | null
  readonly drawMoneyLine: number | null
  readonly homeSpread: number | null
}

/** Football's ball. */
export type FootballSituation = {
  readonly type: 'football'
  readonly down: number | null
  readonly distance: number | null
  /** Yards from the ball to the goal that the team in possession plays at; null when not known. */
  readonly yardsToGoal: number | null
  readonly homeTimeouts: number | null
  readonly awayTimeouts: number | null
}

/** Baseball's bases; `half` of the inning: the away team bats in the top. */
export type BaseballSituation = {
  readonly type: 'baseball'
  readonly half: 'top' | 'middle' | 'bottom' | 'end'
  readonly outs: number
  /** Runners on first, second and third. */
  readonly bases: readonly [boolean, boolean, boolean]
}

/** A game as one answer of ESPN shows it. Plain data. */
export type GameState = {
  readonly id: string
  readonly league: LeagueId
  readonly scheduledAt: Micros
  readonly phase: GamePhase
  /** ESPN's own word for the phase. */
  readonly status: string
  /** 0 before the game. */
  readonly period: number
  /** What is left of the period, in thousandths; null where no clock counts down. */
  readonly clockMillis: number | null
  /** Minutes played and added, in soccer; null elsewhere, and in a break that is not half-time. */
  readonly minute: { readonly played: number; readonly added: number } | null
  readonly home: GameTeam
  readonly away: GameTeam
  /** Whether the home team is at home in name only. */
  readonly isNeutralSite: boolean
  /** Null before the game. */
  readonly score: { readonly home: number; readonly away: number } | null
  readonly possession: 'home' | 'away' | null
  readonly situation: FootballSituation | BaseballSituation | null
  readonly line: PregameLine | null
  /** When the last play happened, by ESPN's own clock; null where ESPN does not say. */
  readonly espnAt: Micros | null
  /** ESPN's own opinion, 0 to 1; null where there is none. */
  readonly espnHomeChance: number | null
}
