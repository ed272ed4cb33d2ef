/*
 * Whether a process is alive, ready, and how it does. Ready means that what it depends on answered when it
 * was asked just now, not that nobody complained.
 */
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { Clock, Micros } from '@arbees/core'
import { seconds, sleep } from '@arbees/core'
import type { Topic } from '../messages/topics.ts'
import type { Metrics } from './metrics.ts'

/** Asks one dependency whether it works now. */
export type Check = () => boolean | Promise<boolean>

/** The state of one process. */
export type Health = {
  /** Notes that a message of a service has arrived. */
  readonly saw: (service: string, topic: Topic) => void
  /** Returns when a service last heard each topic. */
  readonly lastSeen: (service: string) => Readonly<Record<string, Micros>>
  readonly addCheck: (name: string, check: Check) => void
  /** Asks every dependency, whose names begin so; a check that throws or takes long is a no. */
  readonly ask: (prefix?: string) => Promise<Readonly<Record<string, boolean>>>
}

const ANSWER_WITHIN = seconds(2)

async function answerOf(check: Check, clock: Clock): Promise<boolean> {
  const ending = new AbortController()
  try {
    const late = sleep(clock, ANSWER_WITHIN, ending.signal).then(
      () => false,
      () => false,
    )
    return await Promise.race([Promise.resolve(check()), late])
  } catch {
    return false
  } finally {
    ending.abort()
  }
}

/** Returns the state of a process in which nothing has happened yet. */
export function createHealth(clock: Clock): Health {
  const checks = new Map<string, Check>()
  const seen = new Map<string, Map<string, Micros>>()
  return Object.freeze({
    saw: (service: string, topic: Topic) => {
      const own = seen.get(service) ?? new Map<string, Micros>()
      seen.set(service, own)
      own.set(topic, clock.now())
    },
    lastSeen: (service: string) => Object.fromEntries(seen.get(service) ?? []),
    addCheck: (name: string, check: Check) => void checks.set(name, check),
    ask: async (prefix = '') => {
      const asked = [...checks].filter(([name]) => name.startsWith(prefix))
      const answers = await Promise.all(asked.map(([, check]) => answerOf(check, clock)))
      return Object.fromEntries(asked.map(([name], at) => [name, answers[at] === true]))
    },
  })
}

/** Where a process tells of its health. */
export type HealthServer = { readonly port: number; readonly close: () => Promise<void> }

/** Starts to tell: /healthz (alive), /readyz (503 unless every dependency answers), /metrics. */
export async function serveHealth(
  health: Health,
  metrics: Metrics,
  at: { readonly host: string; readonly port: number },
): Promise<HealthServer> {
  const answer = async (path: string): Promise<readonly [number, string, string]> => {
    if (path === '/healthz') return [200, 'application/json', '{"status":"ok"}']
    if (path === '/metrics') return [200, 'text/plain; version=0.0.4', await metrics.text()]
    if (path !== '/readyz') return [404, 'application/json', '{"status":"not found"}']
    const checks = await health.ask()
    const isReady = Object.values(checks).every(Boolean)
    return [
      isReady ? 200 : 503,
      'application/json',
      JSON.stringify({ status: isReady ? 'ready' : 'not ready', checks }),
    ]
  }
  const server: Server = createServer((request, response) => {
    answer((request.url ?? '/').split('?')[0] ?? '/').then(
      ([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
