/*
 * One toy venue on the three roads: in process, behind real sockets, under msw. What a client sees
 * must be the same on each.
 */
import type { Clock, Connect, Http, HttpRequest } from '@arbees/core'
import { createRng, isVenueError, millis, seconds, toMicros } from '@arbees/core'
import { createNetwork, createVirtualClock } from '@arbees/testkit'
import { fetchHttp, nodeRuntime } from '@arbees/transport'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeVenue } from '../src/index.ts'
import { fakeConnect, fakeHttp, jsonReply, serverOf, serveVenue } from '../src/index.ts'
import { fakeHandlers } from '../src/msw.ts'

const toy: FakeVenue = {
  request: ({ method, url, headers, body }) => {
    if (url.startsWith('/cut')) return { type: 'cut', after: millis(1) }
    if (url.startsWith('/silence')) return { type: 'silence' }
    if (url.startsWith('/empty')) return jsonReply(204, undefined)
    return jsonReply(201, { method, url, body, key: headers['x-key'] }, millis(2))
  },
  openSocket: (url, headers, peer) => {
    if (headers['x-key'] !== 'k') return { type: 'refused', status: 401, headers: {}, body: '{"no":1}' }
    if (url === '/stalled') peer.stall?.()
    peer.send(`hello ${url}`)
    return { type: 'opened', socket: { frame: (text) => peer.send(`echo ${text}`), closed: () => undefined } }
  },
  close: () => undefined,
}

function request(origin: string, path: string, method: HttpRequest['method'] = 'GET'): HttpRequest {
  const body = method === 'POST' ? { body: '{"a":"é"}' } : {}
  return { method, url: `${origin}${path}`, headers: { 'X-Key': 'k' }, timeoutMicros: millis(300), ...body }
}

async function tellHttp(http: Http, origin: string): Promise<readonly unknown[]> {
  const told: unknown[] = []
  for (const [path, method] of [
    ['/echo?a=1%2C2', 'POST'],
    ['/empty', 'DELETE'],
    ['/cut', 'POST'],
    ['/silence', 'GET'],
  ] as const) {
    try {
      const { status, body } = await http(request(origin, path, method))
      told.push([status, body])
    } catch (error) {
      told.push(isVenueError(error) ? [error.code, (error.context as { sentBytes?: boolean }).sentBytes] : error)
    }
  }
  return told
}

const EXPECTED = [
  [201, '{"method":"POST","url":"/echo?a=1%2C2","body":"{\\"a\\":\\"é\\"}","key":"k"}'],
  [204, ''],
  ['request.interrupted', true],
  ['request.timeout', true],
]

function tellSocket(connect: Connect, url: string, headers: Record<string, string>): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    const told: unknown[] = []
    const socket = connect(url, headers, {
      opened: () => {
        told.push('opened')
        socket.send('one')
        socket.send('two')
      },
      frame: (text) => {
        told.push(text)
        if (text === 'echo two') socket.close(1000, 'done')
      },
      beat: () => told.push('beat'),
      closed: (code) => {
        told.push(code)
        resolve(told)
      },
    })
  })
}

/** Pings once the connection stands; says whether a pong came within 200 ms. */
function pingOnce(connect: Connect, clock: Clock, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(
      url,
      { 'X-Key': 'k' },
      {
        opened: () => {
          socket.ping()
          clock.setTimer(millis(200), () => resolve(false))
        },
        frame: () => undefined,
        beat: () => resolve(true),
        closed: () => undefined,
      },
    )
  })
}

const SPOKEN = ['opened', 'hello /ws', 'echo one', 'echo two', 1000]

describe('in process', () => {
  it('answers, cuts and stays silent in virtual time', async () => {
    const clock = createVirtualClock(toMicros(1_800_000_000_000_000))
    const told = tellHttp(fakeHttp([{ origin: 'https://toy', venue: toy }], clock), 'https://toy')
    await clock.runUntilIdle()
    expect(await told).toEqual(EXPECTED)
  })

  it('carries frames in their order, after the handshake', async () => {
    const clock = createVirtualClock(toMicros(1_800_000_000_000_000))
    const connect = fakeConnect([{ origin: 'wss://toy', venue: toy }], clock, seconds(1))
    const told = tellSocket(connect, 'wss://toy/ws', { 'X-Key': 'k' })
    const refused = tellSocket(connect, 'wss://toy/ws', {})
    const nowhere = tellSocket(connect, 'wss://elsewhere', {})
    const near = fakeConnect([{ origin: 'wss://toy', venue: toy }], clock)
    const alive = pingOnce(near, clock, 'wss://toy/ws')
    const stalled = pingOnce(near, clock, 'wss://toy/stalled')
    await clock.runUntilIdle()
    expect([await alive, await stalled]).toEqual([true, false])
    expect(await told).toEqual(SPOKEN)
    expect(await refused).toEqual([401])
    expect(await nowhere).toEqual([1006])
  })
})

describe('on a network in memory', () => {
  it('answers, cuts, stays silent, refuses and stalls as in process', async () => {
    const clock = createVirtualClock(toMicros(1_800_000_000_000_000))
    const network = createNetwork({ clock, rng: createRng(1) })
    const asked: string[] = []
    network.listen('toy', serverOf(toy, { clock, onRequest: ({ url }) => asked.push(url) }))
    const { http, connect } = network.client()
    const told = tellHttp(http, 'https://toy')
    const spoken = tellSocket(connect, 'wss://toy/ws', { 'X-Key': 'k' })
    const refused = tellSocket(connect, 'wss://toy/ws', {})
    const pings = Promise.all([pingOnce(connect, clock, 'wss://toy/ws'), pingOnce(connect, clock, 'wss://toy/stalled')])
    await clock.runUntilIdle()
    expect(await told).toEqual(EXPECTED)
    expect(await spoken).toEqual(SPOKEN)
    expect(await refused).toEqual([401])
    expect(await pings).toEqual([true, false])
    expect(asked).toHaveLength(4)
  })
})

describe('behind real sockets', () => {
  it('answers, cuts, stays silent and carries frames as in process', async () => {
    const end = new AbortController()
    const runtime = nodeRuntime({ signal: end.signal })
    const server = await serveVenue({ venue: toy, clock: runtime.clock })
    expect(await tellHttp(runtime.http, server.httpOrigin)).toEqual(EXPECTED)
    expect(await tellSocket(runtime.connect, `${server.wsOrigin}/ws`, { 'X-Key': 'k' })).toEqual(SPOKEN)
    expect((await tellSocket(runtime.connect, `${server.wsOrigin}/ws`, {})).at(-1)).toBe(401)
    expect(await pingOnce(runtime.connect, runtime.clock, `${server.wsOrigin}/ws`)).toBe(true)
    expect(await pingOnce(runtime.connect, runtime.clock, `${server.wsOrigin}/stalled`)).toBe(false)
    end.abort()
    await server.close()
  })
})

describe('under msw', () => {
  const { clock } = nodeRuntime()
  const server = setupServer(...fakeHandlers('https://toy.example', toy, clock))
  beforeAll(() => server.listen())
  afterAll(() => server.close())

  it('answers as in process; msw cannot tell when bytes left', async () => {
    const told = await tellHttp(fetchHttp(), 'https://toy.example')
    expect(told.slice(0, 2)).toEqual(EXPECTED.slice(0, 2))
    expect(told[3]).toEqual(EXPECTED[3])
    expect((told[2] as unknown[])[0]).toMatch(/^(request\.interrupted|connect\.failed)$/)
  })
})
