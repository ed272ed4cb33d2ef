/*
 * What services stand on, chosen by the settings: in one process, or over Redis and PostgreSQL.
 */
import { join } from 'node:path'
import type { Runtime } from '@arbees/core'
import { millis, sleep } from '@arbees/core'
import type { z } from 'zod'
import type { Bus } from './bus/bus.ts'
import { createMemoryBus } from './bus/memory-bus.ts'
import { openRedisBus } from './bus/redis-bus.ts'
import type { platformVariables } from './config/platform-variables.ts'
import { databaseUrl } from './config/platform-variables.ts'
import type { Health } from './health.ts'
import { createHealth } from './health.ts'
import type { Leases } from './leases/leases.ts'
import { createMemoryLeases } from './leases/memory-leases.ts'
import { createRedisLeases } from './leases/redis-leases.ts'
import type { Metrics } from './metrics.ts'
import { createMetrics } from './metrics.ts'
import type { RedisAddress } from './redis/redis-link.ts'
import { connectRedis, openRedis } from './redis/redis-link.ts'
import type { KillSwitch } from './stop/kill-switch.ts'
import { watchStop } from './stop/kill-switch.ts'
import { fileStop, redisStop, STOP_FILE } from './stop/stop-places.ts'
import { lockFolder } from './store/folder-lock.ts'
import { migrate } from './store/migrate.ts'
import { openPostgresStore } from './store/postgres-store.ts'
import type { Store } from './store/store.ts'
import { StoreError } from './store/store.ts'
import { openThreadedStore } from './store/threaded-store.ts'

/** The platform's own settings. */
export type PlatformConfig = z.output<z.ZodObject<typeof platformVariables>>

/** What services stand on. */
export type Platform = {
  /** This process's name, the same after a restart. */
  readonly instance: string
  readonly bus: Bus
  readonly store: Store
  readonly leases: Leases
  readonly killSwitch: KillSwitch
  readonly metrics: Metrics
  readonly health: Health
  readonly close: () => Promise<void>
}

const PREFIX = 'arbees'

/** Opens the database that the settings choose, and brings its tables up to date once it answers. */
export async function openStore(config: PlatformConfig, runtime: Runtime, signal: AbortSignal): Promise<Store> {
  const url = databaseUrl(config)
  const store = url === undefined ? await openThreadedStore(config.DATA_DIR) : openPostgresStore({ url })
  try {
    for (let tries = 0; !(await store.isReachable()); tries++) {
      if (tries === 0) runtime.log('warn', 'the database does not answer yet, waiting')
      await sleep(runtime.clock, millis(500), signal)
    }
    await migrate(store, runtime.log)
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

type Shared = Pick<Platform, 'bus' | 'leases' | 'killSwitch'> & { readonly close: () => Promise<void> }

/** Everything that this process shares with others: over Redis, or with itself alone. */
async function openShared(
  config: PlatformConfig,
  runtime: Runtime,
  source: string,
  signal: AbortSignal,
): Promise<Shared> {
  const { clock, log } = runtime
  const ending = new AbortController()
  const stop = { clock, log, mayUnwind: config.UNWIND_WHILE_STOPPED, signal: ending.signal }
  if (config.REDIS_URL === undefined) {
    const killSwitch = watchStop({ ...stop, place: fileStop(join(config.DATA_DIR, STOP_FILE)) })
    const close = async () => {
      ending.abort()
      await killSwitch.ended
    }
    return { bus: createMemoryBus({ clock, log, source }), leases: createMemoryLeases(clock), killSwitch, close }
  }
  const password = config.REDIS_PASSWORD
  const address: RedisAddress = { url: config.REDIS_URL, ...(password === undefined ? {} : { password }) }
  const link = connectRedis(address, `${source}:keys`, log)
  await openRedis(link, signal)
  const killSwitch = watchStop({ ...stop, place: redisStop(link) })
  return {
    bus: await openRedisBus({ address, clock, log, source, prefix: PREFIX }, signal),
    leases: createRedisLeases(link, clock, PREFIX),
    killSwitch,
    close: async () => {
      ending.abort()
      await killSwitch.ended
      if (link.isOpen) link.destroy()
    },
  }
}

/**
 * Returns this process's name: what it was given, or what it runs, and among others of its kind where it runs. A
 * container's host has a name of its own, so that replicas of one service differ.
 */
export function instanceOf(
  { INSTANCE, SERVICES, REDIS_URL }: Pick<PlatformConfig, 'INSTANCE' | 'SERVICES' | 'REDIS_URL'>,
  hostname: string,
): string {
  if (INSTANCE !== undefined) return INSTANCE
  const name = SERVICES.length === 1 ? (SERVICES[0] ?? PREFIX) : PREFIX
  return REDIS_URL === undefined ? name : `${name}-${hostname.replace(/[^\w-]/g, '-')}`
}

/**
 * Takes the data folder where this process alone may write it: the execution service keeps its journal there.
 * The database inside the process has taken it already.
 */
async function takeFolder(
  { DATA_DIR, SERVICES }: PlatformConfig,
  store: Store,
  { clock, log }: Runtime,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const isWriter = SERVICES.length === 0 || SERVICES.includes('execution-service')
  if (store.kind === 'pglite' || !isWriter) return async () => undefined
  for (let tries = 0; ; tries++) {
    try {
      return await lockFolder(DATA_DIR)
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'locked') throw error
      if (tries === 0) log('warn', 'another process has the data folder, waiting for it to end')
      await sleep(clock, millis(500), signal)
    }
  }
}

/** Opens the platform; waits for Redis and the database until `signal` ends the waiting. */
export async function openPlatform(
  config: PlatformConfig,
  runtime: Runtime,
  hostname: string,
  signal: AbortSignal,
): Promise<Platform> {
  const instance = instanceOf(config, hostname)
  // Unlike every other life of this or another process, so that its messages cannot be taken for theirs.
  const source = `${instance}.${runtime.clock.now().toString(36)}`
  const store = await openStore(config, runtime, signal)
  const release = await takeFolder(config, store, runtime, signal).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const { close, ...shared } = await openShared(config, runtime, source, signal).catch(async (error: unknown) => {
    await release()
    await store.close()
    throw error
  })
  const health = createHealth(runtime.clock)
  health.addCheck('bus', () => shared.bus.health().isConnected)
  health.addCheck('store', () => store.isReachable())
  return Object.freeze({
    instance,
    ...shared,
    store,
    metrics: createMetrics(),
    health,
    close: async () => {
      await shared.bus.close()
      await close()
      await release()
      await store.close()
    },
  })
}
