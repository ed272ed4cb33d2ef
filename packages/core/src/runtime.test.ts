import { describe, expect, test } from 'vitest'
import { createContinuitySource, DISCONTINUOUS, isContinuous, nextContinuity } from './continuity.ts'
import type { Clock } from './runtime.ts'
import { sleep } from './runtime.ts'
import type { Micros } from './units.ts'
import { seconds } from './units.ts'

/** A clock with one timer, fired by hand. */
function createHandClock() {
  let waiting: (() => void) | undefined
  const clock: Clock = {
    now: () => 0 as Micros,
    setTimer: (_delay, fire) => {
      waiting = fire
      return () => {
        waiting = undefined
      }
    },
  }
  return { clock, fire: () => waiting?.(), isWaiting: () => waiting !== undefined }
}

describe('sleep', () => {
  test('ends with the timer and leaves no listener behind', async () => {
    const hand = createHandClock()
    const abort = new AbortController()
    const slept = sleep(hand.clock, seconds(1), abort.signal)
    hand.fire()
    await slept
    abort.abort(new Error('too late'))
  })

  test('aborted, rejects with the reason and cancels its timer', async () => {
    const hand = createHandClock()
    const abort = new AbortController()
    const slept = sleep(hand.clock, seconds(1), abort.signal)
    expect(hand.isWaiting()).toBe(true)
    abort.abort(new Error('enough'))
    await expect(slept).rejects.toThrow('enough')
    expect(hand.isWaiting()).toBe(false)
  })

  test('with a signal aborted before sets no timer', async () => {
    const hand = createHandClock()
    await expect(sleep(hand.clock, seconds(1), AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
    expect(hand.isWaiting()).toBe(false)
  })

  test('works without a signal', async () => {
    const hand = createHandClock()
    const slept = sleep(hand.clock, seconds(1))
    hand.fire()
    await expect(slept).resolves.toBeUndefined()
  })
})

describe('continuity', () => {
  test('holds only for the very token that was given, and never for a discontinuous book', () => {
    const source = createContinuitySource()
    const first = nextContinuity(source)
    const second = nextContinuity(source)
    expect(first).not.toBe(second)
    expect(isContinuous(first, first)).toBe(true)
    expect(isContinuous(first, second)).toBe(false)
    expect(isContinuous(first, DISCONTINUOUS)).toBe(false)
    expect(isContinuous(DISCONTINUOUS, DISCONTINUOUS)).toBe(false)
  })
})
