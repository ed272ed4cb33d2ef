import { seconds } from '@arbees/core'
import type { GameState } from '../src/sports/game-state.ts'

/** Returns a game of the NBA in its first period, as ESPN shows it, with what is to be different. */
export function playingState(more: Partial<GameState> = {}): GameState {
  return {
    id: '1',
    league: 'nba',
    scheduledAt: seconds(1_800_000_000),
    phase: 'playing',
    status: 'STATUS_IN_PROGRESS',
    period: 1,
    clockMillis: 300_000,
    minute: null,
    home: { id: '1', abbreviation: 'A', name: 'A' },
    away: { id: '2', abbreviation: 'B', name: 'B' },
    isNeutralSite: false,
    score: { home: 0, away: 0 },
    possession: null,
    situation: null,
    line: null,
    espnAt: null,
    espnHomeChance: null,
    ...more,
  }
}
