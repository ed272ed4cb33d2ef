/*
 * The one place where real time, chance, sockets, files and output enter.
 */
import { randomBytes } from 'node:crypto'
import type { Connect, Disk, Http, Log, LogLevel, Runtime } from '@arbees/core'
import { createRng } from '@arbees/core'
import { jsonLog } from './json-log.ts'
import { nodeDisk } from './node-disk.ts'
import { createRealClock } from './real-clock.ts'
import { undiciHttp } from './undici-http.ts'
import type { WebSocketFactory } from './ws-connect.ts'
import { wsConnect } from './ws-connect.ts'

/** Settings of `nodeRuntime`: any part may be another. */
export type NodeRuntimeOptions = {
  /** @default undiciHttp() */
  readonly http?: Http
  /** @default wsConnect() */
  readonly connect?: Connect
  /** For the default `connect`: any WebSocket. @default the `ws` package */
  readonly webSocket?: WebSocketFactory
  /** @default nodeDisk() */
  readonly disk?: Disk
  /** @default jsonLog() to standard output */
  readonly log?: Log
  /** For the default `log`. @default 'info' */
  readonly logLevel?: LogLevel
  /** The seed of chance; the same seed gives the same jitter. @default from the system's own chance */
  readonly seed?: number | string
  /** For the default `http` and `connect`: a proxy that everything leads through. @default none */
  readonly proxyUrl?: string
  /** Closes kept-alive connections when aborted. */
  readonly signal?: AbortSignal
}

/**
 * Returns the real world as a Runtime.
 *
 * @example
 * const runtime = nodeRuntime()
 * runtime.log('info', 'started', { service: 'kalshi_monitor' })
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  const clock = createRealClock()
  const { webSocket, proxyUrl, signal, logLevel = 'info' } = options
  const proxied = proxyUrl === undefined ? {} : { proxyUrl }
  return Object.freeze({
    clock,
    rng: createRng(options.seed ?? randomBytes(16).toString('hex')),
    http: options.http ?? undiciHttp({ ...proxied, ...(signal === undefined ? {} : { signal }) }),
    connect: options.connect ?? wsConnect({ clock, ...proxied, ...(webSocket === undefined ? {} : { webSocket }) }),
    disk: options.disk ?? nodeDisk(),
    log: options.log ?? jsonLog({ clock, level: logLevel }),
  })
}
