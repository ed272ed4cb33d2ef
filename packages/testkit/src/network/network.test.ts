import type { HttpRequest, Micros, Socket } from '@arbees/core'
import { createRng, isVenueError, millis, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { VirtualClock } from '../virtual-clock.ts'
import { createVirtualClock } from '../virtual-clock.ts'
import type { Peer } from './connection.ts'
import type { NetworkChances } from './faults.ts'
import { NETWORK_FAULTS } from './faults.ts'
import type { NetworkClient } from './network.ts'
import { createNetwork } from './network.ts'

const HOST = 'venue.test'
const request = (change: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: `https://${HOST}/orders?secret=1`,
  headers: {},
  body: '{}',
  timeoutMicros: seconds(2),
  ...change,
})

function createWorld(chances: NetworkChances = {}, seed: number | string = 1) {
  const clock = createVirtualClock(seconds(1_800_000_000))
  const network = createNetwork({ clock, rng: createRng(seed), chances })
  return { clock, network, client: network.client() }
}

/** Sends a request and says what came of it, and after how long. */
async function send(clock: VirtualClock, client: NetworkClient, change: Partial<HttpRequest> = {}) {
  const from = clock.now()
  const outcome = client.http(request(change)).then(
    (response) => response.body,
    (error) =>
      isVenueError(error)
        ? `${error.code} ${'sentBytes' in error.context ? error.context.sentBytes : ''}`.trim()
        : error,
  )
  let after = -1
  void outcome.then(() => {
    after = clock.now() - from
  })
  await clock.runUntilIdle()
  return { outcome: await outcome, after }
}

describe('a request', () => {
  test('reaches its server and is answered, after some virtual time', async () => {
    const { clock, network, client } = createWorld()
    const seen: string[] = []
    network.listen(HOST, {
      http: ({ url, body }) => {
        seen.push(`${url} ${body}`)
        return { status: 200, headers: {}, body: 'done' }
      },
    })
    const { outcome, after } = await send(clock, client)
    expect([outcome, seen]).toEqual(['done', [`https://${HOST}/orders?secret=1 {}`]])
    expect(after).toBeGreaterThanOrEqual(3_000)
    expect(after).toBeLessThanOrEqual(15_000)
  })

  test('to nobody, or to a host cut off, makes no connection; a host let back in answers', async () => {
    const { clock, network, client } = createWorld()
    expect((await send(clock, client)).outcome).toBe('connect.failed')
    const stop = network.listen(HOST, { http: () => ({ status: 200, headers: {}, body: 'done' }) })
    network.setPartitioned(HOST, true)
    expect((await send(clock, client)).outcome).toBe('connect.failed')
    network.setPartitioned(HOST, false)
    expect((await send(clock, client)).outcome).toBe('done')
    expect(() => network.listen(HOST, {})).toThrow('one server listens')
    stop()
    expect((await send(clock, client)).outcome).toBe('connect.failed')
  })

  test('that takes too long times out, having been sent, though the server does it', async () => {
    const { clock, network, client } = createWorld()
    let done = 0
    network.listen(HOST, {
      http: () =>
        new Promise((resolve) => {
          clock.setTimer(seconds(5), () => {
            done += 1
            resolve({ status: 200, headers: {}, body: 'late' })
          })
        }),
    })
    expect(await send(clock, client)).toEqual({ outcome: 'request.timeout true', after: 2_000_000 })
    expect(done).toBe(1)
  })

  test('aborted by its caller is interrupted; before it left, with nothing sent', async () => {
    const { clock, network, client } = createWorld()
    let arrived = 0
    network.listen(HOST, {
      http: () => {
        arrived += 1
        return { status: 200, headers: {}, body: 'done' }
      },
    })
    expect((await send(clock, client, { signal: AbortSignal.abort() })).outcome).toBe('request.interrupted false')
    expect(arrived).toBe(0)
    const abort = new AbortController()
    clock.setTimer(millis(6), () => abort.abort())
    expect((await send(clock, client, { signal: abort.signal })).outcome).toBe('request.interrupted true')
    expect(arrived).toBe(1)
  })

  test.each([
    ['http.refuse', 'connect.failed', 0],
    ['http.lose-request', 'request.timeout true', 0],
    ['http.cut-request', 'request.interrupted true', 0],
    ['http.lose-answer', 'request.timeout true', 1],
    ['http.cut-answer', 'request.interrupted true', 1],
  ] as const)('under %s ends in %s, done by the server %i times', async (fault, expected, times) => {
    const { clock, network, client } = createWorld({ [fault]: 1 })
    let done = 0
    network.listen(HOST, {
      http: () => {
        done += 1
        return { status: 200, headers: {}, body: 'done' }
      },
    })
    expect((await send(clock, client)).outcome).toBe(expected)
    expect(done).toBe(times)
  })

  test('never tells the query of its address in an error', async () => {
    const { clock, client } = createWorld()
    const failed = client.http(request())
    const caught = failed.catch((error) => String(error.message))
    await clock.runUntilIdle()
    expect(await caught).not.toContain('secret')
  })

  test('under http.slow is late, and may so time out', async () => {
    const { clock, network, client } = createWorld({ 'http.slow': 1 })
    network.listen(HOST, { http: () => ({ status: 200, headers: {}, body: 'done' }) })
    const { after } = await send(clock, client, { timeoutMicros: seconds(60) })
    expect(after).toBeGreaterThan(15_000)
  })
})

