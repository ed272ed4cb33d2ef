import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRng } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createFakeClock, drain } from '../test/fake-clock.ts'
import { createFakeConnect } from '../test/fake-connect.ts'
import { createStream } from './stream.ts'

/** A stream that says nothing, over a network and a clock of its own. */
function openStream(signal?: AbortSignal) {
  const clock = createFakeClock()
  const { connect, sockets } = createFakeConnect(clock)
  const stream = createStream({
    session: { state: {}, step: () => [] },
    connect,
    clock,
    rng: createRng(7),
    name: 'quiet',
    address: () => ({ url: 'wss://venue.test' }),
    ...(signal === undefined ? {} : { signal }),
  })
  return { clock, sockets, stream }
}

/** Returns the collector of garbage, whether or not the process was started with it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

describe('createStream', () => {
  test('ends by its signal', async () => {
    const abort = new AbortController()
    const { stream } = openStream(abort.signal)
    abort.abort()
    expect(await stream.ended).toEqual({ reason: 'aborted' })
  })

  test('does not connect where its signal is aborted already', async () => {
    const { stream, sockets } = openStream(AbortSignal.abort())
    expect(await stream.ended).toEqual({ reason: 'aborted' })
    expect(sockets).toEqual([])
  })

  test('closed by itself, it no longer listens to its signal', async () => {
    const { signal } = new AbortController()
    const { stream } = openStream(signal)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    stream.close()
    await stream.ended
    await drain()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('is not held by anything once it is dropped with its signal', async () => {
    const collect = collector()
    const refs = Array.from({ length: 20 }, () => {
      const { clock, stream } = openStream(new AbortController().signal)
      return [new WeakRef(stream.ended), new WeakRef(clock)]
    }).flat()
    // A weak reference lasts at least until the end of its turn.
    await new Promise((resolve) => setTimeout(resolve, 0))
    collect()
    await new Promise((resolve) => setTimeout(resolve, 0))
    collect()
    const held = refs.filter((ref) => ref.deref() !== undefined).length
    // The last call's frame may still be somewhere on the stack; all of them are held by something.
    expect(held).toBeLessThanOrEqual(2)
  })
})
