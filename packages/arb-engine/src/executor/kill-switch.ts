import type { Clock, Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'

/** Whether orders may leave at all, as read before every one of them. */
export type KillSwitch = {
  /** Says whether it is set, or not known to be clear. */
  readonly isStopped: () => boolean
  /** Whether what is held may still be sold while it is set. */
  readonly mayUnwind: boolean
}

/** A copy of a switch that is watched elsewhere: a key, a file, a command. */
export type WatchedKillSwitch = KillSwitch & {
  /** Takes what was just read of it. */
  readonly heard: (isSet: boolean) => void
}

/** Settings of `createKillSwitch`. */
export type KillSwitchSettings = {
  readonly clock: Clock
  /** @default false */
  readonly mayUnwind?: boolean
  /** How old the copy may be; an older one counts as set. @default 1 s */
  readonly staleMicros?: Micros
}

/**
 * Creates the local copy of a kill switch. Until it is first heard of, and whenever it was last heard
 * of too long ago, it counts as set: what cannot be read stops everything.
 *
 * @example
 * const killSwitch = createKillSwitch({ clock })
 * watch('trading:emergency_stop', (value) => killSwitch.heard(value !== null && value !== '0'))
 */
export function createKillSwitch(settings: KillSwitchSettings): WatchedKillSwitch {
  const { clock, mayUnwind = false, staleMicros = ONE_SECOND } = settings
  let heardAt: Micros | undefined
  let isSet = true
  return Object.freeze({
    mayUnwind,
    isStopped: () => isSet || heardAt === undefined || clock.now() - heardAt > staleMicros,
    heard: (value: boolean) => {
      isSet = value
      heardAt = clock.now()
    },
  })
}
