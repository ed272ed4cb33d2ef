/* What services stand on while a day is played: everything in this process, on the day's own clock. */
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Runtime } from '@arbees/core'
import { millis } from '@arbees/core'
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

/** How old what was read may be, by the real clock: virtual seconds pass in less. */
const STOP_AGE = millis(100)

function readStop(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The stop's file, read at once: virtual seconds pass while a real read is under way. */
function stopFile(path: string, real: Clock): StopPlace {
  let known = { value: readStop(path), at: real.now() }
  return {
    read: async () => {
      const at = real.now()
      if (at - known.at >= STOP_AGE) known = { value: readStop(path), at }
      return known.value
    },
    write: async (value) => {
      if (value === null) await rm(path, { force: true })
      else await writeFile(path, value)
      known = { value, at: real.now() }
    },
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
  real: Clock,
): Promise<Platform> {
  const { clock, log } = runtime
  const store = gatedStore(await openPgliteStore(folder), gate)
  await migrate(store, log)
  const ending = new AbortController()
  const place = stopFile(join(stopFolder, STOP_FILE), real)
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
