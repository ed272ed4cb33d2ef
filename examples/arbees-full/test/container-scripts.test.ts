/* The scripts that containers run beside our processes, on a real PostgreSQL: the first tables, and a copy of them all. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecret } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPostgresStore } from '../src/platform/store/postgres-store.ts'
import type { LocalPostgres } from './local-postgres.ts'
import { startLocalPostgres } from './local-postgres.ts'

const scripts = join(import.meta.dirname, '../scripts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-backups-'))

/** The major version of a program of PostgreSQL; 0 where there is none. */
function versionOf(program: string): number {
  return Number(/ (\d+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? 0)
}

/** The server of the tests is this one; an older pg_dump refuses it. */
const SERVER = 18
const NO_PSQL = versionOf('psql') > 0 ? undefined : 'no psql on this machine'
const NO_DUMP = versionOf('pg_dump') >= SERVER ? undefined : `no pg_dump of version ${SERVER} on this machine`

describe.skipIf(NO_PSQL !== undefined)(`on a new database${NO_PSQL === undefined ? '' : ` (${NO_PSQL})`}`, () => {
  let postgres: LocalPostgres
  beforeAll(async () => {
    postgres = await startLocalPostgres()
  }, 120_000)
  afterAll(async () => {
    await postgres.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const environment = () => {
    const { hostname, port, username, password, pathname } = new URL(postgres.url)
    const database = pathname.slice(1)
    const asked = { PGHOST: hostname, PGPORT: port, PGPASSWORD: password, PGUSER: username, PGDATABASE: database }
    return { PATH: process.env['PATH'], ...asked, POSTGRES_USER: username, POSTGRES_DB: database }
  }

  test('the tables are there before any process of ours, and our processes find nothing left to do', async () => {
    const env = { ...environment(), MIGRATIONS: join(scripts, '../migrations') }
    const run = spawnSync('sh', [join(scripts, 'first-schema.sh')], { encoding: 'utf8', env })
    expect([run.status, run.stdout]).toEqual([0, 'applied 0001-schema\n'])
    const store = openPostgresStore({ url: createSecret(postgres.url) })
    expect(await migrate(store, () => undefined)).toEqual([])
    expect(await store.query('SELECT COUNT(*) AS n FROM paper_trades')).toEqual([{ n: 0 }])
    await store.close()
  }, 120_000)

  test('a copy is made and the oldest is taken away', (context) => {
    if (NO_DUMP !== undefined) context.skip(NO_DUMP)
    const env = { ...environment(), BACKUP_FOLDER: folder, BACKUP_KEEP: '1' }
    for (const _ of [1, 2]) {
      spawnSync('sleep', ['1.1'])
      expect(spawnSync('sh', [join(scripts, 'backup.sh'), 'once'], { env }).status).toBe(0)
    }
    expect(readdirSync(folder)).toHaveLength(1)
  }, 120_000)
})

describe('the health check of a container', () => {
  test.each([
    [200, 0],
    [503, 1],
  ])('of a process that answers %i ends with %i', async (answer, status) => {
    const server = createServer((_, response) => response.writeHead(answer).end('{"checks":{"store":false}}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const child = spawn('bash', [join(scripts, 'check-health.sh')], { env: { HEALTH_PORT: String(port) } })
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(status)
    server.close()
  })

  test('of a process that is not there ends with 1', () => {
    const run = spawnSync('bash', [join(scripts, 'check-health.sh')], { env: { HEALTH_PORT: '1' } })
    expect(run.status).toBe(1)
  })
})
