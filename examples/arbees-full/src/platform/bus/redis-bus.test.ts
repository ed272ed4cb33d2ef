import type { Log } from '@arbees/core'
import { millis } from '@arbees/core'
import { createRealClock, createSecret } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalRedis } from '../../../test/local-redis.ts'
import { NO_REDIS, startLocalRedis } from '../../../test/local-redis.ts'
import { startStallingProxy } from '../../../test/stalling-proxy.ts'
import type { BusSubject } from './bus.contract.ts'
import { BUS_CONTRACT } from './bus.contract.ts'
import type { Bus } from './bus.ts'
import { openRedisBus } from './redis-bus.ts'

const clock = createRealClock()
const lines: string[] = []
const log: Log = (level, message, fields) => void lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
const password = 'canary-5f1c'
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !isTrue(); waited += 5) {
    if (waited > 15_000) throw new Error(`waited for ${what} in vain`)
    await wait(5)
  }
}

const stop = (at: number) => ({ type: 'stop', by: 'test', reason: `number ${at}`, at }) as const

describe.skipIf(NO_REDIS !== undefined)(`the bus over Redis${NO_REDIS === undefined ? '' : ` (${NO_REDIS})`}`, () => {
  let redis: LocalRedis
  let cases = 0
  const open: Bus[] = []
  beforeAll(async () => {
    redis = await startLocalRedis(password)
  })
  afterAll(async () => {
    await redis?.remove()
    // Whatever was written, the password was not.
    expect(lines.join('\n')).not.toContain(password)
  })

  const openBus = async (source: string, prefix: string, claimAfterMs = 30_000, url = redis.url) => {
    const bus = await openRedisBus(
      {
        address: { url: createSecret(url) },
        clock,
        log,
        source,
        prefix,
        claimAfterMs,
        retelling: { attemptsMax: 3, firstWait: millis(1) },
      },
      new AbortController().signal,
    )
    open.push(bus)
    return bus
  }
  const closeAll = async () => {
    await Promise.all(open.splice(0).map((bus) => bus.close()))
  }

  test.each(BUS_CONTRACT)('$id: $sentence', async ({ run }) => {
    const prefix = `case-${++cases}`
    const subject: BusSubject = {
      open: (source) => openBus(source, prefix),
      until,
      pass: (delay) => wait(delay / 1_000).then(),
    }
    await run(subject)
    await closeAll()
  })

  test('nothing that was spoken is lost when Redis is killed and comes back, and nothing is heard twice', async () => {
    const [mouth, shared, each] = await Promise.all([openBus('m', 'kill'), openBus('a', 'kill'), openBus('b', 'kill')])
    const heard: number[] = []
    const alone: number[] = []
    const who = { topic: 'control', group: 'a', consumer: 'a-1' } as const
    await shared.listen({ ...who, hearing: 'share', handle: ({ message }) => void heard.push(message.at) })
    await each.listen({ ...who, hearing: 'each', handle: ({ message }) => void alone.push(message.at) })
    const said: Promise<void>[] = []
    for (let number = 1; number <= 300; number++) {
      said.push(mouth.speak('control', stop(number)))
      if (number === 100) await redis.kill()
      if (number === 200) await redis.start()
      if (number % 20 === 0) await wait(10)
    }
    await Promise.all(said)
    await until(() => heard.length >= 300 && alone.length >= 300, 'all to be heard')
    const wanted = Array.from({ length: 300 }, (_, at) => at + 1)
    expect(heard).toEqual(wanted)
    expect(alone).toEqual(wanted)
    expect(mouth.health().reconnects).toBeGreaterThan(0)
    await closeAll()
  })

  test('a line that goes dead without a word is noticed and made anew; nothing is lost, nothing is heard twice', async () => {
    const proxy = await startStallingProxy(Number(new URL(redis.url).port))
    const through = redis.url.replace(/:\d+$/, `:${proxy.port}`)
    const [mouth, ears] = [await openBus('m', 'dead', 30_000, through), await openBus('a', 'dead', 30_000, through)]
    const heard: number[] = []
    const who = { topic: 'control', group: 'a', consumer: 'a-1', hearing: 'share' } as const
    await ears.listen({ ...who, handle: ({ message }) => void heard.push(message.at) })
    const said: Promise<void>[] = []
    for (let number = 1; number <= 100; number++) {
      said.push(mouth.speak('control', stop(number)))
      if (number === 50) proxy.stall()
      if (number % 10 === 0) await wait(10)
    }
    await wait(6_000)
    proxy.resume()
    await Promise.all(said)
    await until(() => heard.length >= 100, 'all to be heard')
    expect(heard).toEqual(Array.from({ length: 100 }, (_, at) => at + 1))
    await closeAll()
    await proxy.close()
  })

  test('what a dead instance took and did not acknowledge is taken over by its neighbor', async () => {
    const [mouth, doomed, heir] = await Promise.all([
      openBus('m', 'heir'),
      openBus('a', 'heir', 200),
      openBus('b', 'heir', 200),
    ])
    const never = new Promise<void>(() => undefined)
    let taken = 0
    const who = { topic: 'control', group: 'a', hearing: 'share' } as const
    await doomed.listen({
      ...who,
      consumer: 'a-1',
      handle: () => {
        taken += 1
        return never
      },
    })
    await mouth.speak('control', stop(1))
    await until(() => taken === 1, 'the message to be taken')
    const heard: string[] = []
    await heir.listen({
      ...who,
      consumer: 'a-2',
      handle: ({ message, attempt }) => void heard.push(`${message.at}/${attempt}`),
    })
    await until(() => heard.length === 1, 'the message to be taken over')
    expect(heard).toEqual(['1/2'])
    await Promise.all([mouth, heir].map((bus) => bus.close()))
    open.splice(0)
  })

  test('a batch that is sent again because its answer was lost is heard once', async () => {
    const mouth = await openBus('same-name', 'twice')
    await mouth.speak('control', stop(1))
    // The same source, so the same sequence: what a resent batch looks like to Redis.
    const echo = await openBus('same-name', 'twice')
    await echo.speak('control', stop(1))
    expect(redis.cli('XLEN', 'twice:bus:control')).toBe('1')
    await closeAll()
  })

  test('a stream is kept near its length', async () => {
    const mouth = await openBus('m', 'long')
    await Promise.all(Array.from({ length: 1_500 }, (_, at) => mouth.speak('control', stop(at))))
    const kept = Number(redis.cli('XLEN', 'long:bus:control'))
    expect(kept).toBeGreaterThanOrEqual(1_000)
    expect(kept).toBeLessThan(1_300)
    await closeAll()
  })

  test('what is in a stream and cannot be read is laid aside, and the next is heard', async () => {
    const bus = await openBus('m', 'rubbish')
    const heard: number[] = []
    const who = { topic: 'control', group: 'a', consumer: 'a-1', hearing: 'share' } as const
    await bus.listen({ ...who, handle: ({ message }) => void heard.push(message.at) })
    redis.cli('XADD', 'rubbish:bus:control', '*', 'e', '{"no":1}')
    await bus.speak('control', stop(2))
    await until(() => heard.length === 1, 'the next to be heard')
    expect(await bus.deadLetters()).toMatchObject([{ topic: 'control', group: 'a' }])
    await closeAll()
  })
})
