import { invariant } from '@arbees/core'
import type { Queries, SqlValue } from './store.ts'

type Query = Queries['query']

const NAME = /^[a-z][a-z0-9_]*$/
/** Types by table, asked for once. */
export type ColumnTypes = Map<string, Promise<ReadonlyMap<string, string>>>

async function readTypes(query: Query, table: string): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ readonly name: string; readonly type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type
     FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}

/**
 * Inserts rows by one statement, a list for each column: many times as fast as one statement a row.
 * Rows that a unique key has are left as they are. Returns how many are new.
 */
export async function insertMany(
  query: Query,
  types: ColumnTypes,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): Promise<number> {
  for (const name of [table, ...columns]) invariant(NAME.test(name), `a name of SQL is a plain word, found ${name}`)
  if (rows.length === 0) return 0
  let known = types.get(table)
  if (known === undefined) {
    known = readTypes(query, table)
    types.set(table, known)
    known.catch(() => types.delete(table))
  }
  const typeOf = await known
  const lists: SqlValue[] = columns.map((_, at) => rows.map((row) => row[at] ?? null))
  const arrays = columns.map((name, at) => {
    const type = typeOf.get(name)
    invariant(type !== undefined, `the table ${table} has the column ${name}`)
    return `$${at + 1}::${type}[]`
  })
  const inserted = await query<{ readonly n: number }>(
    `WITH new AS (
       INSERT INTO ${table} (${columns.join(', ')})
       SELECT * FROM unnest(${arrays.join(', ')}) ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT COUNT(*) AS n FROM new`,
    lists,
  )
  return inserted[0]?.n ?? 0
}
