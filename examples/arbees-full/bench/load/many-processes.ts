/* The load on services in processes of their own, over Redis and PostgreSQL: each is `src/main.ts` as it is deployed. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seconds, sleep } from '@arbees/core'
import { createSecret, nodeRuntime } from '@arbees/transport'
import type { PlatformConfig } from '../../src/platform/open-platform.ts'
import { openPlatform } from '../../src/platform/open-platform.ts'
import { runServices } from '../../src/platform/run-services.ts'
import { startLocalPostgres } from '../../test/local-postgres.ts'
import type { RedisSync } from '../../test/local-redis.ts'
import { freePort, startLocalRedis } from '../../test/local-redis.ts'
import type { Generator } from './generator.ts'
import { createGenerator } from './generator.ts'
import type { LoadReport, ProcessFigures } from './load-report.ts'
import { reportOf } from './load-report.ts'
import type { LoadSettings } from './load-settings.ts'
import { LOAD_ENVIRONMENT, shardNames } from './load-settings.ts'
import { createMeter, resetMeter } from './meter.ts'
import type { RunLength } from './one-process.ts'
import { loadConfig } from './one-process.ts'
import { watchProcess } from './watch-process.ts'

type Child = { readonly name: string; readonly process: ChildProcess; readonly port: number; readonly figures: string }

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const PROBE = join(import.meta.dirname, 'probe.ts')

/** Answers as ESPN does, on loopback. */
async function serveScoreboards(generator: Generator): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const body = generator.scoreboard(request.url ?? '')
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function startChild(
  name: string,
  service: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Child> {
  const own = join(folder, name)
  mkdirSync(own, { recursive: true })
  const port = await freePort()
  const figures = join(own, 'figures.json')
  const log = openSync(join(own, 'log.jsonl'), 'a')
  const child = spawn(process.execPath, ['--conditions=@arbees/source', '--import', PROBE, MAIN], {
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env['PATH'] ?? '',
      ...LOAD_ENVIRONMENT,
      ...environment,
      SERVICES: service,
      INSTANCE: name,
      DATA_DIR: own,
      HEALTH_PORT: String(port),
      PROBE_FILE: figures,
    },
  })
  closeSync(log)
  return { name, process: child, port, figures }
}

/** Resolves when every process says that it is ready. @throws Error when one ends, or after five minutes. */
async function allReady(children: readonly Child[], folder: string): Promise<void> {
  const deadline = performance.now() + 300_000
  for (const { name, process: child, port } of children) {
    for (;;) {
      if (child.exitCode !== null || performance.now() > deadline) {
        const log = readFileSync(join(folder, name, 'log.jsonl'), 'utf8')
        throw new Error(`${name} is not ready; the end of its log: ${log.slice(-2_000)}`)
      }
      const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isReady) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Tells the probes to begin or to write down what they saw. */
function signalAll(children: readonly Child[], signal: 'SIGUSR2' | 'SIGTERM'): void {
  for (const { process: child } of children) if (child.exitCode === null) child.kill(signal)
}

async function allEnded(children: readonly Child[]): Promise<readonly ProcessFigures[]> {
  for (const { process: child } of children) {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await ended
      clearTimeout(late)
    }
  }
  return children.flatMap(({ name, figures }) => {
    try {
      return [{ ...(JSON.parse(readFileSync(figures, 'utf8')) as ProcessFigures), name }]
    } catch {
      return [{ name, cpuPercent: 0, rssMegabytes: [], rssMostMegabytes: null, eventLoopMillis: null }]
    }
  })
}

/** Runs the load and returns what it came to. */
export async function loadManyProcesses(
  settings: LoadSettings,
  length: RunLength,
  sync: RedisSync,
): Promise<LoadReport> {
  const folder = mkdtempSync(join(tmpdir(), 'arbees-load-'))
  const ending = new AbortController()
  const failures: string[] = []
  const runtime = nodeRuntime({ log: () => undefined, seed: settings.seed, signal: ending.signal })
  const { clock } = runtime
  const generator = createGenerator(settings, clock, (reason) => void failures.push(reason))
  const [redis, postgres, espn] = await Promise.all([
    startLocalRedis(undefined, sync),
    startLocalPostgres(),
    serveScoreboards(generator),
  ])
  const children: Child[] = []
  let running: readonly Promise<void>[] = []
  try {
    const environment = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, ESPN_BASE_URL: espn.url }
    const { meter, service } = createMeter()
    const own = {
      ...loadConfig([], join(folder, 'load')),
      REDIS_URL: createSecret(redis.url),
      DATABASE_URL: createSecret(postgres.url),
      INSTANCE: 'load',
    }
    // It brings the tables up to date before anybody else looks.
    const platform = await openPlatform(own as unknown as PlatformConfig, runtime, 'load', ending.signal)
    for (const name of ['position-tracker', 'execution-service', 'signal-processor']) {
      children.push(await startChild(name, name, folder, environment))
    }
    for (const name of shardNames(settings)) children.push(await startChild(name, 'game-shard', folder, environment))
    await allReady(children, folder)
    const services = [service, generator.service]
    const heartbeat = seconds(10)
    running = [runServices({ services, platform, runtime, config: {}, heartbeat, signal: ending.signal })]
    await sleep(clock, seconds(length.warmUpSeconds))
    resetMeter(meter)
    const before = { ...generator.counts }
    const watch = watchProcess('the load itself')
    watch.begin()
    signalAll(children, 'SIGUSR2')
    const from = clock.now()
    await Promise.race([sleep(clock, seconds(length.seconds)), ...running])
    const elapsedSeconds = (clock.now() - from) / 1_000_000
    const made = { ...generator.counts, failures: failures.length }
    const itself = watch.end()
    signalAll(children, 'SIGTERM')
    const processes = [...(await allEnded(children)), itself]
    return reportOf({
      mode: `processes over Redis (${sync}) and PostgreSQL`,
      settings,
      elapsedSeconds,
      meter,
      processes,
      before,
      made,
    })
  } finally {
    signalAll(children, 'SIGTERM')
    await allEnded(children)
    ending.abort()
    await Promise.all(running)
    espn.close()
    await redis.remove()
    await postgres.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}
