import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '@arbees/core'
import type { Queries, Store } from './store.ts'
import { StoreError } from './store.ts'

/** One step of the schema. */
export type Migration = {
  /** `0001-schema`, `timescale/0001-hypertables`: they run in the order of their names, the plain ones first. */
  readonly name: string
  readonly sql: string
}

/** The folder that the deployment's own migrations are in. */
export const MIGRATIONS = join(import.meta.dirname, '../../../migrations')

/** Any number that no other program takes. */
const LOCK = 7_268_533_001

const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migrations (
  name TEXT PRIMARY KEY,
  checksum TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
)`

function readFolder(folder: string, prefix: string): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: `${prefix}${file.slice(0, -4)}`, sql: readFileSync(join(folder, file), 'utf8') }))
}

function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex')
}

/** Says whether TimescaleDB can be had here, and makes it so. */
async function enableTimescale(store: Store): Promise<boolean> {
  const found = await store.query("SELECT 1 AS one FROM pg_available_extensions WHERE name = 'timescaledb'")
  if (found.length === 0) return false
  await store.run('CREATE EXTENSION IF NOT EXISTS timescaledb')
  return true
}

async function apply(queries: Queries, migrations: readonly Migration[]): Promise<readonly string[]> {
  await queries.query('SELECT pg_advisory_xact_lock($1::bigint)', [LOCK])
  await queries.query(LEDGER)
  const rows = await queries.query<{ readonly name: string; readonly checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  )
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]))
  const names = new Set(migrations.map(({ name }) => name))
  // Without the extension here, what it made elsewhere is not ours to judge.
  const foreign = [...applied.keys()].filter((name) => !names.has(name) && !name.startsWith('timescale/'))
  if (foreign.length > 0) {
    throw new StoreError('failed', `the database is newer than this program: it has had ${foreign.join(', ')}`)
  }
  const done: string[] = []
  for (const migration of migrations) {
    const { name, sql } = migration
    const checksum = checksumOf(migration)
    const before = applied.get(name)
    if (before === checksum) continue
    if (before !== undefined)
      throw new StoreError('failed', `the migration ${name} was changed after it had been applied`)
    for (const statement of splitStatements(sql)) {
      try {
        await queries.query(statement)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        throw new StoreError('failed', `the migration ${name} failed: ${reason}`, { cause: error })
      }
    }
    await queries.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
    done.push(name)
  }
  return done
}

/** Returns the statements of a migration: apart at `;`, but not within `$$` or a comment. */
export function splitStatements(sql: string): readonly string[] {
  const statements: string[] = []
  let current = ''
  for (const [part] of sql.matchAll(/--[^\n]*|\$\$[\s\S]*?\$\$|'(?:[^']|'')*'|;|[^;$'-]+|[\s\S]/g)) {
    if (part.startsWith('--')) continue
    if (part !== ';') {
      current += part
      continue
    }
    if (current.trim() !== '') statements.push(current.trim())
    current = ''
  }
  if (current.trim() !== '') statements.push(current.trim())
  return statements
}

/**
 * Brings the database to this program's schema: what it has not had, in order, in one transaction, by
 * one process at a time. Doing it again does nothing. Returns the names of what was applied.
 *
 * @throws StoreError when a step fails (then none of them happened), was changed after it had been
 *   applied, or when the database is newer than the program.
 */
export async function migrate(store: Store, log: Log, folder: string = MIGRATIONS): Promise<readonly string[]> {
  const hasTimescale = await enableTimescale(store)
  const migrations = [
    ...readFolder(folder, ''),
    ...(hasTimescale ? readFolder(join(folder, 'timescale'), 'timescale/') : []),
  ]
  const applied = await store.transact((queries) => apply(queries, migrations))
  log('info', 'schema is up to date', { applied, timescale: hasTimescale, known: migrations.length })
  return applied
}
