/*
 * The deployment of docker-compose.yml as processes of this machine: its own commands, environment, health checks,
 * dependencies and restart policies. Names of containers become ports of loopback; two images that are not ours have
 * a stand-in, a real Redis and a real PostgreSQL; the VPN has none and is left out.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalPostgres } from '../local-postgres.ts'
import { startLocalPostgres } from '../local-postgres.ts'
import { freePort } from '../local-redis.ts'
import type { LocalProcess } from './local-process.ts'
import { createLocalProcess } from './local-process.ts'
import type { Compose, ComposeService, Values } from './read-compose.ts'
import { readCompose, readEnvFile } from './read-compose.ts'

/** Settings of `startLocalStack`. */
export type LocalStackOptions = {
  /** An empty folder for data and logs. */
  readonly folder: string
  /** What a user would have changed in `.env`. */
  readonly settings: Values
  /** How many of each service; one where nothing is said. */
  readonly scale?: Readonly<Record<string, number>>
  /** Processes that somebody else starts, when their world is there. */
  readonly held?: readonly string[]
}

/** The deployment, running. */
export type LocalStack = {
  readonly processes: ReadonlyMap<string, LocalProcess>
  readonly process: (name: string) => LocalProcess
  readonly postgres: LocalPostgres
  readonly redisUrl: string
  readonly redisPort: number
  /** Where the pages and the API are. */
  readonly frontendUrl: string
  readonly apiUrl: string
  /** Services of the file that were not started here, and why. */
  readonly leftOut: Readonly<Record<string, string>>
  /** Resolves when all are healthy; says who is not when that takes too long. */
  readonly untilHealthy: (withinMs: number) => Promise<number>
  readonly close: () => Promise<void>
}

const DEPLOYMENT = join(import.meta.dirname, '../..')

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

type Ports = Readonly<Record<'timescaledb' | 'redis' | 'api' | 'frontend', number>>

/** A container's environment, with hosts and ports of this machine. */
function mapped(environment: Values, ports: Ports, health: number, folder: string): Values {
  const own: Values = { DATA_DIR: folder, POSTGRES_PORT: String(ports.timescaledb), HEALTH_PORT: String(health) }
  const listened: Values = { API_PORT: String(ports.api), FRONTEND_PORT: String(ports.frontend) }
  const entries = Object.entries(environment).map(([name, value]) => {
    const fixed = own[name] ?? listened[name]
    if (fixed !== undefined) return [name, fixed]
    if (name === 'POSTGRES_HOST') return [name, '127.0.0.1']
    const text = value.replace(
      /\/\/(timescaledb|redis|api):\d+/,
      (_, host: keyof Ports) => `//127.0.0.1:${ports[host]}`,
    )
    return [name, text === '0.0.0.0' ? '127.0.0.1' : text]
  })
  return Object.fromEntries(entries)
}

function commandOf({ entrypoint = [], command = [] }: ComposeService): readonly string[] {
  const [program = '', ...args] = [...entrypoint, ...command]
  return program === 'node' ? [process.execPath, ...args] : [program, ...args]
}

type Making = {
  readonly options: LocalStackOptions
  readonly ports: Ports
  readonly environment: Values
}

/** Redis with the file's own arguments; the port and the folder are this machine's. */
function redisProcess({ options: { folder }, ports }: Making, service: ComposeService): LocalProcess {
  const cwd = join(folder, 'redis')
  mkdirSync(cwd, { recursive: true })
  const port = String(ports.redis)
  const test = service.healthcheck?.test.map((word) => word.replace('redis-cli', `redis-cli -p ${port}`)) ?? []
  return createLocalProcess({
    name: 'redis',
    command: [...commandOf(service), '--port', port, '--bind', '127.0.0.1', '--dir', cwd],
    environment: { PATH: process.env['PATH'] ?? '', ...service.environment },
    cwd,
    service: { ...service, healthcheck: service.healthcheck && { ...service.healthcheck, test } },
    log: join(folder, 'logs/redis.log'),
  })
}

