import type { Micros } from '@arbees/core'
import { createRng, millis, nextInteger, seconds, sleep } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from './virtual-clock.ts'

const start = seconds(1_800_000_000)

describe('a virtual clock', () => {
  test('stands still until it is stepped, then stands at each timer in turn', async () => {
    const clock = createVirtualClock(start)
    const struck: number[] = []
    for (const delay of [30, 10, 20]) clock.setTimer(millis(delay), () => struck.push(clock.now() - start))
    await clock.settle()
    expect([clock.now(), struck]).toEqual([start, []])
    expect(clock.nextAt()).toBe(start + 10_000)
    expect(await clock.step()).toBe(true)
    expect(struck).toEqual([10_000])
    expect(await clock.runUntilIdle()).toBe(2)
    expect(struck).toEqual([10_000, 20_000, 30_000])
    expect(await clock.step()).toBe(false)
  })

  test('fires timers of one instant in the order they were set, also those set meanwhile', async () => {
    const clock = createVirtualClock(start)
    const order: string[] = []
    clock.setTimer(millis(1), () => {
      order.push('a')
      clock.setTimer(-5 as Micros, () => order.push('d'))
    })
    clock.setTimer(millis(1), () => order.push('b'))
    clock.setTimer(millis(1), () => order.push('c'))
    await clock.runUntilIdle()
    expect(order).toEqual(['a', 'b', 'c', 'd'])
    expect(clock.now()).toBe(start + 1000)
  })

  test('settles promise chains of any length, and next ticks, before the next timer', async () => {
    const clock = createVirtualClock(start)
    const order: string[] = []
    async function chain(length: number): Promise<void> {
      for (let link = 0; link < length; link++) await (link % 7 === 0 ? new Promise(process.nextTick) : undefined)
      order.push('chain')
    }
    clock.setTimer(millis(1), () => void chain(5_000))
    clock.setTimer(millis(1), () => order.push('timer'))
    await clock.runUntilIdle()
    expect(order).toEqual(['chain', 'timer'])
  })

  test('lets a sleeper set its next sleep from where it woke', async () => {
    const clock = createVirtualClock(start)
    const woke: number[] = []
    const sleeper = (async () => {
      for (let round = 0; round < 3; round++) {
        await sleep(clock, seconds(1))
        woke.push(clock.now() - start)
      }
    })()
    expect(await clock.run(seconds(1_800_000_002))).toBe(2)
    expect(woke).toEqual([1_000_000, 2_000_000])
    await clock.runUntilIdle()
    await sleeper
    expect(woke).toEqual([1_000_000, 2_000_000, 3_000_000])
  })

  test('runs to an instant without a timer, includes a timer at that instant, and never goes back', async () => {
    const clock = createVirtualClock(start)
    let struck = 0
    clock.setTimer(millis(5), () => {
      struck += 1
    })
    expect(await clock.run((start + 4_999) as Micros)).toBe(0)
    expect(clock.now()).toBe(start + 4_999)
    expect(await clock.run((start + 5_000) as Micros)).toBe(1)
    expect(struck).toBe(1)
    await expect(clock.run(start)).rejects.toThrow('time does not run backwards')
  })

  test('forgets canceled timers; canceling twice, or after the strike, does nothing', async () => {
    const clock = createVirtualClock(start)
    let struck = 0
    const cancels = Array.from({ length: 10_000 }, (_, index) =>
      clock.setTimer(seconds(index + 1), () => {
        struck += 1
      }),
    )
    for (const [index, cancel] of cancels.entries()) if (index % 10 !== 0) cancel()
    for (const [index, cancel] of cancels.entries()) if (index % 10 !== 0) cancel()
    expect(clock.waiting()).toBe(1000)
    await clock.runUntilIdle()
    expect(struck).toBe(1000)
    for (const cancel of cancels) cancel()
    expect(clock.waiting()).toBe(0)
  })

  test('says when something never rests', async () => {
    const clock = createVirtualClock(start)
    const again = () => {
      clock.setTimer(millis(1), again)
    }
    again()
    await expect(clock.runUntilIdle(50)).rejects.toThrow('still not idle after 50 steps')
  })

  test('lets every chain of promises and ticks end within each of many steps, and failures be told', async () => {
    const clock = createVirtualClock(start)
    const told: unknown[] = []
    const hear = (error: unknown) => void told.push(error)
    // The test runner's own listeners would take the failure for a failure of this test.
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear)
    const late: number[] = []
    try {
      for (let step = 0; step < 100; step++) {
        let isDone = false
        clock.setTimer(millis(step), async () => {
          for (let turn = 0; turn < 5; turn++) {
            for (let hop = 0; hop < 20; hop++) await undefined
            await new Promise<void>((resolve) => process.nextTick(resolve))
          }
          isDone = true
          void Promise.reject(new Error(`nobody awaits step ${step}`))
        })
        await clock.step()
        if (!isDone || told.length !== step + 1) late.push(step)
      }
    } finally {
      process.off('unhandledRejection', hear)
      for (const other of others) process.on('unhandledRejection', other)
    }
    expect(late).toEqual([])
  })

  test('serves those who settle at once in their order', async () => {
    const clock = createVirtualClock(start)
    const order: number[] = []
    await Promise.all(Array.from({ length: 40 }, (_, at) => clock.settle().then(() => order.push(at))))
    expect(order).toEqual(Array.from({ length: 40 }, (_, at) => at))
  })

  test('hands a failing timer to whoever steps, and goes on after it', async () => {
    const clock = createVirtualClock(start)
    clock.setTimer(millis(1), () => {
      throw new Error('broken')
    })
    clock.setTimer(millis(2), () => undefined)
    await expect(clock.step()).rejects.toThrow('broken')
    expect(await clock.runUntilIdle()).toBe(1)
  })

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a delay of %s', (delay) => {
    expect(() => createVirtualClock(start).setTimer(delay as Micros, () => undefined)).toThrow('a whole number of')
  })

  test('strikes alike for the same seed, whatever the sleepers do to each other', async () => {
    async function trace(): Promise<string[]> {
      const clock = createVirtualClock(start)
      const rng = createRng('sleepers')
      const seen: string[] = []
      const sleeper = async (name: number) => {
        for (let round = 0; round < 20; round++) {
          await sleep(clock, nextInteger(rng, 0, 5) as Micros)
          seen.push(`${name} ${clock.now() - start}`)
        }
      }
      const all = Promise.all(Array.from({ length: 10 }, (_, name) => sleeper(name)))
      await clock.runUntilIdle()
      await all
      return seen
    }
    expect(await trace()).toEqual(await trace())
  })
})
