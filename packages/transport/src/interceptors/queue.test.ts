import { describe, expect, test } from 'vitest'
import { outgoing } from '../../test/requests.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import { createBulkQueue } from './queue.ts'

function scene(waitingMax = 100) {
  const queue = createBulkQueue({ concurrencyMax: 1, waitingMax })
  const begun: string[] = []
  const releases: (() => void)[] = []
  const send = (name: string, change: Partial<OutgoingRequest> = {}) =>
    queue
      .intercept(outgoing({ lane: 'bulk', ...change }), () => {
        begun.push(name)
        return new Promise<string>((resolve) => releases.push(() => resolve(name)))
      })
      .catch((caught: unknown) => caught)
  const until = async (isReached: () => boolean) => {
    for (let turn = 0; turn < 500 && !isReached(); turn++) await new Promise((done) => setTimeout(done, 1))
  }
  return { queue, begun, releases, send, until }
}

describe('bulk queue', () => {
  test('bulk reads go one after another by priority; the order path passes in the same tick', async () => {
    const { queue, begun, releases, send, until } = scene()
    void send('first')
    await until(() => begun.length === 1)
    void send('low', { priority: 9 })
    void send('high', { priority: 1 })
    void send('order', { lane: 'normal' })
    expect(begun).toEqual(['first', 'order'])
    await until(() => queue.waiting() === 2)
    for (let count = 3; count <= 4; count++) {
      for (const release of releases.splice(0)) release()
      await until(() => begun.length === count)
    }
    expect(begun).toEqual(['first', 'order', 'high', 'low'])
  })

  test('too many, and those given up, are refused', async () => {
    const { begun, releases, send, until, queue } = scene(1)
    void send('first')
    await until(() => begun.length === 1)
    const abort = new AbortController()
    const waiting = send('waiting', { signal: abort.signal })
    await until(() => queue.waiting() === 1)
    expect(await send('too many')).toMatchObject({ code: 'rate.limited', context: { by: 'us' } })
    abort.abort()
    expect(await waiting).toMatchObject({ code: 'request.interrupted', context: { sentBytes: false } })
    expect(begun).toEqual(['first'])
    const stopped = queue.stop()
    for (const release of releases) release()
    await stopped
    expect(await send('late')).toMatchObject({ code: 'rate.limited' })
  })
})
