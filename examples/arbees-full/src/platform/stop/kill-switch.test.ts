import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millis, seconds, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { createRealClock, createSecret } from '@arbees/transport'
import { afterAll, describe, expect, test } from 'vitest'
import type { LocalRedis } from '../../../test/local-redis.ts'
import { NO_REDIS, startLocalRedis } from '../../../test/local-redis.ts'
import { connectRedis, openRedis } from '../redis/redis-link.ts'
import type { KillSwitch, StopPlace } from './kill-switch.ts'
import { watchStop } from './kill-switch.ts'
import { fileStop, redisStop, STOP_KEY } from './stop-places.ts'

const log = () => undefined
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const folder = mkdtempSync(join(tmpdir(), 'arbees-stop-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function until(isTrue: () => boolean): Promise<number> {
  const began = performance.now()
  while (!isTrue() && performance.now() - began < 5_000) await wait(5)
  return performance.now() - began
}

describe('the emergency stop', () => {
  test.each([
    [null, 'clear'],
    ['0', 'clear'],
    ['0\n', 'clear'],
    ['1', 'set'],
    ['', 'set'],
    ['off', 'set'],
    ['00', 'set'],
  ])('that reads %j is %s', async (value, wanted) => {
    const { clock } = createVirtualRuntime({ seed: 1 })
    const place: StopPlace = { read: async () => value, write: async () => undefined }
    const killSwitch = watchStop({ clock, log, place, mayUnwind: false, signal: new AbortController().signal })
    expect([killSwitch.state(), killSwitch.isStopped()]).toEqual(['unreadable', true])
    await clock.run(toMicros(clock.now() + millis(10)))
    expect([killSwitch.state(), killSwitch.isStopped()]).toEqual([wanted, wanted === 'set'])
  })

  test('that cannot be read any more is a stop within a second, also when a look hangs, and is told', async () => {
    for (const failure of ['rejects', 'hangs']) {
      const { clock } = createVirtualRuntime({ seed: 1 })
      let isFine = true
      const never = new Promise<string | null>(() => undefined)
      const read = async () => {
        if (isFine) return null
        if (failure === 'hangs') return never
        throw new Error('gone')
      }
      const killSwitch = watchStop({
        clock,
        log,
        place: { read, write: async () => undefined },
        mayUnwind: true,
        signal: new AbortController().signal,
      })
      const told: string[] = []
      killSwitch.watch((state) => told.push(state))
      await clock.run(toMicros(clock.now() + seconds(3)))
      expect(killSwitch.isStopped()).toBe(false)
      isFine = false
      await clock.run(toMicros(clock.now() + millis(700)))
      expect(killSwitch.isStopped()).toBe(false)
      await clock.run(toMicros(clock.now() + millis(500)))
      expect([killSwitch.state(), killSwitch.isStopped(), killSwitch.mayUnwind]).toEqual(['unreadable', true, true])
      isFine = true
      await clock.run(toMicros(clock.now() + millis(500)))
      expect(told).toEqual(['clear', 'unreadable', 'clear'])
    }
  })

  test('is not undone by a look that began earlier and was answered later', async () => {
    const { clock } = createVirtualRuntime({ seed: 1 })
    const answers: ((value: string | null) => void)[] = []
    const read = () => new Promise<string | null>((resolve) => answers.push(resolve))
    const place = { read, write: async () => undefined }
    const killSwitch = watchStop({ clock, log, place, mayUnwind: false, signal: new AbortController().signal })
    await clock.run(toMicros(clock.now() + millis(300)))
    answers[1]?.('1')
    await clock.settle()
    answers[0]?.(null)
    await clock.settle()
    expect(killSwitch.state()).toBe('set')
  })

  test('as a file stops another process, survives, and is cleared by 0 or by its removal', async () => {
    const ending = new AbortController()
    const path = join(folder, 'deep', 'emergency_stop')
    const watch = () =>
      watchStop({ clock: createRealClock(), log, place: fileStop(path), mayUnwind: false, signal: ending.signal })
    const [one, two] = [watch(), watch()]
    await until(() => !one.isStopped() && !two.isStopped())
    await one.stop()
    expect(one.isStopped()).toBe(true)
    expect(await until(() => two.isStopped())).toBeLessThan(1_000)
    writeFileSync(path, '0')
    await until(() => !two.isStopped())
    expect(two.state()).toBe('clear')
    await one.stop()
    await one.resume()
    expect(one.state()).toBe('clear')
    ending.abort()
    await Promise.all([one.ended, two.ended])
  })
})

describe.skipIf(NO_REDIS !== undefined)(`the stop in Redis${NO_REDIS === undefined ? '' : ` (${NO_REDIS})`}`, () => {
  test('is in force within a second, outlives Redis, and counts as set while Redis is away', async () => {
    const redis: LocalRedis = await startLocalRedis()
    const ending = new AbortController()
    const link = connectRedis({ url: createSecret(redis.url) }, 'stop', log)
    await openRedis(link, ending.signal)
    const place = redisStop(link)
    const killSwitch: KillSwitch = watchStop({
      clock: createRealClock(),
      log,
      place,
      mayUnwind: false,
      signal: ending.signal,
    })
    await until(() => !killSwitch.isStopped())
    expect(redis.cli('SET', STOP_KEY, '1')).toBe('OK')
    expect(await until(() => killSwitch.isStopped())).toBeLessThan(1_000)
    await redis.kill()
    await until(() => killSwitch.state() === 'unreadable')
    await redis.start()
    await until(() => killSwitch.state() === 'set')
    expect(killSwitch.state()).toBe('set')
    expect(redis.cli('DEL', STOP_KEY)).toBe('1')
    await until(() => !killSwitch.isStopped())
    await redis.kill()
    expect(await until(() => killSwitch.isStopped())).toBeLessThan(1_500)
    ending.abort()
    link.destroy()
    await redis.remove()
  })
})
