/*
 * A WebSocket between a client and a virtual server: handshake, frames both ways, pings answered by
 * the other side, closing by handshake, breaking without one.
 */
import type { Clock, Micros, Socket, SocketHandlers } from '@arbees/core'
import type { Weather } from './faults.ts'
import { drawLatency, strikes } from './faults.ts'
import type { Parcel, Wire } from './wire.ts'
import { createWire } from './wire.ts'

/** The server's end of a socket. */
export type Peer = {
  readonly send: (text: string) => void
  readonly ping: () => void
  readonly close: (code?: number, reason?: string) => void
  /** Breaks the connection without a closing handshake. */
  readonly cut: () => void
  /** Nothing from the server arrives any more, not even pongs, and the connection stands. */
  readonly stall: () => void
}

/** What a server wants to hear of a socket. */
export type PeerHandlers = {
  readonly frame: (text: string, at: Micros) => void
  /** Called once, when the connection is over. */
  readonly closed?: (code: number, reason: string, at: Micros) => void
}

/** Takes a socket and returns what to tell of it, or the HTTP status to refuse it with. */
export type AcceptSocket = (peer: Peer, url: string, headers: Readonly<Record<string, string>>) => PeerHandlers | number

/** What a connection is made of. */
export type ConnectionSettings = {
  readonly clock: Clock
  readonly weather: Weather
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly handlers: SocketHandlers
  /** Undefined when nobody listens. */
  readonly accept: AcceptSocket | undefined
  readonly isPartitioned: () => boolean
  /** Told once when the connection is over at both ends. */
  readonly over: () => void
}

/** A connection as its network sees it. */
export type Connection = {
  readonly socket: Socket
  /** Breaks it for both ends. */
  readonly cut: () => void
  /** The client is gone: its handlers hear nothing more, the server hears that it broke. */
  readonly vanish: () => void
}

const NORMAL = 1000
const NO_STATUS = 1005
const ABNORMAL = 1006
const REFUSED = 503
/** How long a client waits for the answer to its close before it cuts. */
const CLOSE_MICROS_MAX = 30_000_000

type End = 'waiting' | 'open' | 'closing' | 'over'

/** Both ends and the wires between them. Changed in place. */
type Link = {
  readonly settings: ConnectionSettings
  client: End
  server: End
  /** Whether the client is gone and hears nothing more. */
  isMute: boolean
  heard: PeerHandlers | undefined
  readonly toClient: Wire
  readonly toServer: Wire
}

const isLive = (end: End) => end === 'open' || end === 'closing'

function later(link: Link, delay: number, act: () => void): void {
  link.settings.clock.setTimer(delay as Micros, act)
}

function endClient(link: Link, code: number, reason: string): void {
  if (link.client === 'over') return
  link.client = 'over'
  const { handlers, clock, over } = link.settings
  if (!link.isMute) handlers.closed(code, reason, clock.now())
  if (!isLive(link.server)) over()
}

function endServer(link: Link, code: number, reason: string): void {
  if (!isLive(link.server)) return
  link.server = 'over'
  link.heard?.closed?.(code, reason, link.settings.clock.now())
  if (link.client === 'over') link.settings.over()
}

function cut(link: Link): void {
  if (link.client === 'over' && !isLive(link.server)) return
  later(link, 0, () => {
    endClient(link, ABNORMAL, 'the connection broke')
    endServer(link, ABNORMAL, 'the connection broke')
  })
}

function reachClient(link: Link, parcel: Parcel): void {
  if (link.isMute || !isLive(link.client)) return
  const { handlers, clock } = link.settings
  if (parcel.type === 'frame') handlers.frame(parcel.text, clock.now())
  else if (parcel.type === 'close') {
    // A close that is not the answer to our own is answered.
    if (link.client === 'open') link.toServer.put(parcel)
    endClient(link, parcel.code, parcel.reason)
  } else {
    if (parcel.isPing) link.toServer.put({ type: 'beat', isPing: false })
    handlers.beat(clock.now())
  }
}

function reachServer(link: Link, parcel: Parcel): void {
  if (!isLive(link.server)) return
  if (parcel.type === 'frame') link.heard?.frame(parcel.text, link.settings.clock.now())
  else if (parcel.type === 'close') {
    if (link.server === 'open') link.toClient.put(parcel)
    endServer(link, parcel.code, parcel.reason)
  } else if (parcel.isPing) link.toClient.put({ type: 'beat', isPing: false })
}

function peerOf(link: Link): Peer {
  return Object.freeze({
    send: (text: string) => {
      if (link.server === 'open') link.toClient.put({ type: 'frame', text })
    },
    ping: () => {
      if (link.server === 'open') link.toClient.put({ type: 'beat', isPing: true })
    },
    close: (code = NORMAL, reason = '') => {
      if (link.server !== 'open') return
      link.server = 'closing'
      link.toClient.put({ type: 'close', code, reason })
    },
    cut: () => cut(link),
    stall: link.toClient.stall,
  })
}

function socketOf(link: Link): Socket {
  return Object.freeze({
    send: (text: string) => {
      if (link.client === 'open') link.toServer.put({ type: 'frame', text })
    },
    ping: () => {
      if (link.client === 'open') link.toServer.put({ type: 'beat', isPing: true })
    },
    close: (code = NO_STATUS, reason = '') => {
      if (link.client === 'waiting') cut(link)
      if (link.client !== 'open') return
      link.client = 'closing'
      link.toServer.put({ type: 'close', code, reason })
      later(link, CLOSE_MICROS_MAX, () => cut(link))
    },
    cut: () => cut(link),
    bufferedBytes: () => link.toServer.bufferedBytes(),
  })
}

/** The request to connect arrives at the server, whose answer goes back. */
function arrive(link: Link): void {
  if (link.client === 'over') return
  const { accept, clock, handlers, headers, isPartitioned, url, weather } = link.settings
  const isUnanswered = isPartitioned() || accept === undefined
  const isRefused = !isUnanswered && strikes(weather, 'socket.refuse')
  const latency = drawLatency(weather)
  let answer: PeerHandlers | number = isUnanswered ? ABNORMAL : REFUSED
  if (!isUnanswered && !isRefused) {
    // A server may speak as it accepts; the client hears that after it has heard that it is open.
    link.server = 'open'
    link.toClient.holdUntil((clock.now() + latency + 1) as Micros)
    answer = accept(peerOf(link), url, headers)
    if (typeof answer === 'object') link.heard = answer
    else link.server = 'over'
  }
  later(link, latency, () => {
    if (typeof answer === 'number') endClient(link, answer, isUnanswered ? 'nobody answers' : 'refused')
    else if (link.client === 'waiting' && !link.isMute) {
      link.client = 'open'
      handlers.opened(clock.now())
    }
  })
}

/** Opens a connection; what becomes of it is told to the handlers, never inside this call. */
export function openConnection(settings: ConnectionSettings): Connection {
  const { clock, weather, isPartitioned } = settings
  const broke = () => cut(link)
  const link: Link = {
    settings,
    client: 'waiting',
    server: 'waiting',
    isMute: false,
    heard: undefined,
    toClient: createWire(clock, weather, { isPartitioned, broke, arrived: (parcel) => reachClient(link, parcel) }),
    toServer: createWire(clock, weather, { isPartitioned, broke, arrived: (parcel) => reachServer(link, parcel) }),
  }
  later(link, drawLatency(weather), () => arrive(link))
  return Object.freeze({
    socket: socketOf(link),
    cut: () => cut(link),
    vanish: () => {
      link.isMute = true
      cut(link)
    },
  })
}
