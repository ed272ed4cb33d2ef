/*
 * A PostgreSQL server. Connections are made when they are needed and made again when they were lost; a
 * statement that was under way then fails as `unreachable`.
 */
import type { Secret } from '@arbees/transport'
import postgres from 'postgres'
import type { ColumnTypes } from './insert-many.ts'
import { insertMany } from './insert-many.ts'
import { READERS, sqlText } from './sql-values.ts'
import type { Queries, Row, SqlValue, Store } from './store.ts'
import { toStoreError } from './store-failure.ts'

/** Settings of `openPostgresStore`. */
export type PostgresStoreOptions = {
  readonly url: Secret
  /** @default 10 */
  readonly connectionsMax?: number
}

type Client = Pick<postgres.Sql, 'unsafe'>

/** Each type's reader, and values as they come: text already. */
function driverTypes(): Record<string, postgres.PostgresType> {
  const types = Object.entries(READERS).map(([oid, parse]) => {
    const number = Number(oid)
    const type: postgres.PostgresType = { to: number, from: [number], serialize: (value: unknown) => value, parse }
    return [`type${oid}`, type] as const
  })
  return Object.fromEntries(types)
}

function queriesOf(client: Client, types: ColumnTypes): Queries {
  const query = async <R extends Row>(sql: string, values: readonly SqlValue[] = []): Promise<readonly R[]> => {
    try {
      const rows = await client.unsafe(sql, values.map(sqlText), { prepare: values.length > 0 })
      return [...rows] as unknown as readonly R[]
    } catch (error) {
      throw toStoreError(error)
    }
  }
  return {
    query,
    insertMany: (table, columns, rows) => insertMany(query, types, table, columns, rows),
  }
}

/** Returns a store over a server. Nothing is sent yet. */
export function openPostgresStore({ url, connectionsMax = 10 }: PostgresStoreOptions): Store {
  const client = postgres(url.reveal(), {
    max: connectionsMax,
    connect_timeout: 3,
    // A connection is never so old that a silent router has forgotten it.
    max_lifetime: 1_800,
    fetch_types: false,
    types: driverTypes(),
    onnotice: () => undefined,
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
    connection: { application_name: 'arbees', TimeZone: 'UTC' },
  })
  const types: ColumnTypes = new Map()
  const own = queriesOf(client, types)
  return Object.freeze({
    kind: 'postgres' as const,
    ...own,
    transact: async <T>(work: (queries: Queries) => Promise<T>): Promise<T> => {
      try {
        return (await client.begin((transaction) => work(queriesOf(transaction, types)))) as T
      } catch (error) {
        // What `work` threw by itself comes out as it is.
        throw error instanceof Error && 'code' in error ? toStoreError(error) : error
      }
    },
    run: async (sql: string) => {
      try {
        await client.unsafe(sql).simple()
      } catch (error) {
        throw toStoreError(error)
      }
    },
    isReachable: () =>
      own.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    close: () => client.end({ timeout: 5 }),
  })
}
