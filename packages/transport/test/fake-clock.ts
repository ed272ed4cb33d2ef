import type { Clock, Micros } from '@arbees/core'

/** Time that moves only when told to. */
export type FakeClock = Clock & {
  /** Moves on by `micros`, firing timers in their order and draining microtasks after each. */
  readonly advance: (micros: number) => Promise<void>
  /** Timers that have not fired. */
  readonly pending: () => number
}

type Timer = { readonly at: number; readonly order: number; readonly fire: () => void }

/** Lets everything that is ready run, a few promises deep. */
export async function drain(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

export function createFakeClock(start = 1_000_000_000): FakeClock {
  let now = start
  let order = 0
  const timers = new Set<Timer>()
  const soonest = () => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer
    }
    return first
  }
  return {
    now: () => now as Micros,
    setTimer: (delay, fire) => {
      const timer = { at: now + Math.max(0, delay), order: order++, fire }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: async (micros) => {
      const end = now + micros
      await drain()
      for (let timer = soonest(); timer !== undefined && timer.at <= end; timer = soonest()) {
        timers.delete(timer)
        now = timer.at
        timer.fire()
        await drain()
      }
      now = end
    },
    pending: () => timers.size,
  }
}
