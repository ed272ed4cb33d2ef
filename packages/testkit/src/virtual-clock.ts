/*
 * Time that passes only when it is told to. Between two timers everything that is already possible
 * has happened: promises are settled and their continuations have run. JavaScript has one thread, so
 * that, and a fixed order of timers, is all that a repeatable run needs of the clock.
 *
 * The drain is one turn of the event loop (`setImmediate`): it comes after every microtask and every
 * `process.nextTick`, however long their chain, which no fixed number of `await`s can promise. It
 * also lets real I/O in, if there is any: a run that must repeat has none.
 */
import type { Clock, Micros } from '@arbees/core'
import { invariant, toMicros } from '@arbees/core'
import { createHeap } from './heap.ts'

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

type Timer = { readonly at: Micros; readonly sequence: number; fire: (() => void) | undefined }

const STEPS_MAX = 1_000_000
/** Below so many canceled timers in the heap they are not worth a sweep. */
const SWEEP_MIN = 256

function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve) // tidy-ok: the one real turn of the loop, so that virtual time knows when promises are done
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
  const timers = createHeap<Timer>((a, b) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence))
  let now = startAt
  let sequence = 0
  let canceled = 0

  function setTimer(delay: Micros, fire: () => void): () => void {
    invariant(Number.isSafeInteger(delay) && delay >= 0, `a delay is a whole number from 0, found ${delay}`)
    sequence += 1
    const timer: Timer = { at: toMicros(now + delay), sequence, fire }
    timers.push(timer)
    return () => {
      if (timer.fire === undefined) return
      timer.fire = undefined
      canceled += 1
      if (canceled >= SWEEP_MIN && canceled * 2 > timers.size()) {
        timers.retain((one) => one.fire !== undefined)
        canceled = 0
      }
    }
  }

  /** The next timer that was not canceled, left in the heap. */
  function upcoming(): Timer | undefined {
    let first = timers.peek()
    while (first !== undefined && first.fire === undefined) {
      timers.pop()
      canceled -= 1
      first = timers.peek()
    }
    return first
  }

  async function step(): Promise<boolean> {
    const timer = upcoming()
    if (timer === undefined) return false
    timers.pop()
    now = timer.at
    const { fire } = timer
    timer.fire = undefined
    fire?.()
    await settle()
    return true
  }

  async function run(until: Micros): Promise<number> {
    invariant(until >= now, `time does not run backwards: it is ${now}, found ${until}`)
    let steps = 0
    await settle()
    for (let next = upcoming(); next !== undefined && next.at <= until; next = upcoming()) {
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
      invariant(steps < stepsMax || upcoming() === undefined, `still not idle after ${stepsMax} steps`)
    }
    return steps
  }

  return Object.freeze({
    now: () => now,
    setTimer,
    settle,
    step,
    run,
    runUntilIdle,
    nextAt: () => upcoming()?.at,
    waiting: () => timers.size() - canceled,
  })
}
