import type { Micros } from '@arbees/core'
import { createRng, millis, seconds, VenueError } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createFakeClock, drain } from '../test/fake-clock.ts'
import { createFakeConnect } from '../test/fake-connect.ts'
import type { FrameTiming, RunSessionOptions, StreamStatus } from './run-options.ts'
import { runSession } from './run-session.ts'
import type { Session, SessionEffect, SessionInput } from './session.ts'
import { NO_EFFECTS } from './session.ts'

type Message = { readonly said: string; readonly venueAt?: number }
type State = { readonly heard: string[] }

/** A protocol of few words: what it hears is what it does. */
function parrot(): Session<State, Message, string> {
  const step = (state: State, input: SessionInput<string>): readonly SessionEffect<Message>[] => {
    switch (input.type) {
      case 'opened':
        state.heard.push('opened')
        return [{ type: 'send', text: 'hello' }]
      case 'closed':
        state.heard.push(`closed ${input.code} ${input.reason}`)
        return [{ type: 'emit', messages: [{ said: 'stale' }] }]
      case 'timer':
        return [{ type: 'emit', messages: [{ said: `timer ${input.timer}` }] }]
      case 'command':
        return [{ type: 'send', text: input.command }]
      case 'beat':
        return NO_EFFECTS
      case 'frame':
        return onFrame(input.text)
    }
  }
  return { state: { heard: [] }, step }
}

function onFrame(text: string): readonly SessionEffect<Message>[] {
  const [word, value = ''] = text.split(' ')
  switch (word) {
    case 'reconnect':
      return [
        { type: 'reconnect', reason: value },
        { type: 'send', text: 'into the void' },
      ]
    case 'end':
      return [{ type: 'close', reason: 'told to', error: new VenueError('auth.rejected', { venue: 'x' }) }]
    case 'timer':
      return [{ type: 'setTimer', timer: 'tick', delay: Number(value) as Micros }]
    case 'clear':
      return [{ type: 'clearTimer', timer: 'tick' }]
    case 'ping':
      return [{ type: 'ping' }]
    case 'throw':
      throw new Error('a bug in the session')
    default:
      return [{ type: 'emit', messages: [word === 'at' ? { said: text, venueAt: Number(value) } : { said: text }] }]
  }
}

function scene(change: Partial<RunSessionOptions<State, Message, string>> = {}) {
  const clock = createFakeClock()
  const { connect, sockets } = createFakeConnect(clock)
  const abort = new AbortController()
  const batches: string[][] = []
  const statuses: StreamStatus[] = []
  const lines: string[] = []
  const session = parrot()
  const run = runSession<State, Message, string>({
    session,
    connect,
    clock,
    rng: createRng(7),
    log: (level, message) => void lines.push(`${level} ${message}`),
    name: 'parrot',
    address: (at) => ({ url: 'wss://venue.test', headers: { at: String(at) } }),
    onMessages: (messages) => void batches.push(messages.map(({ said }) => said)),
    onStatus: (status) => void statuses.push(status),
    signal: abort.signal,
    ...change,
  })
  const socket = () => {
    const last = sockets.at(-1)
    if (last === undefined) throw new Error('no socket')
    return last
  }
  return { clock, sockets, socket, abort, batches, statuses, lines, run, heard: session.state.heard }
}

