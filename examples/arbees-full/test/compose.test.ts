/*
 * docker-compose.yml against the schema of compose files (the copy that dclint carries), and against the names, ports
 * and settings that operators know.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { SERVICES } from '../src/services.ts'
import { interpolate, parseCompose, readCompose, readEnvFile, variablesIn } from './stack/read-compose.ts'

const folder = join(import.meta.dirname, '..')
const path = join(folder, 'docker-compose.yml')
const text = readFileSync(path, 'utf8')
const file = parseCompose(text) as {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly volumes: Readonly<Record<string, unknown>>
}
const { backup, ...services } = readCompose(path, readEnvFile(join(folder, '.env.example')))

/** The names that people type, and the containers that they see. */
const CONTAINERS = {
  timescaledb: 'arbees-timescaledb',
  redis: 'arbees-redis',
  orchestrator: 'arbees-orchestrator',
  'market-discovery-rust': 'arbees-market-discovery',
  game_shard: 'arbees-game-shard-rust',
  signal_processor: 'arbees-signal-processor-rust',
  execution_service: 'arbees-execution-service-rust',
  position_tracker: 'arbees-position-tracker-rust',
  kalshi_monitor: 'arbees-kalshi-monitor',
  polymarket_monitor: 'arbees-polymarket-monitor',
  vpn: 'arbees-vpn',
  api: 'arbees-api',
  frontend: 'arbees-frontend',
  notification_service: 'arbees-notification-service-rust',
  analytics: 'arbees-analytics',
}

/** What the schema says against a file. */
function refusals(candidate: unknown): readonly string[] {
  const require = createRequire(import.meta.url)
  const schema = readFileSync(join(require.resolve('dclint/package.json'), '../schemas/compose.schema.json'), 'utf8')
  // It names its own language by an address that is not quite the one under which that is known.
  const { $schema: _, ...rules } = JSON.parse(schema)
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(rules)
  validate(candidate)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('docker-compose.yml', () => {
  test('is a compose file, and the schema would find a mistake', () => {
    expect(refusals(file)).toEqual([])
    const { redis, ...rest } = file.services
    expect(refusals({ ...file, services: { ...rest, redis: { ...redis, depend_on: ['api'] } } })).toHaveLength(1)
  })

  test("has the fifteen containers under the operators' names, and a copy of the database besides", () => {
    const names = Object.entries(services).map(([name, { container_name }]) => [name, container_name])
    expect(Object.fromEntries(names)).toEqual(CONTAINERS)
    expect([backup?.container_name, backup?.profiles]).toEqual(['arbees-backup', ['backup']])
  })

  test('starts the databases without a profile, everything else with full', () => {
    for (const [name, { profiles }] of Object.entries(services)) {
      expect(profiles, name).toEqual(['timescaledb', 'redis'].includes(name) ? [] : ['full'])
    }
  })

  test('opens four ports, on this machine alone', () => {
    const ports = Object.entries(services).flatMap(([name, { ports: open }]) => open.map((port) => [name, port]))
    expect(Object.fromEntries(ports)).toEqual({
      timescaledb: '127.0.0.1:5432:5432',
      redis: '127.0.0.1:6379:6379',
      api: '127.0.0.1:8000:8000',
      frontend: '127.0.0.1:3000:3000',
    })
  })

  test('checks the health of each, starts each again, bounds what each may take and what it logs', () => {
    for (const [name, service] of Object.entries({ ...services, backup })) {
      const { restart, healthcheck } = service ?? {}
      expect([restart, healthcheck?.test.length], name).toEqual(['unless-stopped', expect.any(Number)])
      expect(file.services[name], name).toMatchObject({
        deploy: { resources: { limits: { cpus: expect.any(String), memory: expect.any(String) } } },
        logging: { options: { 'max-size': '20m' } },
      })
    }
  })

  test('runs each service once, with rights to nothing', () => {
    const own = Object.values(services).filter(({ command }) => command?.[1] === 'src/main.ts')
    const run = own.map(({ environment }) => environment['SERVICES'])
    expect(run.sort()).toEqual(SERVICES.map(({ name }) => name).sort())
    for (const [name, service] of Object.entries(file.services)) {
      if (service['image'] !== 'arbees:local') continue
      const bare = { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] }
      expect(service, name).toMatchObject(bare)
    }
  })

  test('names every process but the replicas, whose hosts differ', () => {
    const instances = Object.values(services).map(({ environment: { SERVICES: name, INSTANCE } }) => [name, INSTANCE])
    for (const [name, instance] of instances.filter(([one]) => one !== undefined)) {
      expect(instance).toBe(name === 'game-shard' ? '' : name)
    }
    // With a fixed name there can be one alone, so a second file takes it away.
    expect(readFileSync(join(folder, 'docker-compose.scale.yml'), 'utf8')).toContain('container_name: !reset null')
  })

  test('keeps what must outlive a container, Redis with every write on the disk', () => {
    expect(Object.keys(file.volumes)).toEqual(['timescaledb_data', 'redis_data', 'execution_data', 'backups'])
    const { redis, execution_service: execution, timescaledb } = services
    const command = redis?.command?.join(' ')
    expect(command).toContain('--appendonly yes --appendfsync always')
    expect(command).toContain('--maxmemory-policy noeviction')
    expect([redis?.volumes, execution?.volumes]).toEqual([['redis_data:/data'], ['execution_data:/data']])
    expect(timescaledb?.volumes[0]).toBe('timescaledb_data:/var/lib/postgresql/data')
  })

  test('takes a password for Redis to the server, to its command line and to every process', () => {
    const values = { ...readEnvFile(join(folder, '.env.example')), REDIS_PASSWORD: 'canary' }
    const { redis, api } = readCompose(path, values)
    expect(redis?.command?.at(-1)).toBe('canary')
    expect(redis?.environment['REDISCLI_AUTH']).toBe('canary')
    expect(api?.env_file).toEqual([{ path: '.env', required: false }])
    expect(services['redis']?.command?.at(-1)).toBe('')
  })

  test('reads only variables that .env.example has', () => {
    const known = Object.keys(readEnvFile(join(folder, '.env.example')))
    expect(variablesIn(text).filter((name) => !known.includes(name))).toEqual([])
  })

  test('fills variables in as Compose does', () => {
    const values = { SET: 'x', EMPTY: '' }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a compose file.
    const filled = interpolate('${SET:-a} ${EMPTY:-b} ${EMPTY-c} ${NONE-d} ${NONE} $${SET}', values)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a compose file.
    expect(filled).toBe('x b  d  ${SET}')
  })
})
