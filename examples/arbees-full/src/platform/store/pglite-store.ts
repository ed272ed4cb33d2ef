/*
 * PostgreSQL inside the process, in a folder or in memory alone.
 */
import type { Results, Transaction } from '@electric-sql/pglite'
import { PGlite } from '@electric-sql/pglite'
import { lockFolder } from './folder-lock.ts'
import type { ColumnTypes } from './insert-many.ts'
import { insertMany } from './insert-many.ts'
import { OID, READERS, sqlText } from './sql-values.ts'
import type { Queries, Row, SqlValue, Store } from './store.ts'
import { toStoreError } from './store-failure.ts'

/** What queries run on: the database or a transaction of it. Forks of it fit, too. */
type Runner = Pick<Transaction, 'query'>

// Lists have numbers of their own; they come as text already, like everything else.
const LISTS = [1000, 1005, 1007, 1009, 1016, 1021, 1022, 1182, 1185, 1231, 199, 3807]
const asIs = (value: unknown) => value as string
const SERIALIZERS = Object.fromEntries([...Object.values(OID), ...LISTS].map((oid) => [oid, asIs]))

function queriesOf(runner: Runner, types: ColumnTypes): Queries {
  const query = async <R extends Row>(sql: string, values: readonly SqlValue[] = []): Promise<readonly R[]> => {
    try {
      const options = { parsers: READERS, serializers: SERIALIZERS }
      const results: Results<R> = await runner.query<R>(sql, values.map(sqlText), options)
      return results.rows
    } catch (error) {
      throw toStoreError(error)
    }
  }
  return {
    query,
    insertMany: (table, columns, rows) => insertMany(query, types, table, columns, rows),
  }
}

/** Returns a store over an open PGlite. */
export function storeOfPglite(database: PGlite, release: () => Promise<void>): Store {
  const types: ColumnTypes = new Map()
  return Object.freeze({
    kind: 'pglite' as const,
    ...queriesOf(database, types),
    transact: <T>(work: (queries: Queries) => Promise<T>) =>
      database.transaction((transaction) => work(queriesOf(transaction, types))) as Promise<T>,
    run: async (sql: string) => {
      try {
        await database.exec(sql)
      } catch (error) {
        throw toStoreError(error)
      }
    },
    isReachable: async () => !database.closed,
    close: async () => {
      await database.close()
      await release()
    },
  })
}

/**
 * Opens the database in a folder, or one in memory when there is none.
 *
 * @throws StoreError `locked` while another process has the folder: two would silently lose rows.
 */
export async function openPgliteStore(folder: string | undefined): Promise<Store> {
  if (folder === undefined) return storeOfPglite(await PGlite.create(), async () => undefined)
  const release = await lockFolder(folder)
  try {
    return storeOfPglite(await PGlite.create(`${folder}/pglite`), release)
  } catch (error) {
    await release()
    throw error
  }
}
