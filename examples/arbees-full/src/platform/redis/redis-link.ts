import type { Log } from '@arbees/core'
import type { Secret } from '@arbees/transport'
import { createClient } from 'redis'

/** How Redis is reached. */
export type RedisAddress = {
  /** `redis://host:port`, or `rediss://` under TLS. May carry the password; `password` wins. */
  readonly url: Secret
  readonly password?: Secret
}

/** One connection that comes back by itself; a command fails at once while it is down. */
export type RedisLink = ReturnType<typeof connectRedis>

const WAIT_MAX_MS = 1_000

/**
 * Returns a connection to Redis. It is not opened yet; once opened it reconnects for ever, at least
 * every second. A peer that falls silent is cut after five seconds.
 */
export function connectRedis(address: RedisAddress, name: string, log: Log) {
  let isDown = false
  const client = createClient({
    url: address.url.reveal(),
    ...(address.password === undefined ? {} : { password: address.password.reveal() }),
    RESP: 2,
    name,
    disableOfflineQueue: true,
    // Both ways: a ping keeps a live peer talking, so that silence means that it is gone.
    pingInterval: 2_000,
    socket: {
      connectTimeout: 3_000,
      socketTimeout: 5_000,
      keepAlive: true,
      noDelay: true,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), WAIT_MAX_MS),
    },
  })
  client.on('error', (error: unknown) => {
    // Once for each time it goes down, not once for each try.
    if (isDown) return
    isDown = true
    log('warn', 'Redis connection lost, reconnecting', { connection: name, reason: reasonOf(error) })
  })
  client.on('ready', () => {
    if (isDown) log('info', 'Redis connection is back', { connection: name })
    isDown = false
  })
  return client
}

/** Returns what went wrong without the address, which may carry a password. */
function reasonOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
  return typeof code === 'string' ? code : String(name ?? 'unknown')
}

/** Opens a connection and resolves when it is ready or `signal` ends the waiting. */
export async function openRedis(client: RedisLink, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  // While the first connection is being made, `connect` waits and tries again by itself.
  const opened = client.connect().then(
    () => undefined,
    (error: unknown) => {
      if (!signal.aborted) throw error
    },
  )
  await Promise.race([opened, ended])
}