/** Opens a socket to a server that answers `echo:` to each frame; keeps what both ends hear. */
async function openEcho(chances: NetworkChances = {}, seed: number | string = 1) {
  const { clock, network, client } = createWorld({}, seed)
  const heard: string[] = []
  const served: string[] = []
  let peer: Peer | undefined
  network.listen(HOST, {
    socket: (opened) => {
      peer = opened
      return {
        frame: (text) => {
          served.push(text)
          opened.send(`echo:${text}`)
        },
        closed: (code, reason) => served.push(`closed ${code} ${reason}`),
      }
    },
  })
  const socket: Socket = client.connect(
    `wss://${HOST}/ws`,
    {},
    {
      opened: () => heard.push('opened'),
      frame: (text) => heard.push(text),
      beat: () => heard.push('beat'),
      closed: (code, reason) => heard.push(`closed ${code} ${reason}`),
    },
  )
  expect(heard).toEqual([])
  await clock.runUntilIdle()
  network.setChances(chances)
  return { clock, network, client, socket, heard, served, peer: peer as unknown as Peer }
}

const letters = Array.from({ length: 60 }, (_, index) => String(index))

describe('a socket', () => {
  test('opens, carries frames both ways in order, and closes by handshake at both ends, once', async () => {
    const { clock, socket, heard, served, peer } = await openEcho()
    for (const letter of letters) socket.send(letter)
    expect(socket.bufferedBytes()).toBe(letters.join('').length)
    await clock.runUntilIdle()
    expect(socket.bufferedBytes()).toBe(0)
    expect(served).toEqual(letters)
    expect(heard).toEqual(['opened', ...letters.map((letter) => `echo:${letter}`)])
    peer.send('bye')
    socket.close(4000, 'enough')
    socket.send('too late')
    await clock.runUntilIdle()
    expect(heard.slice(-2)).toEqual(['bye', 'closed 4000 enough'])
    expect(served.slice(-1)).toEqual(['closed 4000 enough'])
    socket.close()
    socket.cut()
    peer.close()
    await clock.runUntilIdle()
    expect(heard.filter((one) => one.startsWith('closed')).length).toBe(1)
    expect(served.filter((one) => one.startsWith('closed')).length).toBe(1)
  })

  test('closed by the server is closed with its code', async () => {
    const { clock, heard, served, peer } = await openEcho()
    peer.close(1001, 'maintenance')
    peer.send('too late')
    await clock.runUntilIdle()
    expect([heard.at(-1), served.at(-1)]).toEqual(['closed 1001 maintenance', 'closed 1001 maintenance'])
  })

  test('answers pings at either end', async () => {
    const { clock, heard, socket, peer } = await openEcho()
    socket.ping()
    await clock.runUntilIdle()
    peer.ping()
    await clock.runUntilIdle()
    expect(heard).toEqual(['opened', 'beat', 'beat'])
  })

  test('cut at either end, or by the network, breaks for both', async () => {
    for (const how of ['client', 'server', 'network', 'fault']) {
      const { clock, heard, network, peer, served, socket } = await openEcho(how === 'fault' ? { 'socket.cut': 1 } : {})
      if (how === 'client') socket.cut()
      else if (how === 'server') peer.cut()
      else if (how === 'network') network.cut(HOST)
      else socket.send('x')
      expect(heard).toEqual(['opened'])
      await clock.runUntilIdle()
      expect([heard.at(-1), served]).toEqual(['closed 1006 the connection broke', ['closed 1006 the connection broke']])
    }
  })

  test('refused says the status, to nobody 1006, and closed before it opened never opens', async () => {
    const { clock, network, client } = createWorld()
    const codes: (number | string)[] = []
    const open = () =>
      client.connect(
        `wss://${HOST}/ws`,
        {},
        {
          opened: () => codes.push('opened'),
          frame: () => undefined,
          beat: () => undefined,
          closed: (code) => codes.push(code),
        },
      )
    open()
    await clock.runUntilIdle()
    network.listen(HOST, {
      socket: (_peer, _url, headers) => (headers['key'] === undefined ? 401 : { frame: () => undefined }),
    })
    open()
    await clock.runUntilIdle()
    network.setChances({ 'socket.refuse': 1 })
    open()
    await clock.runUntilIdle()
    network.setChances({})
    open().close()
    await clock.runUntilIdle()
    expect(codes).toEqual([1006, 401, 503, 1006])
  })

  test.each([
    ['socket.drop', (got: string[]) => got.length > 10 && got.length < 50 && new Set(got).size === got.length],
    ['socket.duplicate', (got: string[]) => got.length > 65 && new Set(got).size === 60],
    ['socket.reorder', (got: string[]) => got.length === 60 && got.join() !== letters.join()],
    ['socket.slow', (got: string[]) => got.join() === letters.join()],
    ['socket.stall', (got: string[]) => got.length < 30 && got.join() === letters.slice(0, got.length).join()],
  ] as const)('under %s shows what that fault does to frames', async (fault, isAsItShould) => {
    const { clock, served, socket } = await openEcho({ [fault]: 0.3 }, 7)
    for (const letter of letters) socket.send(letter)
    await clock.runUntilIdle()
    expect(isAsItShould(served)).toBe(true)
  })

  test('to a host cut off goes silent, its bytes pile up, and closing it ends by a cut', async () => {
    const { clock, heard, network, served, socket } = await openEcho()
    network.setPartitioned(HOST, true)
    socket.send('into the void')
    await clock.run((clock.now() + seconds(10)) as Micros)
    expect([heard, served, socket.bufferedBytes()]).toEqual([['opened'], [], 13])
    socket.close()
    await clock.runUntilIdle()
    expect(heard.at(-1)).toBe('closed 1006 the connection broke')
  })

  test('of a user that vanished breaks for the server; the user hears nothing, nor of its requests', async () => {
    const { clock, client, heard, network, served } = await openEcho()
    const stop = network.listen('api.test', { http: () => ({ status: 200, headers: {}, body: 'done' }) })
    let isAnswered = false
    void client.http(request({ url: 'https://api.test/' })).then(() => {
      isAnswered = true
    })
    client.vanish()
    await clock.runUntilIdle()
    expect([heard, served, isAnswered]).toEqual([['opened'], ['closed 1006 the connection broke'], false])
    client.connect(`wss://${HOST}`, {}, {} as never).send('from the grave')
    void client.http(request({ url: 'https://api.test/' }))
    await clock.runUntilIdle()
    expect([served.length, clock.waiting()]).toEqual([1, 0])
    stop()
  })

  test('stalled by its server brings nothing more, not even pongs, and stands', async () => {
    const { clock, heard, peer, socket } = await openEcho()
    peer.stall()
    socket.send('anybody?')
    socket.ping()
    await clock.run((clock.now() + seconds(10)) as Micros)
    expect(heard).toEqual(['opened'])
  })

  test('goes wrong as whoever decides says, in the place of chance', async () => {
    const asked: string[] = []
    const clock = createVirtualClock(seconds(1_800_000_000))
    const network = createNetwork({
      clock,
      rng: createRng(1),
      chances: { 'http.refuse': 0.25 },
      decide: (fault, chance) => {
        asked.push(`${fault} ${chance}`)
        return fault === 'http.lose-answer'
      },
    })
    network.listen('api.test', { http: () => ({ status: 200, headers: {}, body: 'done' }) })
    const lost = network.client().http(request({ url: 'https://api.test/', timeoutMicros: seconds(1) }))
    lost.catch(() => undefined)
    await clock.runUntilIdle()
    await expect(lost).rejects.toMatchObject({ code: 'request.timeout' })
    expect(asked).toEqual(['http.refuse 0.25', 'http.lose-request 0', 'http.cut-request 0', 'http.lose-answer 0'])
  })
})

describe('a network', () => {
  test('does the same for the same seed, whatever goes wrong', async () => {
    const chances: NetworkChances = Object.fromEntries(NETWORK_FAULTS.map((fault) => [fault, 0.1]))
    async function trace(seed: number): Promise<string> {
      const { clock, heard, served, socket } = await openEcho(chances, seed)
      for (const letter of letters) {
        socket.send(letter)
        await clock.run((clock.now() + 700) as Micros)
      }
      await clock.runUntilIdle()
      return JSON.stringify([heard, served, clock.now()])
    }
    expect(await trace(3)).toBe(await trace(3))
    expect(await trace(3)).not.toBe(await trace(4))
  })

  test('refuses unknown faults and chances that are none', () => {
    const { network } = createWorld()
    expect(() => network.setChances({ 'socket.melt': 1 } as NetworkChances)).toThrow('found socket.melt')
    expect(() => network.setChances({ 'socket.drop': 2 })).toThrow('between 0 and 1')
  })
})
