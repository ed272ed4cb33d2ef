/** Where a game stands. `unknown` is a word of ESPN's that we do not know: nothing is decided on it. */
export type GamePhase =
  | 'scheduled'
  | 'playing'
  /** Between periods; nothing can happen. */
  | 'break'
  /** Interrupted, to be continued. */
  | 'delayed'
  /** Penalties after a level soccer game. */
  | 'shootout'
  | 'final'
  /** Not played on its day, or not to its end. */
  | 'postponed'
  | 'canceled'
  | 'suspended'
  | 'unknown'

const PHASES: Readonly<Record<string, readonly [GamePhase, 'pre' | 'in' | 'post' | null]>> = {
  STATUS_SCHEDULED: ['scheduled', 'pre'],
  STATUS_PRE_FIGHT: ['scheduled', 'pre'],
  STATUS_IN_PROGRESS: ['playing', 'in'],
  STATUS_FIRST_HALF: ['playing', 'in'],
  STATUS_SECOND_HALF: ['playing', 'in'],
  STATUS_OVERTIME: ['playing', 'in'],
  STATUS_EXTRA_TIME: ['playing', 'in'],
  STATUS_FIRST_EXTRA_TIME: ['playing', 'in'],
  STATUS_SECOND_EXTRA_TIME: ['playing', 'in'],
  STATUS_HALFTIME: ['break', 'in'],
  STATUS_HALFTIME_ET: ['break', 'in'],
  STATUS_END_PERIOD: ['break', 'in'],
  STATUS_END_OF_PERIOD: ['break', 'in'],
  STATUS_END_OF_REGULATION: ['break', 'in'],
  STATUS_END_OF_EXTRATIME: ['break', 'in'],
  STATUS_SHOOTOUT: ['shootout', 'in'],
  STATUS_DELAYED: ['delayed', null],
  STATUS_RAIN_DELAY: ['delayed', null],
  STATUS_FINAL: ['final', 'post'],
  STATUS_FULL_TIME: ['final', 'post'],
  STATUS_FINAL_AET: ['final', 'post'],
  STATUS_FINAL_PEN: ['final', 'post'],
  STATUS_POSTPONED: ['postponed', null],
  STATUS_CANCELED: ['canceled', null],
  STATUS_SUSPENDED: ['suspended', null],
  STATUS_ABANDONED: ['suspended', null],
}

/** Returns the phase of ESPN's status name; `unknown` when it is new or its state says another thing. */
export function readPhase(name: string, state: string): GamePhase {
  const known = Object.hasOwn(PHASES, name) ? PHASES[name] : undefined
  if (known === undefined) return 'unknown'
  const [phase, expected] = known
  return expected === null || expected === state ? phase : 'unknown'
}

const AFTER_REGULATION = new Set(['STATUS_END_OF_REGULATION', 'STATUS_HALFTIME_ET', 'STATUS_END_OF_EXTRATIME'])

/** Says whether ESPN's status name is of a break after regulation, whichever period it shows with it. */
export function isBreakAfterRegulation(name: string): boolean {
  return AFTER_REGULATION.has(name)
}
