/*
 * The database as services see it: SQL in, rows out, alike on PGlite and PostgreSQL. Amounts come
 * and go as decimal text or as whole numbers, instants as microseconds: no driver turns one into a
 * float or a Date on the way.
 */

/** What may stand for `$1`, `$2`, …; a list stands for an array. */
export type SqlValue = string | number | bigint | boolean | null | readonly (string | number | boolean | null)[]

/**
 * One row. `numeric` is decimal text, `bigint` and smaller are numbers (an unsafe one is refused),
 * `timestamptz` is microseconds since 1970, `jsonb` is parsed.
 */
export type Row = Readonly<Record<string, unknown>>

/** Runs statements. */
export type Queries = {
  /** Runs one statement and returns its rows. @throws StoreError */
  readonly query: <R extends Row = Row>(sql: string, values?: readonly SqlValue[]) => Promise<readonly R[]>
  /**
   * Inserts many rows by one statement; rows that a unique key already has are left as they are.
   * Columns name the table's own; returns how many are new.
   *
   * @throws StoreError
   */
  readonly insertMany: (
    table: string,
    columns: readonly string[],
    rows: readonly (readonly (string | number | boolean | null)[])[],
  ) => Promise<number>
}

/** A database. */
export type Store = Queries & {
  /** Which kind it is. */
  readonly kind: 'pglite' | 'postgres'
  /** Runs `work` in one transaction: all of it or nothing. A throw rolls back. */
  readonly transact: <T>(work: (queries: Queries) => Promise<T>) => Promise<T>
  /** Runs several statements without values, as migrations are. */
  readonly run: (sql: string) => Promise<void>
  /** Resolves to whether the database answers now. */
  readonly isReachable: () => Promise<boolean>
  readonly close: () => Promise<void>
}

/** Thrown when a statement failed. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /**
   * `unreachable`: no answer, so it is not known whether a write happened. `conflict`: a unique key.
   * `constraint`: another rule of the table. `locked`: another process has the folder. `failed`: anything else.
   */
  readonly code: 'unreachable' | 'conflict' | 'constraint' | 'locked' | 'failed'

  constructor(code: StoreError['code'], sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
  }

  /** Whether the same may succeed later: a message that met it is told again until it does. */
  get isTransient(): boolean {
    return this.code === 'unreachable'
  }
}
