/*
 * Time that passes only when it is told to. Between two timers everything that is already possible
 * has happened: promises are settled and their continuations have run. JavaScript has one thread, so
 * that, and a fixed order of timers, is all that a repeatable run needs of the clock.
 *
 * The drain is `setImmediate`: Node calls one only after every microtask and every `process.nextTick`,
 * however long their chain, which no fixed number of `await`s can promise, and after failures that
 * nobody awaited were told. A turn of the event loop costs ten times as much as that, so several are
 * asked for at once and wait for their settlements within one turn. Real I/O is let in between turns,
 * if there is any: a run that must repeat has none.
 */
import type { Clock, Micros } from '@arbees/core'
import { invariant, toMicros } from '@arbees/core'
import { createTimerQueue } from './timer-queue.ts'

/** A clock that stands still until it is stepped. */
export type VirtualClock = Clock & {
  /** Lets everything that needs no time happen. */
  readonly settle: () => Promise<void>
  /**
   * Goes to the next timer, fires it and settles; false when there is none. Timers of the same
   * instant fire in the order in which they were set, each in a step of its own.
   */
  readonly step: () => Promise<boolean>
  /** Steps through every timer up to and including `until`, then stands at `until`. Returns the steps taken. */
  readonly run: (until: Micros) => Promise<number>
  /**
   * Steps until no timer is left. Returns the steps taken.
   *
   * @throws InvariantError after `stepsMax` steps (@default 1,000,000): something never rests.
   */
  readonly runUntilIdle: (stepsMax?: number) => Promise<number>
  /** Returns when the next timer fires; undefined when there is none. */
  readonly nextAt: () => Micros | undefined
  /** Returns how many timers wait. */
  readonly waiting: () => number
}

const STEPS_MAX = 1_000_000

/** So many settlements share a turn of the event loop. */
const SETTLEMENTS_PER_TURN = 16

/** Returns what waits until everything that needs no time has happened. */
function createSettle(): () => Promise<void> {
  const waiting: (() => void)[] = []
  let asked = 0

  function drained(): void {
    asked -= 1
    waiting.shift()?.()
  }

  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (asked >= waiting.length) return
      asked += SETTLEMENTS_PER_TURN
      for (let times = 0; times < SETTLEMENTS_PER_TURN; times++) {
        setImmediate(drained) // tidy-ok: the one real turn of the loop, so that virtual time knows when promises are done
      }
    })
}

/**
 * Creates a clock that stands at `startAt`.
 *
 * @example
 * const clock = createVirtualClock(seconds(1_800_000_000))
 * const slept = sleep(clock, seconds(3600))
 * await clock.runUntilIdle() // at once
 * await slept
 */
export function createVirtualClock(startAt: Micros): VirtualClock {
  const timers = createTimerQueue()
  const settle = createSettle()
  let now = startAt

  async function step(): Promise<boolean> {
    const next = timers.peek()
    if (next === undefined) return false
    now = next.at
    timers.take()?.()
    await settle()
    return true
  }

  async function run(until: Micros): Promise<number> {
    invariant(until >= now, `time does not run backwards: it is ${now}, found ${until}`)
    let steps = 0
    await settle()
    for (let next = timers.peek(); next !== undefined && next.at <= until; next = timers.peek()) {
      await step()
      steps += 1
    }
    now = until
    return steps
  }

  async function runUntilIdle(stepsMax = STEPS_MAX): Promise<number> {
    let steps = 0
    await settle()
    while (await step()) {
      steps += 1
      invariant(steps < stepsMax || timers.size() === 0, `still not idle after ${stepsMax} steps`)
    }
    return steps
  }

  return Object.freeze({
    now: () => now,
    setTimer: (delay: Micros, fire: () => void) => {
      invariant(Number.isSafeInteger(delay), `a delay is a whole number of microseconds, found ${delay}`)
      return timers.add(toMicros(now + Math.max(0, delay)), fire)
    },
    settle,
    step,
    run,
    runUntilIdle,
    nextAt: () => timers.peek()?.at,
    waiting: timers.size,
  })
}