describe('runSession', () => {
  test('opens, lets the session speak, and delivers the messages of one tick together', async () => {
    const { socket, batches, heard, run } = scene()
    expect(run.isConnected()).toBe(false)
    socket().open()
    expect(run.isConnected()).toBe(true)
    expect(socket().sent).toEqual(['hello'])
    socket().say('a')
    socket().say('b')
    expect(batches).toEqual([])
    await drain()
    socket().say('c')
    await drain()
    expect(batches).toEqual([['a', 'b'], ['c']])
    expect(heard).toEqual(['opened'])
  })

  test('connects again after a growing wait, with a fresh address, and tells the session', async () => {
    const { clock, sockets, socket, statuses, heard, lines } = scene({ limits: { openMicros: seconds(1000) } })
    for (let count = 0; count < 6; count++) {
      socket().close(1006, 'gone')
      await clock.advance(seconds(30))
    }
    expect(sockets).toHaveLength(7)
    const waits = statuses.flatMap((status) => (status.type === 'disconnected' ? [status.retryInMicros / 1_000] : []))
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeLessThanOrEqual(250 * 2 ** index)
      expect(wait).toBeGreaterThanOrEqual(125 * 2 ** index)
    }
    expect(new Set(sockets.map(({ headers }) => headers['at'])).size).toBe(7)
    socket().open()
    expect(heard).toEqual([...Array.from({ length: 6 }, () => 'closed 1006 gone'), 'opened'])
    expect(lines).toContain('warn stream closed')
  })

  test('a connection that stood long begins the backoff anew, a short one does not', async () => {
    const { clock, socket, statuses } = scene({ limits: { silenceMicros: seconds(1000) } })
    const attempts = () => statuses.flatMap((status) => (status.type === 'connecting' ? [status.attempt] : []))
    socket().open()
    socket().close(1001)
    await clock.advance(seconds(1))
    socket().open()
    await clock.advance(seconds(30))
    socket().close(1001)
    await clock.advance(seconds(1))
    expect(attempts()).toEqual([1, 2, 1])
  })

  test('what does not open in time is cut', async () => {
    const { clock, sockets, heard } = scene()
    await clock.advance(seconds(15))
    expect(sockets[0]?.isCut).toBe(true)
    expect(heard).toEqual(['closed 1006 not open in time'])
    await clock.advance(seconds(1))
    expect(sockets).toHaveLength(2)
  })

  test('silence is noticed and cut; frames and pongs are life', async () => {
    const { clock, socket, sockets, heard } = scene()
    socket().open()
    for (let count = 0; count < 4; count++) {
      await clock.advance(seconds(20))
      if (count % 2 === 0) socket().beat()
      else socket().say('alive')
    }
    expect(socket().pings).toBe(8)
    await clock.advance(seconds(29))
    expect(socket().isCut).toBe(false)
    await clock.advance(seconds(1))
    expect(sockets[0]?.isCut).toBe(true)
    expect(heard).toEqual(['opened', 'closed 1006 silent'])
    await clock.advance(seconds(1))
    expect(sockets).toHaveLength(2)
  })

  test('a process that slept lets its sockets speak before it calls them silent', async () => {
    const { clock, socket, sockets, batches } = scene()
    // As an event loop does: timers that are due first, then what the sockets have, then the zero delays set meanwhile.
    clock.setTimer(seconds(30), () => clock.setTimer(0 as Micros, () => socket().say('I was there')))
    socket().open()
    await clock.advance(seconds(35))
    expect(batches).toEqual([['I was there']])
    expect(sockets[0]?.isCut).toBe(false)
  })

  test('what an old connection still says is not heard', async () => {
    const { clock, sockets, socket, batches, heard } = scene()
    socket().open()
    socket().say('reconnect gap')
    await clock.advance(seconds(1))
    const [old] = sockets
    expect(old?.isCut).toBe(true)
    expect(old?.sent).toEqual(['hello'])
    old?.say('late')
    old?.beat()
    old?.close(1006, 'late')
    await drain()
    expect(sockets).toHaveLength(2)
    expect(batches).toEqual([['stale']])
    expect(heard).toEqual(['opened', 'closed 1006 gap'])
  })

  test('gives up after as many unstable connections as it is allowed', async () => {
    const { clock, socket, sockets, run, statuses } = scene({ limits: { attemptsMax: 3 } })
    for (let count = 0; count < 3; count++) {
      socket().close(401, 'Unauthorized')
      await clock.advance(seconds(2))
    }
    expect(sockets).toHaveLength(3)
    expect(await run.ended).toMatchObject({ error: { code: 'connect.closed', context: { closeCode: 401 } } })
    expect(statuses.at(-1)?.type).toBe('ended')
    expect(clock.pending()).toBe(0)
  })

  test('ends by its signal: closes gently, tells the session, delivers the last messages', async () => {
    const { clock, abort, socket, batches, heard, run } = scene()
    socket().open()
    socket().say('last')
    abort.abort()
    expect(await run.ended).toEqual({ reason: 'aborted' })
    expect(batches).toEqual([['last', 'stale']])
    expect(heard).toEqual(['opened', 'closed 1000 aborted'])
    expect(socket()).toMatchObject({ closedWith: 1000, isCut: false })
    run.command('ignored')
    expect(socket().sent).toEqual(['hello'])
    await clock.advance(seconds(2))
    expect(socket().isCut).toBe(true)
    expect(clock.pending()).toBe(0)
  })

  test('the last messages come before the end is told', () => {
    const order: string[] = []
    const abort = new AbortController()
    const { socket } = scene({
      signal: abort.signal,
      onMessages: (messages) => void order.push(...messages.map(({ said }) => said)),
      onStatus: ({ type }) => void order.push(type),
    })
    socket().open()
    abort.abort()
    expect(order).toEqual(['connecting', 'connected', 'stale', 'ended'])
  })

  test('a peer that answers the close is not cut', async () => {
    const { clock, abort, socket } = scene()
    socket().open()
    abort.abort()
    socket().close(1000)
    expect(clock.pending()).toBe(0)
    expect(socket().isCut).toBe(false)
  })

  test('aborted before it began, it never connects', async () => {
    const { run, sockets } = scene({ signal: AbortSignal.abort() })
    expect(await run.ended).toEqual({ reason: 'aborted' })
    expect(sockets).toEqual([])
  })

  test('aborted while it waits, it does not connect again', async () => {
    const { clock, abort, socket, sockets, run } = scene()
    socket().close(1006)
    abort.abort()
    await clock.advance(seconds(60))
    expect((await run.ended).reason).toBe('aborted')
    expect(sockets).toHaveLength(1)
  })

  test('the session ends it, with an error', async () => {
    const { clock, socket, sockets, run, lines } = scene()
    socket().open()
    socket().say('end')
    expect(await run.ended).toMatchObject({ reason: 'told to', error: { code: 'auth.rejected' } })
    await clock.advance(seconds(60))
    expect(sockets).toHaveLength(1)
    expect(lines).toContain('error stream ended')
  })

  test('an address that cannot be had ends it', async () => {
    const { run, sockets } = scene({
      address: () => {
        throw new VenueError('auth.missing', { venue: 'x', what: 'a key' })
      },
    })
    expect(await run.ended).toMatchObject({ error: { code: 'auth.missing' } })
    expect(sockets).toEqual([])
  })

  test('a fault of the session ends it, and is heard', async () => {
    const { socket, run } = scene()
    socket().open()
    expect(() => socket().say('throw')).toThrow('a bug in the session')
    expect(await run.ended).toMatchObject({ reason: 'failed' })
    expect(socket().isCut).toBe(true)
  })

  test('timers are the session’s own and outlive the connection', async () => {
    const { clock, socket, batches } = scene()
    socket().open()
    socket().say(`timer ${seconds(3)}`)
    socket().close(1006)
    await clock.advance(seconds(3))
    expect(batches.flat()).toEqual(['stale', 'timer tick'])
    socket().open()
    socket().say(`timer ${seconds(3)}`)
    socket().say('clear')
    await clock.advance(seconds(5))
    expect(batches.flat()).toEqual(['stale', 'timer tick'])
  })

  test('commands reach the session at any time, also out of its own messages', async () => {
    const { socket, run, batches } = scene({
      onMessages: (messages) => {
        batches.push(messages.map(({ said }) => said))
        if (messages[0]?.said === 'ask') run.command('answer')
      },
      limits: { batchMax: 1 },
    })
    run.command('too early: dropped, since nothing is open')
    socket().open()
    socket().say('ask')
    expect(socket().sent).toEqual(['hello', 'answer'])
  })

  test('the time of each frame is told', async () => {
    const timings: FrameTiming[] = []
    const { clock, socket } = scene({ onFrame: (timing) => void timings.push(timing) })
    socket().open()
    socket().say('at 123')
    await clock.advance(5)
    socket().say('no time')
    const now = clock.now()
    expect(timings).toEqual([
      { at: now - 5, handledAt: now - 5, characters: 6, venueAt: 123 },
      { at: now, handledAt: now, characters: 7 },
    ])
  })
})