/** One process of ours. The sources run as they are, so the libraries' sources are told to be taken, too. */
async function ownProcess(making: Making, name: string, replica: number | undefined): Promise<LocalProcess> {
  const { options, ports, environment } = making
  const compose = readCompose(join(DEPLOYMENT, 'docker-compose.yml'), environment)
  const service = compose[name] as ComposeService
  const unique = replica === undefined ? name : `${name}-${replica}`
  const folder = join(options.folder, unique)
  mkdirSync(folder, { recursive: true })
  const settings = service.env_file.length === 0 ? {} : environment
  const port = name === 'frontend' ? ports.frontend : await freePort()
  return createLocalProcess({
    name: unique,
    command: commandOf(service),
    environment: {
      PATH: process.env['PATH'] ?? '',
      NODE_OPTIONS: '--conditions=@arbees/source',
      NODE_COMPILE_CACHE: join(tmpdir(), 'arbees-compile-cache'),
      ...mapped({ ...settings, ...service.environment }, ports, port, folder),
      // Replicas have hosts of their own as containers; here they share one.
      ...(replica === undefined ? {} : { INSTANCE: unique.replaceAll('_', '-') }),
    },
    cwd: DEPLOYMENT,
    service,
    log: join(options.folder, 'logs', `${unique}.log`),
  })
}

/** Waits for what a service needs, as its file says. */
async function untilNeeds(processes: ReadonlyMap<string, LocalProcess>, { depends_on: needs }: ComposeService) {
  for (const [name, { condition }] of Object.entries(needs)) {
    const needed = processes.get(name)
    while (needed !== undefined && condition === 'service_healthy' && needed.standing() !== 'healthy') await wait(50)
  }
}

/** Starts the whole deployment, and resolves when each process has been started. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { folder, settings, scale = {}, held = [] } = options
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const postgres = await startLocalPostgres()
  const at = new URL(postgres.url)
  const database: Values = {
    POSTGRES_USER: at.username,
    POSTGRES_PASSWORD: at.password,
    POSTGRES_DB: at.pathname.slice(1),
  }
  const environment = { ...readEnvFile(join(DEPLOYMENT, '.env.example')), ...database, ...settings }
  const [redis, api, frontend] = await Promise.all([freePort(), freePort(), freePort()])
  const ports: Ports = { timescaledb: Number(at.port), redis, api, frontend }
  const making: Making = { options, ports, environment }
  const compose: Compose = readCompose(join(DEPLOYMENT, 'docker-compose.yml'), environment)
  const processes = new Map<string, LocalProcess>()
  const leftOut: Record<string, string> = { timescaledb: 'a PostgreSQL of this machine stands in its place' }
  const all: (readonly [string, ComposeService])[] = []
  for (const [name, service] of Object.entries(compose)) {
    if (name === 'timescaledb') continue
    if (name === 'redis') processes.set(name, redisProcess(making, service))
    else if (name === 'vpn') leftOut[name] = 'a tunnel needs a network of its own'
    else if (!service.profiles.includes('full')) leftOut[name] = 'not in the profile full'
    else {
      const count = scale[name] ?? 1
      for (let replica = 1; replica <= count; replica++) {
        const made = await ownProcess(making, name, count === 1 ? undefined : replica)
        processes.set(made.name, made)
        all.push([made.name, service])
      }
    }
  }
  processes.get('redis')?.start()
  const starting = all.map(async ([name, service]) => {
    await untilNeeds(processes, service)
    if (!held.includes(name)) processes.get(name)?.start()
  })
  await Promise.all(starting)
  const untilHealthy = async (withinMs: number) => {
    const began = performance.now()
    for (;;) {
      const ill = [...processes.values()].filter(({ standing }) => standing() !== 'healthy')
      const took = performance.now() - began
      if (ill.length === 0) return took
      if (took > withinMs)
        throw new Error(`not healthy within ${withinMs} ms: ${ill.map(({ name }) => name).join(', ')}`)
      await wait(50)
    }
  }
  return {
    processes,
    process: (name) => {
      const found = processes.get(name)
      if (found === undefined) throw new Error(`no process ${name} among ${[...processes.keys()].join(', ')}`)
      return found
    },
    postgres,
    redisPort: redis,
    redisUrl: `redis://127.0.0.1:${redis}`,
    frontendUrl: `http://127.0.0.1:${frontend}`,
    apiUrl: `http://127.0.0.1:${api}`,
    leftOut,
    untilHealthy,
    close: async () => {
      const own = [...processes.values()].filter(({ name }) => name !== 'redis')
      await Promise.all(own.map(({ stop }) => stop()))
      await processes.get('redis')?.stop()
      await postgres.remove()
    },
  }
}
