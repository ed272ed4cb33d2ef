import type { MessageOf } from '../messages/topics.ts'
import type { GamePhase } from './espn/phase.ts'

/** How a game stands, as messages say it. */
export type GameStatus = MessageOf<'game.found'>['status']

const STATUSES: Readonly<Record<GamePhase, GameStatus>> = {
  scheduled: 'scheduled',
  playing: 'in-progress',
  shootout: 'in-progress',
  break: 'break',
  // Interrupted and to be continued today: nothing can happen meanwhile.
  delayed: 'break',
  final: 'final',
  postponed: 'postponed',
  suspended: 'suspended',
  canceled: 'canceled',
  unknown: 'unknown',
}

/** Returns what messages call a phase. */
export function statusOf(phase: GamePhase): GameStatus {
  return STATUSES[phase]
}

/** Says whether a game in this state is over for us: whatever comes, nothing more is decided on it. */
export function isOver(status: GameStatus): boolean {
  return status === 'final' || status === 'postponed' || status === 'suspended' || status === 'canceled'
}
