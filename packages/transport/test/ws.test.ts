import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connect, Micros, Socket } from '@arbees/core'
import { createRng, millis, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import type { WebSocket as ServerSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { createRealClock } from '../src/real-clock.ts'
import type { Session, SessionEffect, SessionInput } from '../src/session.ts'
import { NO_EFFECTS } from '../src/session.ts'
import { createStream } from '../src/stream.ts'
import { wsConnect } from '../src/ws-connect.ts'
import { atEnd, deadUrl, tcpServer } from './loopback.ts'

const clock = createRealClock()

async function wsServer(accept: (socket: ServerSocket, request: IncomingMessage) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', accept)
  await new Promise<void>((resolve) => server.once('listening', resolve))
  atEnd(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function until(isReached: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_500 && !isReached(); turn++) await new Promise((done) => setTimeout(done, 2))
  expect(isReached()).toBe(true)
}

/** Connects and writes down all that is heard. */
function listen(connect: Connect, url: string, headers: Record<string, string> = {}) {
  const heard: string[] = []
  const times: Micros[] = []
  const note = (text: string, at: Micros) => {
    heard.push(text)
    times.push(at)
  }
  const socket: Socket = connect(url, headers, {
    opened: (at) => note('opened', at),
    frame: (text, at) => note(text, at),
    beat: (at) => note('beat', at),
    closed: (code, reason, at) => note(`closed ${code} ${reason}`.trimEnd(), at),
  })
  atEnd(() => socket.cut())
  return { heard, times, socket, isClosed: () => heard.some((text) => text.startsWith('closed')) }
}

describe.each<[string, Connect]>([
  ['ws', wsConnect({ clock })],
  ['the global WebSocket', wsConnect({ clock, webSocket: (url) => new WebSocket(url) })],
])('connect over %s', (_name, connect) => {
  test('text goes and comes, binary comes as text, the closing is told once', async () => {
    const url = await wsServer((peer) => {
      peer.on('message', (data) => {
        peer.send(`echo ${String(data)}`)
        peer.send(Buffer.from('bytes ✓'))
        peer.close(4003, 'draining')
      })
    })
    const { heard, socket, times, isClosed } = listen(connect, url)
    socket.send('dropped: not open yet')
    socket.ping()
    await until(() => heard.length > 0)
    socket.send('hello ✓')
    await until(isClosed)
    socket.send('dropped: closed')
    socket.cut()
    await new Promise((done) => setTimeout(done, 20))
    expect(heard).toEqual(['opened', 'echo hello ✓', 'bytes ✓', 'closed 4003 draining'])
    expect(times.toSorted((a, b) => a - b)).toEqual(times)
  })

  test('bytes that are not UTF-8 end the connection instead of becoming other text', async () => {
    const url = await wsServer((peer) => {
      peer.on('message', () => {
        peer.send(Buffer.from([0x6f, 0x6b, 0xff]))
        peer.send('too late')
      })
    })
    const { heard, socket, isClosed } = listen(connect, url)
    await until(() => heard.length > 0)
    socket.send('go')
    await until(isClosed)
    await new Promise((done) => setTimeout(done, 20))
    expect(heard).toEqual(['opened', 'closed 1007 bytes that are not UTF-8'])
  })

  test('nobody listens: closed, never opened', async () => {
    const { heard, isClosed } = listen(connect, (await deadUrl()).replace('http', 'ws'))
    await until(isClosed)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatch(/^closed 1006/)
  })

  test('an address that is none: closed, and not before connect returned', async () => {
    const { heard, isClosed } = listen(connect, 'nonsense')
    expect(heard).toEqual([])
    await until(isClosed)
    expect(heard[0]).toMatch(/^closed 1006 /)
  })

  test('a cut by the peer is abnormal', async () => {
    const { heard, isClosed } = listen(connect, await wsServer((peer) => setTimeout(() => peer.terminate(), 10)))
    await until(isClosed)
    expect(heard[0]).toBe('opened')
    expect(heard.at(-1)).toMatch(/^closed 1006/)
  })

  test('a cut by us does not wait for a peer that is deaf', async () => {
    const { heard, socket, isClosed } = listen(connect, await wsServer((peer) => peer.pause()))
    await until(() => heard.length === 1)
    const begun = performance.now()
    socket.cut()
    await until(isClosed)
    expect(performance.now() - begun).toBeLessThan(1_000)
    expect(heard.at(-1)).toMatch(/^closed 1006/)
  })

  test('half a frame and an end is abnormal', async () => {
    const url = await wsServer((peer) => {
      const raw = (peer as unknown as { readonly _socket: { end(bytes: Uint8Array): void } })._socket
      raw.end(new Uint8Array([0x81, 0x05, 0x68]))
    })
    const { heard, isClosed } = listen(connect, url)
    await until(isClosed)
    expect(heard.at(-1)).toMatch(/^closed 1006/)
    expect(heard).toHaveLength(2)
  })
})

describe('connect over ws', () => {
  test('sends its headers, and hears pings and pongs', async () => {
    const seen: string[] = []
    const url = await wsServer((peer, request) => {
      seen.push(String(request.headers['x-key']))
      peer.ping()
    })
    const { heard, socket } = listen(wsConnect({ clock }), url, { 'x-key': 'k' })
    await until(() => heard.includes('beat'))
    socket.ping()
    await until(() => heard.filter((text) => text === 'beat').length === 2)
    expect(seen).toEqual(['k'])
  })

  test('a refused handshake is told by its status', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end())
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    atEnd(() => server.close())
    const { heard, isClosed } = listen(wsConnect({ clock }), `ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await until(isClosed)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatch(/^closed 401/)
  })

  test('a message that is too large ends the connection', async () => {
    const url = await wsServer((peer) => peer.send('x'.repeat(2_000)))
    const { heard, isClosed } = listen(wsConnect({ clock, payloadBytesMax: 1_000 }), url)
    await until(isClosed)
    expect(heard.map((text) => text.slice(0, 20))).toEqual(['opened', 'closed 1006 WS_ERR_U'])
  })

  test('a handshake that never comes is given up', async () => {
    const { port } = await tcpServer(() => undefined)
    const connect = wsConnect({ clock, handshakeTimeoutMillis: 50 })
    const { heard, isClosed } = listen(connect, `ws://127.0.0.1:${port}`)
    await until(isClosed)
    expect(heard[0]).toMatch(/^closed 1006/)
  })
})

type Counter = { opened: number; readonly closings: number[] }

function counter(): Session<Counter, string> {
  const step = (state: Counter, input: SessionInput): readonly SessionEffect<string>[] => {
    if (input.type === 'opened') {
      state.opened += 1
      return [{ type: 'send', text: `subscribe ${state.opened}` }]
    }
    if (input.type === 'closed') state.closings.push(input.code)
    return input.type === 'frame' ? [{ type: 'emit', messages: [input.text] }] : NO_EFFECTS
  }
  return { state: { opened: 0, closings: [] }, step }
}

function stream(url: string, limits = {}) {
  const session = counter()
  const running = createStream({
    session,
    name: 'test',
    connect: wsConnect({ clock }),
    clock,
    rng: createRng(1),
    address: () => ({ url }),
    limits: { backoff: { firstMicros: millis(5), capMicros: millis(20), jitterPercent: 0 }, ...limits },
  })
  atEnd(running.close)
  return { running, state: session.state }
}

describe('a stream over real sockets', () => {
  test('recovers from a cut, from a stall and from every closing, and ends when told', async () => {
    const kinds = ['cut', 'stall', 1000, 1001, 1008, 1011, 4000, 'live'] as const
    let count = 0
    const url = await wsServer((peer) => {
      const kind = kinds[count++]
      peer.on('message', () => {
        if (kind === 'live') peer.send('live')
        else if (kind === 'cut') peer.terminate()
        else if (kind === 'stall') peer.pause()
        else peer.close(kind)
      })
    })
    const { running, state } = stream(url, { silenceMicros: millis(100), beatMicros: millis(30) })
    const said: string[] = []
    running.on('message', (message) => said.push(message))
    await until(() => said.length > 0)
    expect(said).toEqual(['live'])
    expect(state.closings).toEqual([1006, 1006, 1000, 1001, 1008, 1011, 4000])
    running.close()
    expect(await running.ended).toEqual({ reason: 'aborted' })
  })

  test('a flood of 50,000 frames comes through whole, without holding up the event loop', async () => {
    const url = await wsServer((peer) => {
      peer.on('message', () => {
        for (let index = 0; index < 50_000; index++) peer.send(`{"seq":${index}}`)
      })
    })
    const { running } = stream(url)
    let next = 0
    let batches = 0
    running.on('messages', (messages) => {
      batches += 1
      for (const message of messages) {
        expect(message === `{"seq":${next}}`).toBe(true)
        next += 1
      }
    })
    await until(() => next === 50_000)
    expect(batches).toBeLessThan(25_000)
  })

  test('listeners can be undone', async () => {
    const url = await wsServer((peer) => peer.on('message', () => peer.send('one')))
    const { running } = stream(url)
    const said: string[] = []
    const off = running.on('message', (message) => said.push(message))
    off()
    off()
    const statuses: string[] = []
    running.on('status', (status) => statuses.push(status.type))
    await new Promise<void>((resolve) => running.on('messages', () => resolve()))
    expect(said).toEqual([])
    running.close()
    await running.ended
    expect(statuses).toEqual(['connected', 'ended'])
  })

  test('a WebSocket without pings lives on its frames', async () => {
    const url = await wsServer((peer) => {
      const drip = setInterval(() => peer.send('tick'), 20)
      peer.on('close', () => clearInterval(drip))
    })
    const session = counter()
    const running = createStream({
      session,
      name: 'test',
      connect: wsConnect({ clock, webSocket: (address) => new WebSocket(address) }),
      clock,
      rng: createRng(1),
      address: () => ({ url }),
      limits: { silenceMicros: millis(200), openMicros: seconds(2) },
    })
    atEnd(running.close)
    await new Promise((done) => setTimeout(done, 500))
    expect(session.state).toMatchObject({ opened: 1, closings: [] })
  })
})
