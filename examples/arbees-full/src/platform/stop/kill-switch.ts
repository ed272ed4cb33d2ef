/*
 * The emergency stop. Whoever is about to send an order asks `isStopped` in the same breath; the
 * answer comes from a copy that is watched and never older than a second, and doubt is a stop.
 */
import type { Cancel, Clock, Log, Micros } from '@arbees/core'
import { millis, ONE_SECOND, sleep } from '@arbees/core'

/** How the stop stands: `set` by somebody, `unreadable` (nobody can tell, so it is a stop), or `clear`. */
export type StopState = 'set' | 'unreadable' | 'clear'

/** The emergency stop as the executor's process holds it. */
export type KillSwitch = {
  /** Says whether new risk is forbidden now. */
  readonly isStopped: () => boolean
  /** Whether what is held may still be sold while trading is stopped. */
  readonly mayUnwind: boolean
  readonly state: () => StopState
  /** Calls back soon after every change of state. */
  readonly watch: (changed: (state: StopState) => void) => Cancel
  /** Stops trading everywhere; resolves when it is written where it survives. */
  readonly stop: () => Promise<void>
  /** Lets trading go on. */
  readonly resume: () => Promise<void>
  /** Resolves when nothing of it runs any more. */
  readonly ended: Promise<void>
}

/** Where the stop stands written: any value but `0` is a stop, nothing is none. */
export type StopPlace = {
  /** Returns what is written; null when nothing is. Rejects when that cannot be told. */
  readonly read: () => Promise<string | null>
  readonly write: (value: '1' | null) => Promise<void>
}

/** Settings of `watchStop`. */
export type WatchStopOptions = {
  readonly clock: Clock
  readonly log: Log
  readonly place: StopPlace
  readonly mayUnwind: boolean
  /** Ends the watching; from a second later on it counts as stopped. */
  readonly signal: AbortSignal
}

/** Says whether what is written means a stop. */
export function meansStop(value: string | null): boolean {
  return value !== null && value.trim() !== '0'
}

/** How often it is looked at: so often that a look may fail thrice within a second. */
const EVERY = millis(200)
/** How old what was read may be. */
const AGE_MAX = ONE_SECOND

/** Returns the stop at a place, watched. Until it was read for the first time it counts as stopped. */
export function watchStop({ clock, log, place, mayUnwind, signal }: WatchStopOptions): KillSwitch {
  const watchers = new Set<(state: StopState) => void>()
  let isSet = true
  // When the last look that was answered began: what it saw may have changed since then.
  let seenAt: Micros | undefined
  let told: StopState = 'unreadable'
  const state = (): StopState => {
    if (seenAt === undefined || clock.now() - seenAt > AGE_MAX) return 'unreadable'
    return isSet ? 'set' : 'clear'
  }
  const tell = () => {
    const now = state()
    if (now === told) return
    told = now
    log(now === 'clear' ? 'info' : 'warn', 'emergency stop changed', { stop: now })
    for (const watcher of watchers) watcher(now)
  }
  const look = async () => {
    const began = clock.now()
    try {
      const value = await place.read()
      // A look that was overtaken by a later one has nothing to say any more.
      if (seenAt !== undefined && began < seenAt) return
      isSet = meansStop(value)
      seenAt = began
    } catch {
      // Not being readable is told by the age of the last look.
    }
    tell()
  }
  const watching = async () => {
    // Looks do not wait for one another: one that hangs must not make the copy old.
    while (!signal.aborted) {
      void look()
      await sleep(clock, EVERY, signal).catch(() => undefined)
      tell()
    }
  }
  const ended = watching()
  const write = async (value: '1' | null) => {
    await place.write(value)
    await look()
  }
  return Object.freeze({
    isStopped: () => state() !== 'clear',
    mayUnwind,
    state,
    watch: (changed: (state: StopState) => void) => {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    stop: () => write('1'),
    resume: () => write(null),
    ended,
  })
}
