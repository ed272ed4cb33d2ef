/*
 * Connect over the `ws` package or any WebSocket: only what both have is needed (addEventListener,
 * send, close); pings, headers and cutting are used where they exist.
 */
import type { IncomingMessage } from 'node:http'
import type { Clock, Connect, Socket, SocketHandlers } from '@arbees/core'
import { WebSocket as NodeWebSocket } from 'ws'
import { detailOf } from './http-failure.ts'
import { tunnelAgent } from './tunnel-agent.ts'

/** What is read of a WebSocket's events, whichever it is. */
export type WebSocketEvent = {
  readonly type: string
  readonly data?: unknown
  readonly code?: number
  readonly reason?: string
  readonly error?: unknown
  readonly message?: string
}

/** What is needed of a WebSocket; the classes of the platform and of `ws` both have it. */
export type WebSocketLike = {
  readonly readyState: number
  readonly bufferedAmount: number
  binaryType: string
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: WebSocketEvent) => void): void
  send(text: string): void
  close(code?: number, reason?: string): void
}

/** Makes a WebSocket. May throw: that counts as a connection that never opened. */
export type WebSocketFactory = (url: string, headers: Readonly<Record<string, string>>) => WebSocketLike

/** Settings of `wsConnect`. */
export type WsConnectOptions = {
  readonly clock: Clock
  /** @default the `ws` package, with the three limits below */
  readonly webSocket?: WebSocketFactory
  /** A longer message closes the connection with 1009. @default 16777216 */
  readonly payloadBytesMax?: number
  /** @default 10000 */
  readonly handshakeTimeoutMillis?: number
  /** `http://host:port` of a proxy that every connection leads through; none leads around it. @default none */
  readonly proxyUrl?: string
  /** Offers per-message compression: less traffic, more delay. @default false */
  readonly isCompressed?: boolean
}

/** What only the `ws` package has. */
type NodeExtras = {
  readonly ping?: () => void
  readonly terminate?: () => void
  readonly on?: (event: string, listener: (...args: never[]) => void) => unknown
}

const OPEN = 1
const ABNORMAL = 1006
const NOT_UTF8 = 1007

function nodeFactory(options: WsConnectOptions): WebSocketFactory {
  const { payloadBytesMax = 16_777_216, handshakeTimeoutMillis = 10_000, isCompressed = false } = options
  const proxy = options.proxyUrl === undefined ? undefined : new URL(options.proxyUrl)
  return (url, headers) =>
    new NodeWebSocket(url, {
      ...(proxy === undefined ? {} : { agent: tunnelAgent(proxy, url) }),
      headers: { ...headers },
      maxPayload: payloadBytesMax,
      handshakeTimeout: handshakeTimeoutMillis,
      perMessageDeflate: isCompressed,
      followRedirects: false,
    })
}

/** Returns a message as text; undefined for bytes that are not UTF-8. */
function textOf(data: unknown): string | undefined {
  if (typeof data === 'string') return data
  if (!(data instanceof ArrayBuffer)) return String(data)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data)
  } catch {
    return undefined
  }
}

/** Ends a connection without waiting for the other side; where there is no way to, `gone` says that it is. */
function cutOff(socket: WebSocketLike & NodeExtras, gone: () => void): void {
  if (socket.terminate !== undefined) {
    socket.terminate()
    return
  }
  socket.close()
  queueMicrotask(gone)
}

/** A connection that could not even be begun: it is reported closed, once, after the call. */
function stillborn(clock: Clock, handlers: SocketHandlers, error: unknown): Socket {
  clock.setTimer(0 as never, () => handlers.closed(ABNORMAL, detailOf(error), clock.now()))
  const nothing = () => undefined
  return Object.freeze({ send: nothing, ping: nothing, close: nothing, cut: nothing, bufferedBytes: () => 0 })
}

/**
 * Returns a Connect. A refused handshake is `closed` with the HTTP status as its code; bytes that are
 * not UTF-8 close with 1007; what failed otherwise is 1006 with the reason.
 *
 * @example
 * const connect = wsConnect({ clock })
 * const anywhere = wsConnect({ clock, webSocket: (url) => new WebSocket(url) })
 */
export function wsConnect(options: WsConnectOptions): Connect {
  const { clock } = options
  const create = options.webSocket ?? nodeFactory(options)

  return (url, headers, handlers) => {
    let socket: WebSocketLike & NodeExtras
    try {
      socket = create(url, headers) as WebSocketLike & NodeExtras
    } catch (error) {
      return stillborn(clock, handlers, error)
    }
    // Blobs could only be read later, out of order.
    socket.binaryType = 'arraybuffer'
    let failure = ''
    let refusedStatus: number | undefined
    let isClosed = false
    const closed = (code: number, reason: string) => {
      if (isClosed) return
      isClosed = true
      handlers.closed(refusedStatus ?? code, reason === '' ? failure : reason, clock.now())
    }
    const cut = () => cutOff(socket, () => closed(ABNORMAL, 'cut'))

    socket.addEventListener('open', () => {
      if (!isClosed) handlers.opened(clock.now())
    })
    socket.addEventListener('message', (event) => {
      if (isClosed) return
      const text = textOf(event.data)
      if (text !== undefined) {
        handlers.frame(text, clock.now())
        return
      }
      // As the protocol has it for text: a guess at the bytes could be another message than was sent.
      closed(NOT_UTF8, 'bytes that are not UTF-8')
      cut()
    })
    socket.addEventListener('error', (event) => {
      failure = event.error === undefined ? (event.message ?? 'error') : detailOf(event.error)
    })
    socket.addEventListener('close', (event) => {
      closed(event.code ?? ABNORMAL, event.reason ?? '')
    })
    if (socket.on !== undefined) {
      const beat = () => {
        if (!isClosed) handlers.beat(clock.now())
      }
      socket.on('ping', beat)
      socket.on('pong', beat)
      socket.on('unexpected-response', (_request: unknown, response: IncomingMessage) => {
        refusedStatus = response.statusCode
        socket.terminate?.()
      })
    }

    return Object.freeze({
      send: (text: string) => {
        if (socket.readyState === OPEN) socket.send(text)
      },
      ping: () => {
        if (socket.readyState === OPEN) socket.ping?.()
      },
      close: (code?: number, reason?: string) => socket.close(code, reason),
      cut,
      bufferedBytes: () => socket.bufferedAmount,
    })
  }
}
