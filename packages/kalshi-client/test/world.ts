/* A runtime for tests: the real network on loopback, a virtual clock unless told otherwise, and a log that is kept. */

import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, LogLevel, Micros, Runtime } from '@arbees/core'
import { createRng } from '@arbees/core'
import type { createVirtualClock } from '@arbees/testkit'
import { nodeRuntime } from '@arbees/transport'
import type { KalshiClientOptions } from '../src/client.ts'
import { createKalshiClient } from '../src/client.ts'
import { createKalshiCredentials } from '../src/credentials.ts'
import { ED25519_PKCS8, KEY_ID } from './keys.ts'

export const START = 1_795_359_600_000_000 as Micros

/** One line of the log. */
export type Line = { readonly level: LogLevel; readonly message: string; readonly fields: unknown }

/** Returns a runtime over the real network, and the lines it logs. */
export function createWorld(clock?: Clock): { readonly runtime: Runtime; readonly lines: Line[] } {
  const lines: Line[] = []
  const real = nodeRuntime({ seed: 1, log: () => undefined })
  const log: Runtime['log'] = (level, message, fields) => void lines.push({ level, message, fields })
  return { runtime: { ...real, rng: createRng(1), log, ...(clock === undefined ? {} : { clock }) }, lines }
}

/** One request as a local server saw it. */
export type Seen = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a local server does with a request: an answer, or silence. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'silence'
  | 'cut'

/** A local server that answers as `reply` says. */
export type LocalServer = { readonly rest: string; readonly seen: Seen[]; readonly close: () => Promise<void> }

/** Starts a local server. */
export async function startServer(reply: (seen: Seen, index: number) => Reply): Promise<LocalServer> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8')
    })
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
      seen.push(one)
      const answer = reply(one, seen.length - 1)
      if (answer === 'silence') return
      if (answer === 'cut') {
        request.socket.destroy()
        return
      }
      const text =
        typeof answer.body === 'string' ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body)
      // The machine’s date is not the virtual one.
      response.sendDate = false
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    rest: `http://127.0.0.1:${port}/trade-api/v2`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Returns a client of a local server. */
export function createTestClient(rest: string, runtime: Runtime, options: Partial<KalshiClientOptions> = {}) {
  return createKalshiClient({
    environment: { rest, ws: rest.replace('http', 'ws').replace('/trade-api/v2', '/trade-api/ws/v2') },
    credentials: createKalshiCredentials({ keyId: KEY_ID, privateKey: ED25519_PKCS8 }),
    runtime,
    ...options,
  })
}

/** Waits for a promise that needs both the real network and virtual time. */
export async function through<T>(clock: ReturnType<typeof createVirtualClock>, promise: Promise<T>): Promise<T> {
  let isOver = false
  const done = () => {
    isOver = true
  }
  promise.then(done, done)
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    if (!isOver) await clock.step()
  }
  return promise
}
