/* What services stand on while a day is played: everything in this process, on the day's own clock. */
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runtime } from '@arbees/core'
import { createMemoryBus } from '../platform/bus/memory-bus.ts'
import { createHealth } from '../platform/health.ts'
import { createMemoryLeases } from '../platform/leases/memory-leases.ts'
import { createMetrics } from '../platform/metrics.ts'
import type { Platform } from '../platform/open-platform.ts'
import type { StopPlace } from '../platform/stop/kill-switch.ts'
import { watchStop } from '../platform/stop/kill-switch.ts'
import { STOP_FILE } from '../platform/stop/stop-places.ts'
import { migrate } from '../platform/store/migrate.ts'
import { openPgliteStore } from '../platform/store/pglite-store.ts'
import type { BusyGate } from './busy-gate.ts'
import { gatedStore } from './busy-gate.ts'

const INSTANCE = 'arbees'

/** The stop's file, read at once: virtual seconds pass while a real read is under way. */
function stopFile(path: string): StopPlace {
  return {
    read: async () => {
      try {
        return readFileSync(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    write: (value) => (value === null ? rm(path, { force: true }) : writeFile(path, value)),
  }
}

/**
 * Opens the platform of a day: its data in `folder`, the emergency stop's file in `stopFolder`.
 *
 * @throws StoreError `locked` while another process plays there.
 */
export async function openDayPlatform(
  runtime: Runtime,
  gate: BusyGate,
  folder: string,
  stopFolder: string,
): Promise<Platform> {
  const { clock, log } = runtime
  const store = gatedStore(await openPgliteStore(folder), gate)
  await migrate(store, log)
  const ending = new AbortController()
  const place = stopFile(join(stopFolder, STOP_FILE))
  const killSwitch = watchStop({ clock, log, mayUnwind: false, place, signal: ending.signal })
  const bus = createMemoryBus({ clock, log, source: `${INSTANCE}.${clock.now().toString(36)}` })
  const health = createHealth(clock)
  health.addCheck('bus', () => bus.health().isConnected)
  health.addCheck('store', () => store.isReachable())
  return Object.freeze({
    instance: INSTANCE,
    bus,
    store,
    leases: createMemoryLeases(clock),
    killSwitch,
    metrics: createMetrics(),
    health,
    close: async () => {
      await bus.close()
      ending.abort()
      await killSwitch.ended
      await store.close()
    },
  })
}
