/*
 * PostgreSQL inside the process, in a folder or in memory alone.
 */
import { PGlite } from '@electric-sql/pglite'
import { lockFolder } from './folder-lock.ts'
import type { ColumnTypes } from './insert-many.ts'
import { insertMany } from './insert-many.ts'
import type { Runner } from './pglite-query.ts'
import { queryOf } from './pglite-query.ts'
import { sqlText } from './sql-values.ts'
import type { Queries, Row, SqlValue, Store } from './store.ts'
import { toStoreError } from './store-failure.ts'

function queriesOf(runner: Runner, types: ColumnTypes): Queries {
  const query = async <R extends Row>(sql: string, values: readonly SqlValue[] = []): Promise<readonly R[]> => {
    try {
      return await queryOf<R>(runner, sql, values.map(sqlText))
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
