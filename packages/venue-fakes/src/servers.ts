/*
 * A fake behind real sockets on loopback: one port for HTTP and WebSockets, as a venue has it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock, Micros } from '@arbees/core'
import { ONE_SECOND } from '@arbees/core'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { FakeHandshake, FakePeer, FakeReply, FakeVenue } from './fake-venue.ts'

/** Settings of `serveVenue`. */
export type ServeOptions = {
  readonly venue: FakeVenue
  readonly clock: Clock
  /** @default 0: any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
}

/** A fake that listens. */
export type VenueServer = {
  readonly port: number
  /** `http://127.0.0.1:PORT` */
  readonly httpOrigin: string
  /** `ws://127.0.0.1:PORT` */
  readonly wsOrigin: string
  /** Ends every connection and frees the port. The fake itself goes on. */
  readonly close: () => Promise<void>
}

/** Node joins what comes twice, but for `set-cookie`, which no request carries. */
function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  if (headers['set-cookie'] === undefined) return headers as Readonly<Record<string, string>>
  const { 'set-cookie': _, ...others } = headers
  return others as Readonly<Record<string, string>>
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks
  return chunks.length === 1 && only !== undefined ? only.toString('utf8') : Buffer.concat(chunks).toString('utf8')
}

function carryOut(reply: FakeReply, response: ServerResponse, date: string): void {
  if (reply.type === 'silence') return
  if (reply.type === 'cut') {
    response.socket?.resetAndDestroy()
    return
  }
  if (response.destroyed) return
  // 204 and 304 have no body, and so no length.
  const length = reply.body === '' ? {} : { 'content-length': String(Buffer.byteLength(reply.body)) }
  response.writeHead(reply.status, { date, ...reply.headers, ...length })
  response.end(reply.body)
}

/** Returns what says the venue's own time in a header; it changes once a second. */
function createDates(clock: Clock): () => string {
  let second = 0
  let text = ''
  return () => {
    const now = Math.floor(clock.now() / ONE_SECOND)
    if (now !== second) {
      second = now
      text = new Date(now * 1_000).toUTCString()
    }
    return text
  }
}

type Outbox = { readonly add: (reply: FakeReply, response: ServerResponse) => void }

/**
 * Answers of one turn of the loop leave together at its end. A client that waits is then woken once for all of
 * them, and waking it costs more than answering it.
 */
function createOutbox(clock: Clock, date: () => string): Outbox {
  const waiting: (readonly [FakeReply, ServerResponse])[] = []
  const flush = () => {
    for (const [reply, response] of waiting.splice(0)) carryOut(reply, response, date())
  }
  return {
    add: (reply, response) => {
      if (waiting.push([reply, response]) === 1) clock.setTimer(0 as Micros, flush)
    },
  }
}

function refuse(socket: Duplex, handshake: FakeHandshake & { readonly type: 'refused' }): void {
  const lines = [`HTTP/1.1 ${handshake.status} Refused`, 'connection: close']
  for (const [name, value] of Object.entries(handshake.headers)) lines.push(`${name}: ${value}`)
  lines.push(`content-length: ${Buffer.byteLength(handshake.body)}`)
  socket.end(`${lines.join('\r\n')}\r\n\r\n${handshake.body}`)
}

/** The client's end of an upgrade that may not be finished yet: what is sent early waits. */
function createPeer(): { readonly peer: FakePeer; readonly attach: (socket: WebSocket) => void } {
  const early: ((socket: WebSocket) => void)[] = []
  let socket: WebSocket | undefined
  let isStalled = false
  const act = (action: (socket: WebSocket) => void) => {
    if (socket === undefined) early.push(action)
    else if (socket.readyState === socket.OPEN) action(socket)
  }
  return {
    peer: Object.freeze({
      send: (text: string) => act((one) => one.send(text)),
      ping: (text?: string) => act((one) => one.ping(text)),
      close: (code: number, reason: string) => act((one) => one.close(code, reason)),
      cut: () => act((one) => one.terminate()),
      stall: () => {
        isStalled = true
      },
    }),
    attach: (opened) => {
      socket = opened
      opened.on('ping', (data) => {
        if (!isStalled) opened.pong(data)
      })
      for (const action of early.splice(0)) action(opened)
    },
  }
}

/**
 * Listens on loopback and resolves when the port is open.
 *
 * @example
 * const server = await serveVenue({ venue: fakeKalshi({ runtime }).venue, clock: runtime.clock })
 * await fetch(`${server.httpOrigin}/trade-api/v2/exchange/status`)
 */
export async function serveVenue(options: ServeOptions): Promise<VenueServer> {
  const { venue, clock, port = 0, host = '127.0.0.1' } = options
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: true,
    autoPong: false,
  })
  const date = createDates(clock)
  const outbox = createOutbox(clock, date)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    // A client that gives up in the middle of its request is no failure of ours.
    request.on('error', () => undefined)
    request.on('end', () => {
      const { method = 'GET', url = '/' } = request
      const body = textOf(chunks)
      const reply = venue.request({ method, url, headers: headersOf(request), body })
      if (reply.type === 'silence') return
      if (reply.after === 0) outbox.add(reply, response)
      else clock.setTimer(reply.after, () => carryOut(reply, response, date()))
    })
  })
  server.keepAliveTimeout = 60_000
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined)
    const { peer, attach } = createPeer()
    const handshake = venue.openSocket(request.url ?? '/', headersOf(request), peer)
    if (handshake.type === 'refused') {
      refuse(socket, handshake)
      return
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => undefined)
      opened.on('message', (data) => handshake.socket.frame(data.toString()))
      opened.on('close', () => handshake.socket.closed())
      attach(opened)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port: bound } = server.address() as AddressInfo
  return Object.freeze({
    port: bound,
    httpOrigin: `http://${host}:${bound}`,
    wsOrigin: `ws://${host}:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        for (const one of sockets.clients) one.terminate()
        sockets.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}
