/* The load on every service of trading in this one process: bus in memory, PGlite, the real clock. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Http, Runtime } from '@arbees/core'
import { createRng, nextInteger, seconds, sleep, toMicros, VenueError } from '@arbees/core'
import { createRealClock, nodeDisk, nodeRuntime } from '@arbees/transport'
import { allVariables } from '../../src/platform/config/all-variables.ts'
import { readConfig } from '../../src/platform/config/read-config.ts'
import { createLog } from '../../src/platform/log.ts'
import { runServices } from '../../src/platform/run-services.ts'
import { openThreadedStore } from '../../src/platform/store/threaded-store.ts'
import type { AnyService } from '../../src/service.ts'
import { executionService } from '../../src/services/execution-service/service.ts'
import { gameShard } from '../../src/services/game-shard/service.ts'
import { positionTracker } from '../../src/services/position-tracker/service.ts'
import { signalProcessor } from '../../src/services/signal-processor/service.ts'
import type { Generator } from './generator.ts'
import { createGenerator } from './generator.ts'
import { openLoadPlatforms } from './load-bus.ts'
import type { LoadReport } from './load-report.ts'
import { reportOf } from './load-report.ts'
import type { LoadSettings } from './load-settings.ts'
import { LOAD_ENVIRONMENT, shardNames } from './load-settings.ts'
import { createMeter, resetMeter } from './meter.ts'
import { watchProcess } from './watch-process.ts'

/** How long a run takes. */
export type RunLength = { readonly warmUpSeconds: number; readonly seconds: number }

const TRADING: readonly AnyService[] = [positionTracker, executionService, signalProcessor]

/** How long ESPN takes to answer. */
const ANSWERS_MILLIS = [20, 120] as const

/** Returns an ESPN that answers out of the generator, after a while. */
export function scoreboardHttp(generator: () => Generator, { clock }: Pick<Runtime, 'clock'>, seed: number): Http {
  const rng = createRng(`answers ${seed}`)
  return async ({ url, signal }) => {
    await sleep(clock, toMicros(nextInteger(rng, ...ANSWERS_MILLIS) * 1_000), signal).catch(() => undefined)
    const body = generator().scoreboard(url.slice(url.indexOf('/apis/')))
    if (body === undefined) throw new VenueError('connect.failed', { url, detail: 'the load has no such league' })
    return { status: 200, headers: {}, body }
  }
}

/** Returns the values of every variable of the services under load, with data in `folder`. */
export function loadConfig(services: readonly AnyService[], folder: string): Readonly<Record<string, unknown>> {
  const known = allVariables([...services, gameShard, ...TRADING].map(({ config }) => config.shape))
  return readConfig({ ...LOAD_ENVIRONMENT, DATA_DIR: folder }, known, known, [])
}

/** Runs the load and returns what it came to. */
export async function loadOneProcess(settings: LoadSettings, length: RunLength): Promise<LoadReport> {
  const folder = mkdtempSync(join(tmpdir(), 'arbees-load-'))
  const clock = createRealClock()
  const file = nodeDisk().openAppend(join(folder, 'log.jsonl'))
  const encoder = new TextEncoder()
  const write = (line: string) => file.append(encoder.encode(line))
  const log = createLog({ clock, level: 'INFO', format: 'json', write })
  const failures: string[] = []
  const generator = createGenerator(settings, clock, (reason) => void failures.push(reason))
  const runtime: Runtime = {
    ...nodeRuntime({ log, seed: settings.seed }),
    clock,
    http: scoreboardHttp(() => generator, { clock }, settings.seed),
  }
  const platforms = await openLoadPlatforms(runtime, folder, openThreadedStore)
  const { meter, service } = createMeter()
  const ending = new AbortController()
  const config = loadConfig([gameShard, ...TRADING], folder)
  const run = (instance: string, services: readonly AnyService[]) =>
    runServices({
      services,
      platform: platforms.of(instance),
      runtime,
      config,
      heartbeat: seconds(10),
      signal: ending.signal,
    })
  const running = [run('trading', [service, ...TRADING])]
  running.push(...shardNames(settings).map((name) => run(name, [gameShard])))
  const watch = watchProcess('all')
  try {
    // The generator speaks last: whoever listens by then hears everything from its beginning.
    await sleep(clock, seconds(1))
    running.push(run('generator', [generator.service]))
    await sleep(clock, seconds(length.warmUpSeconds))
    resetMeter(meter)
    const before = { ...generator.counts }
    watch.begin()
    const from = clock.now()
    await Promise.race([sleep(clock, seconds(length.seconds)), ...running])
    const elapsedSeconds = (clock.now() - from) / 1_000_000
    const processes = [watch.end()]
    const made = { ...generator.counts, failures: failures.length }
    return reportOf({ mode: 'one process', settings, elapsedSeconds, meter, processes, before, made })
  } finally {
    ending.abort()
    await Promise.all(running)
    await platforms.close()
    file.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
