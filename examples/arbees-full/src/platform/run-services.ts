/*
 * Runs services on a platform: start them, let them listen, let them begin, and at the end stop them in the
 * opposite order. A service that cannot start ends the process; who restarts it is not our business.
 */
import type { Cancel, Log, Micros, Runtime } from '@arbees/core'
import { invariant, sleep } from '@arbees/core'
import type { MessageOf, SpokenOf, Topic } from '../messages/topics.ts'
import { TOPICS } from '../messages/topics.ts'
import type { AnyRunningService, AnyService, ServiceContext } from '../service.ts'
import type { Envelope } from './bus/bus.ts'
import { logWith } from './log.ts'
import type { Platform } from './open-platform.ts'

/** What runs. */
export type RunOptions = {
  readonly services: readonly AnyService[]
  readonly platform: Platform
  readonly runtime: Runtime
  /** The values of every variable of the services. */
  readonly config: Readonly<Record<string, unknown>>
  readonly heartbeat: Micros
  /** Ends it. */
  readonly signal: AbortSignal
}

type Started = {
  readonly service: AnyService
  readonly running: AnyRunningService
  readonly log: Log
  /** Handlers under way. */
  readonly busy: Set<Promise<void>>
}

function configOf({ config }: AnyService, values: Readonly<Record<string, unknown>>): never {
  return Object.fromEntries(Object.keys(config.shape).map((name) => [name, values[name]])) as never
}

async function startService(options: RunOptions, service: AnyService, fail: (reason: Error) => void): Promise<Started> {
  const { platform, runtime, signal } = options
  const { bus, store, leases, killSwitch, metrics, health, instance } = platform
  const log = logWith(runtime.log, { service: service.name })
  const context: ServiceContext<Topic, never> = {
    service: service.name,
    instance,
    config: configOf(service, options.config),
    runtime: { ...runtime, log },
    store,
    leases,
    killSwitch,
    metrics,
    speak: <T extends Topic>(topic: T, message: SpokenOf<T>, correlation?: string) => {
      invariant(service.speaks.includes(topic), `${service.name} says that it speaks ${topic}`)
      return bus.speak(topic, message, correlation)
    },
    fail,
    forget: bus.forget,
    signal,
  }
  const running = await service.start(context)
  for (const [name, check] of Object.entries(running.checks ?? {})) health.addCheck(`${service.name}.${name}`, check)
  log('info', 'service started', { listens: Object.keys(service.listens), speaks: service.speaks })
  return { service, running, log, busy: new Set() }
}

async function listenFor(options: RunOptions, { service, running, busy }: Started): Promise<readonly Cancel[]> {
  const { bus, health, instance } = options.platform
  const cancels: Cancel[] = []
  for (const topic of TOPICS) {
    const hearing = service.listens[topic]
    if (hearing === undefined) continue
    const handler = running.handlers[topic] as
      | ((message: MessageOf<Topic>, about: Envelope) => void | Promise<void>)
      | undefined
    invariant(handler !== undefined, `${service.name} listens to ${topic} and has a handler for it`)
    const take = async (envelope: Envelope) => {
      await handler(envelope.message, envelope)
      health.saw(service.name, topic)
    }
    const handle = (envelope: Envelope) => {
      const taking = take(envelope).finally(() => busy.delete(taking))
      busy.add(taking)
      return taking
    }
    cancels.push(await bus.listen({ topic, group: service.name, consumer: instance, hearing, handle }))
  }
  return cancels
}

async function beat(options: RunOptions, started: Started, startedAt: Micros): Promise<void> {
  const { platform, runtime } = options
  const { bus, health, instance } = platform
  const { service, running, log } = started
  const [own, shared] = await Promise.all([health.ask(`${service.name}.`), health.ask('store')])
  const checks = { ...shared, ...own }
  const heartbeat: SpokenOf<'service.heartbeat'> = {
    service: service.name,
    instance: `${service.name}/${instance}`,
    status: Object.values(checks).every(Boolean) ? 'healthy' : 'degraded',
    startedAt,
    at: runtime.clock.now(),
    checks,
    metrics: { ...(running.figures?.() ?? {}) },
    lastSeen: { ...health.lastSeen(service.name) },
  }
  // A heartbeat that cannot be told is told by its absence.
  await bus.speak('service.heartbeat', heartbeat).catch((error: unknown) => {
    log('warn', 'heartbeat not told', { reason: error instanceof Error ? error.message : String(error) })
  })
}

async function beatOn(options: RunOptions, all: readonly Started[]): Promise<void> {
  const { runtime, heartbeat, signal } = options
  const startedAt = runtime.clock.now()
  while (!signal.aborted) {
    // Not waited for: while the bus is away they wait in it, and the next one is due all the same.
    for (const one of all) void beat(options, one, startedAt)
    await sleep(runtime.clock, heartbeat, signal).catch(() => undefined)
  }
}

/**
 * Runs services until the signal ends them; resolves when all have stopped. Closes the platform.
 *
 * @throws what a service failed with.
 */
export async function runServices(given: RunOptions): Promise<void> {
  const failing = new AbortController()
  const options = { ...given, signal: AbortSignal.any([given.signal, failing.signal]) }
  const { services, platform } = options
  const started: Started[] = []
  const cancels: Cancel[] = []
  try {
    for (const service of services)
      started.push(await startService(options, service, (reason) => failing.abort(reason)))
    for (const one of started) cancels.push(...(await listenFor(options, one)))
    for (const { running } of started) await running.begin?.()
    await beatOn(options, started)
    if (failing.signal.aborted) throw failing.signal.reason
  } finally {
    for (const cancel of cancels.reverse()) cancel()
    for (const { service, running, log, busy } of started.reverse()) {
      try {
        await Promise.allSettled(busy)
        await running.stop?.()
        log('info', 'service stopped')
      } catch (error) {
        log('error', 'service did not stop cleanly', { service: service.name, reason: String(error) })
      }
    }
    await platform.close()
  }
}
