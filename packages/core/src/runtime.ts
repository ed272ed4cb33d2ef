/*
 * What the world is to us: six ports, all functions. Production, simulation, paper and replay are
 * the same code with other arguments here.
 */
import type { Rng } from './rng.ts'
import type { Micros } from './units.ts'

/** Undoes what it was returned for; calling it twice does nothing. */
export type Cancel = () => void

/** Time. */
export type Clock = {
  /** Microseconds since 1970 UTC. Does not go backwards within one process. */
  readonly now: () => Micros
  /** Calls `fire` once, no earlier than `delay` from now. */
  readonly setTimer: (delay: Micros, fire: () => void) => Cancel
}

/** One HTTP request; the body is text, sent as UTF-8 exactly as given. */
export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** From the call to the last byte of the answer. */
  readonly timeoutMicros: Micros
  readonly signal?: AbortSignal | undefined
}

/** One HTTP answer, whatever its status. */
export type HttpResponse = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends one request, once. Rejects with a VenueError: `connect.failed` when nothing left,
 * `request.timeout` or `request.interrupted` (with `sentBytes`) otherwise, `payload.malformed` when
 * the answer is too large or cannot be decompressed.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

/** What a socket tells its owner, each stamped by the runtime's clock. */
export type SocketHandlers = {
  readonly opened: (at: Micros) => void
  /** A text frame (binary frames arrive decoded as UTF-8). */
  readonly frame: (text: string, at: Micros) => void
  /** A ping or pong of the protocol itself: proof of life. */
  readonly beat: (at: Micros) => void
  /**
   * Called exactly once, also when the connection never opened. A handshake that was refused has its
   * HTTP status as the code, where the platform tells it.
   */
  readonly closed: (code: number, reason: string, at: Micros) => void
}

/** An open or opening WebSocket. */
export type Socket = {
  readonly send: (text: string) => void
  readonly ping: () => void
  readonly close: (code?: number, reason?: string) => void
  /** Cuts without a closing handshake: for a peer that went silent. */
  readonly cut: () => void
  /** Bytes accepted by `send` that have not left. */
  readonly bufferedBytes: () => number
}

/** Opens a WebSocket. Never throws: a failure is `closed`. */
export type Connect = (url: string, headers: Readonly<Record<string, string>>, handlers: SocketHandlers) => Socket

/** An append-only file, as a journal needs it. */
export type DiskFile = {
  /** Hands bytes to the operating system: they survive the process. */
  readonly append: (bytes: Uint8Array) => void
  /** Resolves when all appended bytes are on the medium: they survive the machine. */
  readonly sync: () => Promise<void>
  readonly size: () => number
  readonly close: () => void
}

/** Files. Names are paths; errors are the platform's. */
export type Disk = {
  readonly openAppend: (path: string) => DiskFile
  /** Returns the whole file, or undefined when there is none. */
  readonly read: (path: string) => Uint8Array | undefined
  /** Replaces a file so that readers see the old or the new content, never a part. */
  readonly replace: (path: string, bytes: Uint8Array) => Promise<void>
  readonly truncate: (path: string, length: number) => void
  readonly remove: (path: string) => void
  readonly list: (directory: string) => readonly string[]
}

/** How grave a log line is: someone must act, degraded but handled, a state changed, detail. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** Writes one line: a constant message, data in fields. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void

/** All that is not computed. */
export type Runtime = {
  readonly clock: Clock
  readonly rng: Rng
  readonly http: Http
  readonly connect: Connect
  readonly disk: Disk
  readonly log: Log
}

/** Returns a promise of a wait on `clock`; rejects with the signal's reason when aborted. */
export function sleep(clock: Clock, delay: Micros, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const cancel = clock.setTimer(delay, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    const onAbort = () => {
      cancel()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
