import type { Cancel, Clock } from '@arbees/core'

/** A clock whose timers can all be taken back at once. */
export type TimerScope = {
  readonly clock: Clock
  /** Takes back every timer; later ones never fire. */
  readonly end: () => void
}

/**
 * Returns a clock within `clock`: a fake that ends must leave nothing behind that keeps a process
 * alive, not even the hour at which a market would have closed.
 */
export function createTimerScope(clock: Clock): TimerScope {
  const waiting = new Set<Cancel>()
  let isOver = false
  return Object.freeze({
    clock: Object.freeze({
      now: clock.now,
      setTimer: (delay, fire) => {
        if (isOver) return () => undefined
        const cancel = clock.setTimer(delay, () => {
          waiting.delete(cancel)
          fire()
        })
        waiting.add(cancel)
        return () => {
          waiting.delete(cancel)
          cancel()
        }
      },
    } satisfies Clock),
    end: () => {
      isOver = true
      for (const cancel of waiting) cancel()
      waiting.clear()
    },
  })
}
