import { seconds, VenueError } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { at, outgoing } from '../../test/requests.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import { createLimiter } from './limit.ts'

function scene() {
  const clock = createFakeClock()
  const limiter = createLimiter({
    venue: 'kalshi',
    clock,
    buckets: {
      write: { capacity: 100, refillPerSecond: 10, reserve: 20 },
      'write:1': { capacity: 100, refillPerSecond: 10 },
      read: { capacity: 50, refillPerSecond: 10 },
    },
  })
  const sent: string[] = []
  const send = (name: string, change: Partial<OutgoingRequest> = {}, error?: Error) =>
    limiter
      .intercept(outgoing({ charges: [{ bucket: 'write', tokens: 10 }], ...change }), async () => {
        sent.push(name)
        if (error !== undefined) throw error
        return name
      })
      .catch((caught: unknown) => caught)
  return { clock, limiter, sent, send }
}

describe('limiter', () => {
  test('takes what is there in the caller’s tick, down to the reserve', () => {
    const { limiter, sent, send } = scene()
    for (let count = 0; count < 9; count++) void send(`${count}`)
    expect(sent).toHaveLength(8)
    expect(limiter.levels()['write']).toBe(20)
    expect(limiter.waiting()).toBe(1)
    void send('unwind', { lane: 'unwind' })
    expect(sent.at(-1)).toBe('unwind')
    expect(limiter.levels()['write']).toBe(10)
  })

  test('who waits goes in order as tokens come, unwinds first', async () => {
    const { clock, sent, send } = scene()
    void send('all', { lane: 'unwind', charges: [{ bucket: 'write', tokens: 100 }] })
    void send('a')
    void send('b')
    void send('unwind', { lane: 'unwind' })
    expect(sent).toEqual(['all'])
    await clock.advance(999_999)
    expect(sent).toEqual(['all'])
    await clock.advance(1)
    expect(sent).toEqual(['all', 'unwind'])
    await clock.advance(seconds(3))
    expect(sent).toEqual(['all', 'unwind', 'a'])
    await clock.advance(seconds(1))
    expect(sent).toEqual(['all', 'unwind', 'a', 'b'])
    expect(clock.pending()).toBe(0)
  })

  test('a small cost does not overtake a large one in the same bucket, but passes in another', async () => {
    const { clock, sent, send } = scene()
    void send('first', { charges: [{ bucket: 'write', tokens: 80 }] })
    void send('large', { charges: [{ bucket: 'write', tokens: 60 }] })
    await clock.advance(seconds(2))
    void send('small')
    void send('elsewhere', { charges: [{ bucket: 'read', tokens: 10 }] })
    expect(sent).toEqual(['first', 'elsewhere'])
    await clock.advance(seconds(5))
    expect(sent).toEqual(['first', 'elsewhere', 'large', 'small'])
  })

  test('several buckets are taken together or not at all', async () => {
    const { clock, limiter, sent, send } = scene()
    void send('drain', { charges: [{ bucket: 'write:1', tokens: 100 }] })
    const both = [
      { bucket: 'write', tokens: 10 },
      { bucket: 'write:1', tokens: 10 },
    ]
    void send('both', { charges: both })
    expect(limiter.levels()).toMatchObject({ write: 100, 'write:1': 0 })
    await clock.advance(seconds(1))
    expect(sent).toEqual(['drain', 'both'])
    expect(limiter.levels()).toMatchObject({ write: 90, 'write:1': 0 })
  })

  test('a cost that never fits is refused at once, as is a wait that is too long', async () => {
    const { send, sent } = scene()
    expect(await send('batch', { charges: [{ bucket: 'write', tokens: 81 }] })).toMatchObject({
      code: 'rate.limited',
      context: { by: 'us', cost: 81 },
    })
    void send('all', { lane: 'unwind', charges: [{ bucket: 'write', tokens: 100 }] })
    for (let count = 0; count < 10; count++) void send('wait', { charges: [{ bucket: 'write', tokens: 5 }] })
    expect(sent).toEqual(['all'])
  })

  test('an unknown bucket does not limit until it is configured', () => {
    const { limiter, sent, send } = scene()
    const charges = [{ bucket: 'write:7', tokens: 10 }]
    void send('free', { charges })
    limiter.configure('write:7', { capacity: 10, refillPerSecond: 10 })
    void send('one', { charges })
    void send('two', { charges })
    expect(sent).toEqual(['free', 'one'])
  })

  test('a larger budget keeps what was spent spent, and lets go who waited', () => {
    const { limiter, sent, send } = scene()
    for (let count = 0; count < 9; count++) void send(`${count}`)
    limiter.configure('write', { capacity: 300, refillPerSecond: 300, reserve: 20 })
    expect(sent).toHaveLength(8)
    return Promise.resolve().then(() => {
      expect(sent).toHaveLength(9)
      expect(limiter.levels()['write']).toBe(210)
    })
  })

  test('what expires, is given up, or waits too long leaves the line unsent', async () => {
    const { clock, sent, send, limiter } = scene()
    void send('all', { lane: 'unwind', charges: [{ bucket: 'write', tokens: 100 }] })
    const abort = new AbortController()
    const expiring = send('expiring', { expiresAt: at(clock.now() + 3_500_000) })
    const hopeless = send('hopeless', { expiresAt: at(clock.now() + 1_000_000) })
    const givenUp = send('given up', { signal: abort.signal })
    const behind = send('behind', { expiresAt: at(clock.now() + 3_200_000) })
    abort.abort()
    expect(await hopeless).toMatchObject({ context: { reason: 'expired' } })
    expect(await givenUp).toMatchObject({ code: 'request.interrupted', context: { sentBytes: false } })
    await clock.advance(seconds(60))
    expect(await expiring).toBe('expiring')
    expect(await behind).toMatchObject({ code: 'order.rejected', context: { reason: 'expired' } })
    expect(sent).toEqual(['all', 'expiring'])
    expect(limiter.waiting()).toBe(0)
  })

  test('a 429 empties the buckets that were charged', async () => {
    const { limiter, send } = scene()
    await send('refused', {}, new VenueError('rate.limited', { by: 'venue' }))
    expect(limiter.levels()).toMatchObject({ write: 0, read: 50 })
  })
})
