import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeadlines } from './deadlines.ts'

describe('deadlines', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Adds something that is due after so many milliseconds, and notes when it expired. */
  function timed(deadlines: ReturnType<typeof createDeadlines>, millis: number) {
    const begun = performance.now()
    const one = {
      dueMillis: begun + millis,
      expiredAfter: Number.NaN,
      expire: () => {
        one.expiredAfter = performance.now() - begun
      },
    }
    deadlines.add(one)
    return one
  }

  it('strike in their own order, whatever the order they were added in', () => {
    const deadlines = createDeadlines()
    const all = [300, 100, 200, 100].map((millis) => timed(deadlines, millis))
    vi.advanceTimersByTime(1_000)
    expect(all.map(({ expiredAfter }) => expiredAfter)).toEqual([300, 100, 200, 100])
  })

  it('do not strike what was taken out, and go on with what came meanwhile', () => {
    const deadlines = createDeadlines()
    const first = timed(deadlines, 100)
    vi.advanceTimersByTime(40)
    const second = timed(deadlines, 100)
    deadlines.remove(first)
    vi.advanceTimersByTime(99)
    expect([first.expiredAfter, second.expiredAfter]).toEqual([Number.NaN, Number.NaN])
    vi.advanceTimersByTime(1)
    expect([first.expiredAfter, second.expiredAfter]).toEqual([Number.NaN, 100])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('hold one timer for a thousand, and none when nothing is left', () => {
    const deadlines = createDeadlines()
    const all = Array.from({ length: 1_000 }, () => timed(deadlines, 50))
    expect(vi.getTimerCount()).toBe(1)
    for (const one of all) deadlines.remove(one)
    vi.advanceTimersByTime(50)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('strike what is due again and again, when one that expires adds another', () => {
    const deadlines = createDeadlines()
    let count = 0
    const expire = () => {
      count += 1
      if (count < 3) deadlines.add({ dueMillis: performance.now() + 10, expire })
    }
    deadlines.add({ dueMillis: performance.now() + 10, expire })
    vi.advanceTimersByTime(100)
    expect(count).toBe(3)
  })
})
