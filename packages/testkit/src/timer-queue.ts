import type { Cancel, Micros } from '@arbees/core'
import { createHeap } from './heap.ts'

/** A timer that waits. */
export type Timer = { readonly at: Micros; readonly sequence: number; fire: (() => void) | undefined }

/** Timers in the order in which they are due; those of one instant in the order in which they were added. */
export type TimerQueue = {
  readonly add: (at: Micros, fire: () => void) => Cancel
  /** Returns the next timer that was not canceled, and leaves it. */
  readonly peek: () => Timer | undefined
  /** Takes the next timer out and returns what it does. */
  readonly take: () => (() => void) | undefined
  /** Returns how many timers wait. */
  readonly size: () => number
}

/** Below so many canceled timers they are not worth a sweep. */
const SWEEP_MIN = 256

/** Creates an empty queue. */
export function createTimerQueue(): TimerQueue {
  const timers = createHeap<Timer>((a, b) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence))
  let sequence = 0
  let canceled = 0

  function cancel(timer: Timer): void {
    if (timer.fire === undefined) return
    timer.fire = undefined
    canceled += 1
    if (canceled < SWEEP_MIN || canceled * 2 <= timers.size()) return
    timers.retain((one) => one.fire !== undefined)
    canceled = 0
  }

  function peek(): Timer | undefined {
    let first = timers.peek()
    while (first !== undefined && first.fire === undefined) {
      timers.pop()
      canceled -= 1
      first = timers.peek()
    }
    return first
  }

  return Object.freeze({
    add: (at: Micros, fire: () => void) => {
      sequence += 1
      const timer: Timer = { at, sequence, fire }
      timers.push(timer)
      return () => cancel(timer)
    },
    peek,
    take: () => {
      const timer = peek()
      if (timer === undefined) return undefined
      timers.pop()
      const { fire } = timer
      timer.fire = undefined
      return fire
    },
    size: () => timers.size() - canceled,
  })
}
