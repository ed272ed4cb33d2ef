/* The platform of a load in one process: what `open-platform.ts` opens without Redis, with a name of its own for each shard. */
import { join } from 'node:path'
import type { Runtime } from '@arbees/core'
import { createMemoryBus } from '../../src/platform/bus/memory-bus.ts'
import { createMemoryMedium } from '../../src/platform/bus/memory-medium.ts'
import { createHealth } from '../../src/platform/health.ts'
import { createMemoryLeases } from '../../src/platform/leases/memory-leases.ts'
import { createMetrics } from '../../src/platform/metrics.ts'
import type { Platform } from '../../src/platform/open-platform.ts'
import type { StopPlace } from '../../src/platform/stop/kill-switch.ts'
import { watchStop } from '../../src/platform/stop/kill-switch.ts'
import { fileStop, STOP_FILE } from '../../src/platform/stop/stop-places.ts'
import { migrate } from '../../src/platform/store/migrate.ts'
import type { Store } from '../../src/platform/store/store.ts'

/** Platforms that share bus, database, leases and stop. */
export type LoadPlatforms = {
  /** Returns the platform of an instance; closing it closes its bus alone. */
  readonly of: (instance: string) => Platform
  readonly close: () => Promise<void>
}

/** Opens them in a folder; `place` is where the emergency stop stands. */
export async function openLoadPlatforms(
  { clock, log }: Runtime,
  folder: string,
  openStore: (folder: string) => Promise<Store>,
  place: StopPlace = fileStop(join(folder, STOP_FILE)),
): Promise<LoadPlatforms> {
  const store = await openStore(folder)
  await migrate(store, log)
  const ending = new AbortController()
  const killSwitch = watchStop({ clock, log, mayUnwind: false, place, signal: ending.signal })
  const medium = createMemoryMedium()
  const leases = createMemoryLeases(clock)
  const metrics = createMetrics()
  return Object.freeze({
    of: (instance: string) => {
      const bus = createMemoryBus({ clock, log, source: `${instance}.${clock.now().toString(36)}`, medium })
      const health = createHealth(clock)
      health.addCheck('store', () => store.isReachable())
      return { instance, bus, store, leases, killSwitch, metrics, health, close: bus.close }
    },
    close: async () => {
      ending.abort()
      await killSwitch.ended
      await store.close()
    },
  })
}
