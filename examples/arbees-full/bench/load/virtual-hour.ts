/*
 * The load on a virtual clock: an hour in minutes, and between two of its minutes the heap after a full collection. Nothing of it
 * may grow but the games' own history in the database.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getHeapSpaceStatistics } from 'node:v8'
import { ONE_SECOND, seconds } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { nodeDisk } from '@arbees/transport'
import { createBusyGate, gatedDisk, gatedStore } from '../../src/day/busy-gate.ts'
import { runServices } from '../../src/platform/run-services.ts'
import { openPgliteStore } from '../../src/platform/store/pglite-store.ts'
import type { AnyService } from '../../src/service.ts'
import { executionService } from '../../src/services/execution-service/service.ts'
import { gameShard } from '../../src/services/game-shard/service.ts'
import { positionTracker } from '../../src/services/position-tracker/service.ts'
import { signalProcessor } from '../../src/services/signal-processor/service.ts'
import { createGenerator } from './generator.ts'
import { openLoadPlatforms } from './load-bus.ts'
import type { LoadSettings } from './load-settings.ts'
import { shardNames } from './load-settings.ts'
import type { Meter } from './meter.ts'
import { createMeter } from './meter.ts'
import { loadConfig, scoreboardHttp } from './one-process.ts'

/** The memory at one moment. */
export type MemorySample = {
  readonly minute: number
  /** After a full collection, without what the database keeps in its own memory. */
  readonly heapMegabytes: number
  readonly outsideMegabytes: number
  readonly gamesEnded: number
  readonly orders: number
}

/** What an hour came to. */
export type MemoryReport = {
  readonly settings: LoadSettings
  readonly samples: readonly MemorySample[]
  readonly counts: Meter['counts']
  /** How much the heap grew a virtual minute, by the straight line through the samples of the second half. */
  readonly growthKilobytesPerMinute: number
  readonly cpuSeconds: number
}

const TRADING: readonly AnyService[] = [positionTracker, executionService, signalProcessor]

/** Returns the slope of the straight line through points. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return below === 0 ? 0 : over / below
}

function sample(minute: number, gamesEnded: number, orders: number): MemorySample {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.()
  const heap = getHeapSpaceStatistics().reduce((sum, space) => sum + space.space_used_size, 0)
  const { external } = process.memoryUsage()
  const megabytes = (bytes: number) => Math.round(bytes / 1e4) / 100
  return { minute, heapMegabytes: megabytes(heap), outsideMegabytes: megabytes(external), gamesEnded, orders }
}

/** Plays so many virtual minutes; `seen` is told of each sample as it is taken. */
export async function playVirtually(
  settings: LoadSettings,
  minutes: number,
  sampleEvery: number,
  seen: (sample: MemorySample) => void,
): Promise<MemoryReport> {
  const folder = mkdtempSync(join(tmpdir(), 'arbees-load-'))
  const gate = createBusyGate()
  const base = createVirtualRuntime({ seed: settings.seed, logLinesMax: 100 })
  const { clock } = base
  const generator = createGenerator(settings, clock, (reason) => {
    throw new Error(reason)
  })
  const http = scoreboardHttp(() => generator, { clock }, settings.seed)
  const log = () => undefined
  const runtime = { ...base, log, http, disk: gatedDisk(nodeDisk(), gate) }
  const openGated = async (path: string) => gatedStore(await openPgliteStore(path), gate)
  const platforms = await openLoadPlatforms(runtime, folder, openGated, virtualStop())
  const { meter, service } = createMeter()
  const ending = new AbortController()
  const config = loadConfig([gameShard, ...TRADING], folder)
  const heartbeat = seconds(10)
  const run = (instance: string, services: readonly AnyService[]) =>
    runServices({ services, platform: platforms.of(instance), runtime, config, heartbeat, signal: ending.signal })
  const pass = async (until: number) => {
    for (;;) {
      await clock.settle()
      while (!gate.isIdle()) {
        await gate.next()
        await clock.settle()
      }
      const next = clock.nextAt()
      if (next === undefined || next > until) return
      await clock.step()
    }
  }
  const from = process.cpuUsage()
  const running = [run('trading', [service, ...TRADING])]
  running.push(...shardNames(settings).map((name) => run(name, [gameShard])))
  const startsAt = clock.now()
  const samples: MemorySample[] = []
  try {
    await pass(startsAt + ONE_SECOND)
    running.push(run('generator', [generator.service]))
    for (let minute = 0; minute <= minutes; minute += sampleEvery) {
      await pass(startsAt + (minute * 60 + 2) * ONE_SECOND)
      // Times are kept for percentiles; of an hour they would be what grows.
      for (const times of [meter.read, ...Object.values(meter.update), ...Object.values(meter.book)]) times.length = 0
      const taken = sample(minute, generator.counts.ended, meter.counts.orders)
      samples.push(taken)
      seen(taken)
    }
    const later = samples.slice(Math.floor(samples.length / 2))
    const slope = slopeOf(later.map(({ minute, heapMegabytes }) => [minute, heapMegabytes * 1_000]))
    const { user, system } = process.cpuUsage(from)
    return {
      settings,
      samples,
      counts: { ...meter.counts },
      growthKilobytesPerMinute: Math.round(slope),
      cpuSeconds: Math.round((user + system) / 1e5) / 10,
    }
  } finally {
    ending.abort()
    await pass(clock.now() + 10 * ONE_SECOND)
    await Promise.all(running)
    const closing = platforms.close()
    await pass(clock.now() + 10 * ONE_SECOND)
    await closing
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Nobody stops a virtual hour; a file would be read in real time while virtual seconds pass. */
function virtualStop() {
  return { read: async () => null, write: async () => undefined }
}

/** Returns a sample as a line under `SAMPLE_HEAD`. */
export function printSample({ minute, heapMegabytes, outsideMegabytes, gamesEnded, orders }: MemorySample): string {
  const cells = [
    String(minute).padStart(6),
    heapMegabytes.toFixed(2).padStart(9),
    outsideMegabytes.toFixed(1).padStart(11),
  ]
  return [...cells, String(gamesEnded).padStart(11), String(orders).padStart(8)].join('  ')
}

/** The head of the table of samples. */
export const SAMPLE_HEAD = 'minute  heap, MB  outside, MB  games over   orders'
