import type { Cancel, Clock, Micros } from '@arbees/core'

/** Timers by name. */
export type TimerSet = {
  /** Replaces the timer of that name. */
  readonly set: (name: string, delay: Micros, fire: () => void) => void
  readonly clear: (name: string) => void
  readonly clearAll: () => void
}

/** Creates an empty set of named timers on `clock`. */
export function createTimerSet(clock: Clock): TimerSet {
  const timers = new Map<string, Cancel>()
  const clear = (name: string) => {
    timers.get(name)?.()
    timers.delete(name)
  }
  return {
    set: (name, delay, fire) => {
      clear(name)
      const cancel = clock.setTimer(delay, () => {
        timers.delete(name)
        fire()
      })
      timers.set(name, cancel)
    },
    clear,
    clearAll: () => {
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}