describe('runSession in a flood', () => {
  test('50,000 frames in one tick are all handled, in order, a turn at a time', async () => {
    const { clock, socket, batches, run } = scene()
    socket().open()
    for (let count = 0; count < 50_000; count++) socket().say(String(count))
    expect(run.waiting()).toBe(48_000)
    await clock.advance(0)
    expect(run.waiting()).toBe(0)
    const all = batches.flat()
    expect(all).toHaveLength(50_000)
    expect(all.every((said, index) => said === String(index))).toBe(true)
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(4_096)
  })

  test.each([
    ['frames', { framesWaitingMax: 100 }],
    ['characters', { charactersWaitingMax: 1_000 }],
  ])('more %s than may wait: the connection is cut, and the session knows', async (_what, limit) => {
    const { clock, socket, sockets, heard, run, batches } = scene({ limits: { framesPerTurn: 10, ...limit } })
    socket().open()
    const [first] = sockets
    for (let count = 0; count < 5_000; count++) first?.say(`frame ${count}`)
    expect(first?.isCut).toBe(true)
    expect(run.waiting()).toBe(0)
    expect(heard[1]).toMatch(/^closed 1006 overflow: \d+ frames wait$/)
    await clock.advance(seconds(1))
    expect(sockets).toHaveLength(2)
    expect(batches.flat()).toHaveLength(11)
  })

  test('what was heard before the end is handled before the end', async () => {
    const { socket, heard, batches } = scene({ limits: { framesPerTurn: 10 } })
    socket().open()
    for (let count = 0; count < 100; count++) socket().say(`frame ${count}`)
    socket().close(1001, 'bye')
    await drain()
    expect(batches.flat()).toHaveLength(101)
    expect(batches.flat().at(-1)).toBe('stale')
    expect(heard).toEqual(['opened', 'closed 1001 bye'])
  })
})

test('the same seed gives the same run', async () => {
  const trace = async (seed: number) => {
    const { clock, sockets, statuses } = scene({ rng: createRng(seed) })
    for (let count = 0; count < 20; count++) {
      const last = sockets.at(-1)
      if (count % 3 === 0) last?.open()
      if (count % 4 === 1) last?.close(1006, `cut ${count}`)
      await clock.advance(millis(700))
    }
    return JSON.stringify(statuses)
  }
  expect(await trace(1)).toBe(await trace(1))
  expect(await trace(1)).not.toBe(await trace(2))
})
