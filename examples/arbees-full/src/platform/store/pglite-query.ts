import type { Results, Transaction } from '@electric-sql/pglite'
import { OID, READERS } from './sql-values.ts'
import type { Row } from './store.ts'

/** What queries run on: the database or a transaction of it. Forks of it fit, too. */
export type Runner = Pick<Transaction, 'query'>

// Lists have numbers of their own; they come as text already, like everything else.
const LISTS = [1000, 1005, 1007, 1009, 1016, 1021, 1022, 1182, 1185, 1231, 199, 3807]
const asIs = (value: unknown) => value as string
const SERIALIZERS = Object.fromEntries([...Object.values(OID), ...LISTS].map((oid) => [oid, asIs]))

/** Runs one statement, its values as text. */
export async function queryOf<R extends Row>(
  runner: Runner,
  sql: string,
  values: readonly (string | null)[],
): Promise<readonly R[]> {
  const options = { parsers: READERS, serializers: SERIALIZERS }
  const results: Results<R> = await runner.query<R>(sql, [...values], options)
  return results.rows
}
